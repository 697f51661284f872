import { noSuchObject } from '../../../sandbox/graph-api/refusal.js'
import { reaches, type Call } from './call.js'
import { findMedia, type Media } from './media-table.js'

/** The media that the path names, of an account that the token reaches. */
export function ownMedia(call: Call): Media {
  const { id, request, world } = call
  const media = findMedia(id, world)
  if (media === undefined || !reaches(call, media.userId)) return noSuchObject(request.method, id)
  return media
}
