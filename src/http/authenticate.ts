import type { FastifyRequest } from 'fastify'
import { scopes, type Endpoint } from '../../contract/endpoint.js'
import { ApiError } from '../../contract/errors.js'
import { rolesOf } from '../../contract/roles.js'
import { findKeyHolder, type KeyHolder } from '../store/api-keys.js'
import { findSessionHolder, isSessionToken } from '../store/sessions.js'
import { includes } from '../workspaces/api-keys.js'
import { requireRole } from '../workspaces/may-administer.js'
import type { Parts } from './parts.js'
import { isFromOurPages, mayChange, readSessionCookie } from './session-cookie.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set once the key was looked up: the rate limit asks first, the route again. */
    holder?: KeyHolder | null
  }
}

/**
 * Who the request's key or session stands for. Throws UNAUTHORIZED without saying which of missing, unknown, revoked or
 * expired it is, and FORBIDDEN where a cookie came along from a page that is none of ours.
 */
export async function authenticate(parts: Needed, request: FastifyRequest): Promise<KeyHolder> {
  const holder = await holderOf(parts, request)
  if (holder !== null) return holder
  if (bearerOf(request) === null && isCookieFromElsewhere(parts, request))
    throw new ApiError(
      'FORBIDDEN',
      'A session’s cookie changes something only from pages of this server, which their browser says by Sec-Fetch-Site or Origin. Programs send Authorization: Bearer …',
    )
  throw new ApiError(
    'UNAUTHORIZED',
    'Missing or invalid API key. Send it as: Authorization: Bearer vb_live_…',
  )
}

type Needed = Pick<Parts, 'db' | 'keysInUse' | 'config'>

/** The same for the rate limit, which also counts callers without a key. */
export async function holderOf(parts: Needed, request: FastifyRequest): Promise<KeyHolder | null> {
  if (request.holder === undefined) request.holder = await lookUp(parts, request)
  return request.holder
}

async function lookUp(parts: Needed, request: FastifyRequest): Promise<KeyHolder | null> {
  const token = request.headers.authorization === undefined ? cookieOf(parts, request) : bearerOf(request)
  if (token === null) return null
  const holder = isSessionToken(token) ? await inSession(parts, token) : await findKeyHolder(parts.db, token)
  if (holder !== null) parts.keysInUse.add(holder.keyId)
  return holder
}

function bearerOf(request: FastifyRequest): string | null {
  const [scheme, key, ...more] = (request.headers.authorization ?? '').split(' ')
  const isBearer = scheme?.toLowerCase() === 'bearer' && more.length === 0
  return isBearer && key !== undefined && key !== '' && key.length <= 200 ? key : null
}

/** A session's cookie, from pages of ours where the request may change something. Keys do not come in cookies. */
function cookieOf(parts: Needed, request: FastifyRequest): string | null {
  if (isCookieFromElsewhere(parts, request)) return null
  const token = readSessionCookie(request, parts.config)
  return token !== null && isSessionToken(token) && token.length <= 200 ? token : null
}

function isCookieFromElsewhere({ config }: Needed, request: FastifyRequest): boolean {
  return readSessionCookie(request, config) !== null && mayChange(request) && !isFromOurPages(request, config)
}

/** A session has every scope; what it may not do, its user's role says. */
async function inSession({ db }: Needed, token: string): Promise<KeyHolder | null> {
  const holder = await findSessionHolder(db, token)
  return holder === null ? null : { ...holder, keyId: holder.sessionId, scopes: [...scopes] }
}

/**
 * Refuses a key that the endpoint is not for: by the role of its member, whatever scopes it was given, and by its
 * scopes. A write scope includes the read scope of the same noun.
 */
export function permit(holder: KeyHolder, endpoint: Pick<Endpoint, 'scope' | 'roles'>): KeyHolder {
  const { scope } = endpoint
  requireRole(holder, ...rolesOf(endpoint))
  if (scope === 'any' || scope === 'none' || scope === 'optional') return holder
  if (includes(holder.scopes, scope)) return holder
  throw new ApiError('FORBIDDEN', `This API key lacks the scope ${scope}.`, {
    requiredScope: scope,
    scopes: holder.scopes,
  })
}
