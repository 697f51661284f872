import type { Json } from './json.js'

/** A string, or an integer that may be too long for JavaScript; digits of a fraction or an exponent are neither. */
const stringsAndLongIntegers = /"[^"\\]*(?:\\.[^"\\]*)*"|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g

/** Integers that JavaScript cannot hold come out as strings: networks' ids are longer than 2^53. Undefined: not JSON. */
export function parseJson(text: string): Json | undefined {
  if (!/^\s*[[{"\d\-tfn]/.test(text)) return undefined
  const safe = text.replace(stringsAndLongIntegers, (found) =>
    found.startsWith('"') || Number.isSafeInteger(Number(found)) ? found : `"${found}"`,
  )
  try {
    return JSON.parse(safe) as Json
  } catch {
    // Networks answer pages and plain text too: the caller has the text.
    return undefined
  }
}
