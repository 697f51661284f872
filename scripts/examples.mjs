// npm run examples: takes down what a started server is sent and answers, for the examples of the reference.
import { root, run, step, tool } from './steps.mjs'
import { join } from 'node:path'

const node = process.execPath
const walk = ['run', 'tests/guards/every-endpoint.test.ts', '-t', 'answers what the contract says']
await step('Asking every endpoint', () =>
  run(node, [tool('vitest'), ...walk], { env: { VB_TAKE_EXAMPLES: '1' } }),
)
await step('Generating', () =>
  run(node, [join(root, 'node_modules/tsx/dist/cli.mjs'), 'scripts/generate.ts']),
)
