// npm run generate: writes docs/reference from the contract and the settings. A guard tells when it is out of date.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { referencePages } from './reference/pages.js'

const folder = join(import.meta.dirname, '..', 'docs', 'reference')
mkdirSync(folder, { recursive: true })
for (const [name, text] of Object.entries(referencePages())) {
  writeFileSync(join(folder, name), text)
  process.stdout.write(`  docs/reference/${name}\n`)
}
