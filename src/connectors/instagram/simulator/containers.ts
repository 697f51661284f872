import { fieldsIn, pick } from '../../../sandbox/graph-api/fields.js'
import { newId } from '../../../sandbox/graph-api/ids.js'
import { invalid, ok, refuse } from '../../../sandbox/graph-api/refusal.js'
import type { SimReply, SimWorld } from '../../../sandbox/simulator.js'
import type { Call } from './call.js'
import {
  captionIn,
  checkParameters,
  collaboratorsIn,
  mediaTypeIn,
  namesIn,
  notesOf,
  type MediaType,
} from './composing.js'
import { download, fetchImage, fetchVideo, noFilm, type Fetched, type File } from './files.js'
import type { Media } from './media-table.js'
import { inSeconds, type User } from './people.js'
import { takeContainer } from './quota.js'
import { noSuchContainer, notReady, rejected } from './replies.js'

export type Container = {
  id: string
  userId: string
  mediaType: MediaType
  caption: string
  file: File | null
  altText: string | null
  isCarouselItem: boolean
  childIds: string[]
  collaborators: Media['collaborators']
  isShownInFeed: boolean
  notes: string[]
  /** Bytes are still to come, or came this far. */
  upload: { bytes: number; total: number | null; parts: number } | null
  createdAt: string
  /** Null: waits for its bytes. */
  readyAt: string | null
  /** The subcode in its status; 0 where the status names none. */
  error: number | null
  publishedId: string | null
}

const lifeSeconds = 24 * 3_600
export const readySeconds = { IMAGE: 0.5, VIDEO: 2, REELS: 2, STORIES: 0.5, CAROUSEL: 0.5 }

const containers = (world: SimWorld) => world.table<Container>('containers')

export function findContainer(id: string, world: SimWorld): Container | undefined {
  return containers(world).get(id)
}

export function keepContainer(container: Container, world: SimWorld): void {
  containers(world).set(container.id, container)
}

export type Status = 'IN_PROGRESS' | 'FINISHED' | 'PUBLISHED' | 'ERROR' | 'EXPIRED'

export function statusOf(container: Container, world: SimWorld): Status {
  const now = world.now().toISOString()
  if (container.publishedId !== null) return 'PUBLISHED'
  if (Date.parse(container.createdAt) + lifeSeconds * 1_000 <= Date.parse(now)) return 'EXPIRED'
  if (container.readyAt === null || container.readyAt > now) return 'IN_PROGRESS'
  return container.error === null ? 'FINISHED' : 'ERROR'
}

const words: Record<Exclude<Status, 'ERROR'>, string> = {
  IN_PROGRESS: 'In Progress: Media is still being processed.',
  FINISHED: 'Finished: Media has been uploaded and it is ready to be published.',
  PUBLISHED: 'Published: Media has been successfully published.',
  EXPIRED: 'Expired: Media was not published within 24 hours.',
}

export function readContainer(container: Container, { given, world }: Call): SimReply {
  const status = statusOf(container, world)
  const code = container.error ?? 0
  const node = {
    id: container.id,
    status_code: status,
    status:
      status === 'ERROR'
        ? `Error: Media upload has failed${code === 0 ? '' : ` with error code ${String(code)}`}`
        : words[status],
    video_status: container.upload === null ? undefined : uploadStatus(container, status),
    copyright_check_status:
      container.file?.kind === 'video' ? { status: 'completed', matches_found: false } : undefined,
  }
  return ok(pick(node, fieldsIn(given, ['id']), 'ShadowIGMediaBuilder'))
}

function uploadStatus({ upload, readyAt }: Container, status: Status) {
  const isWhole = readyAt !== null
  const processing = {
    ERROR: 'error',
    FINISHED: 'complete',
    PUBLISHED: 'complete',
    IN_PROGRESS: 'in_progress',
    EXPIRED: 'error',
  }
  return {
    uploading_phase: {
      status: isWhole ? 'complete' : (upload?.bytes ?? 0) > 0 ? 'in_progress' : 'not_started',
      bytes_transferred: upload?.bytes ?? 0,
    },
    processing_phase: { status: isWhole ? processing[status] : 'not_started' },
  }
}

/** Makes a container; what the words and parameters lack, and what is wrong with a picture, is said at once. */
export async function createContainer(call: Call, user: User): Promise<Container> {
  const { given, world } = call
  const mediaType = mediaTypeIn(given)
  checkParameters(mediaType, call)
  const made = {
    id: newId(world),
    userId: user.id,
    mediaType,
    caption: captionIn(given),
    altText: given.has('alt_text') ? given.text('alt_text') : null,
    isCarouselItem: given.flag('is_carousel_item'),
    childIds: mediaType === 'CAROUSEL' ? childrenIn(given.text('children'), call, user) : [],
    collaborators: given.has('collaborators') ? collaboratorsIn(call, user) : [],
    isShownInFeed: given.text('share_to_feed') !== 'false',
    notes: notesOf(mediaType, call),
    createdAt: world.now().toISOString(),
    publishedId: null,
  }
  const container: Container = { ...made, ...(await contentIn(mediaType, made.id, call)) }
  takeContainer(user, world)
  keepContainer(container, world)
  return container
}

type Content = Pick<Container, 'file' | 'error' | 'upload' | 'readyAt'>

async function contentIn(mediaType: MediaType, id: string, call: Call): Promise<Content> {
  const { given, world } = call
  const [image, video] = [given.text('image_url'), given.text('video_url')]
  const isStory = mediaType === 'STORIES'
  const ready = (seconds: number): Pick<Content, 'upload' | 'readyAt'> => ({
    upload: null,
    readyAt: inSeconds(seconds, world),
  })
  if (mediaType === 'CAROUSEL') {
    if (image !== '' || video !== '')
      invalid('Params image_url and video_url are not available for carousels')
    return { file: null, error: null, ...ready(readySeconds.CAROUSEL) }
  }
  if (given.has('upload_type')) return uploadIn(mediaType, id, call)
  if (image !== '' && video !== '') invalid('Only one of image_url and video_url can be given')
  if (mediaType === 'IMAGE' || (isStory && video === '')) {
    if (video !== '') invalid('Param media_type is required with video_url')
    if (image === '') invalid('The parameter image_url is required')
    const file = await fetchImage(id, image, { isStory }, world)
    return { file, error: null, ...ready(readySeconds.IMAGE) }
  }
  if (image !== '') invalid(`Param image_url is not available with media_type ${mediaType}`)
  if (video === '') invalid('The parameter video_url is required')
  const { file, error } = await fetchVideo(id, video, { isStory }, world)
  await checkCover({ file, error }, call)
  return { file, error, ...ready(readySeconds.REELS) }
}

/** Bytes come to another address. */
function uploadIn(mediaType: MediaType, id: string, { given }: Call): Content {
  if (mediaType === 'IMAGE') invalid('Param upload_type is available for videos only')
  if (given.text('upload_type') !== 'resumable') invalid('Param upload_type must be one of {resumable}')
  if (given.has('image_url') || given.has('video_url'))
    invalid('Params image_url and video_url cannot be used with upload_type')
  return { file: noFilm(id), error: null, upload: { bytes: 0, total: null, parts: 0 }, readyAt: null }
}

/** A cover is fetched like any picture; without one, a moment of the film. */
async function checkCover({ file, error }: Fetched, { given, world }: Call): Promise<void> {
  if (given.has('cover_url')) {
    const url = given.text('cover_url')
    if ((await download(url, world)) === null)
      rejected(9_004, 2_207_052, `The media could not be fetched from this URI: ${url}`)
    return
  }
  if (!given.has('thumb_offset')) return
  const offset = Number(given.text('thumb_offset'))
  const isInside =
    Number.isInteger(offset) && offset >= 0 && (file.seconds === null || offset < file.seconds * 1_000)
  if (error === null && !isInside)
    refuse(1, 'Invalid parameter', {
      subcode: 2_207_057,
      title: 'Thumbnail offset',
      userMessage: 'The thumbnail offset is out of range.',
    })
}

function childrenIn(text: string, call: Call, user: User): string[] {
  const ids = text === '' ? [] : namesIn(call.given, 'children')
  if (ids.length < 2 || ids.length > 10)
    refuse(100, 'Invalid parameter', {
      subcode: 2_207_028,
      title: 'Carousel',
      userMessage: 'Carousels need at least 2 and no more than 10 photos/videos.',
    })
  if (new Set(ids).size < ids.length) invalid('Param children must not repeat an item')
  for (const id of ids) {
    const child = findContainer(id, call.world)
    if (child?.userId !== user.id) return noSuchContainer(id)
    if (!child.isCarouselItem) invalid(`Param children: ${id} is no carousel item`)
    const status = statusOf(child, call.world)
    if (status === 'IN_PROGRESS') notReady()
    if (status !== 'FINISHED') noSuchContainer(id)
  }
  return ids
}
