import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Json } from './json.js'
import { parseJson } from './parse-json.js'

it('keeps integers beyond 2^53 as strings, wherever they stand', () => {
  expect(parseJson('{"id":1790000000000000123,"ids":[-9007199254740993, 9007199254740991]}')).toEqual({
    id: '1790000000000000123',
    ids: ['-9007199254740993', 9007199254740991],
  })
  expect(parseJson('12345678901234567890')).toBe('12345678901234567890')
})

it('leaves strings, fractions and exponents as they are', () => {
  expect(
    parseJson('{"a":"id 12345678901234567890 \\" 12345678901234567890","b":0.12345678901234567890}'),
  ).toEqual({
    a: 'id 12345678901234567890 " 12345678901234567890',
    b: 0.12345678901234568,
  })
  expect(parseJson('[12345678901234567890.5, 1e20]')).toEqual([12345678901234567000, 1e20])
})

it('says that a page is not JSON', () => {
  expect(parseJson('<html>Bad gateway</html>')).toBeUndefined()
  expect(parseJson('')).toBeUndefined()
  expect(parseJson('{"cut":')).toBeUndefined()
})

it('answers what JSON.parse answers where all integers are safe', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value)
      const isSafe = !/\d{16,}(?![\d.eE])/.test(text)
      fc.pre(isSafe)
      expect(parseJson(text)).toEqual(JSON.parse(text) as Json)
    }),
  )
})

it('reads a string of megabytes', () => {
  const long = 'a\\"'.repeat(2_000_000)
  expect(parseJson(`{"a":"${long}"}`)).toEqual({ a: 'a"'.repeat(2_000_000) })
})
