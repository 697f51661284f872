import type { SimReply, SimRequest } from '../../../sandbox/simulator.js'
import { bodyOf, idsIn, invalid, type Call, type Endpoint } from './call.js'
import { channelVideos, isOpen } from './channel-videos.js'
import { list } from './lists.js'
import { replaced, videoBody } from './metadata.js'
import type { User } from './people.js'
import { ownersParts, presentVideo, videoParts } from './present-video.js'
import { ok, refuse } from './replies.js'
import { findVideo, keepVideo, outSince, removeVideo, statusOf, type Video } from './video-table.js'

const path = '/youtube/v3/videos'
const writing = ['youtube', 'youtube.force-ssl']

export const videoEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path,
    operation,
    scopes: ['youtube.readonly', ...writing],
    cost: 1,
    parts: videoParts,
    parameters: ['id', 'maxResults', 'pageToken', 'hl'],
    handle: listed,
  },
  {
    method: 'PUT',
    path,
    operation: 'other',
    scopes: writing,
    cost: 50,
    parts: videoParts,
    parameters: [],
    handle: update,
  },
  {
    method: 'DELETE',
    path,
    operation: 'other',
    scopes: writing,
    cost: 50,
    parameters: ['id'],
    required: ['id'],
    handle: remove,
  },
]

export function partsAsked({ query }: SimRequest): string[] {
  return query.getAll('part').flatMap((each) => each.split(','))
}

function operation(request: SimRequest): 'find' | 'metrics' | 'status' {
  const parts = partsAsked(request)
  if (parts.includes('fileDetails')) return 'find'
  return parts.includes('statistics') ? 'metrics' : 'status'
}

/** Of the channel's own and of what everybody may see; what is not there is left out. */
function listed(call: Call): SimReply {
  const { user, parts, request, world } = call
  if (request.query.get('id') === null)
    return refuse(400, 'missingRequiredParameter', 'No filter selected.', { domain: 'youtube.parameter' })
  const ids = idsIn(request)
  if (ids.length > 0 && request.query.has('maxResults')) invalid('maxResults', 'It does not go with id.')
  const found = ids.flatMap((id) => ownVideo(id, call) ?? openVideo(id, call) ?? [])
  if (
    parts.some((part) => ownersParts.includes(part)) &&
    found.some(({ channelId }) => channelId !== user.id)
  )
    refuse(403, 'forbidden', 'The request cannot access user rating information or details of the file.')
  for (const video of found)
    if (video.planted === null && statusOf(video, world) === 'processed' && !video.isTold)
      keepVideo({ ...video, isTold: true }, world)
  return list(
    'videoListResponse',
    found.map((video) => presentVideo(video, parts, world)),
    { pageInfo: { totalResults: found.length, resultsPerPage: found.length } },
  )
}

/** One of the caller's, of the past too. */
export function ownVideo(id: string, { user, world }: Pick<Call, 'user' | 'world'>): Video | undefined {
  const video = findVideo(id, world)
  if (video !== undefined) return video.channelId === user.id ? video : undefined
  return pastVideo(id, user, world)
}

function pastVideo(id: string, user: User, world: Call['world']): Video | undefined {
  return channelVideos(user, world).find((each) => each.id === id)
}

export function openVideo(id: string, { world }: Pick<Call, 'world'>): Video | undefined {
  const video = findVideo(id, world)
  return video !== undefined && isOpen(video, world) ? video : undefined
}

function update(call: Call): SimReply {
  const { parts, world } = call
  const body = bodyOf(videoBody, call)
  const before = writable(body.id ?? '', call)
  const metadata = replaced(body, parts, before, world)
  const { publishAt, privacyStatus } = metadata.status
  const since = outSince(before, world)
  if (parts.includes('status') && publishAt !== undefined && since !== null)
    refuse(400, 'invalidPublishAt', 'A video that was published cannot be scheduled.', {
      domain: 'youtube.video',
    })
  const isNowOut = since === null && privacyStatus !== 'private'
  const video = keepVideo(
    { ...before, ...metadata, publishedAt: isNowOut ? world.now().toISOString() : since },
    world,
  )
  return ok(presentVideo(video, parts, world))
}

function remove(call: Call): SimReply {
  removeVideo(writable(call.request.query.get('id') ?? '', call), call.world)
  return { status: 204 }
}

/** The past is only looked at. */
export function writable(id: string, call: Pick<Call, 'user' | 'world'>): Video {
  const video = findVideo(id, call.world)
  if (video === undefined)
    return refuse(404, 'videoNotFound', 'The video that you are trying to change cannot be found.', {
      domain: 'youtube.video',
      location: 'id',
      locationType: 'parameter',
    })
  return video.channelId === call.user.id
    ? video
    : refuse(403, 'forbidden', 'The video belongs to another channel.', { domain: 'youtube.video' })
}
