import { z } from 'zod'
import type { JsonObject } from '../../../kit/json.js'
import type { SimReply } from '../../../sandbox/simulator.js'
import { bodyOf, shown, type Call, type Endpoint } from './call.js'
import { channelVideos } from './channel-videos.js'
import { list, page } from './lists.js'
import { findUser, uploadsOf } from './people.js'
import { addItem, findPlaylist, itemsOf, type Item } from './playlist-table.js'
import { seconds, thumbnailsOf } from './present-video.js'
import { ok, refuse, withTag } from './replies.js'
import { outSince, privacyOf, statusOf, type Video } from './video-table.js'
import { openVideo, ownVideo } from './videos.js'

const path = '/youtube/v3/playlistItems'
const parts = ['id', 'snippet', 'contentDetails', 'status']
const writing = ['youtube', 'youtube.force-ssl']
const mostVideos = 5_000

export const playlistItemEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path,
    operation: 'find',
    scopes: ['youtube.readonly', ...writing],
    cost: 1,
    parts,
    parameters: ['playlistId', 'videoId', 'maxResults', 'pageToken'],
    required: ['playlistId'],
    handle: listed,
  },
  {
    method: 'POST',
    path,
    operation: 'other',
    scopes: writing,
    cost: 50,
    parts,
    parameters: [],
    handle: insert,
  },
]

/** Of one's own uploads all, newest first: private ones too, and those that failed. Of others' what everybody sees. */
function listed(call: Call): SimReply {
  const { user, request, world } = call
  const playlistId = request.query.get('playlistId') ?? ''
  const videoId = request.query.get('videoId')
  const isUploads = playlistId === uploadsOf(user)
  const playlist = findPlaylist(playlistId, world)
  if (!isUploads && playlist === undefined) return notFound()
  if (playlist !== undefined && playlist.channelId !== user.id && playlist.privacyStatus === 'private')
    refuse(
      403,
      'playlistItemsNotAccessible',
      'The request is not properly authorized to retrieve the playlist.',
      {
        domain: 'youtube.playlistItem',
      },
    )
  const all = isUploads
    ? channelVideos(user, world).map((video) => ({ item: uploaded(playlistId, video), video }))
    : itemsOf(playlistId, world).flatMap((item) => {
        const video = ownVideo(item.videoId, call) ?? openVideo(item.videoId, call)
        return video === undefined ? [] : [{ item, video }]
      })
  const asked = all.filter(({ video }) => videoId === null || video.id === videoId)
  const { rows, around } = page(request, asked)
  return list(
    'playlistItemListResponse',
    rows.map(({ item, video }) =>
      present(
        item,
        video,
        all.findIndex((each) => each.video === video),
        call,
      ),
    ),
    around,
  )
}

function notFound(): never {
  return refuse(404, 'playlistNotFound', 'The playlist identified with the request cannot be found.', {
    domain: 'youtube.playlistItem',
    location: 'playlistId',
    locationType: 'parameter',
  })
}

const uploaded = (playlistId: string, { id, createdAt }: Video): Item => ({
  id: Buffer.from(`${playlistId}.${id}`).toString('base64url'),
  playlistId,
  videoId: id,
  addedAt: createdAt,
})

function present(
  item: Item,
  video: Video,
  position: number,
  { parts: asked, user, world }: Call,
): JsonObject {
  const since = outSince(video, world)
  const owner = findUser(video.channelId, world)?.displayName ?? ''
  const all: JsonObject = {
    kind: 'youtube#playlistItem',
    id: item.id,
    snippet: {
      publishedAt: seconds(item.addedAt),
      channelId: user.id,
      title: video.snippet.title,
      description: video.snippet.description,
      thumbnails: thumbnailsOf(video),
      channelTitle: user.displayName,
      playlistId: item.playlistId,
      position,
      resourceId: { kind: 'youtube#video', videoId: video.id },
      videoOwnerChannelTitle: owner,
      videoOwnerChannelId: video.channelId,
    },
    contentDetails: {
      videoId: video.id,
      ...(since === null ? {} : { videoPublishedAt: seconds(since) }),
    },
    status: { privacyStatus: privacyOf(video, world) },
  }
  return withTag(shown(all, asked))
}

const body = z.strictObject({
  kind: z.literal('youtube#playlistItem').optional(),
  snippet: z.strictObject({
    playlistId: z.string(),
    position: z.number().int().min(0).optional(),
    resourceId: z.strictObject({ kind: z.literal('youtube#video'), videoId: z.string() }),
  }),
})

function insert(call: Call): SimReply {
  const { user, world } = call
  const { playlistId, resourceId } = bodyOf(body, call).snippet
  const playlist = findPlaylist(playlistId, world)
  const video = ownVideo(resourceId.videoId, call) ?? openVideo(resourceId.videoId, call)
  if (playlist === undefined) return notFound()
  if (playlist.channelId !== user.id)
    refuse(403, 'playlistItemsNotAccessible', 'The playlist belongs to another channel.', {
      domain: 'youtube.playlistItem',
    })
  if (video === undefined || ['failed', 'rejected'].includes(statusOf(video, world)))
    return refuse(404, 'videoNotFound', 'Video not found.', { domain: 'youtube.playlistItem' })
  const position = itemsOf(playlistId, world).length
  if (position >= mostVideos)
    refuse(403, 'playlistContainsMaximumNumberOfVideos', 'The playlist has as many items as it can have.', {
      domain: 'youtube.playlistItem',
    })
  const item = addItem(playlistId, video.id, world)
  if (item === undefined)
    return refuse(409, 'videoAlreadyInPlaylist', 'The video is already in the playlist.', {
      domain: 'youtube.playlistItem',
    })
  return ok(present(item, video, position, call))
}
