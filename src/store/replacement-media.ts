import { kindOfType } from '../../contract/media.js'
import { fileNameOf, typeByEnding } from '../kit/file-name-of.js'
import type { Tx } from './database.js'
import { insertMedia } from './media.js'

/**
 * Registers the picture that replaces a refused one. The address is fetched afterwards by the media worker; a dead
 * one fails the target when it is sent.
 */
export async function registerReplacement(
  tx: Tx,
  workspaceId: string,
  id: string,
  url: string,
): Promise<string> {
  const filename = fileNameOf(url)
  const byEnding = typeByEnding(filename) ?? ''
  const isPicture = ['image', 'gif'].includes(kindOfType(byEnding) ?? '')
  await insertMedia(tx, {
    id,
    workspaceId,
    filename,
    type: isPicture ? byEnding : 'image/jpeg',
    sizeBytes: null,
    kind: 'image',
    status: 'READY',
    origin: 'register',
    source_url: url,
    alt_text: null,
    uploadMinutes: null,
  })
  return id
}
