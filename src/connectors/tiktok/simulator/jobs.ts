import { randomText } from '../../../sandbox/sandbox.js'
import type { SimWorld } from '../../../sandbox/simulator.js'
import type { File } from './files.js'
import { addUse, dayMs, usesIn, type Window } from '../../../sandbox/windows.js'

/** One `publish_id`, from its init to its end. */
export type Job = {
  id: string
  userId: string
  /** Our account id, when the init carried one. */
  accountId: string | null
  kind: 'video' | 'photo'
  /** Goes to the creator's inbox, to be finished in the app. */
  isDraft: boolean
  title: string
  description: string
  privacy: Privacy | null
  notes: string[]
  createdAt: string
  /** Absent: the network pulls. */
  upload: Upload | null
  files: File[]
  /** When the last byte was there. */
  completeAt: string | null
  /** How it will end once the last byte is there, by a fault. */
  doom: string | null
  failReason: string | null
  /** Somebody has asked and was told the end. */
  isTold: boolean
  postId: string | null
}

export type Upload = {
  id: string
  token: string
  size: number
  chunkSize: number
  chunks: number
  received: number
  /** What the first bytes are. */
  type: string | null
  expiresAt: string
  /** The next chunk is taken, and the answer says that it was not, by a fault. */
  isSilent: boolean
}

export const privacyLevels = [
  'PUBLIC_TO_EVERYONE',
  'MUTUAL_FOLLOW_FRIENDS',
  'FOLLOWER_OF_CREATOR',
  'SELF_ONLY',
] as const
export type Privacy = (typeof privacyLevels)[number]

export type Status =
  'PROCESSING_UPLOAD' | 'PROCESSING_DOWNLOAD' | 'SEND_TO_USER_INBOX' | 'PUBLISH_COMPLETE' | 'FAILED'

const processingMs = 2_000
/** Then a public post has been looked at and has its id. */
const moderationMs = 20_000
export const postsPerDay = 15
const pendingPerDay = 5

/** All that the documents know. */
const failReasons = [
  'file_format_check_failed',
  'duration_check_failed',
  'frame_rate_check_failed',
  'picture_size_check_failed',
  'internal',
  'video_pull_failed',
  'photo_pull_failed',
  'publish_cancelled',
  'auth_removed',
  'spam_risk_too_many_posts',
  'spam_risk_user_banned_from_posting',
  'spam_risk_text',
  'spam_risk',
]

const jobs = (world: SimWorld) => world.table<Job>('jobs')
const idsOf = (userId: string, world: SimWorld) => world.table<boolean>(`jobs of ${userId}`)
const byUpload = (world: SimWorld) => world.table<string>('jobs by upload')

export function keepJob(job: Job, world: SimWorld): void {
  if (jobs(world).get(job.id) === undefined) idsOf(job.userId, world).set(job.id, true)
  jobs(world).set(job.id, job)
  if (job.upload !== null) byUpload(world).set(job.upload.id, job.id)
}

export function findJob(id: string, world: SimWorld): Job | undefined {
  return jobs(world).get(id)
}

export function jobOfUpload(uploadId: string, world: SimWorld): Job | undefined {
  return findJob(byUpload(world).get(uploadId) ?? '', world)
}

export function allJobs(world: SimWorld): Job[] {
  return jobs(world).values()
}

export function jobsOf(userId: string, world: SimWorld): Job[] {
  return idsOf(userId, world)
    .entries()
    .flatMap(([id]) => findJob(id, world) ?? [])
}

export function statusOf(job: Job, world: SimWorld): Status {
  const running = job.upload === null ? 'PROCESSING_DOWNLOAD' : 'PROCESSING_UPLOAD'
  if (job.completeAt === null) return job.failReason === null ? running : 'FAILED'
  if (world.now().getTime() < publishedAt(job)) return running
  if (job.failReason !== null) return 'FAILED'
  return job.isDraft ? 'SEND_TO_USER_INBOX' : 'PUBLISH_COMPLETE'
}

/** In milliseconds. */
export function publishedAt({ completeAt, createdAt }: Job): number {
  return Date.parse(completeAt ?? createdAt) + processingMs
}

/** Everybody may see it, and the network has looked at it. */
export function isPublic(job: Job, world: SimWorld): boolean {
  return (
    job.privacy === 'PUBLIC_TO_EVERYONE' &&
    statusOf(job, world) === 'PUBLISH_COMPLETE' &&
    world.now().getTime() >= publishedAt(job) + moderationMs
  )
}

/** The last byte is there: from now on it takes its time, and ends as `failReason` says. */
export function complete(job: Job, failReason: string | null, world: SimWorld): Job {
  const isTooMany = !job.isDraft && usesIn(postsOf(job.userId), world) >= postsPerDay
  const reason = job.doom ?? scripted(job) ?? failReason ?? (isTooMany ? 'spam_risk_too_many_posts' : null)
  if (reason === null && !job.isDraft) addUse(postsOf(job.userId), world)
  const done: Job = {
    ...job,
    failReason: reason,
    completeAt: world.now().toISOString(),
    postId: reason === null && !job.isDraft ? newPostId(world) : null,
  }
  keepJob(done, world)
  return done
}

/** A caption with the tag `#fail_<reason>` asks for that end. */
function scripted({ title, description }: Job): string | null {
  const asked = /#fail_(\w+)/.exec(`${title} ${description}`)?.[1] ?? ''
  return failReasons.includes(asked) ? asked : null
}

const postsOf = (userId: string): Window => ({ name: 'posts in 24 h', key: userId, ms: dayMs })
const pendingOf = (userId: string): Window => ({ name: 'pending shares in 24 h', key: userId, ms: dayMs })

export function hasPostedEnough(userId: string, world: SimWorld): boolean {
  return usesIn(postsOf(userId), world) >= postsPerDay
}

/** Nobody finishes drafts here: all of a day are pending, those without bytes too. False: there are enough. */
export function takePendingShare(userId: string, world: SimWorld): boolean {
  if (usesIn(pendingOf(userId), world) >= pendingPerDay) return false
  addUse(pendingOf(userId), world)
  return true
}

export function isRunning(job: Job, world: SimWorld): boolean {
  return statusOf(job, world).startsWith('PROCESSING')
}

/** Ends a job at once. */
export function fail(job: Job, failReason: string, world: SimWorld): void {
  const completeAt = job.completeAt === null ? null : new Date(Date.parse(job.createdAt) - processingMs)
  keepJob({ ...job, failReason, completeAt: completeAt?.toISOString() ?? null, postId: null }, world)
}

export function failRunning(userId: string, failReason: string, world: SimWorld): void {
  for (const job of jobsOf(userId, world)) if (isRunning(job, world)) fail(job, failReason, world)
}

/** Beyond what a double holds, as the network's: seconds in the upper half. */
export function newPostId(world: SimWorld): string {
  return postIdAt(world.now(), world.nextNumber('post'))
}

export function postIdAt(at: Date, number: number): string {
  return String((BigInt(Math.floor(at.getTime() / 1_000)) << 32n) | BigInt((number * 2 + 1) % 2 ** 32))
}

export function newPublishId(kind: string): string {
  const digits = BigInt(`0x${Buffer.from(randomText(8)).toString('hex').slice(0, 15)}`)
  return `${kind}.7${String(digits).padStart(18, '0').slice(-18)}`
}
