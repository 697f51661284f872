import { portraitRoute } from '../../../sandbox/portrait.js'
import type { SimPost, SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { captionsOf } from './captions.js'
import { channelVideos, isMadeForKids, isOpen } from './channel-videos.js'
import { allComments } from './comment-table.js'
import { allUsers, findUser } from './people.js'
import { itemsOf, playlistsOf } from './playlist-table.js'
import { allVideos, findVideo, outSince, privacyOf, statusOf, type Video } from './video-table.js'

const host = 'www.youtube.com'

export const pageRoutes: readonly SimRoute[] = [
  {
    method: 'GET',
    host,
    path: '/watch',
    operation: 'page',
    handle: ({ query }, world) => show(query.get('v') ?? '', world),
  },
  {
    method: 'GET',
    host,
    path: '/shorts/:id',
    operation: 'page',
    handle: ({ params }: SimRequest, world) => show(params['id'] ?? '', world),
  },
  portraitRoute(
    { host: 'yt3.ggpht.com', path: '/:file' },
    ({ file = '' }, world) => findUser(file.replace(/=s\d+$/, ''), world)?.displayName,
  ),
]

/** Private videos, and those that did not come through, do not open. */
function show(id: string, world: SimWorld): SimReply {
  const video = findVideo(id, world) ?? pastVideo(id, world)
  const user = findUser(video?.channelId ?? '', world)
  if (video === undefined || user === undefined || !isOpen(video, world))
    return { status: 404, headers: { 'content-type': 'text/plain' }, body: 'Video unavailable' }
  const post = asPost(video, world)
  const { title, description } = video.snippet
  // A title is often how the description begins.
  const text = description.startsWith(title) ? description : [title, description].filter(Boolean).join('\n\n')
  return world.postPage({ ...post, text, notes: notesOf(video, world) }, user, 'YouTube')
}

function pastVideo(id: string, world: SimWorld): Video | undefined {
  for (const user of allUsers(world)) {
    const found = channelVideos(user, world).find((video) => video.id === id)
    if (found !== undefined) return found
  }
  return undefined
}

export const watchUrl = (id: string): string => `https://${host}/watch?v=${id}`

/** What is out, whoever may see it, and its comments. */
export function publicPosts(world: SimWorld): SimPost[] {
  const videos = allVideos(world).filter((video) =>
    ['uploaded', 'processed'].includes(statusOf(video, world)),
  )
  const comments = allComments(world).map(
    ({ id, videoId, authorId, accountId, text, createdAt }): SimPost => ({
      accountId,
      userId: authorId,
      remoteId: id,
      url: `${watchUrl(videoId)}&lc=${id}`,
      text,
      media: [],
      parentId: videoId,
      createdAt,
    }),
  )
  return [...videos.map((video) => asPost(video, world)), ...comments]
}

function asPost(video: Video, world: SimWorld): SimPost {
  const { title, description } = video.snippet
  const { file, thumbnail } = video
  return {
    accountId: video.accountId,
    userId: video.channelId,
    remoteId: video.id,
    url: watchUrl(video.id),
    text: description === '' ? title : description,
    media: [
      {
        kind: 'video',
        altText: null,
        width: file.width,
        height: file.height,
        bytes: file.bytes,
        file: file.id,
      },
      ...(thumbnail === null
        ? []
        : [{ ...thumbnail, kind: 'image' as const, altText: null, file: thumbnail.id }].map(
            ({ id: _kept, ...shown }) => shown,
          )),
    ],
    parentId: null,
    createdAt: video.createdAt,
    notes: [`Title: ${title}`, ...notesOf(video, world)],
  }
}

function notesOf(video: Video, world: SimWorld): string[] {
  const { status, snippet } = video
  const user = findUser(video.channelId, world)
  const since = outSince(video, world)
  const said: [boolean, string][] = [
    [privacyOf(video, world) !== 'public', `Who can see it: ${privacyOf(video, world)}`],
    [since === null && status.publishAt !== undefined, `Will be public at ${status.publishAt ?? ''}`],
    [user !== undefined && isMadeForKids(video, user), 'Made for kids'],
    [status.containsSyntheticMedia === true, 'Altered or synthetic content'],
    [video.hasPaidProductPlacement, 'Includes paid promotion'],
    [status.license === 'creativeCommon', 'Creative Commons Attribution licence'],
    [!video.notifiesSubscribers, 'Subscribers were not told'],
    [snippet.tags.length > 0, `Tags: ${snippet.tags.join(', ')}`],
    [video.thumbnail !== null, 'Thumbnail chosen by its author'],
  ]
  const playlists = playlistsOf(video.channelId, world).filter(({ id }) =>
    itemsOf(id, world).some(({ videoId }) => videoId === video.id),
  )
  return [
    ...said.filter(([isSo]) => isSo).map(([, note]) => note),
    ...captionsOf(video.id, world).map(({ name, language }) => `Captions: ${name} (${language})`),
    ...playlists.map(({ title }) => `In the playlist ${title}`),
  ]
}
