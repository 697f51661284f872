// npm run build: what npm start does first, alone.
import { bad, checkNode, prepare, say } from './steps.mjs'

checkNode()
await prepare().catch((error) => {
  say(`\n  ${bad('✗')} ${error.message}`)
  process.exit(1)
})
