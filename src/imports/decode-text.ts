import { isUtf8 } from 'node:buffer'
import { ApiError } from '../../contract/errors.js'

/**
 * The text of a file: UTF-8, or UTF-16 where it begins with that mark, as spreadsheets save "Unicode text". Another
 * encoding has to be named (`charset`), since every file can be read as Windows-1252 and would be published so.
 */
export function decodeText(bytes: Uint8Array, charset: string | null = null): string {
  const label = charset ?? markOf(bytes) ?? 'utf-8'
  // A TextDecoder that refuses takes ten times as long.
  if (/^utf-?8$/i.test(label) && isUtf8(bytes))
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
      .toString()
      .replace(/^\ufeff/, '')
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes)
  } catch (error) {
    throw new ApiError(
      'VALIDATION_ERROR',
      error instanceof RangeError
        ? `The charset ${label.slice(0, 40)} is not known. Save the file as UTF-8.`
        : `The file is not valid ${label.toUpperCase()}. Save it as UTF-8 (in Excel: "CSV UTF-8"), or say what it is: Content-Type: text/csv; charset=windows-1252.`,
      { field: 'data' },
    )
  }
}

function markOf(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return null
}
