import { randomText } from '../../../sandbox/sandbox.js'
import type { SimWorld } from '../../../sandbox/simulator.js'
import type { End, File } from './files.js'
import type { Metadata } from './metadata.js'

export type Video = Metadata & {
  id: string
  channelId: string
  /** Our account id, when the request that began it carried one. */
  accountId: string | null
  /** The name under which the file was sent. */
  fileName: string | null
  file: File
  notifiesSubscribers: boolean
  createdAt: string
  /** When it was there for everybody; absent: never yet. */
  publishedAt: string | null
  /** How it ends once it is processed; null: well. */
  end: End | null
  /** When processing is over. */
  settledAt: string
  /** Somebody has asked, and was told that it is processed. */
  isTold: boolean
  thumbnail: { id: string; width: number; height: number; bytes: number } | null
  /** What came of it, of a video of the past; of others it grows. */
  planted: Counts | null
}

export type Counts = { views: number; likes: number; comments: number; shares: number }

const processingMs = 500

/** All that the documents know. */
const reasons: Record<End['status'], readonly string[]> = {
  failed: ['conversion', 'invalidFile', 'emptyFile', 'tooSmall', 'codec', 'uploadAborted'],
  rejected: [
    'copyright',
    'inappropriate',
    'duplicate',
    'termsOfUse',
    'uploaderAccountSuspended',
    'length',
    'claim',
    'uploaderAccountClosed',
    'trademark',
    'legal',
  ],
}

const videos = (world: SimWorld) => world.table<Video>('videos')
const idsOf = (channelId: string, world: SimWorld) => world.table<boolean>(`videos of ${channelId}`)

export function keepVideo(video: Video, world: SimWorld): Video {
  if (videos(world).get(video.id) === undefined) idsOf(video.channelId, world).set(video.id, true)
  videos(world).set(video.id, video)
  return video
}

export function removeVideo({ id, channelId }: Video, world: SimWorld): void {
  videos(world).delete(id)
  idsOf(channelId, world).delete(id)
}

export function findVideo(id: string, world: SimWorld): Video | undefined {
  return videos(world).get(id)
}

export function allVideos(world: SimWorld): Video[] {
  return videos(world).values()
}

/** Oldest first. */
export function videosOf(channelId: string, world: SimWorld): Video[] {
  return idsOf(channelId, world)
    .entries()
    .flatMap(([id]) => findVideo(id, world) ?? [])
}

/** The last byte is there: from now on it is processed, and ends as `doom` or its own words say. */
export function makeVideo(
  given: Omit<Video, 'id' | 'createdAt' | 'publishedAt' | 'settledAt' | 'isTold' | 'thumbnail' | 'planted'>,
  world: SimWorld,
): Video {
  const now = world.now()
  const isPublic = given.status.privacyStatus !== 'private'
  return keepVideo(
    {
      ...given,
      end: scripted(given) ?? given.end,
      id: randomText(8),
      createdAt: now.toISOString(),
      publishedAt: isPublic ? now.toISOString() : null,
      settledAt: new Date(now.getTime() + processingMs).toISOString(),
      isTold: false,
      thumbnail: null,
      planted: null,
    },
    world,
  )
}

/** A title or description with the tag `#failed_<reason>` or `#rejected_<reason>` asks for that end. */
function scripted({ snippet: { title, description } }: Metadata): End | null {
  const [, asked, reason = ''] = /#(failed|rejected)_(\w+)/.exec(`${title} ${description}`) ?? []
  const status = asked as End['status'] | undefined
  return status !== undefined && reasons[status].includes(reason) ? { status, reason } : null
}

export type UploadStatus = 'uploaded' | 'processed' | End['status']

export function statusOf({ settledAt, end }: Video, world: SimWorld): UploadStatus {
  if (world.now().toISOString() < settledAt) return 'uploaded'
  return end?.status ?? 'processed'
}

/** Ends its processing now. */
export function endNow(video: Video, end: End, world: SimWorld): void {
  keepVideo({ ...video, end, settledAt: world.now().toISOString() }, world)
}

/** A time that was set for it makes a private video public. */
export function privacyOf({ status: { privacyStatus, publishAt } }: Video, world: SimWorld): string {
  const isDue = publishAt !== undefined && publishAt <= world.now().toISOString()
  return isDue ? 'public' : privacyStatus
}

/** When it was there for everybody, in time. */
export function outSince(video: Video, world: SimWorld): string | null {
  if (video.publishedAt !== null) return video.publishedAt
  const { publishAt } = video.status
  if (publishAt === undefined || privacyOf(video, world) === 'private') return null
  // A time that had passed already was as good as now.
  return publishAt < video.createdAt ? video.createdAt : publishAt
}
