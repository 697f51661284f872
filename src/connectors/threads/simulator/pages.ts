import { idOf } from '../../../sandbox/graph-api/ids.js'
import { fileRoute } from '../../../sandbox/graph-api/media-host.js'
import { portraitRoute } from '../../../sandbox/portrait.js'
import type { SimPost, SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { findUser } from './people.js'
import { allPosts, findPost, permalinkOf, type Post } from './posts.js'
import { mediaHost } from './read.js'

const notFound: SimReply = { status: 404, headers: { 'content-type': 'text/plain' }, body: 'Post not found' }

export const pageRoutes: readonly SimRoute[] = [
  ...['www.threads.net', 'threads.net', 'www.threads.com', 'threads.com'].map((host): SimRoute => ({
    method: 'GET',
    host,
    path: '/@:user/post/:code',
    operation: 'page',
    handle: show,
  })),
  fileRoute(mediaHost, 'page', notFound),
  portraitRoute(
    { host: mediaHost, path: '/face/:id' },
    ({ id = '' }, world) => findUser(id, world)?.displayName,
  ),
]

function show(request: SimRequest, world: SimWorld): SimReply {
  const post = findPost(idOf(request.params['code'] ?? ''), world)
  const user = post === undefined ? undefined : findUser(post.userId, world)
  if (post === undefined || user === undefined || post.carouselId !== null) return notFound
  if (user.username !== request.params['user']) return notFound
  return world.postPage(asPost(post, world), user, 'Threads')
}

function asPost(post: Post, world: SimWorld): SimPost {
  const quoted = post.quotedId === null ? undefined : findPost(post.quotedId, world)
  return {
    accountId: post.accountId,
    userId: post.userId,
    remoteId: post.id,
    url: permalinkOf(post, world),
    text: post.text,
    media: post.files.map(({ file, altText }) => ({
      kind: file.kind,
      altText,
      width: file.width,
      height: file.height,
      bytes: file.bytes,
      file: file.id,
    })),
    parentId: post.replyToId,
    createdAt: post.createdAt,
    ...(post.poll === null ? {} : { poll: post.poll.options }),
    ...(post.link === null
      ? {}
      : { card: { url: post.link, title: new URL(post.link).host, description: '' } }),
    notes: [
      ...(post.topic === null ? [] : [`Topic: ${post.topic}`]),
      ...(quoted === undefined ? [] : [`Quotes: ${quoted.text}`]),
      ...post.notes,
    ],
  }
}

/** What came through the API and is listed: hidden answers and the parts of carousels are not. */
export function publicPosts(world: SimWorld): SimPost[] {
  return allPosts(world)
    .filter(({ carouselId, isHidden }) => carouselId === null && !isHidden)
    .map((post) => asPost(post, world))
}
