// npm run bench: installs and builds what is not up to date, then measures. Options are passed on: --quick, --write.
import { bad, checkNode, prepare, root, run, say } from './steps.mjs'

checkNode()
try {
  await prepare()
} catch (error) {
  say(`\n  ${bad('✗')} ${error.message}`)
  process.exit(1)
}
await run(process.execPath, ['--import', 'tsx', 'bench/run.ts', ...process.argv.slice(2)], {
  cwd: root,
  show: true,
}).catch(() => process.exit(1))
