import { timestamp } from '../../../sandbox/graph-api/list.js'
import type { SimWorld } from '../../../sandbox/simulator.js'
import { Node } from './fields.js'
import { findPage } from './people.js'

export type Comment = {
  /** `{number of the post}_{number}` */
  id: string
  /** The post, photo or film it stands under. */
  objectId: string
  /** The comment that it answers. */
  parentId: string | null
  pageId: string
  accountId: string | null
  message: string
  attachment: string | null
  createdAt: string
}

const comments = (world: SimWorld) => world.table<Comment>('comments')
const idsOn = (objectId: string, world: SimWorld) => world.table<boolean>(`comments on ${objectId}`)

export function keepComment(comment: Comment, world: SimWorld): void {
  comments(world).set(comment.id, comment)
  idsOn(comment.objectId, world).set(comment.id, true)
}

export function dropComment({ id, objectId }: Comment, world: SimWorld): void {
  comments(world).delete(id)
  idsOn(objectId, world).delete(id)
}

export function findComment(id: string, world: SimWorld): Comment | undefined {
  return comments(world).get(id)
}

/** All under an object, answers to comments too, oldest first. */
export function commentsOn(objectId: string, world: SimWorld): Comment[] {
  return idsOn(objectId, world)
    .entries()
    .flatMap(([id]) => findComment(id, world) ?? [])
}

export function allComments(world: SimWorld): Comment[] {
  return comments(world).values()
}

export function commentLink({ id, objectId }: Comment): string {
  return `https://www.facebook.com/${objectId}?comment_id=${id.split('_').at(-1) ?? ''}`
}

export function commentNode(comment: Comment, world: SimWorld): Node {
  const page = findPage(comment.pageId, world)
  const fields = {
    id: comment.id,
    message: comment.message,
    created_time: timestamp(comment.createdAt),
    from: new Node('Page', { id: comment.pageId, name: page?.name }, ['name', 'id']),
    permalink_url: commentLink(comment),
    parent: comment.parentId === null ? undefined : { id: comment.parentId },
    attachment: comment.attachment === null ? undefined : { type: 'share', url: comment.attachment },
    can_comment: true,
    can_like: true,
    can_remove: true,
    comment_count: () =>
      commentsOn(comment.objectId, world).filter(({ parentId }) => parentId === comment.id).length,
    like_count: 0,
    is_hidden: false,
    is_private: false,
  }
  return new Node('Comment', fields, ['created_time', 'from', 'message', 'id'])
}
