import type { Storage } from './storage.js'
import type { Probed } from '../store/media.js'
import { collect, NotAcceptable, type Known } from './bytes.js'

/** Marks that may be cut apart between two chunks are shorter than this. */
const overlap = 64

/** Whether a PDF is whole and open, and its pages where they can be counted without unpacking it. */
export async function documentFacts(storage: Storage, known: Known): Promise<Partial<Probed>> {
  const tail = await collect(
    storage.read(known.key, { start: Math.max(0, known.size - 2_048), end: known.size }),
  )
  if (!tail.toString('latin1').includes('%%EOF'))
    throw new NotAcceptable(
      'CANNOT_DECODE',
      'The PDF is cut off: its end is missing. Export it again and upload it once more.',
    )
  const { pages, isEncrypted } = await marksOf(storage, known.key)
  if (isEncrypted)
    throw new NotAcceptable('ENCRYPTED', 'The PDF asks for a password. Save it again without one.')
  return pages === 0 ? {} : { metadata: { pages } }
}

/** Newer PDFs keep their pages packed; of those nothing is counted. */
async function marksOf(storage: Storage, key: string): Promise<{ pages: number; isEncrypted: boolean }> {
  let pages = 0
  let isEncrypted = false
  let rest = ''
  for await (const chunk of storage.read(key)) {
    const text = rest + (chunk as Buffer).toString('latin1')
    const counted = text.slice(0, Math.max(0, text.length - overlap))
    for (const mark of text.matchAll(/\/Type\s*\/Page(?![A-Za-z])/g))
      if (mark.index < counted.length) pages += 1
    isEncrypted ||= /\/Encrypt\s+\d+\s+\d+\s+R/.test(text)
    rest = text.slice(counted.length)
  }
  pages += [...rest.matchAll(/\/Type\s*\/Page(?![A-Za-z])/g)].length
  return { pages, isEncrypted }
}
