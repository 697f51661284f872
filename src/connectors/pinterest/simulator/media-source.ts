import { randomBytes } from 'node:crypto'
import { fileTypeFromBuffer } from 'file-type'
import { z } from 'zod'
import { wholePictureFacts } from '../../../sandbox/picture-facts.js'
import type { SimWorld } from '../../../sandbox/simulator.js'
import type { Call } from './endpoint.js'
import { mediaOf, statusOf } from './media.js'
import { decimalId } from './parse.js'
import type { Picture, Pin } from './pin-table.js'
import { invalid, refuse } from './replies.js'

const contentType = z.enum(['image/jpeg', 'image/png'])
const inline = {
  content_type: contentType,
  data: z.string().regex(/^[a-zA-Z0-9+/=]+$/, 'is no base64 of an image'),
}
const ofItem = {
  title: z.string().optional(),
  description: z.string().optional(),
  link: z.string().optional(),
}
const beta = { is_standard: z.boolean().optional() }
const several = <T extends z.ZodType>(item: T) => ({
  items: z.array(item).min(2, 'needs 2 to 5 images').max(5, 'needs 2 to 5 images'),
  index: z.int().min(0).optional(),
})

/** Where the pictures or the film of a pin come from. */
export const mediaSource = z.discriminatedUnion('source_type', [
  z.object({ source_type: z.literal('image_url'), url: z.string(), ...beta }),
  z.object({ source_type: z.literal('image_base64'), ...inline, ...beta }),
  z.object({
    source_type: z.literal('multiple_image_urls'),
    ...several(z.object({ url: z.string(), ...ofItem })),
  }),
  z.object({
    source_type: z.literal('multiple_image_base64'),
    ...several(z.object({ ...inline, ...ofItem })),
  }),
  z.object({
    source_type: z.literal('video_id'),
    media_id: decimalId,
    cover_image_url: z.string().optional(),
    cover_image_content_type: contentType.optional(),
    cover_image_data: z.string().optional(),
    cover_image_key_frame_time: z.int().min(0).optional(),
    ...beta,
  }),
  z.object({ source_type: z.literal('pin_url'), is_affiliate_link: z.boolean().optional() }),
])
type Source = z.output<typeof mediaSource>
type Film = Extract<Source, { source_type: 'video_id' }>
type Item = { url: string } | { content_type: string; data: string }
type Resolved = Pick<Pin, 'kind' | 'pictures' | 'film'>

const mostBytes = 20_000_000
const leastSide = 100

/** Fetches, reads and measures what a pin is made of, and keeps it. */
export async function resolveSource(source: Source, call: Call): Promise<Resolved> {
  switch (source.source_type) {
    case 'image_url':
    case 'image_base64':
      return { kind: 'image', pictures: [await pictureOf(source, call.world)], film: null }
    case 'multiple_image_urls':
    case 'multiple_image_base64': {
      if ((source.index ?? 0) >= source.items.length) invalid('index names no image.')
      const pictures: Picture[] = []
      for (const { title = null, description = null, link = null, ...item } of source.items)
        pictures.push({ ...(await pictureOf(item as Item, call.world)), title, description, link })
      const [first] = pictures
      if (pictures.some(({ width, height }) => width !== first?.width || height !== first?.height))
        invalid('All images of a carousel have to have the same width and height.')
      return { kind: 'multiple_images', pictures, film: null }
    }
    case 'video_id':
      return filmOf(source, call)
    case 'pin_url':
      // Beta: not for every app.
      return refuse(403, 29, 'You are not permitted to access that resource.')
  }
}

async function pictureOf(item: Item, world: SimWorld): Promise<Picture> {
  const [bytes, types] =
    'url' in item
      ? [await fetched(item.url, world), ['image/jpeg', 'image/png', 'image/webp', 'image/gif']]
      : [Buffer.from(item.data, 'base64'), [item.content_type]]
  if (bytes.length > mostBytes) invalid('The image is larger than 20 MB.')
  const type = (await fileTypeFromBuffer(bytes))?.mime ?? ''
  const facts = types.includes(type) ? await wholePictureFacts(bytes) : undefined
  if (facts === undefined)
    return invalid('The image cannot be read, or is not of the kind that it is said to be.')
  const { width, height } = facts.autoOrient
  if (Math.min(width, height) < leastSide) invalid('The image is too small.')
  const file = randomBytes(16).toString('hex')
  world.keepFile(file, bytes)
  return { file, width, height, bytes: bytes.length, title: null, description: null, link: null }
}

async function fetched(url: string, world: SimWorld): Promise<Buffer> {
  const unreachable = 'Unable to reach the URL. Please check the URL is correct and try again.'
  if (!URL.canParse(url)) invalid(unreachable)
  const { status, bytes } = await world.fetch(url).catch(() => ({ status: 0, bytes: Buffer.alloc(0) }))
  return status === 200 ? bytes : invalid(unreachable)
}

async function filmOf(source: Film, call: Call): Promise<Resolved> {
  const media = mediaOf(call, source.media_id)
  const status = statusOf(media, call.world)
  if (status !== 'succeeded')
    invalid(`The media upload is ${status}: only a video that has succeeded can be used.`)
  const { cover_image_url: url, cover_image_content_type: type, cover_image_data: data } = source
  const isFrame = source.cover_image_key_frame_time !== undefined
  if (!isFrame && url === undefined && (type === undefined || data === undefined))
    invalid('A video needs a cover image or a key frame time.')
  const cover =
    url !== undefined
      ? { url }
      : type !== undefined && data !== undefined
        ? { content_type: type, data }
        : null
  const shown = cover === null ? null : await pictureOf(cover, call.world)
  const { id, width, height, bytes, durationMs } = media
  return {
    kind: 'video',
    pictures: [{ file: id, width, height, bytes, title: null, description: null, link: null }],
    film: { durationMs, cover: shown?.file ?? null },
  }
}
