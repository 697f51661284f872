import { invalid, refuse } from '../../../sandbox/graph-api/refusal.js'

const maxCharacters = 500
const maxLinks = 5
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
const emoji = /\p{Emoji_Presentation}|\u{FE0F}|\u{20E3}/u

/** An emoji counts as its UTF-8 bytes, anything else 1 for each code point. */
export function countCharacters(text: string): number {
  return [...graphemes.segment(text)]
    .map(({ segment }) => (emoji.test(segment) ? Buffer.byteLength(segment) : [...segment].length))
    .reduce((sum, each) => sum + each, 0)
}

/** What stands behind an address in a sentence is none of it. */
export function linksIn(text: string): string[] {
  return (text.match(/https?:\/\/[^\s<>"']+/gi) ?? [])
    .map((link) => link.replace(/[.,;:!?)]+$/, ''))
    .filter((link) => URL.canParse(link))
}

/** The words of a post and the address attached to it. */
export function checkText(text: string, link: string | null): void {
  if (countCharacters(text) > maxCharacters)
    invalid(`Param text must be at most ${String(maxCharacters)} characters long.`)
  const links = new Set([...linksIn(text), ...(link === null ? [] : [link])])
  if (links.size > maxLinks)
    refuse(100, 'THREADS_API__LINK_LIMIT_EXCEEDED', {
      title: 'Too many links',
      userMessage: `A post can have ${String(maxLinks)} unique links at most.`,
    })
}

/** The topic that is asked for, else the first tag in the words. */
export function topicOf(asked: string, text: string): string | null {
  if (asked === '') return /(?:^|\s)#([^\s#.&]{1,50})/u.exec(text)?.[1] ?? null
  if ([...asked].length > 50) invalid('Param topic_tag must be at most 50 characters long.')
  if (/[.&]/.test(asked)) invalid('Param topic_tag must not contain periods (.) or ampersands (&).')
  return asked.replace(/^#/, '')
}
