import { timestamp } from '../../../sandbox/graph-api/list.js'
import { invalid } from '../../../sandbox/graph-api/refusal.js'
import type { SimReply, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { answerCreated, api, publishes, type PageCall } from './call.js'
import { Node } from './fields.js'
import { download, keepPicture, maxFeedPhotoBytes, photoRefused, type File } from './files.js'
import { Given } from './given.js'
import { findPage, type Page } from './people.js'
import { keepPost, newId, type Post } from './posts.js'
import { ok } from './replies.js'
import { checkMessage } from './text-rules.js'

export type Photo = {
  id: string
  pageId: string
  file: File
  caption: string
  altText: string | null
  /** One that is only for a moment is thrown away after a day, unless a post has taken it. */
  endsAt: string | null
  /** The post that shows it. */
  postId: string | null
  /** The story that shows it. */
  storyId: string | null
  createdAt: string
}

const photos = (world: SimWorld) => world.table<Photo>('photos')

export const photoRoutes: readonly SimRoute[] = api(
  {
    method: 'POST',
    path: '/:id/photos',
    operation: (request) => (new Given(request).flag('published', true) ? 'publish' : 'upload'),
  },
  publishes(createPhoto),
)

export function findPhoto(id: string, world: SimWorld): Photo | undefined {
  const photo = photos(world).get(id)
  const isGone = photo?.endsAt != null && photo.postId === null && photo.endsAt <= world.now().toISOString()
  return isGone ? undefined : photo
}

export function keepPhoto(photo: Photo, world: SimWorld): void {
  photos(world).set(photo.id, photo)
}

export function dropPhoto(photo: Photo, world: SimWorld): void {
  photos(world).delete(photo.id)
}

async function createPhoto(call: PageCall): Promise<SimReply> {
  const { given, page, world, request, token } = call
  const caption = given.text('caption') || given.text('message')
  checkMessage(caption)
  const isPublished = given.flag('published', true)
  const bytes = given.file('source') ?? (await downloaded(call))
  const id = newId(world)
  const file = await keepPicture(id, bytes, world)
  if (isPublished && file.bytes > maxFeedPhotoBytes) photoRefused()
  const now = world.now()
  const photo: Photo = {
    id,
    pageId: page.id,
    file,
    caption,
    altText: given.has('alt_text_custom') ? given.text('alt_text_custom') : null,
    endsAt: given.flag('temporary', false) ? new Date(now.getTime() + 86_400_000).toISOString() : null,
    postId: null,
    storyId: null,
    createdAt: now.toISOString(),
  }
  keepPhoto(photo, world)
  if (!isPublished) return answerCreated(photoNode(photo, world), call)
  const post: Post = {
    id: `${page.id}_${newId(world)}`,
    pageId: page.id,
    appId: token.appId,
    accountId: request.accountId,
    kind: 'photos',
    message: caption,
    link: null,
    photoIds: [id],
    videoId: null,
    isPublished: true,
    notes: [],
    createdAt: now.toISOString(),
    counts: null,
  }
  keepPost(post, world)
  keepPhoto({ ...photo, postId: post.id }, world)
  return given.has('fields')
    ? answerCreated(photoNode({ ...photo, postId: post.id }, world), call)
    : ok({ id, post_id: post.id })
}

async function downloaded({ given, world }: PageCall): Promise<Buffer> {
  if (!given.has('url')) return invalid('The parameter url or source is required')
  const bytes = await download(given.text('url'), world)
  return (
    bytes ??
    invalid('Missing or invalid image file', 'The photo could not be fetched from its URL.', 2_061_006)
  )
}

const node = ({ id, name }: Page): Node => new Node('Page', { id, name }, ['name', 'id'])

export function photoNode(photo: Photo, world: SimWorld): Node {
  const { id, file } = photo
  const page = findPage(photo.pageId, world)
  const source = mediaUrl(id)
  const image = { height: file.height ?? 0, source, width: file.width ?? 0 }
  const fields = {
    id,
    name: photo.caption === '' ? undefined : photo.caption,
    alt_text: photo.altText ?? 'May be an image',
    alt_text_custom: photo.altText ?? undefined,
    created_time: timestamp(photo.createdAt),
    updated_time: timestamp(photo.createdAt),
    from: page === undefined ? undefined : node(page),
    height: file.height ?? undefined,
    width: file.width ?? undefined,
    images: [image],
    picture: source,
    source: source,
    link: `https://www.facebook.com/photo.php?fbid=${id}`,
    page_story_id: photo.postId ?? undefined,
  }
  return new Node('Photo', fields, ['created_time', 'name', 'id'])
}

export function mediaUrl(fileId: string): string {
  return `https://scontent.xx.fbcdn.net/v/${fileId}`
}

/** Shown once already: a post or story does not take it. */
export function isUsed({ postId, storyId }: Photo): boolean {
  return postId !== null || storyId !== null
}
