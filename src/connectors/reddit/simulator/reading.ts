import type { SimReply } from '../../../sandbox/simulator.js'
import { visible } from './communities.js'
import type { Call, Endpoint } from './endpoint.js'
import { listing, pageOf, type Thing } from './listing.js'
import {
  commentsOn,
  findComment,
  findPost,
  listedCommentsOf,
  listedPostsIn,
  listedPostsOf,
} from './post-table.js'
import { commentThing, postThing } from './present-post.js'
import { failure, ok, refuse } from './replies.js'
import { userNamed } from './users.js'

export const readingEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/user/:name/submitted',
    operation: 'find',
    scope: 'history',
    handle: (call) =>
      listing(
        listedPostsOf(personOf(call), call.world).map((post) => thing(post, call)),
        call.request,
      ),
  },
  {
    method: 'GET',
    path: '/user/:name/comments',
    operation: 'find',
    scope: 'history',
    handle: (call) =>
      listing(
        listedCommentsOf(personOf(call), call.world).map((each) =>
          commentThing(each, call.user.id, call.world),
        ),
        call.request,
      ),
  },
  {
    method: 'GET',
    path: '/r/:sr/new',
    operation: 'find',
    scope: 'read',
    handle(call) {
      // What was removed is there for its author only, and not here.
      const posts = listedPostsIn(visible(call).name, call.world).filter(
        ({ removedBy }) => removedBy === null,
      )
      return listing(
        posts.map((post) => thing(post, call)),
        call.request,
      )
    },
  },
  { method: 'GET', path: '/api/info', operation: 'metrics', scope: 'read', handle: info },
  { method: 'GET', path: '/comments/:post', operation: 'find', scope: 'read', handle: thread },
  { method: 'GET', path: '/r/:sr/comments/:post', operation: 'find', scope: 'read', handle: thread },
]

const thing = (post: Parameters<typeof postThing>[0], { user, world }: Call): Thing =>
  postThing(post, user.id, world)

function personOf({ request, world }: Call): string {
  const user = userNamed(request.params['name'] ?? '', world)
  return user === undefined || user.suspended ? refuse(failure(404)) : user.id
}

/** Full ids, up to a hundred; more are as good as none, and those that are not there are left out. */
function info(call: Call): SimReply {
  const ids = new Set((call.request.query.get('id') ?? '').split(','))
  if (ids.size > 100) return ok(pageOf([]))
  return ok(pageOf([...ids].map((id) => thingOf(id, call)).filter((each) => each !== undefined)))
}

function thingOf(name: string, { user, world }: Call): Thing | undefined {
  const [kind, id = ''] = name.split('_')
  if (kind === 't3') {
    const post = findPost(id, user.id, world)
    return post === undefined ? undefined : postThing(post, user.id, world)
  }
  const comment = kind === 't1' ? findComment(id, world) : undefined
  return comment === undefined ? undefined : commentThing(comment, user.id, world)
}

/** A post, and what was said about it. */
function thread(call: Call): SimReply {
  const post = findPost(call.request.params['post'] ?? '', call.user.id, call.world)
  if (post === undefined) return failure(404)
  const replies = commentsOn(post.id, call.world).map((each) => commentThing(each, call.user.id, call.world))
  return ok([pageOf([thing(post, call)]), pageOf(replies)])
}
