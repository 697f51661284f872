import type { SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { actAs, readAs, type Need } from './acting.js'
import { blank } from './compose.js'
import { bodyOf, membersOf, textAt } from './members.js'
import { findPost, type Post } from './post-table.js'
import { apiHost as host, gatewayFailure, inputFailure, notFound, refuse, wrongUrnId } from './replies.js'
import { enter, pageOf, urnInPath, versionOf } from './restli.js'
import { nextId } from './urns.js'

export type Comment = {
  id: string
  /** `urn:li:comment:(urn:li:activity:…,id)` */
  urn: string
  postUrn: string
  activityUrn: string
  actor: string
  accountId: string | null
  text: string
  /** URN of the comment that it answers. */
  parent: string | null
  createdAt: number
}

/** A post is out before comments can find it. */
const indexingMs = 2_000

const path = '/rest/socialActions/:urn/comments'
export const commentRoutes: readonly SimRoute[] = [
  { method: 'POST', host, path, operation: 'comment', handle: create },
  { method: 'GET', host, path, operation: 'find', handle: list },
]

const comments = (world: SimWorld) => world.table<Comment>('comments')
const urnsUnder = (activityUrn: string, world: SimWorld) => world.table<boolean>(`comments on ${activityUrn}`)

function create(request: SimRequest, world: SimWorld): SimReply {
  const caller = enter(request, world)
  const post = postOf(urnInPath(request).text, world)
  const body = bodyOf(request, ['actor', 'object', 'message'], ['parentComment'])
  const need: Need = {
    resource: `socialActions.CREATE.${versionOf(request)}`,
    // Older apps comment with what they post with.
    person: ['w_member_social_feed', 'w_member_social'],
    organization: ['w_organization_social_feed'],
  }
  const actor = actAs(caller, textAt(body, 'actor'), 'actor', need, world).urn
  if (findPost(textAt(body, 'object'), world)?.urn !== post.urn) return wrongUrnId('object')
  const text = textAt(membersOf(body['message'], 'message', ['text'], ['attributes']), 'text', 'message/text')
  if (text.trim() === '') return blank('message/text')
  const parent = body['parentComment'] === undefined ? null : textAt(body, 'parentComment')
  if (parent !== null && comments(world).get(parent)?.postUrn !== post.urn) return wrongUrnId('parentComment')
  if (world.now().getTime() - post.publishedAt < indexingMs)
    return inputFailure('INVALID_URN_ID', `Unable to obtain activity from ${post.urn}`, { field: 'object' })
  if (post.areCommentsClosed)
    return gatewayFailure(403, 'ACCESS_DENIED', 'Comments are disabled on this thread')
  const comment = keepComment({ post, actor, accountId: request.accountId, text, parent }, world)
  return { status: 201, headers: { 'x-restli-id': comment.id }, body: present(comment) }
}

function keepComment(
  given: Pick<Comment, 'actor' | 'accountId' | 'text' | 'parent'> & { post: Post },
  world: SimWorld,
): Comment {
  const { post, ...said } = given
  const id = nextId(world)
  const { urn: postUrn, activityUrn } = post
  const createdAt = world.now().getTime()
  const comment: Comment = {
    ...said,
    id,
    urn: `urn:li:comment:(${activityUrn},${id})`,
    postUrn,
    activityUrn,
    createdAt,
  }
  comments(world).set(comment.urn, comment)
  urnsUnder(activityUrn, world).set(comment.urn, true)
  return comment
}

/** What a post's comments are asked for with: its own URN or its activity's. */
function postOf(urn: string, world: SimWorld): Post {
  return findPost(urn, world) ?? refuse(notFound())
}

function list(request: SimRequest, world: SimWorld): SimReply {
  const caller = enter(request, world)
  const post = postOf(urnInPath(request).text, world)
  const need: Need = {
    resource: `socialActions.GET_ALL.${versionOf(request)}`,
    person: [],
    organization: ['r_organization_social_feed'],
  }
  readAs(caller, post.author, 'author', need, world)
  const { elements, paging } = pageOf(commentsOn(post, world), request)
  return { status: 200, body: { paging, elements: elements.map(present) } }
}

function present({ id, urn, actor, activityUrn, text, parent, createdAt }: Comment) {
  return {
    actor,
    commentUrn: urn,
    created: { actor, time: createdAt },
    id,
    lastModified: { actor, time: createdAt },
    message: { attributes: [], text },
    object: activityUrn,
    ...(parent === null ? {} : { parentComment: parent }),
  }
}

/** Oldest first. */
export function commentsOn({ activityUrn }: Pick<Post, 'activityUrn'>, world: SimWorld): Comment[] {
  return urnsUnder(activityUrn, world)
    .entries()
    .map(([urn]) => comments(world).get(urn))
    .filter((comment) => comment !== undefined)
}

/** Of posts that are still there. */
export function allComments(world: SimWorld): Comment[] {
  return comments(world)
    .values()
    .filter(({ postUrn }) => findPost(postUrn, world) !== undefined)
}
