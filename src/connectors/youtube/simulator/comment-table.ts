import type { SimWorld } from '../../../sandbox/simulator.js'
import { idFrom } from './ids.js'

export type Comment = {
  id: string
  videoId: string
  /** Of the video. */
  channelId: string
  authorId: string
  /** Our account id, when the request carried one. */
  accountId: string | null
  text: string
  createdAt: string
}

const comments = (world: SimWorld) => world.table<Comment>('comments')
const idsOf = (videoId: string, world: SimWorld) => world.table<boolean>(`comments of ${videoId}`)

export function addComment(given: Omit<Comment, 'id' | 'createdAt'>, world: SimWorld): Comment {
  const number = world.nextNumber('comment')
  const id = `Ug${idFrom(`comment ${String(number)} ${given.videoId}`, 24)}`
  const comment = { ...given, id, createdAt: world.now().toISOString() }
  comments(world).set(id, comment)
  idsOf(given.videoId, world).set(id, true)
  return comment
}

export function allComments(world: SimWorld): Comment[] {
  return comments(world).values()
}

export function findComment(id: string, world: SimWorld): Comment | undefined {
  return comments(world).get(id)
}

/** Newest first. */
export function commentsOf(videoId: string, world: SimWorld): Comment[] {
  return idsOf(videoId, world)
    .entries()
    .flatMap(([id]) => findComment(id, world) ?? [])
    .reverse()
}

export function countComments(videoId: string, world: SimWorld): number {
  return idsOf(videoId, world).size
}
