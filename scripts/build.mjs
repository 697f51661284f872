// npm run build: what npm start does first, and the SDK as a package, dist/sdk.
import { join } from 'node:path'
import { buildSdk } from './build-sdk.mjs'
import { bad, checkNode, prepare, root, say, step } from './steps.mjs'

checkNode()
try {
  await prepare()
  await step('Building the SDK', () => buildSdk(join(root, 'dist', 'sdk')))
} catch (error) {
  say(`\n  ${bad('✗')} ${error.output ?? error.message}`)
  process.exit(1)
}
