import { expect, it } from 'vitest'
import { readCsv } from './read-csv.js'
import { Unreadable } from './source.js'

const read = (text: string): ReturnType<typeof readCsv> => readCsv(text, (name) => name === 'mastodon')

it('a large file holds up nothing else of the process', async () => {
  const line = `"${'ab "" ü, '.repeat(200)}",2037-01-01 10:00\n`
  const text = `content,scheduledFor\n${line.repeat(3_000)}`
  let turns = 0
  let isReading = true
  const others = (): void => {
    turns += 1
    if (isReading) setImmediate(others)
  }
  await read('content\nfirst')
  setImmediate(others)
  const { rows } = await read(text)
  isReading = false
  expect(rows).toHaveLength(3_000)
  expect(turns).toBeGreaterThan(10)
})

it('characters and quoted texts survive wherever the file is cut to be read', async () => {
  const texts = Array.from(
    { length: 400 },
    (_, index) => `${'x'.repeat(index)} 🧺 "${'é'.repeat(index)}"\nnext`,
  )
  const file = ['content', ...texts.map((text) => `"${text.replaceAll('"', '""')}"`)].join('\r\n')
  const { rows } = await read(file)
  expect(rows.map(({ row }) => row['content'])).toEqual(texts)
  expect(rows.map(({ number }) => number)).toEqual(texts.map((_, index) => index + 2))
})

it.each([
  ['', 'no headings'],
  [' , \n1,2', 'no headings'],
  ['content\n"never closed', 'never closed'],
  ['content\nab"c"', 'middle of a text at line 2'],
])('%j is unreadable: %s', async (text, why) => {
  await expect(read(text)).rejects.toThrow(Unreadable)
  await expect(read(text)).rejects.toThrow(why)
})
