import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, run, tool } from './steps.mjs'

/** Writes the SDK to a folder that can be published or installed as it is: JavaScript, types, and no dependencies. */
export async function buildSdk(folder) {
  rmSync(folder, { recursive: true, force: true })
  await run(process.execPath, [tool('tsc'), '-p', join(root, 'tsconfig.sdk.json'), '--outDir', folder])
  const { version, license, engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const about = {
    name: 'voxburst-sdk',
    version,
    description: 'A typed client of the VoxBurst API, for Node and browsers',
    license,
    type: 'module',
    sideEffects: false,
    engines,
    exports: { '.': { types: './index.d.ts', default: './index.js' } },
  }
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(about, null, 2)}\n`)
  copyFileSync(join(root, 'sdk', 'README.md'), join(folder, 'README.md'))
  copyFileSync(join(root, 'LICENSE'), join(folder, 'LICENSE'))
}
