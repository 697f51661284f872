import fc from 'fast-check'
import type { Json } from '../../src/kit/json.js'

/** What an attacker, a bug or an odd client puts where something sensible is expected. */
const words: readonly string[] = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udfff x',
  '\u202Egnp.exe',
  '\u0007\u001b[31m',
  '﷽'.repeat(300),
  '👩‍👩‍👧‍👦'.repeat(500),
  'x'.repeat(20_000),
  'é'.repeat(11_000),
  "'; drop table posts; --",
  '%00',
  '%s%n{{7*7}}${7*7}',
  '../../../etc/passwd',
  '<script>alert(1)</script>',
  '__proto__',
  'constructor',
  'toString',
  'NaN',
  '-Infinity',
  '1e309',
  '9007199254740993',
  '2027-02-30T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '+275760-09-13T00:00:00.000Z',
  '+999999-01-01T00:00:00Z',
  '0001-01-01T00:00:00Z',
  '2027-03-01T08:00:00+99:99',
  '2027-03-01 08:00',
  'http://127.0.0.1:1/',
  'http://[::ffff:127.0.0.1]:1/',
  'http://user:password@localhost:1/',
  'file:///etc/passwd',
  'http://%',
  'TWITTER',
  'ALL',
  'null',
  'undefined',
  'true',
]
const numbers: readonly number[] = [0, -0, -1, 1, 1.5, 1e-320, 2 ** 31, 2 ** 53, 2 ** 63, 1e308, -1e308]

function deep(levels: number): Json {
  let value: Json = 'end'
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { a: value }
  return value
}

export const anyWord: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: fc.constantFrom(...words), weight: 3 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 40 }), weight: 1 },
)

export const anyValue: fc.Arbitrary<Json> = fc.oneof(
  { arbitrary: anyWord, weight: 4 },
  { arbitrary: fc.constantFrom(...numbers), weight: 2 },
  { arbitrary: fc.constantFrom<Json>(null, true, false, [], {}, [null], [[]], { '': '' }), weight: 2 },
  { arbitrary: fc.constantFrom(deep(5), deep(40), deep(2_000)), weight: 1 },
  { arbitrary: anyWord.map((word): Json => Array.from({ length: 120 }, () => word.slice(0, 50))), weight: 1 },
  { arbitrary: fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }) as fc.Arbitrary<Json>, weight: 2 },
)

type Change = { at: number; how: 'replace' | 'remove' | 'add' | 'wrap'; name: string; value: Json }

/** A value that was right, with up to three places made wrong. */
export function nearly(right: Json, names: readonly string[]): fc.Arbitrary<Json> {
  const change: fc.Arbitrary<Change> = fc.record({
    at: fc.nat({ max: 40 }),
    how: fc.constantFrom('replace', 'replace', 'add', 'add', 'remove', 'wrap'),
    name: names.length === 0 ? anyWord : fc.oneof(fc.constantFrom(...names), anyWord),
    value: anyValue,
  })
  return fc
    .array(change, { minLength: 0, maxLength: 3 })
    .map((changes) => changes.reduce(changed, structuredClone(right)))
}

function changed(value: Json, { at, how, name, value: other }: Change): Json {
  if (typeof value !== 'object' || value === null) return how === 'wrap' ? [value] : other
  const keys = Object.keys(value)
  const key = keys[at % Math.max(1, keys.length)]
  if (Array.isArray(value)) {
    if (how === 'add' || key === undefined) return [...value, other]
    return value.map((each, index) =>
      String(index) === key ? changed(each, { at, how, name, value: other }) : each,
    )
  }
  if (how === 'add' || key === undefined) return { ...value, [name]: other }
  const { [key]: inner = null, ...rest } = value
  if (how === 'remove') return rest
  if (how === 'wrap') return { ...rest, [key]: [inner] }
  const goesIn = typeof inner === 'object' && inner !== null && at % 2 === 0
  return { ...rest, [key]: goesIn ? changed(inner, { at: at >> 1, how, name, value: other }) : other }
}
