import { randomBytes } from 'node:crypto'
import type { OutcomeWarning } from '../../domain/outcome.js'
import type { MediaFile, PublishContext, Refused, RenderedItem } from '../connector.js'
import { faultOf } from '../outcomes.js'
import type { PlatformReply } from '../platform-http.js'
import { call, data, upload } from './api.js'
import { reasonIn, refusalOf } from './errors.js'
import { options as schema } from './options.js'
import { findOrMakePlaylist } from './playlists.js'

/** Something that belongs to a video and can be added again without another coming of it. */
type Addition = {
  name: string
  warning: OutcomeWarning['code']
  what: string
  /** Null: it is there. */
  add: (videoId: string, ctx: PublishContext) => Promise<Refused | null>
}

type Added = { kind: 'done'; warnings: OutcomeWarning[] } | { kind: 'later' }

/** Not now: thrown through a step, so that it is not kept. */
class Later extends Error {}

/**
 * Adds thumbnail, captions and place in a playlist, each once. What YouTube refuses becomes a warning; what it is too
 * busy for is added later, unless `isOver`.
 */
export async function addAll(
  item: RenderedItem,
  videoId: string,
  ctx: PublishContext,
  isOver: boolean,
): Promise<Added> {
  const warnings: OutcomeWarning[] = []
  let isLater = false
  for (const addition of additionsOf(item)) {
    try {
      const warning = await ctx.step(addition.name, videoId, () => addOne(addition, videoId, ctx, isOver))
      if (warning !== null) warnings.push(warning)
    } catch (error) {
      if (!(error instanceof Later)) throw error
      isLater = true
    }
  }
  return isLater ? { kind: 'later' } : { kind: 'done', warnings }
}

async function addOne(
  { warning, what, add }: Addition,
  videoId: string,
  ctx: PublishContext,
  isOver: boolean,
): Promise<OutcomeWarning | null> {
  const refusal = await add(videoId, ctx).catch(faultOf)
  if (refusal === null) return null
  const { cure, error } = refusal
  if (cure === 'wait' && error.code !== 'QUOTA_EXCEEDED' && !isOver) throw new Later()
  const words = error.networkMessage === undefined ? '' : ` (${error.networkMessage})`
  return { code: warning, message: `The video is out, but ${what}. ${error.message}${words}` }
}

function additionsOf(item: RenderedItem): Addition[] {
  const options = schema.parse(item.options)
  const image = item.media.find(({ kind }) => kind === 'image')
  const captions = item.media.find(({ kind }) => kind === 'document')
  const { playlistId, playlistTitle } = options
  const additions: Addition[] = []
  if (image !== undefined)
    additions.push({
      name: 'thumbnail',
      warning: 'THUMBNAIL_FAILED',
      what: 'without its thumbnail',
      add: async (videoId, ctx) => refusalIn(await setThumbnail(image, videoId, ctx), ctx),
    })
  if (captions !== undefined)
    additions.push({
      name: 'captions',
      warning: 'CAPTIONS_FAILED',
      what: 'without its captions',
      add: async (videoId, ctx) =>
        refusalIn(
          await addCaptions(captions, videoId, ctx, {
            language: options.captionsLanguage ?? options.language ?? 'en',
            name: options.captionsName ?? '',
          }),
          ctx,
          'captionExists',
        ),
    })
  if (playlistId !== undefined || playlistTitle !== undefined)
    additions.push({
      name: 'playlist',
      warning: 'PLAYLIST_FAILED',
      what: 'not in the playlist',
      async add(videoId, ctx) {
        const playlist =
          playlistId ??
          (await findOrMakePlaylist(playlistTitle ?? '', options.privacyStatus ?? 'public', ctx))
        if (typeof playlist !== 'string') return playlist
        return refusalIn(await addToPlaylist(playlist, videoId, ctx), ctx, 'videoAlreadyInPlaylist')
      },
    })
  return additions
}

/** `isThere`: the reason with which YouTube says that it has it already. */
function refusalIn(reply: PlatformReply, { now }: PublishContext, isThere?: string): Refused | null {
  if (reply.status === 200 || reply.status === 201) return null
  return reply.status === 409 && reasonIn(reply) === isThere ? null : refusalOf(reply, now)
}

/** The limit was 2 MB until September 2026, and is 50 MB since. */
const standardThumbnailBytes = 2_097_152

async function setThumbnail(image: MediaFile, videoId: string, ctx: PublishContext): Promise<PlatformReply> {
  const maxBytes = Number(ctx.app['YOUTUBE_THUMBNAIL_BYTES']) || standardThumbnailBytes
  const { bytes, contentType } =
    image.sizeBytes <= maxBytes
      ? { bytes: await image.bytes(), contentType: image.contentType }
      : await image.reencoded({ maxBytes })
  return call(ctx, 'POST', `${upload}/thumbnails/set`, {
    query: { videoId, uploadType: 'media' },
    body: { bytes, length: bytes.length, contentType },
  })
}

async function addCaptions(
  file: MediaFile,
  videoId: string,
  ctx: PublishContext,
  snippet: { language: string; name: string },
): Promise<PlatformReply> {
  const boundary = `voxburst${randomBytes(12).toString('hex')}`
  const part = (contentType: string): string => `--${boundary}\r\nContent-Type: ${contentType}\r\n\r\n`
  const bytes = Buffer.concat([
    Buffer.from(part('application/json; charset=UTF-8')),
    Buffer.from(JSON.stringify({ snippet: { videoId, ...snippet, isDraft: false } })),
    Buffer.from(`\r\n${part(file.contentType)}`),
    await file.bytes(),
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
  return call(ctx, 'POST', `${upload}/captions`, {
    query: { uploadType: 'multipart', part: 'snippet' },
    body: { bytes, length: bytes.length, contentType: `multipart/related; boundary=${boundary}` },
  })
}

function addToPlaylist(playlistId: string, videoId: string, ctx: PublishContext): Promise<PlatformReply> {
  return call(ctx, 'POST', `${data}/playlistItems`, {
    query: { part: 'snippet' },
    json: { snippet: { playlistId, resourceId: { kind: 'youtube#video', videoId } } },
  })
}
