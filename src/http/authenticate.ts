import type { FastifyRequest } from 'fastify'
import type { Endpoint } from '../../contract/endpoint.js'
import { ApiError } from '../../contract/errors.js'
import { findKeyHolder, type KeyHolder } from '../store/api-keys.js'
import { includes } from '../workspaces/api-keys.js'
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
 * Refuses a key without the scope. A write scope includes the read scope of the same noun. A viewer's keys read,
 * whatever scopes they were given.
 */
export function requireScope(holder: KeyHolder, needed: Endpoint['scope']): KeyHolder {
  if (needed === 'any' || needed === 'none' || needed === 'optional') return holder
  if (holder.role === 'viewer' && needed.endsWith(':write'))
    throw new ApiError('FORBIDDEN', 'Viewers read; this changes something. Ask an owner for another role.', {
      role: holder.role,
      requiredScope: needed,
    })
  if (includes(holder.scopes, needed)) return holder
  throw new ApiError('FORBIDDEN', `This API key lacks the scope ${needed}.`, {
    requiredScope: needed,
    scopes: holder.scopes,
  })
}
