import * as contract from '../../contract/media.js'
import { ApiError } from '../../contract/errors.js'
import { fileNameOf, typeByEnding } from '../kit/file-name-of.js'
import type { GuardedHttp } from '../kit/guarded-http.js'
import { newId } from '../kit/ids.js'
import type { NewMedia } from '../store/media.js'

/** A file that is on the web already, before it is fetched. Refuses an address that cannot be, or that does not tell the type. */
export function announceRegistered(
  guarded: Pick<GuardedHttp, 'mayReach'>,
  workspaceId: string,
  given: {
    url: string
    filename?: string | null | undefined
    contentType?: string | null | undefined
    altText?: string | null | undefined
  },
): NewMedia & { type: string } {
  const { username, password } = new URL(given.url)
  if (username !== '' || password !== '')
    throw new ApiError(
      'VALIDATION_ERROR',
      'url: carries a user name or password. Networks fetch the file too: it has to be public.',
      { field: 'url' },
    )
  if (!guarded.mayReach(given.url))
    throw new ApiError(
      'VALIDATION_ERROR',
      'url: leads into a private network, which this server does not reach.',
      { field: 'url' },
    )
  const name = given.filename ?? fileNameOf(given.url)
  const type = given.contentType ?? typeByEnding(name) ?? typeByEnding(fileNameOf(given.url))
  if (type === undefined)
    throw new ApiError(
      'VALIDATION_ERROR',
      'contentType: the ending of the address does not tell the type; say it.',
      { field: 'contentType' },
    )
  return {
    id: newId('media'),
    workspaceId,
    filename: name,
    type,
    sizeBytes: null,
    kind: contract.kindOfType(type) ?? 'image',
    status: 'READY',
    origin: 'register',
    source_url: given.url,
    alt_text: given.altText ?? null,
    uploadMinutes: null,
  }
}
