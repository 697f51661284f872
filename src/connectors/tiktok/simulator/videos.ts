import { z } from 'zod'
import type { JsonObject } from '../../../kit/json.js'
import { responseTo } from '../../../sandbox/past.js'
import { numberOf } from '../../../sandbox/plain-name.js'
import type { SimReply, SimRequest, SimWorld } from '../../../sandbox/simulator.js'
import { fieldsIn, parsed, type Call, type Endpoint } from './call.js'
import { isPublic, jobsOf, postIdAt, publishedAt, type Job } from './jobs.js'
import type { User } from './people.js'
import { ok } from './replies.js'
import type { File } from './files.js'

const isCounted = ({ query }: SimRequest): boolean => /_count\b/.test(query.get('fields') ?? '')

export const videoEndpoints: readonly Endpoint[] = [
  {
    method: 'POST',
    path: '/v2/video/list/',
    operation: (request) => (isCounted(request) ? 'metrics' : 'find'),
    scopes: ['video.list'],
    perMinute: 600,
    handle: list,
  },
  {
    method: 'POST',
    path: '/v2/video/query/',
    operation: 'metrics',
    scopes: ['video.list'],
    perMinute: 600,
    handle: query,
  },
]

/** A public post: one that came through the API, or one of the planted past. */
export type Video = {
  id: string
  kind: Job['kind']
  text: string
  notes: string[]
  createdAt: Date
  files: File[]
  counts: { likes: number; comments: number; shares: number; impressions: number }
}

/** Newest first. */
export function videosOf(user: User, world: SimWorld): Video[] {
  const own = jobsOf(user.id, world)
    .filter((job) => isPublic(job, world))
    .map((job) => asVideo(job, world))
  return [...own, ...pastOf(user, world)].sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime())
}

export function textOf({ title, description }: Pick<Job, 'title' | 'description'>): string {
  return [title, description].filter((text) => text !== '').join('\n\n')
}

function asVideo(job: Job, world: SimWorld): Video {
  const createdAt = new Date(publishedAt(job))
  return {
    id: job.postId ?? '',
    kind: job.kind,
    text: textOf(job),
    notes: job.notes,
    createdAt,
    files: job.files,
    counts: responseTo(job.id, createdAt, world.now()),
  }
}

function pastOf(user: User, world: SimWorld): Video[] {
  if (user.isPrivate) return []
  const row = Number(numberOf(user.id) % 16_000_000n)
  return world.pastOf(user.id).map((past, index) => ({
    id: postIdAt(past.createdAt, row * 128 + index),
    kind: 'video' as const,
    text: past.text,
    notes: [],
    createdAt: past.createdAt,
    files: [],
    counts: past,
  }))
}

export function countVideos(user: User, world: SimWorld): number {
  return videosOf(user, world).length
}

export function likesOf(user: User, world: SimWorld): number {
  return videosOf(user, world).reduce((sum, { counts }) => sum + counts.likes, 0)
}

export function shareUrlOf({ id, kind }: Pick<Video, 'id' | 'kind'>, { username }: User): string {
  return `https://www.tiktok.com/@${username}/${kind}/${id}`
}

const shownFields = [
  'id',
  'create_time',
  'cover_image_url',
  'share_url',
  'video_description',
  'duration',
  'height',
  'width',
  'title',
  'embed_html',
  'embed_link',
  'like_count',
  'comment_count',
  'share_count',
  'view_count',
  'is_aigc',
] as const
const longestTitle = 150

function shown(video: Video, user: User, fields: readonly (typeof shownFields)[number][]): JsonObject {
  const title = video.text.slice(0, longestTitle)
  const [file] = video.files
  const embed = `https://www.tiktok.com/player/v1/${video.id}`
  const all: Record<(typeof shownFields)[number], string | number | boolean> = {
    id: video.id,
    create_time: Math.floor(video.createdAt.getTime() / 1_000),
    cover_image_url: `https://p16-sign.tiktokcdn-us.com/cover/${video.id}.jpeg`,
    share_url: shareUrlOf(video, user),
    video_description: title,
    duration: 4,
    height: file?.height ?? 1_280,
    width: file?.width ?? 720,
    title,
    embed_html: `<iframe src="${embed}"></iframe>`,
    embed_link: embed,
    like_count: video.counts.likes,
    comment_count: video.counts.comments,
    share_count: video.counts.shares,
    view_count: video.counts.impressions,
    is_aigc: video.notes.some((note) => note.includes('AI-generated')),
  }
  return Object.fromEntries(fields.map((field) => [field, all[field]]))
}

const listBody = z.strictObject({
  cursor: z.number().int().min(0).optional(),
  max_count: z.number().int().min(1).max(20).default(10),
})

/** Photos are left out: nothing says that they are listed. */
function list({ user, request, world }: Call): SimReply {
  const fields = fieldsIn(request, shownFields)
  const { cursor = Infinity, max_count: most } = parsed(listBody, request, 'invalid_params')
  const older = videosOf(user, world).filter(
    ({ kind, createdAt }) => kind === 'video' && createdAt.getTime() < cursor,
  )
  const page = older.slice(0, most)
  return ok({
    videos: page.map((video) => shown(video, user, fields)),
    cursor: page.at(-1)?.createdAt.getTime() ?? world.now().getTime(),
    has_more: older.length > page.length,
  })
}

const queryBody = z.strictObject({
  filters: z.strictObject({ video_ids: z.array(z.string()).min(1).max(20) }),
})

/** One's own alone; others are left out. */
function query({ user, request, world }: Call): SimReply {
  const fields = fieldsIn(request, shownFields)
  const { video_ids: ids } = parsed(queryBody, request, 'invalid_params').filters
  const found = videosOf(user, world).filter(({ id }) => ids.includes(id))
  return ok({ videos: found.map((video) => shown(video, user, fields)) })
}
