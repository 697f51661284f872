import { readdir, readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { referencePages } from '../../scripts/reference/pages.js'
import { sdkFiles } from '../../scripts/sdk/files.js'

const generated = { 'docs/reference': referencePages(), 'sdk/generated': await sdkFiles() }

describe.each(Object.entries(generated))('%s', (name, files) => {
  const folder = new URL(`../../${name}/`, import.meta.url)

  it.each(Object.entries(files))('%s is what `npm run generate` writes', async (file, text) => {
    expect(await readFile(new URL(file, folder), 'utf8')).toBe(text)
  })

  it('has nothing that is not generated', async () => {
    expect((await readdir(folder)).sort()).toEqual(Object.keys(files).sort())
  })
})
