import { z } from 'zod'
import type { JsonObject } from '../../../kit/json.js'
import type { SimReply } from '../../../sandbox/simulator.js'
import { bodyOf, idsIn, invalid, shown, type Call, type Endpoint } from './call.js'
import { isMadeForKids, takesComments } from './channel-videos.js'
import { addComment, commentsOf, findComment, type Comment } from './comment-table.js'
import { list, page } from './lists.js'
import { findUser } from './people.js'
import { seconds } from './present-video.js'
import { ok, refuse, withTag } from './replies.js'
import type { Video } from './video-table.js'
import { openVideo, ownVideo } from './videos.js'

const path = '/youtube/v3/commentThreads'
const parts = ['id', 'snippet']
/** Not stated on the method's page. */
const longest = 10_000

export const commentEndpoints: readonly Endpoint[] = [
  {
    method: 'POST',
    path,
    operation: 'comment',
    scopes: ['youtube.force-ssl'],
    cost: 50,
    parts,
    parameters: [],
    handle: insert,
  },
  {
    method: 'GET',
    path,
    operation: 'find',
    scopes: ['youtube.force-ssl'],
    cost: 1,
    parts,
    parameters: ['videoId', 'id', 'order', 'maxResults', 'pageToken', 'textFormat'],
    handle: listed,
  },
]

const body = z.strictObject({
  kind: z.literal('youtube#commentThread').optional(),
  snippet: z.strictObject({
    channelId: z.string().optional(),
    videoId: z.string(),
    topLevelComment: z.strictObject({ snippet: z.strictObject({ textOriginal: z.string() }) }),
  }),
})

function said(status: number, reason: string, message: string): never {
  return refuse(status, reason, message, { domain: 'youtube.commentThread' })
}

function insert(call: Call): SimReply {
  const { user, request, world } = call
  const { videoId, topLevelComment } = bodyOf(body, call).snippet
  const text = topLevelComment.snippet.textOriginal
  const { id, channelId } = commented(videoId, call)
  if (text.trim() === '') said(400, 'commentTextRequired', 'The comment has to have a text.')
  if ([...text].length > longest)
    said(400, 'commentTextTooLong', 'The top-level comment in the request contains too many characters.')
  const comment = addComment(
    { videoId: id, channelId, authorId: user.id, accountId: request.accountId, text },
    world,
  )
  return ok(present(comment, call))
}

/** A video that takes comments. */
function commented(videoId: string, call: Call): Video {
  const video = ownVideo(videoId, call) ?? openVideo(videoId, call)
  if (video === undefined) return said(404, 'videoNotFound', 'The video cannot be found.')
  const owner = findUser(video.channelId, call.world)
  if (owner === undefined || !takesComments(video, isMadeForKids(video, owner), call.world))
    said(403, 'commentsDisabled', 'The video identified by the videoId parameter has disabled comments.')
  return video
}

function listed(call: Call): SimReply {
  const { request, world } = call
  const videoId = request.query.get('videoId')
  const ids = idsIn(request)
  if ((videoId === null) === (ids.length === 0))
    refuse(400, 'missingRequiredParameter', 'Exactly one of: id, videoId is expected.', {
      domain: 'youtube.parameter',
    })
  const order = request.query.get('order') ?? 'time'
  if (!['time', 'relevance'].includes(order)) invalid('order', 'It has to be time or relevance.')
  const format = request.query.get('textFormat') ?? 'html'
  if (!['html', 'plainText'].includes(format)) invalid('textFormat', 'It has to be html or plainText.')
  const all =
    videoId === null
      ? ids.flatMap((id) => findComment(id, world) ?? [])
      : commentsOf(commented(videoId, call).id, world)
  const { rows, around } = page(request, all, 100, 20)
  return list(
    'commentThreadListResponse',
    rows.map((comment) => present(comment, call)),
    around,
  )
}

function present(
  { id, videoId, channelId, authorId, text, createdAt }: Comment,
  { parts: asked, world }: Call,
): JsonObject {
  const author = findUser(authorId, world)
  const all: JsonObject = {
    kind: 'youtube#commentThread',
    id,
    snippet: {
      channelId,
      videoId,
      topLevelComment: withTag({
        kind: 'youtube#comment',
        id,
        snippet: {
          channelId,
          videoId,
          textDisplay: text,
          textOriginal: text,
          authorDisplayName: `@${author?.username ?? ''}`,
          authorChannelUrl: `https://www.youtube.com/@${author?.username ?? ''}`,
          authorChannelId: { value: authorId },
          canRate: true,
          viewerRating: 'none',
          likeCount: 0,
          publishedAt: seconds(createdAt),
          updatedAt: seconds(createdAt),
        },
      }),
      canReply: true,
      totalReplyCount: 0,
      isPublic: true,
    },
  }
  return withTag(shown(all, asked))
}
