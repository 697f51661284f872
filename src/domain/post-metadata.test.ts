import { describe, expect, it } from 'vitest'
import { checkMetadata } from './post-metadata.js'

describe('metadata', () => {
  it('takes what is exactly at its limits', () => {
    checkMetadata({
      ['k'.repeat(100)]: 'v'.repeat(1_000),
      list: Array(100).fill('i'.repeat(200)),
      n: 1,
      b: true,
      x: null,
      o: { p: 'q' },
    })
  })

  it('names the item that is too long by its path, as every other field is named', () => {
    expect(() => checkMetadata({ list: ['i', 'i'.repeat(201)] })).toThrow(
      expect.objectContaining({ details: { field: 'metadata.list.1', maxLength: 200, actualLength: 201 } }),
    )
  })

  it('is refused as a whole where it is larger than 64 KB', () => {
    const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`k${String(index)}`, 1]))
    expect(() => checkMetadata(many)).toThrow(
      expect.objectContaining({
        code: 'UNPROCESSABLE_ENTITY',
        details: { field: 'metadata', maxBytes: 65_536, actualBytes: JSON.stringify(many).length },
      }),
    )
  })

  it.each<[string, Record<string, unknown>]>([
    ['a key of 101 characters', { ['k'.repeat(101)]: 1 }],
    ['a string of 1,001 characters', { note: 'v'.repeat(1_001) }],
    ['an array of 101 items', { list: Array(101).fill('i') }],
    ['an item of 201 characters', { list: ['i'.repeat(201)] }],
    ['the same inside an object', { deep: { er: { note: 'v'.repeat(1_001) } } }],
    ['an object without end', { a: { a: { a: { a: { a: { a: { a: { a: { a: { a: { a: 1 } } } } } } } } } } }],
  ])('refuses %s with 422 and its field', (_what, metadata) => {
    expect(() => checkMetadata(metadata)).toThrow(
      expect.objectContaining({
        code: 'UNPROCESSABLE_ENTITY',
        details: expect.objectContaining({
          field: expect.stringMatching(/^metadata\./) as unknown,
        }) as unknown,
      }),
    )
  })
})
