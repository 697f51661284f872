import type { MediaFile, Prepared, PublishContext, RenderedItem } from '../connector.js'
import { locationOf, noLocation } from './location.js'
import { largestPhoto } from './rules.js'

/** Where Google finds the photo: an address that is another one for every attempt, and tells its post from all others. */
export type Plan = { sourceUrl: string | null }

export async function prepare(item: RenderedItem, ctx: PublishContext): Promise<Prepared> {
  if (locationOf(ctx.data) === null) return noLocation
  const [photo] = item.media
  const plan: Plan = { sourceUrl: photo === undefined ? null : await addressOf(photo) }
  return { kind: 'ready', plan }
}

function addressOf(photo: MediaFile): Promise<string> {
  const fits = photo.sizeBytes <= largestPhoto && ['image/jpeg', 'image/png'].includes(photo.contentType)
  return photo.publicUrl(fits ? undefined : { maxBytes: largestPhoto })
}
