// npm start: installs and builds what is not up to date, then becomes the server.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bad, checkNode, prepare, root, say } from './steps.mjs'

checkNode()
try {
  await prepare()
} catch (error) {
  say(`\n  ${bad('✗')} ${error.message}`)
  process.exit(1)
}
// In this process, so that signals and exit codes are the server's own.
const program = process.argv[2] ?? 'main.js'
await import(pathToFileURL(join(root, 'dist', 'src', program)).href)
