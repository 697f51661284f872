import type { SimRequest } from '../../../sandbox/simulator.js'

export type Part = { type: string; bytes: Buffer }

/** RFC 2387: what a `multipart/related` body is made of, in order; null where it is none. */
export function relatedParts({ headers, bytes }: SimRequest): Part[] | null {
  const [, quoted, bare] =
    /^multipart\/related;.*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(headers['content-type'] ?? '') ?? []
  const boundary = quoted ?? bare
  if (boundary === undefined) return null
  const mark = Buffer.from(`\r\n--${boundary}`)
  // The first boundary may be the very beginning.
  const body = Buffer.concat([Buffer.from('\r\n'), bytes])
  const parts: Part[] = []
  let start = body.indexOf(mark)
  while (start !== -1) {
    const end = body.indexOf(mark, start + mark.length)
    if (end === -1) return parts
    const part = body.subarray(start + mark.length, end)
    const split = part.indexOf('\r\n\r\n')
    if (split === -1) return null
    const head = part.subarray(0, split).toString('utf8')
    parts.push({
      type: /content-type:\s*([^\r\n]+)/i.exec(head)?.[1] ?? '',
      bytes: part.subarray(split + 4),
    })
    start = end
  }
  return null
}
