import { fileTypeFromBuffer } from 'file-type'
import { portraitRoute } from '../../../sandbox/portrait.js'
import type { SimPost, SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import {
  allComments,
  allPosts,
  findComment,
  findPost,
  type Comment,
  type Picture,
  type Post,
} from './post-table.js'
import { commentPermalink, urlOf } from './present-post.js'
import { failure } from './replies.js'
import { findUser, shownUser } from './users.js'

const host = 'www.reddit.com'
const bothSlashes = (path: string): string[] => [path, `${path}/`]

export const pageRoutes: readonly SimRoute[] = [
  ...['r', 'user'].flatMap((place) =>
    [
      ...bothSlashes(`/${place}/:sr/comments/:post`),
      ...bothSlashes(`/${place}/:sr/comments/:post/:title`),
    ].map((path): SimRoute => ({ method: 'GET', host, path, operation: 'page', handle: postPage })),
  ),
  ...['r', 'user'].flatMap((place) =>
    bothSlashes(`/${place}/:sr/comments/:post/:title/:comment`).map((path): SimRoute => ({
      method: 'GET',
      host,
      path,
      operation: 'page',
      handle: commentPage,
    })),
  ),
  { method: 'GET', host: 'redd.it', path: '/:post', operation: 'page', handle: short },
  { method: 'GET', host: 'i.redd.it', path: '/:file', operation: 'page', handle: file },
  { method: 'GET', host: 'v.redd.it', path: '/:file', operation: 'page', handle: file },
  portraitRoute(
    { host: 'styles.redditmedia.com', path: '/t5_:user/styles/profileIcon.png' },
    ({ user = '' }, world) => findUser(user, world)?.title,
  ),
]

function postPage(request: SimRequest, world: SimWorld): SimReply {
  const post = findPost(request.params['post'] ?? '', '', world)
  const user = findUser(post?.userId ?? '', world)
  if (post === undefined || user === undefined || post.removedBy === 'deleted') return failure(404)
  return world.postPage(asPost(post), shownUser(user), 'Reddit')
}

function commentPage(request: SimRequest, world: SimWorld): SimReply {
  const comment = findComment(request.params['comment'] ?? '', world)
  const user = findUser(comment?.userId ?? '', world)
  if (comment === undefined || user === undefined || comment.isDeleted) return failure(404)
  return world.postPage(asComment(comment), shownUser(user), 'Reddit')
}

function short(request: SimRequest, world: SimWorld): SimReply {
  const post = findPost(request.params['post'] ?? '', '', world)
  return post === undefined
    ? failure(404)
    : { status: 302, headers: { location: world.localUrl(urlOf(post)) } }
}

/** What was uploaded, whatever it is called. */
async function file(request: SimRequest, world: SimWorld): Promise<SimReply> {
  const bytes = world.keptFile((request.params['file'] ?? '').replace(/\.\w+$/, ''))
  const type = (await fileTypeFromBuffer(bytes))?.mime ?? ''
  if (!/^(image|video)\//.test(type)) return failure(404)
  return { status: 200, headers: { 'content-type': type }, body: bytes }
}

function asPost(post: Post): SimPost {
  const { kind, title, text, url } = post
  return {
    accountId: post.accountId,
    userId: `t2_${post.userId}`,
    remoteId: `t3_${post.id}`,
    url: urlOf(post),
    text: text === '' ? title : text,
    media: post.pictures.map((picture) => asMedia(picture, kind)),
    parentId: null,
    createdAt: post.createdAt,
    ...(post.poll === null ? {} : { poll: post.poll.options }),
    ...(kind === 'link' && url !== null ? { card: { url, title, description: '' } } : {}),
    notes: notesOf(post),
  }
}

function asMedia(picture: Picture, kind: Post['kind']): SimPost['media'][number] {
  const { asset, extension, width, height, bytes, caption } = picture
  return {
    kind: kind.startsWith('video') ? 'video' : extension === 'gif' ? 'gif' : 'image',
    // Nobody can describe a picture there; a gallery's have a line below.
    altText: caption === '' ? null : caption,
    width,
    height,
    bytes,
    file: asset,
  }
}

function notesOf(post: Post): string[] {
  const { subreddit } = post
  const place = subreddit.startsWith('u_') ? `u/${subreddit.slice(2)}` : `r/${subreddit}`
  return [
    ...(post.text === '' ? [] : [post.title]),
    `Posted in ${place}`,
    ...(post.flair === null ? [] : [`Flair: ${post.flair.text}`]),
    ...(post.over18 ? ['NSFW'] : []),
    ...(post.isSpoiler ? ['Spoiler'] : []),
    ...(post.crosspostOf === null ? [] : [`Crosspost of ${post.crosspostOf}`]),
    ...(post.removedBy === null ? [] : ['Removed: only its author sees this post']),
  ]
}

function asComment(comment: Comment): SimPost {
  return {
    accountId: comment.accountId,
    userId: `t2_${comment.userId}`,
    remoteId: `t1_${comment.id}`,
    url: `https://${host}${commentPermalink(comment)}`,
    text: comment.body,
    media: [],
    parentId: comment.parent,
    createdAt: comment.createdAt,
  }
}

/** What came through the API, oldest first: what is still being made too, since it will be seen; not what never will. */
export function publicPosts(world: SimWorld): SimPost[] {
  const posts = allPosts(world).filter(({ hasFailed, removedBy }) => !hasFailed && removedBy !== 'deleted')
  const comments = allComments(world).filter(({ isDeleted }) => !isDeleted)
  return [...posts.map(asPost), ...comments.map(asComment)].sort((a, b) =>
    a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0,
  )
}
