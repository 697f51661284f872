import type { JsonObject } from '../../kit/json.js'
import type { MediaFile, RenderedItem } from '../connector.js'
import { options as schema, type Options } from './options.js'
import type { Plan } from './prepare.js'

/** What images may have together to go along in the request; larger ones, and GIFs, are fetched by Pinterest. */
const mostInline = 10_000_000
const inlineTypes = ['image/jpeg', 'image/png']
/** First frames are often black; no video is shorter than four seconds. */
const standardCoverSecond = 1

/** `media_source` of a pin. Reads files. Undefined where there are none. */
export async function mediaSourceOf(item: RenderedItem, plan: Plan): Promise<JsonObject | undefined> {
  const options = schema.parse(item.options)
  const pictures = item.media.filter((file) => file.kind !== 'video')
  if (typeof plan?.mediaId === 'string')
    return { source_type: 'video_id', media_id: plan.mediaId, ...(await coverOf(pictures[0], options)) }
  const [first] = pictures
  if (first === undefined) return undefined
  const isInline =
    pictures.every((file) => inlineTypes.includes(file.contentType)) &&
    pictures.reduce((sum, file) => sum + file.sizeBytes, 0) <= mostInline
  const described = (file: MediaFile) => (isInline ? inline(file) : byAddress(file))
  if (pictures.length === 1)
    return { source_type: isInline ? 'image_base64' : 'image_url', ...(await described(first)) }
  const items: JsonObject[] = []
  for (const [index, file] of pictures.entries())
    items.push({ ...(await described(file)), ...options.carousel?.[index] })
  return { source_type: isInline ? 'multiple_image_base64' : 'multiple_image_urls', items }
}

async function coverOf(image: MediaFile | undefined, options: Options): Promise<JsonObject> {
  if (image !== undefined && inlineTypes.includes(image.contentType) && image.sizeBytes <= mostInline) {
    const { content_type: contentType, data } = await inline(image)
    return { cover_image_content_type: contentType, cover_image_data: data }
  }
  if (image !== undefined) return { cover_image_url: await image.publicUrl() }
  if (options.coverImageUrl !== undefined) return { cover_image_url: options.coverImageUrl }
  return { cover_image_key_frame_time: options.coverKeyFrameSeconds ?? standardCoverSecond }
}

async function inline(file: MediaFile): Promise<{ content_type: string; data: string }> {
  return { content_type: file.contentType, data: Buffer.from(await file.bytes()).toString('base64') }
}

async function byAddress(file: MediaFile): Promise<{ url: string }> {
  return { url: await file.publicUrl() }
}

/** How Pinterest calls what a pin of these files is. */
export function mediaTypeOf({ media }: Pick<RenderedItem, 'media'>): string {
  if (media.some((file) => file.kind === 'video')) return 'video'
  return media.length > 1 ? 'multiple_images' : 'image'
}
