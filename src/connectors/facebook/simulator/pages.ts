import { html, page as wholePage } from '../../../kit/html.js'
import { fileRoute } from '../../../sandbox/graph-api/media-host.js'
import { nameOf, pageHeaders } from '../../../sandbox/pages.js'
import { portraitRoute } from '../../../sandbox/portrait.js'
import type { SimPost, SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { allComments, commentLink, type Comment } from './comments-table.js'
import { mediaHost } from './identity.js'
import { asAuthor, findPage, findUser, pageNamed } from './people.js'
import { findPhoto } from './photos.js'
import { allPosts, findPost, isArchived, permalinkOf, type Post } from './posts.js'
import { findVideo } from './video-table.js'

const operation = 'page'
const hosts = ['www.facebook.com', 'facebook.com']

const nothing: SimReply = {
  status: 404,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: 'This content isn’t available right now',
}

export const pageRoutes: readonly SimRoute[] = [
  ...hosts.flatMap((host) =>
    ['', '/'].flatMap((slash): SimRoute[] => [
      { method: 'GET', host, path: `/reel/:video${slash}`, operation, handle: showVideo },
      { method: 'GET', host, path: `/stories/:story${slash}`, operation, handle: showStory },
      { method: 'GET', host, path: `/:page/posts/:post${slash}`, operation, handle: showPost },
      { method: 'GET', host, path: `/:page/videos/:video${slash}`, operation, handle: showVideo },
      { method: 'GET', host, path: `/:page${slash}`, operation, handle: showPage },
    ]),
  ),
  fileRoute(mediaHost, operation, nothing),
  portraitRoute(
    { host: mediaHost, path: '/picture/:id' },
    ({ id = '' }, world) => findPage(id, world)?.name ?? findUser(id, world)?.displayName,
  ),
]

function shown(post: Post | undefined, world: SimWorld): SimReply {
  const page = findPage(post?.pageId ?? '', world)
  if (post === undefined || page === undefined || !post.isPublished) return nothing
  return world.postPage(asPost(post, world), asAuthor(page), 'Facebook')
}

function showPost({ params }: SimRequest, world: SimWorld): SimReply {
  const page = pageNamed(params['page'] ?? '', world)
  return shown(findPost(`${page?.id ?? ''}_${params['post'] ?? ''}`, world), world)
}

function showVideo({ params }: SimRequest, world: SimWorld): SimReply {
  return shown(findPost(findVideo(params['video'] ?? '', world)?.postId ?? '', world), world)
}

function showStory({ params }: SimRequest, world: SimWorld): SimReply {
  const story = findPost(params['story'] ?? '', world)
  return story?.kind === 'story' && !isArchived(story, world) ? shown(story, world) : nothing
}

/** A page by its name or number, or a post by its whole id. */
function showPage({ params }: SimRequest, world: SimWorld): SimReply {
  const name = params['page'] ?? ''
  if (name.includes('_')) return shown(findPost(name, world), world)
  const page = pageNamed(name, world)
  if (page === undefined) return nothing
  const items = publicPosts(world)
    .filter(({ userId, parentId }) => userId === page.id && parentId === null)
    .reverse()
    .map(
      (post) =>
        html`<li><a href="${post.url === null ? '' : world.localUrl(post.url)}">${nameOf(post)}</a></li>`,
    )
  const body = html`<p class="soft">Facebook · sandbox</p>
    <h1>${page.name}</h1>
    <p>${page.category} · ${String(page.followers)} followers</p>
    <ul>
      ${items}
    </ul>`
  return { status: 200, headers: pageHeaders, body: wholePage(`${page.name} on Facebook`, body).text }
}

function asPost(post: Post, world: SimWorld): SimPost {
  const photos = post.photoIds.flatMap((id) => findPhoto(id, world) ?? [])
  const video = post.videoId === null ? undefined : findVideo(post.videoId, world)
  const files = [
    ...photos.map(({ file, altText }) => ({ file, altText })),
    ...(video?.file == null ? [] : [{ file: video.file, altText: null }]),
  ]
  return {
    accountId: post.accountId,
    userId: post.pageId,
    remoteId: post.id,
    url: permalinkOf(post),
    text: post.message,
    media: files.map(({ file, altText }) => ({
      kind: file.kind,
      altText,
      width: file.width,
      height: file.height,
      bytes: file.bytes,
      file: file.id,
    })),
    parentId: null,
    createdAt: post.createdAt,
    ...(post.link === null
      ? {}
      : { card: { url: post.link, title: new URL(post.link).host, description: '' } }),
    notes: post.notes,
  }
}

function asReply(comment: Comment): SimPost {
  return {
    accountId: comment.accountId,
    userId: comment.pageId,
    remoteId: comment.id,
    url: commentLink(comment),
    text: comment.message,
    media: [],
    parentId: comment.parentId ?? comment.objectId,
    createdAt: comment.createdAt,
    notes: comment.attachment === null ? [] : [`Attached: ${comment.attachment}`],
  }
}

/** What came through the API and the public sees, comments among it, oldest first. */
export function publicPosts(world: SimWorld): SimPost[] {
  return [...allPosts(world).map((post) => asPost(post, world)), ...allComments(world).map(asReply)].sort(
    (a, b) => (a.createdAt === b.createdAt ? 0 : a.createdAt < b.createdAt ? -1 : 1),
  )
}
