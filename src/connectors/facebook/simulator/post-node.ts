import type { JsonObject } from '../../../kit/json.js'
import { timestamp } from '../../../sandbox/graph-api/list.js'
import type { SimWorld } from '../../../sandbox/simulator.js'
import type { Call } from './call.js'
import { commentNode, commentsOn } from './comments-table.js'
import { Edge, Node } from './fields.js'
import type { File } from './files.js'
import { findPage } from './people.js'
import { findPhoto, mediaUrl } from './photos.js'
import { countsOf, permalinkOf, type Post } from './posts.js'
import { findVideo } from './video-table.js'

const statusTypes = {
  status: 'mobile_status_update',
  photos: 'added_photos',
  video: 'added_video',
  reel: 'added_video',
  story: 'added_photos',
} as const

/** A post as the page's token reads it. */
export function postNode(post: Post, { world, token }: Pick<Call, 'world' | 'token'>): Node {
  const page = findPage(post.pageId, world)
  const counts = countsOf(post, world)
  const total = (count: number, more: JsonObject = {}): JsonObject => ({ total_count: count, ...more })
  const fields = {
    id: post.id,
    message: post.message === '' ? undefined : post.message,
    created_time: timestamp(post.createdAt),
    updated_time: timestamp(post.createdAt),
    permalink_url: permalinkOf(post),
    status_type: post.link === null ? statusTypes[post.kind] : 'shared_story',
    from: new Node('Page', { id: post.pageId, name: page?.name }, ['name', 'id']),
    // Of what was written on the page itself there is none.
    application: post.appId === '' ? undefined : applicationNode(post.appId),
    is_published: post.isPublished,
    is_hidden: false,
    is_expired: false,
    story: undefined,
    full_picture: post.photoIds[0] === undefined ? undefined : mediaUrl(post.photoIds[0]),
    picture: post.photoIds[0] === undefined ? undefined : mediaUrl(post.photoIds[0]),
    shares: counts.shares === 0 ? undefined : { count: counts.shares },
    comments: () => {
      const comments = commentsOn(post.id, world)
      return new Edge(
        comments.map((comment) => commentNode(comment, world)),
        total((post.counts?.comments ?? 0) + comments.length, { order: 'ranked', can_comment: true }),
      )
    },
    reactions: new Edge([], total(counts.likes, { viewer_reaction: 'NONE' })),
    likes: new Edge([], total(counts.likes, { can_like: true, has_liked: false })),
    attachments: () => attachmentsOf(post, world),
  }
  const unasked = token.scopes.includes('pages_read_engagement') ? ['created_time', 'message', 'id'] : ['id']
  return new Node('PagePost', fields, unasked)
}

function applicationNode(id: string): Node {
  return new Node(
    'Application',
    { id, name: 'VoxBurst', category: 'Business and pages', link: 'https://voxburst.example/' },
    ['category', 'link', 'name', 'id'],
  )
}

function attachmentsOf(post: Post, world: SimWorld): Edge | undefined {
  if (post.videoId !== null)
    return new Edge([attachment('video', 'video_inline', post.videoId, findVideo(post.videoId, world)?.file)])
  if (post.link !== null)
    return new Edge([
      new Node(
        'StoryAttachment',
        { ...empty, media_type: 'link', type: 'share', url: post.link, unshimmed_url: post.link },
        all,
      ),
    ])
  const photos = post.photoIds.flatMap((id) => findPhoto(id, world) ?? [])
  const [first] = photos
  if (first === undefined) return undefined
  const shown = photos.map(({ id, file }) => attachment('photo', 'photo', id, file))
  if (shown.length === 1) return new Edge(shown)
  // All of them stand inside one, whose own target is the album.
  const album = attachment('album', 'album', `${first.id.slice(0, -1)}0`)
  return new Edge([new Node('StoryAttachment', { ...album.fields, subattachments: new Edge(shown) }, all)])
}

const empty = {
  media: undefined,
  media_type: undefined,
  subattachments: undefined,
  target: undefined,
  title: undefined,
  description: undefined,
  type: undefined,
  unshimmed_url: undefined,
  url: undefined,
}
const all = ['media', 'media_type', 'subattachments', 'target', 'title', 'type', 'url']

function attachment(
  mediaType: 'photo' | 'video' | 'album',
  type: string,
  id: string,
  file?: File | null,
): Node {
  const url =
    mediaType === 'video'
      ? `https://www.facebook.com/reel/${id}/`
      : `https://www.facebook.com/photo.php?fbid=${id}`
  const image = { height: file?.height ?? 0, src: mediaUrl(id), width: file?.width ?? 0 }
  const media = file == null ? undefined : { image }
  return new Node(
    'StoryAttachment',
    { ...empty, media, media_type: mediaType, target: { id, url }, type, url },
    all,
  )
}
