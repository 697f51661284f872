import type { SimReply, SimRequest, Simulator, SimWorld } from '../../../sandbox/simulator.js'
import { spentHeaders } from './budgets.js'
import { isYes } from './endpoint.js'
import { alreadySub } from './judge.js'
import { assetAt, keepAsset, type Asset } from './media.js'
import { badRefresh } from './oauth.js'
import { apiError, invalid, invalidToken, outOfOrder, ratelimit, tooMany } from './replies.js'
import { bearerOf, endGrantOf } from './tokens.js'
import { assetOf, isStorage, storageFailure, tooLarge } from './upload.js'

type Fault = Parameters<Simulator['fault']>[0]

/** How long a break is, in seconds, where nobody says. */
const breakSeconds = 540
const newestBudgetMs = 60_000

/** Undefined: the network never says so of this call. */
export function faultReply(
  fault: Fault,
  request: SimRequest,
  retryAfter: number | undefined,
  world: SimWorld,
): SimReply | 'as usual' | undefined {
  if (isStorage(request.host)) return storageFault(fault, request, world)
  const isToken = request.path.startsWith('/api/v1/access_token')
  const writes = writingOf(request)
  switch (fault) {
    case 'server_error':
      return outOfOrder()
    case 'rate_limited':
      // Who writes too much is told in words, long before the calls are counted out.
      return writes === null
        ? tooMany(
            retryAfter === undefined ? spentHeaders(newestBudgetMs) : { 'retry-after': String(retryAfter) },
          )
        : ratelimit(retryAfter ?? breakSeconds, retryAfter !== undefined)
    case 'quota_exceeded':
      return writes === null
        ? undefined
        : apiError(
            'QUOTA_FILLED',
            "You've submitted too many links recently. Please try again in an hour.",
            'ratelimit',
            retryAfter === undefined ? {} : { ratelimit: retryAfter },
          )
    case 'content_rejected':
      return writes === null ? undefined : contentRefused(writes, request)
    case 'media_rejected':
      return mediaRefused(writes)
    case 'duplicate':
      return writes === 'link' ? alreadySub() : undefined
    case 'token_expired':
      return isToken ? badRefresh() : invalidToken()
    case 'token_revoked':
      endGrantOf(isToken ? (request.form?.get('refresh_token') ?? '') : bearerOf(request), world)
      return isToken ? badRefresh() : invalidToken()
    case 'processing_failed': {
      const asset = writes === null ? undefined : assetAt(request.form?.get('url') ?? '', world)
      return asset === undefined ? undefined : broken(asset, world)
    }
  }
}

type Writing = 'comment' | 'gallery' | 'poll' | 'self' | 'link' | 'image' | 'video' | 'videogif' | 'crosspost'

/** What a call writes; null where it writes nothing. */
function writingOf({ method, path, form }: SimRequest): Writing | null {
  if (method !== 'POST') return null
  switch (path.replace(/\/$|\.json$/, '')) {
    case '/api/comment':
      return 'comment'
    case '/api/submit_gallery_post':
      return 'gallery'
    case '/api/submit_poll_post':
      return 'poll'
    case '/api/submit':
      return (form?.get('kind') ?? 'link') as Writing
    default:
      return null
  }
}

function contentRefused(writes: Writing, { form, json }: SimRequest): SimReply {
  if (writes === 'comment') return apiError('THREAD_LOCKED', 'Comments are locked.', 'parent')
  const body = typeof json === 'object' && json !== null && !Array.isArray(json) ? json : {}
  const title = form?.get('title') ?? (typeof body['title'] === 'string' ? body['title'] : '')
  return isYes(form?.get('validate_on_submit') ?? body['validate_on_submit'])
    ? invalid('TITLE_BLACKLISTED_STRING', `You may not have "${title}" in your title. `, 'title')
    : apiError('INVALID_OPTION', 'that option is not valid', 'title')
}

function mediaRefused(writes: Writing | null): SimReply | undefined {
  switch (writes) {
    case 'image':
      return apiError('NO_IMAGES', "This community doesn't allow images", 'sr')
    case 'video':
    case 'videogif':
      return apiError('NO_VIDEOS', "This community doesn't allow videos", 'sr')
    case 'gallery':
      return apiError('GALLERIES_DISABLED', "Gallery posts aren't allowed in this subreddit", 'sr')
    default:
      return undefined
  }
}

/** The storage knows neither tokens nor communities. */
function storageFault(fault: Fault, request: SimRequest, world: SimWorld): SimReply | 'as usual' | undefined {
  const asset = assetOf(request, world)
  switch (fault) {
    case 'server_error':
    case 'rate_limited':
      return storageFailure(503, 'SlowDown', 'Please reduce your request rate.')
    case 'media_rejected':
      return tooLarge(request.bytes.length, asset?.kind ?? 'image')
    case 'processing_failed':
      return asset === undefined ? undefined : broken(asset, world)
    default:
      return undefined
  }
}

/** The file is taken as ever, and no post will come of it. */
function broken(asset: Asset, world: SimWorld): 'as usual' {
  keepAsset({ ...asset, isDoomed: true }, world)
  return 'as usual'
}
