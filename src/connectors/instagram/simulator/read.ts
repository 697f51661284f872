import type { Json, JsonObject } from '../../../kit/json.js'
import { fieldsIn, pick } from '../../../sandbox/graph-api/fields.js'
import { shortcodeOf } from '../../../sandbox/graph-api/ids.js'
import { timeIn, timestamp } from '../../../sandbox/graph-api/list.js'
import { noSuchObject, ok } from '../../../sandbox/graph-api/refusal.js'
import type { SimReply, SimRoute } from '../../../sandbox/simulator.js'
import { findTrack, readTrack } from './audio.js'
import { accountOf, api, reaches, type Call } from './call.js'
import { commentCount, findComment, readComment } from './comments.js'
import { findContainer, readContainer } from './containers.js'
import { page } from './lists.js'
import { findPage, readBusiness, readPage, readPerson } from './linked-pages.js'
import { countsOf, findMedia, keepMedia, mediaOf, permalinkOf, storiesOf, type Media } from './media-table.js'
import { findUser, mediaHost } from './people.js'
import { presentUser } from './present-user.js'
import { ownMedia } from './own-media.js'

export const readRoutes: readonly SimRoute[] = [
  ...api({ method: 'GET', path: '/:id/media', operation: 'find' }, (call) =>
    listOf(call, inTime(call, mediaOf(accountOf(call).id, call.world))),
  ),
  ...api({ method: 'GET', path: '/:id/stories', operation: 'find' }, (call) =>
    listOf(call, storiesOf(accountOf(call).id, call.world)),
  ),
  ...api({ method: 'GET', path: '/:id/children', operation: 'other' }, (call) => {
    const children = ownMedia(call).childIds.flatMap((id) => findMedia(id, call.world) ?? [])
    return ok({ data: children.map((child) => present(child, call, ['id'])) })
  }),
  ...api(
    {
      method: 'GET',
      path: '/:id',
      // Media that were found, or are out, are read by their id: a fault meant for looking is not for that.
      operation: ({ params }, world) => {
        const id = params['id'] ?? ''
        if (findContainer(id, world) !== undefined) return 'status'
        return (findMedia(id, world) ?? findComment(id, world) ?? findTrack(id)) ? 'other' : 'identity'
      },
    },
    read,
  ),
]

function read(call: Call): SimReply {
  const { id, flavour, request, world } = call
  const container = findContainer(id, world)
  if (container !== undefined)
    return reaches(call, container.userId) ? readContainer(container, call) : noSuchObject(request.method, id)
  if (findUser(id, world) !== undefined) return readUser(call)
  if (findComment(id, world) !== undefined) return readComment(call)
  if (findMedia(id, world) !== undefined) return readMedia(call)
  if (flavour === 'facebook') {
    if (id === 'me') return readPerson(call)
    const track = findTrack(id)
    if (track !== undefined) return readTrack(track, call)
    const page = findPage(call)
    return page === undefined ? readBusiness(call) : readPage(page, call)
  }
  return noSuchObject(request.method, id)
}

/** `id` is the app's own name for the account at Instagram's login, where the account's is `user_id`. */
function readUser(call: Call): SimReply {
  const { flavour, given } = call
  const user = accountOf(call)
  const type = flavour === 'instagram' ? 'User' : 'IGUser'
  return ok(pick(presentUser(user, call), fieldsIn(given, ['id']), type))
}

function inTime(call: Call, all: readonly Media[]): Media[] {
  const [since, until] = [timeIn(call.given, 'since'), timeIn(call.given, 'until')]
  return all.filter(({ createdAt }) => {
    const second = Math.floor(Date.parse(createdAt) / 1_000)
    return (since === null || second >= since) && (until === null || second <= until)
  })
}

function listOf(call: Call, found: readonly Media[]): SimReply {
  return page(call, found, (media) => present(media, call, ['id']))
}

function readMedia(call: Call): SimReply {
  const media = ownMedia(call)
  if (media.firstSeen === 'hidden') {
    keepMedia({ ...media, firstSeen: 'whole' }, call.world)
    noSuchObject(call.request.method, media.id)
  }
  return ok(present(media, call, ['id']))
}

const productTypes = { image: 'FEED', carousel: 'FEED', reel: 'REELS', story: 'STORY' } as const

function mediaTypeOf({ kind, files }: Media): 'IMAGE' | 'VIDEO' | 'CAROUSEL_ALBUM' {
  if (kind === 'carousel') return 'CAROUSEL_ALBUM'
  return kind === 'reel' || files[0]?.file.kind === 'video' ? 'VIDEO' : 'IMAGE'
}

function present(media: Media, { flavour, given, world }: Call, unasked: readonly string[]): JsonObject {
  const { carouselId, kind, files } = media
  const only = kind === 'carousel' ? undefined : files[0]
  const permalink = media.firstSeen === 'bare' ? undefined : (permalinkOf(media, world) ?? undefined)
  if (media.firstSeen === 'bare') keepMedia({ ...media, firstSeen: 'whole' }, world)
  const counts = countsOf(media, commentCount(media.id, world), world)
  const node: Record<string, Json | undefined> = {
    id: media.id,
    alt_text: only?.altText ?? undefined,
    caption: media.caption === '' ? undefined : media.caption,
    comments_count: carouselId === null ? counts.comments : undefined,
    is_comment_enabled: media.isCommentEnabled,
    is_shared_to_feed: kind === 'reel' ? media.isShownInFeed : undefined,
    like_count: carouselId === null ? counts.likes : undefined,
    media_product_type: carouselId === null ? productTypes[kind] : 'FEED',
    media_type: mediaTypeOf(media),
    media_url: only === undefined ? undefined : mediaUrl(only.file.id),
    owner: { id: media.userId },
    permalink,
    shortcode: permalink === undefined || kind === 'story' ? undefined : shortcodeOf(media.id),
    thumbnail_url: only?.file.kind === 'video' ? mediaUrl(only.file.id) : undefined,
    timestamp: timestamp(media.createdAt),
    username: findUser(media.userId, world)?.username,
    children: kind === 'carousel' ? { data: media.childIds.map((id) => ({ id })) } : undefined,
    ...(flavour === 'facebook'
      ? { ig_id: media.id, view_count: kind === 'reel' ? counts.views : undefined }
      : {}),
  }
  return pick(node, fieldsIn(given, unasked), flavour === 'instagram' ? 'Media' : 'IGMedia')
}

function mediaUrl(fileId: string): string {
  return `https://${mediaHost}/v/${fileId}`
}
