import type { Json, JsonObject } from '../../kit/json.js'
import type { AccountContext, ConnectContext } from '../connector.js'
import type { MultipartPart, PlatformReply, PlatformRequest } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'

/**
 * All that we believe of Snapchat's Public Profile API: hosts, paths, bodies, limits, and where an answer carries what.
 * Snap publishes no schema and parts of it are known from other programs alone (README.md, "Unverified"), so that what
 * turns out otherwise is mended here.
 */
const base = 'https://businessapi.snapchat.com'
export const signIn = {
  authorize: 'https://accounts.snapchat.com/login/oauth2/authorize',
  token: 'https://accounts.snapchat.com/login/oauth2/access_token',
  scope: 'snapchat-profile-api',
  /** Of an access token, where the answer does not say it. */
  lifeSeconds: 1_800,
}

/** A media container takes 35 parts of 32 MB, form and all; 31 MiB leave room for the form, and are whole cipher blocks. */
export const upload = {
  partBytes: 31 * 1_048_576,
  mostBytes: 1_000_000_000,
  /** It lives for 24 hours; one that is older than this is not begun to be posted from. */
  freshMs: 23 * 3_600_000,
}

/** Characters. */
export const longest = { description: 160, title: 45 }

export type Kind = 'STORY' | 'SPOTLIGHT' | 'SAVED_STORY'

const collections = { STORY: 'stories', SPOTLIGHT: 'spotlights', SAVED_STORY: 'saved_stories' } as const
const members = { STORY: 'story', SPOTLIGHT: 'spotlight', SAVED_STORY: 'saved_story' } as const

type Access = Pick<ConnectContext, 'http' | 'tokens'>
type OfProfile = Pick<AccountContext, 'http' | 'tokens' | 'account'>
type More = Pick<PlatformRequest, 'query' | 'json' | 'multipart' | 'creating' | 'timeoutMs'>

function call(ctx: Access, method: 'GET' | 'POST', path: string, more: More = {}): Promise<PlatformReply> {
  const headers = { authorization: `Bearer ${ctx.tokens.accessToken}` }
  return ctx.http({ method, url: `${base}${path}`, headers, ...more })
}

function profile({ account }: Pick<AccountContext, 'account'>): string {
  return `/v1/public_profiles/${encodeURIComponent(account.remoteId)}`
}

// ---------------------------------------------------------------- answers

/** The body of an answer that says SUCCESS; null where it is a refusal, which may come with status 200. */
export function successIn(reply: PlatformReply): JsonObject | null {
  const body = objectOf(reply.json)
  return reply.status < 300 && body['request_status'] === 'SUCCESS' ? body : null
}

export type Said = { code: string | null; message: string | null; requestId: string | null }

/** Snapchat's own words of a refusal: of the whole, or of the one thing that was asked for. */
export function saidIn(reply: PlatformReply): Said {
  const body = objectOf(reply.json)
  const ofItem = textOf(refusedItemIn(reply)?.['sub_request_error_reason'])
  return {
    code: textOf(body['error_code']),
    message: textOf(body['display_message']) ?? ofItem ?? textOf(body['debug_message']),
    requestId: textOf(body['request_id']),
  }
}

/** The entry of a list that was refused by itself, with whatever status the whole has. */
export function refusedItemIn(reply: PlatformReply): JsonObject | null {
  const body = objectOf(reply.json)
  const items = Object.values(collections).flatMap((name) => entries(body[name]))
  return items.find((each) => each['sub_request_status'] === 'ERROR') ?? null
}

function entries(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.map(objectOf) : []
}

/** ISO, or milliseconds since 1970; null where it is neither. */
function timeIn(value: Json | undefined): Date | null {
  const time = new Date(typeof value === 'number' ? value : (textOf(value) ?? NaN))
  return Number.isNaN(time.getTime()) ? null : time
}

// ---------------------------------------------------------------- profile

export function askProfile(ctx: Access): Promise<PlatformReply> {
  return call(ctx, 'GET', '/v1/public_profiles/my_profile')
}

/** The profile in an answer, by itself or in a list; null where the person has none. */
export function profileIn(reply: PlatformReply): JsonObject | null {
  const body = successIn(reply) ?? {}
  const [first] = entries(body['public_profiles'])
  const found = [body['public_profile'], body['me'], first?.['public_profile'], first]
    .map(objectOf)
    .find((each) => textOf(each['id']) !== null)
  return found ?? null
}

// ---------------------------------------------------------------- media

export type Container = { mediaId: string; addPath: string; finalizePath: string }

/** `key` (32 bytes) and `iv` (16 bytes) in base64. */
export function createMedia(
  media: { type: 'IMAGE' | 'VIDEO'; name: string; key: string; iv: string },
  ctx: OfProfile,
): Promise<PlatformReply> {
  return call(ctx, 'POST', `${profile(ctx)}/media`, { json: media })
}

/** Null where a place to upload to lacks, or is not at Snapchat: our access goes nowhere else. */
export function containerIn(reply: PlatformReply): Container | null {
  const body = successIn(reply) ?? {}
  const [mediaId, addPath, finalizePath] = ['media_id', 'add_path', 'finalize_path'].map((name) =>
    textOf(body[name]),
  )
  if (mediaId == null || !isPath(addPath) || !isPath(finalizePath)) return null
  return { mediaId, addPath, finalizePath }
}

function isPath(path: string | null | undefined): path is string {
  return path?.startsWith('/') === true && new URL(`${base}${path}`).origin === base
}

export function addPart(
  { addPath }: Container,
  part: { number: number; bytes: AsyncIterable<Uint8Array>; length: number },
  ctx: Access,
): Promise<PlatformReply> {
  const { bytes, length } = part
  const contentType = 'application/octet-stream'
  const multipart: MultipartPart[] = [
    { name: 'action', value: 'ADD' },
    { name: 'part_number', value: String(part.number) },
    { name: 'file', filename: `part-${String(part.number)}`, contentType, bytes, length },
  ]
  return call(ctx, 'POST', addPath, { multipart, timeoutMs: 15 * 60_000 })
}

export function finalize({ finalizePath }: Container, ctx: Access): Promise<PlatformReply> {
  return call(ctx, 'POST', finalizePath, { multipart: [{ name: 'action', value: 'FINALIZE' }] })
}

// ---------------------------------------------------------------- posts

export type Wanted = {
  kind: Kind
  mediaId: string
  /** Description of a Spotlight, title of a Saved Story; a Story shows none. */
  text: string
  locale: string
  skipSaveToProfile: boolean
}

/** The one call that the public can see. */
export function createPost(wanted: Wanted, ctx: OfProfile): Promise<PlatformReply> {
  const path = `${profile(ctx)}/${collections[wanted.kind]}`
  return call(ctx, 'POST', path, { json: bodyOf(wanted), creating: true })
}

function bodyOf({ kind, mediaId, text, locale, skipSaveToProfile }: Wanted): JsonObject {
  const media = { media_id: mediaId }
  switch (kind) {
    case 'STORY':
      return media
    case 'SPOTLIGHT':
      return { ...media, description: text, locale, skip_save_to_profile: skipSaveToProfile }
    case 'SAVED_STORY':
      return { saved_stories: [{ title: text, snap_sources: [media] }] }
  }
}

/** The id that a success tells: none of a Story, and of others it need not be there. */
export function postIdIn(kind: Kind, body: JsonObject): string | null {
  const [first] = entries(body[collections[kind]])
  return textOf(body[`${members[kind]}_id`]) ?? textOf(objectOf(first?.[members[kind]])['id'])
}

export type Listed = {
  id: string
  createdAt: Date
  /** Description or title; empty of a Story. */
  text: string
  /** Null where it is not told. */
  mediaType: string | null
}

/** A page of 50, newest first. */
export function askPosts(kind: Kind, cursor: string | null, ctx: OfProfile): Promise<PlatformReply> {
  const query = { limit: '50', ...(cursor === null ? {} : { cursor }) }
  return call(ctx, 'GET', `${profile(ctx)}/${collections[kind]}`, { query })
}

export function postsIn(kind: Kind, body: JsonObject): { posts: Listed[]; next: string | null } {
  const posts = entries(body[collections[kind]]).flatMap((entry) => {
    const post = objectOf(entry[members[kind]] ?? entry)
    const [id, createdAt] = [textOf(post['id']), timeIn(post['created_at'])]
    const text = textOf(post['description']) ?? textOf(post['title']) ?? ''
    const mediaType = textOf(post['media_type'])
    return id === null || createdAt === null ? [] : [{ id, createdAt, text, mediaType }]
  })
  return { posts, next: textOf(objectOf(body['paging'])['next_page_id']) }
}

export function askSpotlight(id: string, ctx: OfProfile): Promise<PlatformReply> {
  return call(ctx, 'GET', `${profile(ctx)}/spotlights/${encodeURIComponent(id)}`)
}

/** SUBMITTED, LIVE or REJECTED; null where the answer tells none. */
export function reviewIn(reply: PlatformReply): string | null {
  const body = successIn(reply) ?? {}
  const [first] = entries(body['spotlights'])
  return textOf(objectOf(body['spotlight'] ?? first?.['spotlight'])['status'])
}

export function urlOf(kind: Kind, id: string | null, username: string | null): string | null {
  if (kind === 'SPOTLIGHT' && id !== null)
    return `https://www.snapchat.com/spotlight/${encodeURIComponent(id)}`
  return username === null ? null : `https://www.snapchat.com/add/${encodeURIComponent(username)}`
}

// ---------------------------------------------------------------- numbers

export function askPostNumbers(kind: Kind, id: string, ctx: OfProfile): Promise<PlatformReply> {
  const path = `${profile(ctx)}/${collections[kind]}/${encodeURIComponent(id)}/stats`
  return call(ctx, 'GET', path, { query: { granularity: 'LIFETIME' } })
}

/** Whole days in UTC, of the last 90. */
export function askDays(since: Date, until: Date, ctx: OfProfile): Promise<PlatformReply> {
  const midnight = (date: Date): string => `${date.toISOString().slice(0, 10)}T00:00:00`
  const query = {
    assetType: 'PROFILE',
    granularity: 'DAY',
    startTime: midnight(since),
    endTime: midnight(until),
  }
  return call(ctx, 'GET', `${profile(ctx)}/stats`, { query })
}

/** One entry for each span of time, with Snapchat's names. Numbers come as texts. */
export function statsIn(body: JsonObject): { startTime: string; numbers: JsonObject }[] {
  return entries(body['assets'])
    .flatMap((asset) => entries(asset['timeseries']))
    .map((span) => ({
      startTime: textOf(span['start_time']) ?? '',
      numbers: Object.fromEntries(
        entries(span['fields']).map((field) => {
          const whole = entries(field['stats']).find(
            ({ dimension_breakdown: by }) => by === undefined || by === 'DEFAULT',
          )
          return [textOf(objectOf(field['field'])['field_name']) ?? '', whole?.['value'] ?? null]
        }),
      ),
    }))
}
