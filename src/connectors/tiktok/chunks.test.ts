import { describe, expect, it } from 'vitest'
import { chunksOf, rangeOf } from './chunks.js'

describe('section 3c: chunks', () => {
  it.each([3_145_728, 5_242_880, 10_485_759, 50_000_123, 64_000_001, 150_000_000, 4_294_967_296])(
    '%i bytes: counted as TikTok counts, none too small or large, and together the whole file',
    (size) => {
      const chunks = chunksOf(size)
      expect(chunks.count).toBe(Math.floor(size / chunks.chunkSize))
      expect(chunks.count).toBeLessThanOrEqual(1_000)
      const ranges = Array.from({ length: chunks.count }, (_, index) => rangeOf(index, chunks, size))
      expect(ranges[0]?.start).toBe(0)
      expect(ranges.at(-1)?.end).toBe(size)
      for (const [index, { start, end }] of ranges.entries()) {
        expect(start).toBe(index === 0 ? 0 : ranges[index - 1]?.end)
        expect(end - start).toBeLessThanOrEqual(64_000_000)
        if (size >= 5_242_880) expect(end - start).toBeGreaterThanOrEqual(5_242_880)
      }
    },
  )

  it.each([
    { size: 3_145_728, chunkSize: 3_145_728, count: 1, last: [0, 3_145_728] },
    { size: 50_000_123, chunkSize: 10_000_000, count: 5, last: [40_000_000, 50_000_123] },
    { size: 64_000_001, chunkSize: 64_000_000, count: 1, last: [0, 64_000_001] },
    { size: 150_000_000, chunkSize: 64_000_000, count: 2, last: [64_000_000, 150_000_000] },
  ])('the remainder of $size bytes rides on the last', ({ size, chunkSize, count, last }) => {
    const { start, end } = rangeOf(count - 1, { chunkSize, count }, size)
    expect([start, end]).toEqual(last)
  })
})
