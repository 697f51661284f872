import { z } from 'zod'
import type { JsonObject } from '../../../kit/json.js'
import { parseJson } from '../../../kit/parse-json.js'
import type { SimReply, SimWorld } from '../../../sandbox/simulator.js'
import { checkedBody, invalid, shown, type Call, type Endpoint } from './call.js'
import { list } from './lists.js'
import { isLanguage } from './metadata.js'
import { idFrom } from './ids.js'
import { relatedParts } from './related.js'
import { ok, refuse, withTag } from './replies.js'
import { writable } from './videos.js'

type Caption = {
  id: string
  videoId: string
  language: string
  name: string
  isDraft: boolean
  updatedAt: string
  /** There are no times in it. */
  isFailed: boolean
}

const parts = ['id', 'snippet']
const longestName = 150
const largest = 104_857_600

export const captionEndpoints: readonly Endpoint[] = [
  {
    method: 'POST',
    path: '/upload/youtube/v3/captions',
    operation: 'upload',
    scopes: ['youtube.force-ssl'],
    cost: 400,
    parts,
    parameters: ['uploadType'],
    required: ['uploadType'],
    handle: insert,
  },
  {
    method: 'GET',
    path: '/youtube/v3/captions',
    operation: 'other',
    scopes: ['youtube.force-ssl'],
    cost: 50,
    parts,
    parameters: ['videoId'],
    required: ['videoId'],
    handle: listed,
  },
]

const captions = (videoId: string, world: SimWorld) => world.table<Caption>(`captions of ${videoId}`)

export function captionsOf(videoId: string, world: SimWorld): Caption[] {
  return captions(videoId, world).values()
}

const body = z.strictObject({
  kind: z.literal('youtube#caption').optional(),
  snippet: z.strictObject({
    videoId: z.string(),
    language: z.string(),
    name: z.string(),
    isDraft: z.boolean().default(false),
  }),
})

function said(status: number, reason: string, message: string): never {
  return refuse(status, reason, message, { domain: 'youtube.caption' })
}

function insert(call: Call): SimReply {
  const { parts: asked, request, world } = call
  if (request.query.get('uploadType') !== 'multipart') invalid('uploadType', 'It has to be multipart.')
  const [about, file, ...more] = relatedParts(request) ?? []
  if (about === undefined || more.length > 0 || !/^application\/json\b/i.test(about.type))
    return refuse(400, 'badRequest', 'The body has to be multipart/related: first JSON, then the file.')
  const { videoId, language, name, isDraft } = checkedBody(
    body,
    parseJson(about.bytes.toString('utf8')),
    asked,
  ).snippet
  if (file === undefined || file.bytes.length === 0)
    return said(400, 'contentRequired', 'The request must include the caption track’s contents.')
  if (file.bytes.length > largest) said(413, 'uploadTooLarge', 'The caption file is too large.')
  if (!isLanguage(language)) said(400, 'invalidMetadata', 'The request contains invalid metadata values.')
  if ([...name].length > longestName) said(400, 'nameTooLong', 'The caption track’s name is too long.')
  const { id: video } = writable(videoId, call)
  const table = captions(video, world)
  const key = `${language} ${name}`
  if (table.get(key) !== undefined)
    said(409, 'captionExists', 'The video already has a caption track with the given language and name.')
  const caption: Caption = {
    id: `AUieDa${idFrom(`caption ${key} of ${videoId}`, 30)}`,
    videoId,
    language,
    name,
    isDraft,
    updatedAt: world.now().toISOString(),
    isFailed: !hasTimes(file.bytes.toString('utf8')),
  }
  table.set(key, caption)
  return ok(present(caption, asked))
}

/** Nothing is aligned with the sound any more: a file has to say when. */
function hasTimes(text: string): boolean {
  return /\d\d:\d\d[.,:]\d{2,3}/.test(text)
}

function present(
  { id, videoId, language, name, isDraft, updatedAt, isFailed }: Caption,
  asked: readonly string[],
): JsonObject {
  const all: JsonObject = {
    kind: 'youtube#caption',
    id,
    snippet: {
      videoId,
      lastUpdated: updatedAt,
      trackKind: 'standard',
      language,
      name,
      audioTrackType: 'unknown',
      isCC: false,
      isLarge: false,
      isEasyReader: false,
      isDraft,
      isAutoSynced: false,
      ...(isFailed ? { status: 'failed', failureReason: 'unknownFormat' } : { status: 'serving' }),
    },
  }
  return withTag(shown(all, asked))
}

function listed(call: Call): SimReply {
  const video = writable(call.request.query.get('videoId') ?? '', call)
  return list(
    'captionListResponse',
    captionsOf(video.id, call.world).map((caption) => present(caption, call.parts)),
  )
}
