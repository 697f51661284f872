import { z } from 'zod'
import type { SimReply, SimRequest, SimWorld } from '../../../sandbox/simulator.js'
import { isFair, isOwned } from './addresses.js'
import { demandOne, parsed, type Call, type Endpoint } from './call.js'
import { countPoster, isAudited, obstacleTo, optionsOf } from './creator.js'
import { maxVideoBytes, pullFilm, pullPhoto } from './files.js'
import {
  complete,
  keepJob,
  newPublishId,
  privacyLevels,
  takePendingShare,
  type Job,
  type Privacy,
  type Upload,
} from './jobs.js'
import { inSeconds } from './people.js'
import { invalid, ok, refuse } from './replies.js'
import { newUpload, uploadUrlOf } from './upload.js'

const operationOfVideo = ({ json }: SimRequest) =>
  /"source":"PULL_FROM_URL"/.test(JSON.stringify(json ?? null)) ? 'publish' : 'upload'

export const publishEndpoints: readonly Endpoint[] = [
  {
    method: 'POST',
    path: '/v2/post/publish/video/init/',
    operation: operationOfVideo,
    scopes: ['video.publish'],
    perMinute: 6,
    handle: video,
  },
  {
    method: 'POST',
    path: '/v2/post/publish/inbox/video/init/',
    operation: operationOfVideo,
    scopes: ['video.upload'],
    perMinute: 6,
    handle: inboxVideo,
  },
  {
    method: 'POST',
    path: '/v2/post/publish/content/init/',
    operation: 'publish',
    scopes: ['video.publish', 'video.upload'],
    perMinute: 6,
    handle: photos,
  },
]

/** UTF-16 code units, as JavaScript counts. */
const words = (most: number) =>
  z
    .string()
    .refine((text) => text.length <= most, `has more than ${String(most)} characters`)
    .optional()
const flag = z.boolean().optional()
const privacy = z.enum(privacyLevels)
const whole = z.number().int().positive()

const sourceInfo = z.discriminatedUnion('source', [
  z.strictObject({
    source: z.literal('FILE_UPLOAD'),
    video_size: whole.max(maxVideoBytes),
    chunk_size: whole,
    total_chunk_count: whole.max(1_000),
  }),
  z.strictObject({ source: z.literal('PULL_FROM_URL'), video_url: z.string() }),
])
type Source = z.infer<typeof sourceInfo>

const videoBody = z.strictObject({
  post_info: z.strictObject({
    title: words(2_200),
    privacy_level: privacy,
    disable_duet: flag,
    disable_stitch: flag,
    disable_comment: flag,
    video_cover_timestamp_ms: z.number().int().min(0).optional(),
    brand_content_toggle: z.boolean(),
    brand_organic_toggle: flag,
    is_aigc: flag,
  }),
  source_info: sourceInfo,
})

const inboxBody = z.strictObject({ source_info: sourceInfo })

const photoBody = z.strictObject({
  media_type: z.literal('PHOTO'),
  post_mode: z.enum(['DIRECT_POST', 'MEDIA_UPLOAD']),
  is_aigc: flag,
  post_info: z.strictObject({
    title: words(90),
    description: words(4_000),
    privacy_level: privacy.optional(),
    disable_comment: flag,
    auto_add_music: flag,
    brand_content_toggle: flag,
    brand_organic_toggle: flag,
  }),
  source_info: z.strictObject({
    source: z.literal('PULL_FROM_URL'),
    photo_images: z.array(z.string()).min(1).max(35),
    photo_cover_index: z.number().int().min(0),
  }),
})

async function video(call: Call): Promise<SimReply> {
  const { post_info: post, source_info: source } = parsed(videoBody, call.request)
  const upload = uploadOf(source, call)
  allowPost(call, post.privacy_level, post.brand_content_toggle)
  const job: Job = {
    ...newJob(call, source.source === 'FILE_UPLOAD' ? 'v_pub_file~v2-1' : 'v_pub_url~v2'),
    title: post.title ?? '',
    privacy: post.privacy_level,
    notes: notesOf(post, {
      disable_comment: 'No comments',
      disable_duet: 'No duets',
      disable_stitch: 'No stitches',
    }),
    upload,
  }
  return begin(job, source, call)
}

async function inboxVideo(call: Call): Promise<SimReply> {
  const { source_info: source } = parsed(inboxBody, call.request)
  const upload = uploadOf(source, call)
  allowDraft(call)
  const job: Job = {
    ...newJob(call, source.source === 'FILE_UPLOAD' ? 'v_inbox_file~v2' : 'v_inbox_url~v2'),
    isDraft: true,
    upload,
  }
  return begin(job, source, call)
}

/** A film that is uploaded waits for its bytes; one that is pulled is pulled. */
async function begin(job: Job, source: Source, { user, world }: Call): Promise<SimReply> {
  keepJob(job, world)
  if (source.source === 'PULL_FROM_URL') {
    const { file, failReason } = await pullFilm(job.id, source.video_url, user.maxSeconds, world)
    complete({ ...job, files: [file] }, failReason, world)
    return ok({ publish_id: job.id })
  }
  return ok({
    publish_id: job.id,
    ...(job.upload === null ? {} : { upload_url: uploadUrlOf(job.upload) }),
  })
}

async function photos(call: Call): Promise<SimReply> {
  const { user, world } = call
  const { post_mode, post_info: post, source_info, is_aigc } = parsed(photoBody, call.request)
  const isDraft = post_mode === 'MEDIA_UPLOAD'
  demandOne(call.token, [isDraft ? 'video.upload' : 'video.publish'])
  const { photo_images: urls, photo_cover_index: cover } = source_info
  if (cover >= urls.length) invalid('source_info.photo_cover_index: there is no such photo.')
  for (const url of urls) allowPull(url, call)
  if (isDraft) {
    if (user.hasOldApp)
      refuse(
        400,
        'app_version_check_failed',
        'The version of the TikTok app is too old for this. 31.8 is needed.',
      )
    allowDraft(call)
  } else
    allowPost(
      call,
      post.privacy_level ?? invalid('post_info.privacy_level is missing.'),
      post.brand_content_toggle ?? false,
    )
  const job: Job = {
    ...newJob(call, 'p_pub_url~v2'),
    kind: 'photo',
    isDraft,
    title: post.title ?? '',
    description: post.description ?? '',
    privacy: post.privacy_level ?? null,
    notes: notesOf({ ...post, is_aigc }, { disable_comment: 'No comments', auto_add_music: 'With music' }),
  }
  keepJob(job, world)
  const judged = []
  for (const [index, url] of urls.entries())
    judged.push(await pullPhoto(`${job.id} ${String(index)}`, url, world))
  const failReason = judged.find((each) => each.failReason !== null)?.failReason ?? null
  complete({ ...job, files: judged.map(({ file }) => file) }, failReason, world)
  return ok({ publish_id: job.id })
}

function newJob({ user, request, token, world }: Call, prefix: string): Job {
  const doomed = world.table<string>('doomed')
  const doom = doomed.get(token.token) ?? null
  doomed.delete(token.token)
  return {
    id: newPublishId(prefix),
    userId: user.id,
    accountId: request.accountId,
    kind: 'video',
    isDraft: false,
    title: '',
    description: '',
    privacy: null,
    notes: [],
    createdAt: world.now().toISOString(),
    upload: null,
    files: [],
    completeAt: null,
    doom,
    failReason: null,
    isTold: false,
    postId: null,
  }
}

/** What is begun next with this token ends badly. */
export function doomNext(token: string, failReason: string, world: SimWorld): void {
  world.table<string>('doomed').set(token, failReason)
}

function notesOf(post: Record<string, unknown>, own: Record<string, string>): string[] {
  const all = {
    ...own,
    brand_content_toggle: 'Paid partnership',
    brand_organic_toggle: 'Promotional content',
    is_aigc: 'Creator labeled as AI-generated',
  }
  return Object.entries(all)
    .filter(([name]) => post[name] === true)
    .map(([, note]) => note)
}

/** Whether this may go out directly, for these people to see. */
function allowPost({ user, token, world }: Call, level: Privacy, isBranded: boolean): void {
  if (!isAudited(token) && (!user.isPrivate || level !== 'SELF_ONLY'))
    refuse(
      403,
      'unaudited_client_can_only_post_to_private_accounts',
      'Unaudited clients can only post to a private account, and for nobody else to see.',
    )
  const obstacle = obstacleTo(user, token, world)
  if (obstacle !== null) throw obstacle
  if (!optionsOf(user).includes(level) || (isBranded && level === 'SELF_ONLY'))
    refuse(
      403,
      'privacy_level_option_mismatch',
      'The privacy level is not one of those that the creator has.',
    )
  countPoster(user, token, world)
}

function allowDraft({ user, world }: Call): void {
  if (user.isBanned)
    refuse(403, 'spam_risk_user_banned_from_posting', 'The user is banned from making new posts.')
  if (!takePendingShare(user.id, world))
    refuse(403, 'spam_risk_too_many_pending_share', 'There are 5 pending shares within the last 24 hours.')
}

function allowPull(url: string, { token, world }: Call): void {
  if (!isFair(url, world)) invalid('The URL to pull from has to be https.')
  if (!isOwned(url, token.clientKey))
    refuse(403, 'url_ownership_unverified', 'The ownership of the URL to pull from is not verified.')
}

function uploadOf(source: Source, call: Call): Upload | null {
  if (source.source === 'PULL_FROM_URL') {
    allowPull(source.video_url, call)
    return null
  }
  const { video_size: size, chunk_size: chunkSize, total_chunk_count: chunks } = source
  const problem = chunkProblem(size, chunkSize, chunks)
  if (problem !== null) invalid(`source_info: ${problem}`)
  return newUpload({ size, chunkSize, chunks, expiresAt: inSeconds(3_600, call.world) })
}

const leastChunk = 5_242_880
const mostChunk = 64_000_000
const mostLastChunk = 128_000_000

/** Megabytes are not said to be of 1,000 or 1,024: what holds for both is taken. */
export function chunkProblem(size: number, chunkSize: number, chunks: number): string | null {
  if (chunkSize > size) return 'chunk_size is larger than the video.'
  if (chunkSize > mostChunk) return 'chunk_size is more than 64 MB.'
  if (chunkSize < leastChunk && chunkSize !== size) return 'chunk_size is less than 5 MB.'
  if (chunks !== Math.floor(size / chunkSize))
    return 'total_chunk_count is not video_size divided by chunk_size.'
  return size - (chunks - 1) * chunkSize > mostLastChunk ? 'The last chunk is more than 128 MB.' : null
}
