import { invalid, refuse } from '../../../sandbox/graph-api/refusal.js'
import type { SimReply, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { answerCreated, api, notBlocked, requireScope, type Call } from './call.js'
import { commentNode, commentsOn, findComment, keepComment, type Comment } from './comments-table.js'
import { answerList } from './list.js'
import { findPhoto } from './photos.js'
import { findPost, newId } from './posts.js'
import { noSuchObject } from './replies.js'
import { checkMessage } from './text-rules.js'
import { findVideo, isLive } from './video-table.js'

export const commentRoutes: readonly SimRoute[] = [
  ...api({ method: 'POST', path: '/:id/comments', operation: 'comment' }, createComment),
  ...api({ method: 'GET', path: '/:id/comments', operation: 'find' }, listComments),
]

type Under = { objectId: string; pageId: string; parentId: string | null }

/** What is commented on: a post, a photo, a comment; a film that is out stands for its post. */
function underOf(id: string, world: SimWorld): Under | undefined {
  const post = findPost(id, world)
  if (post !== undefined && post.kind !== 'story')
    return { objectId: post.id, pageId: post.pageId, parentId: null }
  const video = findVideo(id, world)
  if (video?.postId != null && isLive(video, world) && video.kind !== 'story')
    return { objectId: video.postId, pageId: video.pageId, parentId: null }
  const photo = findPhoto(id, world)
  if (photo?.postId != null) return { objectId: photo.id, pageId: photo.pageId, parentId: null }
  const comment = findComment(id, world)
  return comment === undefined
    ? undefined
    : { objectId: comment.objectId, pageId: comment.pageId, parentId: comment.parentId ?? comment.id }
}

function createComment(call: Call): SimReply {
  const { id, token, user, given, request, world } = call
  if (token.pageId === null || !token.scopes.includes('pages_manage_engagement'))
    return refuse(200, '(#200) Requires pages_manage_engagement permission with a page token')
  notBlocked(user)
  const under = underOf(id, world)
  if (under?.pageId !== token.pageId) return noSuchObject(request.method, id)
  const message = given.text('message')
  const attachments = ['attachment_url', 'attachment_id', 'attachment_share_url'].filter((name) =>
    given.has(name),
  )
  if (message.trim() === '' && attachments.length === 0)
    invalid('The parameter message or an attachment is required')
  if (attachments.length > 1) invalid('Only one attachment may be given')
  checkMessage(message)
  const [attachment] = attachments
  const comment: Comment = {
    id: `${under.objectId.split('_').at(-1) ?? ''}_${newId(world)}`,
    ...under,
    accountId: request.accountId,
    message,
    attachment: attachment === undefined ? null : given.text(attachment),
    createdAt: world.now().toISOString(),
  }
  keepComment(comment, world)
  return answerCreated(commentNode(comment, world), call)
}

/** Under a post those that stand under it itself, unless `filter=stream` asks for the answers too. */
function listComments(call: Call): SimReply {
  const { id, token, given, request, world } = call
  const under = underOf(id, world)
  if (under?.pageId !== token.pageId) return noSuchObject(request.method, id)
  requireScope(token, 'pages_read_engagement')
  const order = given.text('order').toLowerCase() || 'chronological'
  if (!['chronological', 'reverse_chronological'].includes(order))
    invalid('Param order must be one of {CHRONOLOGICAL, REVERSE_CHRONOLOGICAL}')
  const filter = given.text('filter').toLowerCase() || 'toplevel'
  if (!['stream', 'toplevel'].includes(filter)) invalid('Param filter must be one of {STREAM, TOPLEVEL}')
  const since = given.time('since') ?? 0
  const found = commentsOn(under.objectId, world).filter(
    ({ parentId, createdAt }) =>
      (under.parentId === null ? filter === 'stream' || parentId === null : parentId === under.parentId) &&
      Date.parse(createdAt) >= since,
  )
  return answerList(call, order === 'chronological' ? found : found.reverse(), {
    keyOf: (comment) => comment.id,
    nodeOf: (comment) => commentNode(comment, world),
  })
}
