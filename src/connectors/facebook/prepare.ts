import type { MediaFile, Prepared, PublishContext, RenderedItem } from '../connector.js'
import { isOver } from './errors.js'
import { kindOf } from './kind.js'
import { chosenPage, isRefused, noPage, openPage, refusalFor, type Page } from './page.js'
import type { Plan } from './plan.js'
import { photoStep, uploadPhoto } from './photos.js'
import { NotPrepared } from './refused.js'
import { isTold, statusOf } from './status.js'
import { forgetFilm, uploadFilm } from './upload-film.js'
import { forgetVideo, uploadVideo } from './upload-video.js'

/** Uploads what nobody sees before it is published; a video also until Facebook can publish it. */
export async function prepare(item: RenderedItem, ctx: PublishContext): Promise<Prepared> {
  const pageId = chosenPage(ctx.data)
  if (pageId === null) return noPage
  const kind = kindOf(item.contentType, item.media)
  const [first] = item.media
  if (item.sequence > 0 || first === undefined)
    return ready({ kind: item.sequence > 0 ? 'comment' : 'text', pageId })
  const page = await openPage(pageId, ctx)
  if (isRefused(page)) return page
  try {
    switch (kind) {
      case 'video':
        return await prepareVideo(first, page, ctx)
      case 'reel':
      case 'videoStory':
        return await prepareFilm(kind, first, page, ctx)
      default: {
        const photoIds: string[] = []
        for (const [index, file] of item.media.entries())
          photoIds.push(await uploadPhoto(file, index, page, ctx))
        return ready({ kind, pageId, photoIds })
      }
    }
  } catch (error) {
    if (error instanceof NotPrepared) return error.prepared
    throw error
  }
}

function ready(plan: Plan): Prepared {
  return { kind: 'ready', plan }
}

async function prepareVideo(file: MediaFile, page: Page, ctx: PublishContext): Promise<Prepared> {
  const { videoId, sessionId } = await uploadVideo(file, page, ctx)
  const plan: Plan = { kind: 'video', pageId: page.id, videoId, sessionId }
  return (await unready(plan, page, ctx)) ?? ready(plan)
}

async function prepareFilm(
  kind: 'reel' | 'videoStory',
  file: MediaFile,
  page: Page,
  ctx: PublishContext,
): Promise<Prepared> {
  const edge = kind === 'reel' ? 'video_reels' : 'video_stories'
  const videoId = await uploadFilm(file, edge, page, ctx)
  const plan: Plan = { kind, pageId: page.id, videoId }
  return (await unready(plan, page, ctx)) ?? ready(plan)
}

const askAgainMs = 2_000

/** Null where the video can be published. It was before, where an answer was lost for good. */
async function unready(plan: Plan, page: Page, ctx: PublishContext): Promise<Prepared | null> {
  const status = await statusOf(plan.videoId ?? '', page, ctx)
  if (status === 'missing') return null
  if (!isTold(status)) return isOver(status) ? refusalFor(status, page, ctx) : null
  if (status.isOut) return ready({ ...plan, isOut: true })
  if (status.failure !== null || status.isExpired) {
    await forget(plan, ctx)
    return status.failure ?? { kind: 'processing', checkInMs: 250 }
  }
  // Only a story has to wait for it; a reel is published once it is processed.
  const isAwaited = plan.kind === 'videoStory' && !status.isRecognized
  return isAwaited ? { kind: 'processing', checkInMs: askAgainMs } : null
}

/** Forgets the files of an item: they are uploaded anew before it is sent again. */
export async function forget({ kind, photoIds = [] }: Plan, ctx: PublishContext): Promise<void> {
  if (kind === 'video') await forgetVideo(ctx)
  else if (kind === 'reel' || kind === 'videoStory') await forgetFilm(ctx)
  else for (const index of photoIds.keys()) await ctx.dropStep(photoStep(index))
}
