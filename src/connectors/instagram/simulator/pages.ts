import { idOf } from '../../../sandbox/graph-api/ids.js'
import { fileRoute } from '../../../sandbox/graph-api/media-host.js'
import { portraitRoute } from '../../../sandbox/portrait.js'
import type { SimPost, SimReply, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { allComments, type Comment } from './comments.js'
import { allMedia, findMedia, isOver, permalinkOf, type Media } from './media-table.js'
import { findUser, mediaHost } from './people.js'

const host = 'www.instagram.com'
const page = (path: string, handle: SimRoute['handle']): SimRoute[] =>
  ['', '/'].map((slash) => ({ method: 'GET', host, path: `${path}${slash}`, operation: 'page', handle }))

const notFound: SimReply = {
  status: 404,
  headers: { 'content-type': 'text/plain' },
  body: 'Sorry, this page isn’t available.',
}
const places = { image: 'p', carousel: 'p', reel: 'reel', story: 'stories' }

export const pageRoutes: readonly SimRoute[] = [
  ...page('/p/:code', (request, world) =>
    show(findMedia(idOf(request.params['code'] ?? ''), world), 'p', world),
  ),
  ...page('/reel/:code', (request, world) =>
    show(findMedia(idOf(request.params['code'] ?? ''), world), 'reel', world),
  ),
  ...page('/stories/:user/:id', (request, world) => {
    const media = findMedia(request.params['id'] ?? '', world)
    const isTheirs = findUser(media?.userId ?? '', world)?.username === request.params['user']
    return show(isTheirs ? media : undefined, 'stories', world)
  }),
  fileRoute(mediaHost, 'page', notFound),
  portraitRoute(
    { host: mediaHost, path: '/face/:id' },
    ({ id = '' }, world) => findUser(id, world)?.displayName,
  ),
]

function show(media: Media | undefined, place: string, world: SimWorld): SimReply {
  const user = media === undefined ? undefined : findUser(media.userId, world)
  if (media === undefined || user === undefined || media.carouselId !== null) return notFound
  if (places[media.kind] !== place || isOver(media, world)) return notFound
  return world.postPage(asPost(media, world), user, 'Instagram')
}

function asPost(media: Media, world: SimWorld): SimPost {
  const { collaborators, isCommentEnabled, isShownInFeed, kind } = media
  return {
    accountId: media.accountId,
    userId: media.userId,
    remoteId: media.id,
    url: permalinkOf(media, world),
    text: media.caption,
    media: media.files.map(({ file, altText }) => ({
      kind: file.kind,
      altText,
      width: file.width,
      height: file.height,
      bytes: file.bytes,
      file: file.id,
    })),
    parentId: null,
    createdAt: media.createdAt,
    notes: [
      ...(kind === 'reel' ? [isShownInFeed ? 'Reel' : 'Reel, not in the feed'] : []),
      ...(kind === 'story' ? ['Story, gone after 24 hours'] : []),
      ...collaborators.map(
        ({ username, status }) => `With @${username} as a collaborator (${status.toLowerCase()})`,
      ),
      ...media.notes,
      ...(isCommentEnabled ? [] : ['Comments are turned off']),
    ],
  }
}

function asReply(comment: Comment): SimPost {
  return {
    accountId: comment.accountId,
    userId: comment.userId,
    remoteId: comment.id,
    url: null,
    text: comment.text,
    media: [],
    parentId: comment.parentId ?? comment.mediaId,
    createdAt: comment.createdAt,
  }
}

/** What came through the API and is listed, comments too: hidden ones and the parts of carousels are not. */
export function publicPosts(world: SimWorld): SimPost[] {
  return [
    ...allMedia(world)
      .filter(({ carouselId }) => carouselId === null)
      .map((media) => asPost(media, world)),
    ...allComments(world)
      .filter(({ isHidden }) => !isHidden)
      .map(asReply),
  ].sort((a, b) => (a.createdAt === b.createdAt ? 0 : a.createdAt < b.createdAt ? -1 : 1))
}
