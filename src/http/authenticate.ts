import type { FastifyRequest } from 'fastify'
import type { Endpoint } from '../../contract/endpoint.js'
import { ApiError } from '../../contract/errors.js'
import { rolesOf } from '../../contract/roles.js'
import { findKeyHolder, type KeyHolder } from '../store/api-keys.js'
import { includes } from '../workspaces/api-keys.js'
import { requireRole } from '../workspaces/may-administer.js'
import type { Parts } from './parts.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set once the key was looked up: the rate limit asks first, the route again. */
    holder?: KeyHolder | null
  }
}

/** The holder of the request's key. Throws UNAUTHORIZED without saying which of missing, unknown, revoked or expired it is. */
export async function authenticate(
  parts: Pick<Parts, 'db' | 'keysInUse'>,
  request: FastifyRequest,
): Promise<KeyHolder> {
  const holder = await holderOf(parts, request)
  if (holder === null) {
    throw new ApiError(
      'UNAUTHORIZED',
      'Missing or invalid API key. Send it as: Authorization: Bearer vb_live_…',
    )
  }
  return holder
}

/** The same for the rate limit, which also counts callers without a key. */
export async function holderOf(
  parts: Pick<Parts, 'db' | 'keysInUse'>,
  request: FastifyRequest,
): Promise<KeyHolder | null> {
  if (request.holder === undefined) request.holder = await lookUp(parts, request)
  return request.holder
}

async function lookUp(
  parts: Pick<Parts, 'db' | 'keysInUse'>,
  request: FastifyRequest,
): Promise<KeyHolder | null> {
  const [scheme, key, ...more] = (request.headers.authorization ?? '').split(' ')
  if (
    scheme?.toLowerCase() !== 'bearer' ||
    key === undefined ||
    key === '' ||
    more.length > 0 ||
    key.length > 200
  )
    return null
  const holder = await findKeyHolder(parts.db, key)
  if (holder !== null) parts.keysInUse.add(holder.keyId)
  return holder
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
