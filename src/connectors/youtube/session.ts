import { createHash } from 'node:crypto'
import type { JsonObject } from '../../kit/json.js'
import type { ConnectContext, MediaFile, PublishContext, Refused, RenderedItem } from '../connector.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'
import { call, timeIn, upload } from './api.js'
import type { Range } from './chunks.js'
import { refusalOf } from './errors.js'
import { options as schema } from './options.js'
import { titleOf } from './title.js'

/** An upload that was begun: its address makes one video at most, once the last byte is there. */
export type Session = { address: string; startedAt: string }

/** A refusal is not kept as a step: thrown through it, and answered. */
export class NotBegun extends Error {
  readonly refusal: Refused
  constructor(refusal: Refused) {
    super('The upload was refused')
    this.refusal = refusal
  }
}

/** The name of the kept step in which the upload of a post was begun. */
export const beginning = 'session'

/** Where nothing is said: People & Blogs. */
const standardCategory = '22'

export function videoOf(item: Pick<RenderedItem, 'media'>): MediaFile | undefined {
  return item.media.find(({ kind }) => kind === 'video')
}

function hashOf(item: RenderedItem, video: MediaFile): string {
  return createHash('sha256')
    .update(JSON.stringify([item.text, item.options, video.sha256]))
    .digest('hex')
}

const endings: Record<string, string> = { 'video/quicktime': 'mov', 'video/webm': 'webm' }

/** The name that YouTube keeps of the file: by it the video is known when all else is lost. */
export function fileNameOf(item: RenderedItem, video: MediaFile): string {
  return `${item.targetId}-${hashOf(item, video).slice(0, 8)}.${endings[video.contentType] ?? 'mp4'}`
}

/** Begins an upload once, or answers the one that was begun. Throws `NotBegun`, and what the platform client throws. */
export async function sessionFor(
  item: RenderedItem,
  video: MediaFile,
  ctx: PublishContext,
): Promise<Session & { isNew: boolean }> {
  let isNew = false
  const session = await ctx.step(beginning, hashOf(item, video), () => {
    isNew = true
    return begin(item, video, ctx)
  })
  return { ...session, isNew }
}

async function begin(item: RenderedItem, video: MediaFile, ctx: PublishContext): Promise<Session> {
  const { notifySubscribers = true } = schema.parse(item.options)
  const reply = await call(ctx, 'POST', `${upload}/videos`, {
    query: {
      uploadType: 'resumable',
      part: 'snippet,status',
      notifySubscribers: String(notifySubscribers),
    },
    headers: {
      'content-type': 'application/json; charset=UTF-8',
      'x-upload-content-length': String(video.sizeBytes),
      'x-upload-content-type': video.contentType,
      slug: fileNameOf(item, video),
    },
    json: resourceOf(item),
  })
  if (reply.status !== 200) throw new NotBegun(refusalOf(reply, ctx.now))
  const address = reply.headers['location']
  if (address === undefined || !URL.canParse(address))
    throw new Error('YouTube began an upload without its address')
  return { address, startedAt: ctx.now.toISOString() }
}

/** What is said of the video: what was asked for, and nothing else. */
function resourceOf(item: RenderedItem): JsonObject {
  const options = schema.parse(item.options)
  const { embeddable, publicStatsViewable, license, containsSyntheticMedia, tags, language } = options
  return {
    snippet: {
      title: titleOf(item.text, options.title),
      description: item.text,
      categoryId: options.categoryId ?? standardCategory,
      ...(tags === undefined ? {} : { tags }),
      ...(language === undefined ? {} : { defaultLanguage: language }),
    },
    status: {
      privacyStatus: options.privacyStatus ?? 'public',
      ...(options.madeForKids === undefined ? {} : { selfDeclaredMadeForKids: options.madeForKids }),
      ...(embeddable === undefined ? {} : { embeddable }),
      ...(license === undefined ? {} : { license }),
      ...(publicStatsViewable === undefined ? {} : { publicStatsViewable }),
      ...(containsSyntheticMedia === undefined ? {} : { containsSyntheticMedia }),
    },
  }
}

/** What YouTube says to bytes, or when it is asked how far an upload is. */
export type Progress =
  | { kind: 'created'; videoId: string; createdAt: Date | null }
  | { kind: 'stored'; bytes: number }
  | { kind: 'gone' }
  | { kind: 'other'; reply: PlatformReply }

/** Sends a part of the file. `creating`: it is the last. */
export async function put(
  video: MediaFile,
  { start, end }: Range,
  address: string,
  ctx: PublishContext,
  more: { creating?: boolean; timeoutMs?: number },
): Promise<Progress> {
  const range = `bytes ${String(start)}-${String(end - 1)}/${String(video.sizeBytes)}`
  const body = { bytes: video.stream({ start, end }), length: end - start, contentType: video.contentType }
  return progressIn(await call(ctx, 'PUT', address, { headers: { 'content-range': range }, body, ...more }))
}

/** Asks how far an upload is. */
export async function progressOf(
  address: string,
  sizeBytes: number,
  ctx: Pick<ConnectContext, 'http' | 'tokens'>,
): Promise<Progress> {
  const headers = { 'content-range': `bytes */${String(sizeBytes)}` }
  return progressIn(await call(ctx, 'PUT', address, { headers }))
}

function progressIn(reply: PlatformReply): Progress {
  if (reply.status === 404 || reply.status === 410) return { kind: 'gone' }
  if (reply.status === 308) return { kind: 'stored', bytes: storedBytes(reply.headers['range']) }
  const video = objectOf(reply.json)
  const videoId = textOf(video['id'])
  if ((reply.status !== 200 && reply.status !== 201) || videoId === null) return { kind: 'other', reply }
  return { kind: 'created', videoId, createdAt: timeIn(objectOf(video['snippet'])['publishedAt']) }
}

/** `bytes=0-N`; absent where nothing is stored. */
function storedBytes(range: string | undefined): number {
  const last = /^bytes=0-(\d+)$/.exec(range ?? '')?.[1]
  return last === undefined ? 0 : Number(last) + 1
}
