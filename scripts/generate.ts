// npm run generate: writes docs/reference and sdk/generated from the contract and the settings. A guard tells when they are out of date.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { referencePages } from './reference/pages.js'
import { sdkFiles } from './sdk/files.js'

const written = { 'docs/reference': referencePages(), 'sdk/generated': await sdkFiles() }
for (const [folder, files] of Object.entries(written)) {
  mkdirSync(join(import.meta.dirname, '..', folder), { recursive: true })
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(import.meta.dirname, '..', folder, name), text)
    process.stdout.write(`  ${folder}/${name}\n`)
  }
}
