import { createRequire } from 'node:module'
import type { JsonObject } from '../../kit/json.js'

/** Something in a text that is more than text, by UTF-16 positions, end exclusive. */
export type Mark = { start: number; end: number } & (
  { kind: 'link'; uri: string } | { kind: 'mention'; handle: string } | { kind: 'tag'; tag: string }
)

// The list is a JSON file, which an import could only read with a warning on Node 20.
const require = createRequire(import.meta.url)
const topLevels = new Set(require('tlds') as string[])

/**
 * Links, mentions and hashtags, found as the Bluesky app finds them: addresses with a scheme, or without one under a
 * domain that exists; hashtags that are not all digits and punctuation. In order, none inside another.
 */
export function findMarks(text: string): Mark[] {
  const found = [...links(text), ...mentions(text), ...tags(text)].sort((a, b) => a.start - b.start)
  let end = 0
  return found.filter((mark) => {
    if (mark.start < end) return false
    end = mark.end
    return true
  })
}

function* links(text: string): Iterable<Mark> {
  const pattern =
    /(?<=^|[\s(])(?:https?:\/\/\S+|(?<domain>[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+)(?![\w@-])\S*)/gi
  for (const match of text.matchAll(pattern)) {
    const { domain } = match.groups ?? {}
    if (domain !== undefined && !isRegistered(domain)) continue
    const shown = withoutTail(match[0])
    const uri = asUri(domain === undefined ? shown : `https://${shown}`)
    if (uri !== null) yield { kind: 'link', uri, start: match.index, end: match.index + shown.length }
  }
}

/** Sentences end behind addresses, and brackets close. */
function withoutTail(address: string): string {
  let end = address.length
  while (end > 0 && /[.,;:!?'"]/.test(address.charAt(end - 1))) end -= 1
  if (address.charAt(end - 1) === ')' && !address.includes('(')) end -= 1
  return address.slice(0, end)
}

function isRegistered(domain: string): boolean {
  const last = domain.slice(domain.lastIndexOf('.') + 1).toLowerCase()
  return topLevels.has(last) && /[a-z]/i.test(domain)
}

/** A URI has ASCII only; what is shown stays as it was written. */
function asUri(address: string): string | null {
  if (!URL.canParse(address)) return null
  return /^[\x21-\x7e]+$/.test(address) ? address : new URL(address).href
}

const handle = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/i

/** Whether a text has the syntax of a handle; whether somebody has it only the network knows. */
export function isHandle(text: string): boolean {
  return text.length <= 253 && handle.test(text)
}

function* mentions(text: string): Iterable<Mark> {
  for (const match of text.matchAll(/(?<=^|[\s(])@([a-z0-9.-]+)\b(?!@)/gi)) {
    const name = match[1] ?? ''
    if (isHandle(name))
      yield {
        kind: 'mention',
        handle: name.toLowerCase(),
        start: match.index,
        end: match.index + match[0].length,
      }
  }
}

function* tags(text: string): Iterable<Mark> {
  // Behind # neither the keycap's selector nor an invisible space; digits and punctuation alone are no tag.
  const pattern = /(?<=^|\s)[#＃](?!\ufe0f)([^\s\u00ad\u2060\u200a-\u200d\u20e2]+)/gu
  for (const match of text.matchAll(pattern)) {
    const tag = (match[1] ?? '').replace(/\p{P}+$/u, '')
    if (!/[^\d\p{P}]/u.test(tag) || tag.length > 64) continue
    const sign = match[0].length - (match[1] ?? '').length
    yield { kind: 'tag', tag, start: match.index, end: match.index + sign + tag.length }
  }
}

/** Marks as the network wants them: positions in UTF-8 bytes. Mentions of nobody stay plain text. */
export function facetsOf(
  text: string,
  marks: readonly Mark[],
  didOf: (handle: string) => string | null,
): JsonObject[] {
  return marks.flatMap((mark) => {
    const feature = featureOf(mark, didOf)
    if (feature === null) return []
    const byteStart = Buffer.byteLength(text.slice(0, mark.start))
    const byteEnd = byteStart + Buffer.byteLength(text.slice(mark.start, mark.end))
    return [{ index: { byteStart, byteEnd }, features: [feature] }]
  })
}

function featureOf(mark: Mark, didOf: (handle: string) => string | null): JsonObject | null {
  switch (mark.kind) {
    case 'link':
      return { $type: 'app.bsky.richtext.facet#link', uri: mark.uri }
    case 'tag':
      return { $type: 'app.bsky.richtext.facet#tag', tag: mark.tag }
    case 'mention': {
      const did = didOf(mark.handle)
      return did === null ? null : { $type: 'app.bsky.richtext.facet#mention', did }
    }
  }
}
