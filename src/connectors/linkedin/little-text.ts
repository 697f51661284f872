/**
 * The format of a post's text ("little text"): signs with a meaning are escaped where they are meant as they stand, a
 * hashtag is a template, a mention has the URN behind its name. Source: README.md, "Text".
 */
const reserved = /[\\|{}@[\]()<>#*_~]/g
/** Names are bounded, so that a text of nothing but beginnings is read in linear time. */
const mention = /@\[([^\]\n]{1,200})\]\((urn:li:(?:person|organization):[\w-]+)\)/g
/** Not inside a word or an address; a number alone is none. */
const hashtag = /(?<![\p{L}\p{N}_&/])#(\p{N}*[\p{L}_][\p{L}\p{M}\p{N}_]*)/u
const parts = new RegExp(`${mention.source}|${hashtag.source}|${reserved.source}`, 'gu')

/** A text as it is sent. `@[Name](urn:li:organization:1)` in it is a mention. */
export function commentaryOf(text: string): string {
  return text.replace(parts, (sign: string, name?: string, urn?: string, tag?: string) => {
    if (name !== undefined) return `@[${escaped(name)}](${String(urn)})`
    return tag === undefined ? `\\${sign}` : `{hashtag|\\#|${escaped(tag)}}`
  })
}

/** A text as it is shown, and counted: a mention is its name. */
export function shownText(text: string): string {
  return text.replace(mention, '$1')
}

/** The text that a post of LinkedIn's shows. */
export function textOfCommentary(commentary: string): string {
  return commentary.replace(
    /\\(.)|\{hashtag\|\\?#\|((?:\\.|[^\\}])*)\}|@\[((?:\\.|[^\\\]])*)\]\([^)]*\)/gsu,
    (_whole, sign?: string, tag?: string, name?: string) =>
      sign ?? (tag === undefined ? unescaped(name ?? '') : `#${unescaped(tag)}`),
  )
}

function escaped(text: string): string {
  return text.replace(reserved, '\\$&')
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/gsu, '$1')
}
