export type Chunks = { chunkSize: number; count: number }
export type Range = { start: number; end: number }

/** "5 MB" of TikTok's, read as the larger. */
const smallest = 5 * 1_024 * 1_024
const most = 200

/**
 * How a video is cut: as small as TikTok takes it, for the last chunk makes the post public and has to go in one
 * attempt. The remainder rides on the last; there are at most 200, so that it is a few bytes.
 */
export function chunksOf(sizeBytes: number): Chunks {
  const count = Math.max(1, Math.min(most, Math.floor(sizeBytes / smallest)))
  return { chunkSize: Math.floor(sizeBytes / count), count }
}

/** The bytes of a chunk, `end` not included. */
export function rangeOf(index: number, { chunkSize, count }: Chunks, sizeBytes: number): Range {
  const start = index * chunkSize
  return { start, end: index === count - 1 ? sizeBytes : start + chunkSize }
}
