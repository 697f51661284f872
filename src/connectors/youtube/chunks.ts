export type Range = { start: number; end: number }

/** All parts but the last are multiples of this. */
const unit = 262_144
const largest = 64 * unit

/**
 * What is sent next of a file of which YouTube has the first `stored` bytes. The last part, with which the video
 * appears, is small: it is sent within an attempt's time.
 */
export function nextRange(stored: number, sizeBytes: number): Range {
  const left = sizeBytes - stored
  if (left <= unit) return { start: stored, end: sizeBytes }
  return { start: stored, end: stored + Math.min(largest, Math.floor((left - 1) / unit) * unit) }
}
