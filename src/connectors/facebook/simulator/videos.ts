import { invalid } from '../../../sandbox/graph-api/refusal.js'
import { randomText } from '../../../sandbox/sandbox.js'
import type { Operation, SimReply, SimRequest, SimRoute } from '../../../sandbox/simulator.js'
import { api, noRightToVideos, publishes, type PageCall } from './call.js'
import { download } from './files.js'
import { timeIn } from './feed.js'
import { Given } from './given.js'
import { ok, success } from './replies.js'
import { checkMessage } from './text-rules.js'
import { beginVideo, keepVideo, publishVideo, takeBytes, videoOfSession, type Video } from './video-table.js'

export const videoRoutes: readonly SimRoute[] = api(
  { method: 'POST', path: '/:id/videos', operation: operationOf },
  publishes(createVideo, noRightToVideos),
)

/** By its address a film is public in one call; in pieces it is so by the last. */
function operationOf(request: SimRequest): Operation {
  const given = new Given(request)
  const isLast = !given.has('upload_phase') || given.text('upload_phase').toLowerCase() === 'finish'
  return isLast && given.flag('published', true) ? 'publish' : 'upload'
}

async function createVideo(call: PageCall): Promise<SimReply> {
  switch (call.given.text('upload_phase').toLowerCase()) {
    case 'start':
      return start(call)
    case 'transfer':
      return transfer(call)
    case 'finish':
      return finish(call)
    case 'cancel':
      keepVideo({ ...sessionIn(call), state: 'cancelled' }, call.world)
      return success()
    case '':
      return whole(call)
    default:
      return invalid('Param upload_phase must be one of {start, transfer, finish, cancel}')
  }
}

const minute = 60
const most = 10_737_418_240
const mostByUrl = 1_073_741_824

async function whole(call: PageCall): Promise<SimReply> {
  const { given, world } = call
  const about = aboutIn(call)
  const bytes = given.file('source') ?? (await downloaded(call))
  const begun = beginVideo('video', call, { fileSize: bytes.length, sessionId: null })
  const video = await takeBytes(begun, bytes, world)
  end(video, about, call)
  return ok({ id: video.id })
}

async function downloaded({ given, world }: PageCall): Promise<Buffer> {
  if (!given.has('file_url')) return invalid('The parameter file_url, source or upload_phase is required')
  const bytes = await download(given.text('file_url'), world)
  const isFilm = bytes !== null && bytes.length > 0 && bytes.length <= mostByUrl
  return isFilm
    ? bytes
    : invalid('Invalid parameter', 'The video could not be fetched from its URL.', 2_061_006)
}

function start(call: PageCall): SimReply {
  const fileSize = call.given.whole('file_size')
  if (fileSize === null || fileSize < 1) return invalid('The parameter file_size is required')
  if (fileSize > most) invalid('Invalid parameter', 'The video is larger than 10 GB.', 2_069_019)
  const sessionId = `${String(call.world.now().getTime())}${randomText(6).replace(/\W/g, '')}`
  const video = beginVideo('video', call, { fileSize, sessionId })
  return ok({ upload_session_id: sessionId, video_id: video.id, ...offsets(video) })
}

/** What the network wants next; both the same: nothing. Numbers are texts there. */
function offsets({ received, fileSize }: Video): { start_offset: string; end_offset: string } {
  // Small enough that a film of a test comes in more than one.
  const piece = Math.min(4_194_304, Math.max(65_536, Math.ceil(fileSize / 2)))
  return { start_offset: String(received), end_offset: String(Math.min(fileSize, received + piece)) }
}

async function transfer(call: PageCall): Promise<SimReply> {
  const { given, world } = call
  const video = sessionIn(call)
  const from = given.whole('start_offset')
  const bytes = given.file('video_file_chunk')
  if (bytes === undefined || bytes.length === 0) return invalid('The parameter video_file_chunk is required')
  // A piece that has come before, whose answer was lost: there is nothing to do but to say what is next.
  if (from !== null && from + bytes.length === video.received) return ok(offsets(video))
  const { start_offset: wanted, end_offset: end } = offsets(video)
  if (String(from) !== wanted || video.received + bytes.length > Number(end))
    return invalid('Invalid parameter', `The next piece is the one from ${wanted} to ${end}.`, 1_363_037)
  return ok(offsets(await takeBytes(video, bytes, world)))
}

function finish(call: PageCall): SimReply {
  const video = sessionIn(call)
  // What is public is not made so again.
  if (video.state !== null) return success()
  if (video.uploadedAt === null)
    invalid('Invalid parameter', 'The video is not uploaded to its end.', 1_363_037)
  end(video, aboutIn(call), call)
  return success()
}

type About = Parameters<typeof publishVideo>[1] & { isPublished: boolean }

function aboutIn(call: PageCall): About {
  const { given, world } = call
  const [title, description] = [given.text('title'), given.text('description')]
  checkMessage(title)
  checkMessage(description)
  const { isPublished, at } = timeIn(call)
  return { title, description, notes: [], isPublished, at: at > world.now().toISOString() ? at : null }
}

function end(video: Video, { isPublished, ...about }: About, { world }: PageCall): void {
  if (isPublished) publishVideo(video, about, world)
  else
    keepVideo({ ...video, title: about.title, description: about.description, state: 'unpublished' }, world)
}

function sessionIn({ given, page, world }: PageCall): Video {
  const video = videoOfSession(given.text('upload_session_id'), world)
  const isOpen = video?.pageId === page.id && video.state !== 'cancelled'
  const isYoung =
    video !== undefined && Date.parse(video.createdAt) + 24 * 60 * minute * 1_000 > world.now().getTime()
  return isOpen && isYoung
    ? video
    : invalid('Invalid parameter', 'There is no such upload session.', 1_363_041)
}
