import type { Entity, Formatted } from './entities.js'
import { refuse } from './replies.js'

/** The tags of `parse_mode: HTML` and what they stand for. */
const types: Record<string, string> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  'tg-spoiler': 'spoiler',
  span: 'spoiler',
  a: 'text_link',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
}
const characters: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' }
const tag = /<(\/?)([^\s>]*)([^>]*)(>?)|&(?:#(\d+)|#x([0-9a-f]+)|(lt|gt|amp|quot));/gi

type Open = { name: string; offset: number; url: string | null; isExpandable: boolean }

export function readHtml(source: string): Formatted {
  let text = ''
  let last = 0
  const open: Open[] = []
  const entities: Entity[] = []
  for (const match of source.matchAll(tag)) {
    const [whole, slash, name = '', rest = '', end, decimal, hexadecimal, character] = match
    text += source.slice(last, match.index)
    last = match.index + whole.length
    const at = byteOffset(source, match.index)
    if (end === '') return wrong(`Unclosed ${slash === '' ? 'start' : 'end'} tag at byte offset ${at}`)
    if (character !== undefined) text += characters[character.toLowerCase()] ?? ''
    else if (decimal !== undefined || hexadecimal !== undefined)
      text += String.fromCodePoint(
        Math.min(0x10_ffff, decimal === undefined ? parseInt(hexadecimal ?? '0', 16) : Number(decimal)),
      )
    else if (slash === '') open.push(opened(name.toLowerCase(), rest, text.length, at))
    else {
      const start = open.pop()
      if (start === undefined) return wrong(`Unexpected end tag at byte offset ${at}`)
      if (name !== '' && name.toLowerCase() !== start.name)
        return wrong(`Unmatched end tag at byte offset ${at}, expected "</${start.name}>", found "${whole}"`)
      if (text.length > start.offset) entities.push(entityOf(start, text))
    }
  }
  const unclosed = open.at(-1)
  if (unclosed !== undefined) return wrong(`Can't find end tag corresponding to start tag "${unclosed.name}"`)
  return { text: text + source.slice(last), entities }
}

function opened(name: string, rest: string, offset: number, at: string): Open {
  if (types[name] === undefined || (name === 'span' && !/\bclass\s*=\s*["']?tg-spoiler\b/.test(rest)))
    return wrong(`Unsupported start tag "${name}" at byte offset ${at}`)
  const [, quoted, bare] = /\bhref\s*=\s*(?:["']([^"']*)["']|([^\s"'>]+))/.exec(rest) ?? []
  const url = quoted ?? bare ?? null
  return { name, offset, url, isExpandable: /\bexpandable\b/.test(rest) }
}

function entityOf({ name, offset, url, isExpandable }: Open, text: string): Entity {
  const length = text.length - offset
  if (name === 'a') return { type: 'text_link', offset, length, url: url ?? text.slice(offset) }
  const type = types[name] ?? name
  return { type: isExpandable && type === 'blockquote' ? 'expandable_blockquote' : type, offset, length }
}

function byteOffset(source: string, index: number): string {
  return String(Buffer.byteLength(source.slice(0, index)))
}

function wrong(reason: string): never {
  return refuse(400, `can't parse entities: ${reason}`)
}
