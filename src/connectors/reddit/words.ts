import { lengthOf, mostTitle, options as schema } from './options.js'
import type { JsonObject } from '../../kit/json.js'

export type Words = { title: string; body: string }

type Written = { text: string; options: JsonObject }

/**
 * Every post has a title. Where none is given, the first line of the text is it and the rest the body; of a line that
 * is too long the beginning is, and the body has all of it.
 */
export function wordsOf({ text, options }: Written): Words {
  const given = schema.parse(options).title
  if (given !== undefined) return { title: plain(given), body: text }
  const [, line = '', rest = ''] = /^\s*([^\n]*)\n?([^]*)$/.exec(text) ?? []
  const title = plain(line)
  if (lengthOf(title) <= mostTitle) return { title, body: rest.trim() }
  return {
    title: `${[...title]
      .slice(0, mostTitle - 1)
      .join('')
      .trimEnd()}…`,
    body: text,
  }
}

/** As Reddit keeps a title: every run of blanks is one. */
export function plain(title: string): string {
  return title.replace(/\s+/g, ' ').trim()
}
