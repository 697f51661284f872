import { lengthOf, longestTitle } from './options.js'

/** Nothing that anybody would see. */
const blank = /^[\s\p{Default_Ignorable_Code_Point}]*$/u

/** The first line that says something: every video has a title. Null: there is none. */
export function firstLine(text: string): string | null {
  const line = text.split(/[\r\n\u2028\u2029]+/).find((each) => !blank.test(each))
  return line?.trim() ?? null
}

/** The title of a video: as it was chosen, else the first line of the text, cut after a word where it is too long. */
export function titleOf(text: string, chosen: string | undefined): string {
  if (chosen !== undefined) return chosen
  const line = firstLine(text) ?? ''
  if (lengthOf(line) <= longestTitle) return line
  const start = [...line].slice(0, longestTitle - 1).join('')
  return `${start.replace(/\s+\S*$/, '')}…`
}
