import type { SimWorld } from '../../../sandbox/simulator.js'
import type { PageCall } from './call.js'
import { judgeFilm, type File, type FilmError, type VideoKind } from './files.js'
import { forgetPost, keepPost, newId, type Post } from './posts.js'
import { noSuchObject } from './replies.js'
import { inSeconds } from './tokens.js'

export type Video = {
  id: string
  kind: VideoKind
  pageId: string
  appId: string
  accountId: string | null
  /** Of a chunked upload on the edge of videos. */
  sessionId: string | null
  fileSize: number
  received: number
  parts: number
  createdAt: string
  /** The last byte has come; then it is worked on. */
  uploadedAt: string | null
  readyAt: string | null
  file: File | null
  /** What working on it finds out. */
  error: FilmError | null
  title: string
  description: string
  notes: string[]
  /** What was asked for at its end; null: nothing yet. */
  state: 'published' | 'draft' | 'unpublished' | 'cancelled' | null
  /** When the public sees it, once that is known. */
  liveAt: string | null
  postId: string | null
}

/** By the sandbox's clock: the first look at a film finds it unready, and publishing goes on after it was asked for. */
const recognizedSeconds = 0.5
const readySeconds = 2
const publishSeconds = 1
const uploadSeconds = 86_400

const videos = (world: SimWorld) => world.table<Video>('videos')
const idsOf = (pageId: string, world: SimWorld) => world.table<boolean>(`videos of ${pageId}`)
const sessions = (world: SimWorld) => world.table<string>('upload sessions')

export function beginVideo(
  kind: VideoKind,
  call: PageCall,
  { fileSize, sessionId }: { fileSize: number; sessionId: string | null },
): Video {
  const { page, token, request, world } = call
  const video: Video = {
    id: newId(world),
    kind,
    pageId: page.id,
    appId: token.appId,
    accountId: request.accountId,
    sessionId,
    fileSize,
    received: 0,
    parts: 0,
    createdAt: world.now().toISOString(),
    uploadedAt: null,
    readyAt: null,
    file: null,
    error: null,
    title: '',
    description: '',
    notes: [],
    state: null,
    liveAt: null,
    postId: null,
  }
  keepVideo(video, world)
  idsOf(page.id, world).set(video.id, true)
  if (sessionId !== null) sessions(world).set(sessionId, video.id)
  return video
}

export function keepVideo(video: Video, world: SimWorld): void {
  videos(world).set(video.id, video)
}

export function dropVideo(video: Video, world: SimWorld): void {
  videos(world).delete(video.id)
  idsOf(video.pageId, world).delete(video.id)
  if (video.postId !== null) forgetPost(video.postId, video.pageId, world)
}

export function findVideo(id: string, world: SimWorld): Video | undefined {
  return videos(world).get(id)
}

export function videoOfSession(sessionId: string, world: SimWorld): Video | undefined {
  return findVideo(sessions(world).get(sessionId) ?? '', world)
}

/** One of the page in the path, of the kind its edge has. */
export function videoAt(id: string, kind: VideoKind, { page, request, world }: PageCall): Video {
  const video = findVideo(id, world)
  return video?.pageId === page.id && video.kind === kind ? video : noSuchObject(request.method, id)
}

/** Those that the public sees, newest first. */
export function videosOf(pageId: string, kind: VideoKind, world: SimWorld): Video[] {
  return idsOf(pageId, world)
    .entries()
    .flatMap(([id]) => findVideo(id, world) ?? [])
    .filter((video) => video.kind === kind && isLive(video, world))
    .sort((a, b) => ((a.liveAt ?? '') < (b.liveAt ?? '') ? 1 : -1))
}

export function isLive({ liveAt }: Video, world: SimWorld): boolean {
  return liveAt !== null && liveAt <= world.now().toISOString()
}

/** A part that came; the last one is the beginning of the work. */
export async function takeBytes(video: Video, bytes: Buffer, world: SimWorld): Promise<Video> {
  world.keepFile(video.id, bytes, { number: video.parts, totalBytes: video.fileSize })
  const received = video.received + bytes.length
  const grown: Video = { ...video, received, parts: video.parts + 1 }
  keepVideo(grown, world)
  return received < video.fileSize ? grown : work(grown, world.keptFile(video.id), world)
}

async function work(video: Video, bytes: Buffer, world: SimWorld): Promise<Video> {
  const judged = await judgeFilm({ id: video.id, kind: video.kind, bytes, size: video.fileSize })
  const uploadedAt = world.now().toISOString()
  const done: Video = { ...video, ...judged, uploadedAt, readyAt: inSeconds(readySeconds, world) }
  keepVideo(done, world)
  return done
}

export type VideoStatus = 'uploading' | 'expired' | 'processing' | 'upload_complete' | 'ready' | 'error'

export function statusOf(video: Video, world: SimWorld): VideoStatus {
  const now = world.now().getTime()
  if (video.uploadedAt === null)
    return Date.parse(video.createdAt) + uploadSeconds * 1_000 <= now ? 'expired' : 'uploading'
  if (video.readyAt !== null && Date.parse(video.readyAt) <= now)
    return video.error === null ? 'ready' : 'error'
  return Date.parse(video.uploadedAt) + recognizedSeconds * 1_000 <= now ? 'upload_complete' : 'processing'
}

/** Asks for its publication, which comes once the film is ready; one that is broken never does. */
export function publishVideo(
  video: Video,
  about: { title: string; description: string; notes: string[]; at: string | null },
  world: SimWorld,
): Video {
  const now = world.now().toISOString()
  const from = [now, video.readyAt ?? now, about.at ?? now].sort().at(-1) ?? now
  const liveAt =
    video.error === null ? new Date(Date.parse(from) + publishSeconds * 1_000).toISOString() : null
  const { title, description, notes } = about
  const asked: Video = { ...video, title, description, notes, state: 'published', liveAt }
  if (liveAt === null) {
    keepVideo(asked, world)
    return asked
  }
  const post: Post = {
    id: `${video.pageId}_${newId(world)}`,
    pageId: video.pageId,
    appId: video.appId,
    accountId: video.accountId,
    kind: video.kind === 'reel' ? 'reel' : 'video',
    message: description,
    link: null,
    photoIds: [],
    videoId: video.id,
    isPublished: true,
    notes: [...(title === '' ? [] : [`Title: ${title}`]), ...notes],
    createdAt: liveAt,
    counts: null,
  }
  keepPost(post, world)
  const published = { ...asked, postId: post.id }
  keepVideo(published, world)
  return published
}

/** What working on it ends with, from now on; what is not out yet never will be. */
export function breakVideo(video: Video, error: FilmError, world: SimWorld): void {
  const now = world.now().toISOString()
  if (video.postId !== null) forgetPost(video.postId, video.pageId, world)
  keepVideo(
    { ...video, error, uploadedAt: video.uploadedAt ?? now, readyAt: now, liveAt: null, postId: null },
    world,
  )
}
