import { expect, test } from 'vitest'
import { rate, table, time } from './figures.js'

test('a time holds below its limit, and while its raw limit is as large a share of it as is wanted', () => {
  const given = { what: 'A page', value: 400, limit: 500, atLeast: 0.25 }
  expect(time({ ...given, raw: 100 })).toMatchObject({ share: 0.25, holds: true })
  expect(time({ ...given, raw: 99 }).holds).toBe(false)
  expect(time({ ...given, raw: 300, value: 500 }).holds).toBe(false)
  expect(time({ what: 'A key', value: 40, raw: 1, limit: 50 })).toMatchObject({
    wanted: '< 50 ms',
    holds: true,
  })
})

test('a rate holds from its share of the raw limit on, and from its floor on', () => {
  const given = { what: 'creates', raw: 1_000, atLeast: 0.5, floor: 600 }
  expect(rate({ ...given, value: 600 })).toMatchObject({ share: 0.6, holds: true })
  expect(rate({ ...given, value: 599 }).holds).toBe(false)
  expect(rate({ ...given, raw: 2_000, value: 999 }).holds).toBe(false)
})

test('a table says what was measured beside its raw limit, and what does not hold', () => {
  const figures = [time({ what: 'A page', value: 400, raw: 100, limit: 300 })]
  const lines = table({ title: 'Pages', figures }).split('\n')
  expect(lines.find((line) => line.startsWith('| A page'))?.split(/ *\| */)).toEqual([
    '',
    'A page',
    '400 ms',
    '100 ms',
    '25 %',
    '< 300 ms',
    'FAILS',
    '',
  ])
})
