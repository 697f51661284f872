import { readdir, readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { referencePages } from '../../scripts/reference/pages.js'

const folder = new URL('../../docs/reference/', import.meta.url)
const pages = referencePages()

it.each(Object.entries(pages))('docs/reference/%s is what `npm run generate` writes', async (name, text) => {
  expect(await readFile(new URL(name, folder), 'utf8')).toBe(text)
})

it('docs/reference has nothing that is not generated', async () => {
  expect((await readdir(folder)).sort()).toEqual(Object.keys(pages).sort())
})
