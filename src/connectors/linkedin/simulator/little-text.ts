/** What an author wrote, as readers see it. */
export type LittleText = { text: string; mentions: { urn: string; name: string }[] }

const reserved = String.raw`\|{}@[]()<>#*_~`
const hashtag = /^\{hashtag\|\\?#\|((?:[^{}|\\]|\\.)+)\}/u
const mention = /^@\[((?:[^\]\\]|\\.)+)\]\((urn:li:(?:person|organization):[\w-]+)\)/u
const plainHashtag = /^#[\p{L}\p{N}_]+/u

/**
 * Reads the network's "little text". An unescaped bracket silently cuts it there, as public incident reports tell; any
 * other reserved sign that stands for itself is refused (null). A mention is one if its name is the real name.
 */
export function readLittleText(
  written: string,
  nameOf: (urn: string) => string | undefined,
): LittleText | null {
  const read: LittleText = { text: '', mentions: [] }
  for (let rest = written; rest !== '';) {
    const tag = hashtag.exec(rest)
    const named = mention.exec(rest)
    const [plainTag] = plainHashtag.exec(rest) ?? []
    const [first = '', second = ''] = [rest[0], rest[1]]
    if (first === '(' || first === '[') return read
    if (tag !== null) read.text += `#${unescaped(tag[1] ?? '')}`
    else if (named !== null) {
      const [, written = '', urn = ''] = named
      const name = unescaped(written)
      read.text += name
      if (nameOf(urn) === name) read.mentions.push({ urn, name })
    } else if (plainTag !== undefined) read.text += plainTag
    else if (first === '\\' && second !== '' && reserved.includes(second)) read.text += second
    else if (reserved.includes(first)) return null
    else read.text += first
    const taken = tag?.[0] ?? named?.[0] ?? plainTag ?? (first === '\\' ? first + second : first)
    rest = rest.slice(taken.length)
  }
  return read
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/gsu, '$1')
}
