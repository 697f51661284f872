import type { Storage } from './storage.js'
import type { Probed } from '../store/media.js'
import { collect, NotAcceptable, type Known } from './bytes.js'

const cue = /\d{2}:\d{2}[,.]\d{3}\s+-->\s+(?:\d{2,}:)?\d{2}:\d{2}[,.]\d{3}/

/** Captions are UTF-8 text with times in it; anything else would fail at the network, after the video is up. */
export async function captionFacts(storage: Storage, known: Known): Promise<Partial<Probed>> {
  const bytes = await collect(storage.read(known.key))
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new NotAcceptable('NOT_UTF8', 'The captions are not UTF-8 text. Save them again as UTF-8.')
  }
  if (known.type !== 'text/plain' && !cue.test(text))
    throw new NotAcceptable(
      'NO_CUES',
      'The captions hold no times such as 00:00:01.000 --> 00:00:02.500. Is it the right file?',
    )
  return {}
}
