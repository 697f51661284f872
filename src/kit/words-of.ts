/** The words of a list with commas, as queries write it. Undefined where there is none. */
export function wordsOf(list: string | undefined): string[] | undefined {
  const words = (list ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
  return words.length === 0 ? undefined : words
}
