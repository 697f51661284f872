/** Of a file, what decides whether it is shown as a Short; null: not known. */
type Shape = { width: number | null; height: number | null; durationMs: number | null }

const longestShortMs = 180_000

/** Square or taller, and at most three minutes: YouTube makes a Short of it, and nothing in the API says so. Null: not known. */
export function isShort({ width, height, durationMs }: Shape): boolean | null {
  if (width === null || height === null || durationMs === null) return null
  return height >= width && durationMs <= longestShortMs
}
