import { kindOfType, mediaTypes } from '../../contract/media.js'
import type { Finding, Probed } from '../store/media.js'
import { collect, hashOf, NotAcceptable, type Known } from './bytes.js'
import { captionFacts } from './caption-facts.js'
import { documentFacts } from './document-facts.js'
import { typeOf } from './type-of.js'
import type { Storage } from './storage.js'

export type ProbeResult = { kind: 'ok'; facts: Probed } | { kind: 'refused'; findings: Finding[] }

/**
 * Looks into a stored file: what it really is, its size in pixels and time, and whether it can be decoded. PNG and
 * WebP become JPEG, under a key of `newKey`. Reads videos by pieces; nothing large is held in memory.
 */
export async function probe(
  storage: Storage,
  file: { key: string; declaredType: string; newKey: () => string },
): Promise<ProbeResult> {
  try {
    const size = await storage.size(file.key)
    if (size === null)
      throw new NotAcceptable('NOT_STORED', 'The bytes of the file are gone. Upload it once more.')
    const head = await collect(storage.read(file.key, { start: 0, end: Math.min(size, 4_100) }))
    const type = await typeOf(head, file.declaredType)
    const kind = kindOfType(type)
    if (kind === undefined)
      throw new NotAcceptable('TYPE_NOT_SUPPORTED', `The file is ${type}, which no network takes.`)
    const { maxBytes } = mediaTypes[kind]
    if (size > maxBytes)
      throw new NotAcceptable(
        'TOO_LARGE',
        `The file has ${String(size)} bytes; ${String(maxBytes)} are allowed for ${kind}.`,
      )
    const known: Known = { key: file.key, size, type, kind }
    return { kind: 'ok', facts: await factsOf(storage, known, file.newKey) }
  } catch (error) {
    if (error instanceof NotAcceptable) return { kind: 'refused', findings: [error.finding] }
    throw error
  }
}

/** What decodes pictures and reads videos is loaded by the first of them: it takes 25 MB of memory. */
async function factsOf(storage: Storage, known: Known, newKey: () => string): Promise<Probed> {
  const base = {
    contentType: known.type,
    kind: known.kind,
    storageKey: known.key,
    thumbnailKey: null,
    sizeBytes: known.size,
    width: null,
    height: null,
    durationMs: null,
    videoCodec: null,
    frameRate: null,
    metadata: {},
  }
  switch (known.kind) {
    case 'image':
    case 'gif': {
      const { imageFacts } = await import('./image-facts.js')
      return { ...base, ...(await imageFacts(storage, known, newKey)) }
    }
    case 'video': {
      const { videoFacts } = await import('./video-facts.js')
      return { ...base, ...(await videoFacts(storage, known)), sha256: await hashOf(storage, known.key) }
    }
    case 'document':
      return { ...base, ...(await documentFacts(storage, known)), sha256: await hashOf(storage, known.key) }
    case 'captions':
      return { ...base, ...(await captionFacts(storage, known)), sha256: await hashOf(storage, known.key) }
  }
}
