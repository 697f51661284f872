import type { Json } from '../../../kit/json.js'
import { fieldsIn, pick } from '../../../sandbox/graph-api/fields.js'
import { newId } from '../../../sandbox/graph-api/ids.js'
import { timestamp } from '../../../sandbox/graph-api/list.js'
import { invalid, noSuchObject, ok } from '../../../sandbox/graph-api/refusal.js'
import type { SimReply, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { api, mayAct, reaches, requireNeed, type Call, type Need } from './call.js'
import { page } from './lists.js'
import { findMedia, type Media } from './media-table.js'
import { findUser } from './people.js'
import { ownMedia } from './own-media.js'
import { updateMedia } from './publish.js'

export type Comment = {
  id: string
  mediaId: string
  userId: string
  accountId: string | null
  /** Of the comment that it answers. */
  parentId: string | null
  text: string
  isHidden: boolean
  createdAt: string
}

const need: Need = 'comments'
export const commentRoutes: readonly SimRoute[] = [
  ...api({ method: 'POST', path: '/:id/comments', operation: 'comment', need }, (call) => {
    const media = ownMedia(call)
    return write(call, media, null)
  }),
  ...api({ method: 'POST', path: '/:id/replies', operation: 'comment', need }, (call) => {
    const { comment, media } = commentOn(call)
    return write(call, media, comment.parentId ?? comment.id)
  }),
  ...api({ method: 'GET', path: '/:id/comments', operation: 'find', need }, (call) =>
    listed(call, under(ownMedia(call).id, call.world)),
  ),
  ...api({ method: 'GET', path: '/:id/replies', operation: 'find', need }, (call) =>
    listed(call, under(commentOn(call).comment.id, call.world)),
  ),
  ...api({ method: 'POST', path: '/:id', operation: 'other' }, (call) =>
    comments(call.world).get(call.id) === undefined ? updateMedia(call) : hide(call),
  ),
]

const comments = (world: SimWorld) => world.table<Comment>('comments')
/** Of a post, or of a comment: what is right under it. */
const idsUnder = (id: string, world: SimWorld) => world.table<boolean>(`comments on ${id}`)

export function findComment(id: string, world: SimWorld): Comment | undefined {
  return comments(world).get(id)
}

export function commentCount(mediaId: string, world: SimWorld): number {
  return idsUnder(mediaId, world).size
}

export function allComments(world: SimWorld): Comment[] {
  return comments(world).values()
}

/** Newest first. */
function under(id: string, world: SimWorld): Comment[] {
  return [...idsUnder(id, world).entries()].reverse().flatMap(([each]) => findComment(each, world) ?? [])
}

function listed(call: Call, found: readonly Comment[]): SimReply {
  const fields = fieldsIn(call.given, ['id', 'text', 'timestamp'])
  return page(call, found, (comment) => pick(present(comment, call), fields, 'IGComment'))
}

/** A comment on media of an account that the token reaches. */
function commentOn(call: Call): { comment: Comment; media: Media } {
  const { id, request, world } = call
  const comment = findComment(id, world)
  const media = comment === undefined ? undefined : findMedia(comment.mediaId, world)
  if (comment === undefined || media === undefined || !reaches(call, media.userId))
    return noSuchObject(request.method, id)
  return { comment, media }
}

function write(call: Call, media: Media, parentId: string | null): SimReply {
  const { given, request, world } = call
  const user = findUser(media.userId, world)
  if (user === undefined) return noSuchObject(request.method, call.id)
  mayAct(call, user)
  if (media.carouselId !== null || media.kind === 'story')
    invalid('Comments are not available for this media')
  if (!media.isCommentEnabled) invalid('Comments are turned off for this media')
  const text = given.text('message').trim()
  checkWords(text)
  const comment: Comment = {
    id: newId(world),
    mediaId: media.id,
    userId: user.id,
    accountId: request.accountId,
    parentId,
    text,
    isHidden: false,
    createdAt: world.now().toISOString(),
  }
  comments(world).set(comment.id, comment)
  idsUnder(parentId ?? media.id, world).set(comment.id, true)
  return ok({ id: comment.id })
}

/** What the documents ask of the words of a comment; they name no codes. */
function checkWords(text: string): void {
  if (text === '') invalid('The parameter message is required')
  if ([...text].length > 300) invalid('The total length of a comment cannot exceed 300 characters')
  if ((text.match(/#[\p{L}\p{N}_]+/gu)?.length ?? 0) > 4)
    invalid('A comment cannot contain more than 4 hashtags')
  if ((text.match(/https?:\/\/\S+|www\.\S+/gi)?.length ?? 0) > 1)
    invalid('A comment cannot contain more than 1 URL')
  const isShouting = /\p{Lu}/u.test(text) && text === text.toUpperCase() && /\p{L}{2}/u.test(text)
  if (isShouting) invalid('A comment cannot consist of all capital letters')
}

function hide(call: Call): SimReply {
  requireNeed(call, 'comments')
  const { comment } = commentOn(call)
  if (!call.given.has('hide')) invalid('The parameter hide is required')
  comments(call.world).set(comment.id, { ...comment, isHidden: call.given.flag('hide') })
  return ok({ success: true })
}

export function readComment(call: Call): SimReply {
  requireNeed(call, 'comments')
  return ok(
    pick(
      present(commentOn(call).comment, call),
      fieldsIn(call.given, ['id', 'text', 'timestamp']),
      'IGComment',
    ),
  )
}

function present(comment: Comment, { flavour, world }: Call): Record<string, Json | undefined> {
  const username = findUser(comment.userId, world)?.username ?? ''
  return {
    id: comment.id,
    text: comment.text,
    timestamp: timestamp(comment.createdAt),
    username,
    from: { id: comment.userId, username },
    hidden: comment.isHidden,
    like_count: 0,
    media: { id: comment.mediaId },
    parent_id: comment.parentId ?? undefined,
    user: flavour === 'facebook' ? { id: comment.userId } : undefined,
    replies: {
      data: under(comment.id, world).map(({ id, text, createdAt }) => ({
        id,
        text,
        timestamp: timestamp(createdAt),
      })),
    },
  }
}
