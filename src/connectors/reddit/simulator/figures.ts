import { responseTo } from '../../../sandbox/past.js'
import type { SimWorld } from '../../../sandbox/simulator.js'
import { commentsOn, type Figures, type Post } from './post-table.js'

/** What has come of a post, the vote of its author and the comments that were made here included. */
export function figuresOf(post: Post, world: SimWorld): Figures {
  const { ups, comments, crossposts } = post.planted ?? grown(post, world)
  return { ups: ups + 1, comments: comments + commentsOn(post.id, world).length, crossposts }
}

function grown({ id, createdAt }: Post, world: SimWorld): Figures {
  const { likes, comments, shares } = responseTo(id, new Date(createdAt), world.now())
  return { ups: likes, comments, crossposts: shares }
}
