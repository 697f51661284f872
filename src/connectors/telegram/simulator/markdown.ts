import type { Entity, Formatted } from './entities.js'
import { refuse } from './replies.js'

/** The marks of `parse_mode: MarkdownV2`; longer ones first, so that `__` is not read as two `_`. */
const marks: [mark: string, type: string][] = [
  ['```', 'pre'],
  ['||', 'spoiler'],
  ['__', 'underline'],
  ['*', 'bold'],
  ['_', 'italic'],
  ['~', 'strikethrough'],
  ['`', 'code'],
]
const reserved = '_*[]()~`>#+-=|{}.!'

type Open = { mark: string; type: string; offset: number; at: number }

export function readMarkdown(source: string): Formatted {
  const open: Open[] = []
  const entities: Entity[] = []
  let text = ''
  let at = 0
  while (at < source.length) {
    const inside = open.at(-1)
    const isCode = inside?.type === 'code' || inside?.type === 'pre'
    const character = source.charAt(at)
    const next = source.charAt(at + 1)
    const found = marks.find(([mark]) => source.startsWith(mark, at))
    if (character === '\\' && next !== '' && next.charCodeAt(0) < 127) {
      text += next
      at += 2
    } else if (inside !== undefined && source.startsWith(inside.mark, at)) {
      open.pop()
      at += inside.mark.length
      const { type, offset } = inside
      if (text.length > offset) entities.push({ type, offset, length: text.length - offset })
    } else if (isCode) {
      text += character
      at += 1
    } else if (found === undefined) {
      const step = readOther(source, at, text.length, open)
      text += step.text
      at = step.at
      if (step.entity !== undefined) entities.push(step.entity)
    } else {
      open.push({ mark: found[0], type: found[1], offset: text.length, at })
      at += found[0].length
    }
  }
  const unclosed = open.at(-1)
  if (unclosed !== undefined)
    return wrong(
      `Can't find end of ${titled(unclosed.type)} entity at byte offset ${byteOffset(source, unclosed.at)}`,
    )
  return { text, entities }
}

/** A link, a quotation, a letter; a reserved one that is neither is refused. */
function readOther(
  source: string,
  at: number,
  offset: number,
  open: readonly Open[],
): { text: string; at: number; entity?: Entity } {
  const character = source.charAt(at)
  const link = /^\[((?:\\.|[^\]\\])+)\]\(((?:\\.|[^)\\])*)\)/s.exec(source.slice(at))
  if (link !== null) {
    const words = readMarkdown(link[1] ?? '').text
    const url = (link[2] ?? '').replace(/\\(.)/g, '$1')
    return {
      text: words,
      at: at + link[0].length,
      entity: { type: 'text_link', offset, length: words.length, url },
    }
  }
  if (character === '>' && (at === 0 || source.charAt(at - 1) === '\n')) {
    const line = source.slice(at + 1).split('\n', 1)[0] ?? ''
    const words = readMarkdown(line).text
    return {
      text: words,
      at: at + 1 + line.length,
      entity: { type: 'blockquote', offset, length: words.length },
    }
  }
  if (reserved.includes(character) && open.at(-1)?.mark !== character)
    return wrong(`Character '${character}' is reserved and must be escaped with the preceding '\\'`)
  return { text: character, at: at + 1 }
}

function titled(type: string): string {
  return type === 'pre' ? 'PreCode' : type.slice(0, 1).toUpperCase() + type.slice(1)
}

function byteOffset(source: string, index: number): string {
  return String(Buffer.byteLength(source.slice(0, index)))
}

function wrong(reason: string): never {
  return refuse(400, `can't parse entities: ${reason}`)
}
