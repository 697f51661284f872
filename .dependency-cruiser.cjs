// Which way an import may point. Each rule says what to do instead. ARCHITECTURE.md has the list in words.
const rooms =
  'src/(posts|publishing|accounts|media|webhooks|workspaces|approvals|analytics|mail|sign-in|mcp)/'

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'Two files need each other: move what both use into a third, below both.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'contract-stands-alone',
      comment:
        'The contract is data over the schema library: move what it needs into contract/, or the logic out of it into src/.',
      severity: 'error',
      from: { path: '^contract/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: ['^contract/', '(^|/)node_modules/zod/'] },
    },
    {
      name: 'kit-stands-alone',
      comment: 'kit/ knows nothing of ours: pass the value in as an argument, or move the file to its room.',
      severity: 'error',
      from: { path: '^src/kit/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(src|contract|sdk|cli|dashboard|tests)/', pathNot: '^src/kit/' },
    },
    {
      name: 'domain-is-pure',
      comment:
        'domain/ sees kit/ and the contract, no package and no I/O: take what it needs as an argument.',
      severity: 'error',
      from: { path: '^src/domain/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: '^(contract|src/domain|src/kit)/' },
    },
    {
      name: 'store-and-work-below-the-rooms',
      comment:
        'store/ and work/ know tables and due rows, not posts: hand them values, or let the room do it.',
      severity: 'error',
      from: { path: '^src/(store|work)/', pathNot: '\\.test\\.ts$' },
      to: {
        path: '^(src|sdk|cli|dashboard|tests)/',
        pathNot: ['^src/(store|work|domain|kit)/', '^src/connectors/connector\\.ts$'],
      },
    },
    {
      name: 'connectors-get-what-they-need',
      comment:
        'A connector sees its own folder, a family folder (_name), connectors/*.ts, domain/ and kit/. Everything else comes with each call: extend ConnectContext.',
      severity: 'error',
      from: {
        path: '^src/connectors/([^/_]+)/',
        pathNot: ['\\.test\\.ts$', '^src/connectors/testing/', '/simulator'],
      },
      to: {
        path: '^(src|contract|sdk|cli|dashboard|tests)/',
        pathNot: [
          '^src/connectors/$1/',
          '^src/connectors/_',
          '^src/connectors/[^/]+\\.ts$',
          '^src/(domain|kit)/',
          '^src/sandbox/simulator\\.ts$',
        ],
      },
    },
    {
      name: 'simulators-know-no-connector',
      comment:
        'A simulator is written from the network’s documents, by another hand than the connector: repeat the fact instead of importing it.',
      severity: 'error',
      from: { path: '^src/connectors/([^/_]+)/simulator', pathNot: '\\.test\\.ts$' },
      to: {
        path: '^src/',
        pathNot: ['^src/connectors/$1/simulator', '^src/connectors/_', '^src/(sandbox|kit)/'],
      },
    },
    {
      name: 'rooms-below-http',
      comment:
        'A room knows no routes, settings or wiring: take the narrow thing it needs as first argument.',
      severity: 'error',
      from: { path: `^${rooms}`, pathNot: '\\.test\\.ts$' },
      to: { path: '^src/(http|start-up|commands|app\\.ts|main\\.ts|config\\.ts|settings\\.ts)' },
    },
    {
      name: 'rooms-and-platforms-apart',
      comment:
        'Only a connector knows its platform: add a part to connectors/connector.ts and ask the registry.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/connectors/', '^src/app\\.ts$', '\\.test\\.ts$'] },
      to: { path: '^src/connectors/([^/_]+/|all\\.ts)' },
    },
    {
      name: 'one-registry',
      comment: 'Only app.ts makes the registry: receive it, and import its type.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/app\\.ts$', '\\.test\\.ts$'] },
      to: { path: '^src/connectors/registry\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'http-below-the-wiring',
      comment: 'Routes receive Parts: add a part in http/parts.ts and make it in app.ts.',
      severity: 'error',
      from: { path: '^src/http/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/(start-up|commands|app\\.ts|main\\.ts)' },
    },
    {
      name: 'wiring-on-top',
      comment: 'Nothing but the programs imports the composition root.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: ['^src/(main|app)\\.ts$', '^src/(commands|start-up)/', '\\.test\\.ts$'],
      },
      to: { path: '^src/(app|main)\\.ts$' },
    },
    {
      name: 'clients-over-the-contract',
      comment:
        'The SDK sees the contract, CLI and dashboard the SDK: what they lack belongs into the public API.',
      severity: 'error',
      from: { path: '^(sdk|cli|dashboard)/', pathNot: '\\.test\\.tsx?$' },
      to: { path: '^src/' },
    },
    {
      name: 'sdk-runs-anywhere',
      comment:
        'The SDK runs in browsers too, without installing anything: use what the web platform has, or generate what it needs from the contract.',
      severity: 'error',
      from: { path: '^sdk/' },
      to: { pathNot: '^sdk/' },
    },
    {
      name: 'no-tests-in-the-product',
      comment: 'Product code imports no test support: move what it needs into src/.',
      severity: 'error',
      from: {
        path: '^(contract|src|sdk|cli|dashboard)/',
        pathNot: ['\\.test\\.tsx?$', '^src/connectors/testing/'],
      },
      to: { path: '^tests/|\\.test\\.tsx?$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|tests/real/node_modules)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.mjs'] },
    cache: false,
  },
}
