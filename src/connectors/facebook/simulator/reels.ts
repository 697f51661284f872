import { invalid, refuse } from '../../../sandbox/graph-api/refusal.js'
import type { Operation, SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { api, noRightToVideos, publishes, type PageCall } from './call.js'
import type { FilmError, VideoKind } from './files.js'
import { Given } from './given.js'
import { findPhoto, isUsed, keepPhoto } from './photos.js'
import { keepPost, newId, type Post } from './posts.js'
import { noSuchObject, ok, success } from './replies.js'
import { checkMessage } from './text-rules.js'
import { beginVideo, keepVideo, publishVideo, statusOf, videoAt, type Video } from './video-table.js'

const operationOf = (request: SimRequest): Operation =>
  new Given(request).text('upload_phase').toLowerCase() === 'finish' ? 'publish' : 'upload'

export const reelRoutes: readonly SimRoute[] = [
  ...api(
    { method: 'POST', path: '/:id/video_reels', operation: operationOf },
    publishes((call) => phase('reel', finishReel, call), noRightToVideos),
  ),
  ...api(
    { method: 'POST', path: '/:id/video_stories', operation: operationOf },
    publishes((call) => phase('story', finishStory, call), noRightToVideos),
  ),
  ...api({ method: 'POST', path: '/:id/photo_stories', operation: 'publish' }, publishes(photoStory)),
]

function phase(
  kind: VideoKind,
  finish: (video: Video, call: PageCall) => SimReply,
  call: PageCall,
): SimReply {
  const { given } = call
  switch (given.text('upload_phase').toLowerCase()) {
    case 'start': {
      const video = beginVideo(kind, call, { fileSize: 0, sessionId: null })
      const version = call.request.params['version'] ?? '25.0'
      return ok({
        video_id: video.id,
        upload_url: `https://rupload.facebook.com/video-upload/v${version}/${video.id}`,
      })
    }
    case 'finish':
      if (!given.has('video_id')) return invalid('The parameter video_id is required')
      return finish(videoAt(given.text('video_id'), kind, call), call)
    default:
      return invalid('Param upload_phase must be one of {START, FINISH}')
  }
}

const reelsADay = 30
const dayMs = 86_400_000

/** Acknowledges; the reel is out later. Asked for again it makes no second one. */
function finishReel(video: Video, call: PageCall): SimReply {
  const { given, world } = call
  const state = given.text('video_state')
  if (!['PUBLISHED', 'SCHEDULED', 'DRAFT'].includes(state))
    invalid('Param video_state must be one of {DRAFT, PUBLISHED, SCHEDULED}')
  if (video.state !== null) return success()
  checkUploaded(video, world)
  const [title, description] = [given.text('title'), given.text('description')]
  checkMessage(title)
  checkMessage(description)
  const notes = given.has('place') ? [`At place ${given.text('place')}`] : []
  if (state === 'DRAFT') {
    keepVideo({ ...video, title, description, notes, state: 'draft' }, world)
    return success()
  }
  const scheduled = given.time('scheduled_publish_time')
  if (state === 'SCHEDULED' && scheduled === null) invalid('The parameter scheduled_publish_time is required')
  takeReel(video.pageId, world)
  const at = scheduled === null ? null : new Date(scheduled).toISOString()
  publishVideo(video, { title, description, notes, at }, world)
  return success()
}

/** What is wrong with a film is said here once it is known, else of its status. */
function checkUploaded(video: Video, world: SimWorld): void {
  const status = statusOf(video, world)
  if (status === 'uploading' || status === 'expired')
    invalid('Invalid parameter', 'The video is not uploaded yet.')
  if (status === 'error' && video.error !== null) refuseFilm(video.error)
}

export function refuseFilm({ code, message }: FilmError): never {
  return refuse(code, `(#${String(code)}) ${message}`, {
    title: 'Video can’t be published',
    userMessage: message,
  })
}

const reelsOf = (pageId: string, world: SimWorld) => world.table<string>(`reels in 24 h of ${pageId}`)

/** Counts one more in the rolling 24 hours, or refuses. */
function takeReel(pageId: string, world: SimWorld): void {
  const now = world.now()
  const row = reelsOf(pageId, world)
  for (const [key, at] of row.entries()) if (Date.parse(at) + dayMs <= now.getTime()) row.delete(key)
  if (row.size >= reelsADay) reelsUsedUp()
  row.set(String(world.nextNumber('reel')), now.toISOString())
}

/** The documents name no code for it. */
export function reelsUsedUp(headers: Record<string, string> = {}): never {
  return refuse(613, '(#613) Calls to this api have exceeded the rate limit.', {
    headers,
    title: 'Too many reels',
    userMessage: 'A Page can publish 30 reels through the API in 24 hours.',
  })
}

function finishStory(video: Video, call: PageCall): SimReply {
  const { world } = call
  if (video.state !== null) return mediaUsed()
  checkUploaded(video, world)
  if (statusOf(video, world) === 'processing')
    invalid('Invalid parameter', 'The video is still being processed. Try again when its upload is complete.')
  // One whose fault is not known yet is refused all the same: a story has no status that could tell.
  if (video.error !== null) refuseFilm(video.error)
  const story = tellStory(call, { videoId: video.id, photoIds: [] })
  keepVideo({ ...video, state: 'published', liveAt: story.createdAt, postId: story.id }, world)
  return success({ post_id: story.id })
}

function photoStory(call: PageCall): SimReply {
  const { given, page, request, world } = call
  if (!given.has('photo_id')) invalid('The parameter photo_id is required')
  const photo = findPhoto(given.text('photo_id'), world)
  if (photo?.pageId !== page.id) return noSuchObject(request.method, given.text('photo_id'))
  if (isUsed(photo)) return mediaUsed()
  const story = tellStory(call, { videoId: null, photoIds: [photo.id] })
  keepPhoto({ ...photo, storyId: story.id }, world)
  return success({ post_id: story.id })
}

function mediaUsed(): never {
  return invalid(
    'Invalid parameter',
    'This media was already published. A story needs media of its own.',
    1_366_051,
  )
}

function tellStory(
  { page, token, request, world }: PageCall,
  media: Pick<Post, 'photoIds' | 'videoId'>,
): Post {
  const story: Post = {
    id: newId(world),
    pageId: page.id,
    appId: token.appId,
    accountId: request.accountId,
    kind: 'story',
    message: '',
    link: null,
    ...media,
    isPublished: true,
    notes: ['A story: it is gone after 24 hours'],
    createdAt: world.now().toISOString(),
    counts: null,
  }
  keepPost(story, world)
  return story
}
