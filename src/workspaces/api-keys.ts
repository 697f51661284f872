import { ApiError } from '../../contract/errors.js'
import type { Scope } from '../../contract/endpoint.js'
import {
  compareEnds,
  insertApiKey,
  newApiKey,
  revokeApiKey,
  roleBehindKey,
  type ApiKeyRow,
} from '../store/api-keys.js'
import type { Tx } from '../store/database.js'
import { isMember } from '../store/members.js'
import { mayAdminister, requireFullAccess, requireRole, type Administrator } from './may-administer.js'

export type NewKey = {
  name: string
  scopes: readonly Scope[]
  expiresAt?: string | null | undefined
  userId?: string | null | undefined
}

/**
 * Makes a key that acts as the caller, or as another member where an owner says so; it is shown this once. A key of
 * full write access is needed, whatever the new one may do: one that leaked could else leave another behind that
 * outlives its revocation. For the same reason a key that ends gives none that ends later.
 */
export async function createApiKey(
  tx: Tx,
  caller: Administrator,
  given: NewKey,
): Promise<{ row: ApiKeyRow; key: string }> {
  const userId = given.userId ?? caller.userId
  if (userId !== caller.userId) requireRole(caller, 'owner')
  requireFullAccess(caller)
  if (!(await isMember(tx, caller.workspaceId, userId))) {
    throw new ApiError('VALIDATION_ERROR', `${userId} is no member of this workspace.`, { field: 'userId' })
  }
  const missing = given.scopes.filter((scope) => !includes(caller.scopes, scope))
  if (missing.length > 0) {
    throw new ApiError('FORBIDDEN', `Your own key lacks ${missing.join(', ')}, so it cannot give it.`, {
      field: 'scopes',
      requiredScopes: missing,
    })
  }
  const expiresAt = await endOf(tx, caller, given.expiresAt ?? null)
  const key = newApiKey()
  const row = await insertApiKey(tx, {
    workspaceId: caller.workspaceId,
    userId,
    name: given.name,
    secret: key,
    scopes: [...new Set(given.scopes)],
    expiresAt,
  })
  return { row, key }
}

/** When the new key ends: as asked, with the caller's own where nothing is asked. */
async function endOf(tx: Tx, caller: Administrator, asked: string | null): Promise<Date | null> {
  const wanted = asked === null ? null : new Date(asked)
  const { ownEnd, isPast } = await compareEnds(tx, caller.keyId, wanted)
  if (isPast)
    throw new ApiError('VALIDATION_ERROR', 'expiresAt: has to be in the future.', { field: 'expiresAt' })
  if (ownEnd !== null && wanted !== null && wanted > ownEnd)
    throw new ApiError(
      'FORBIDDEN',
      `Your own key ends at ${ownEnd.toISOString()}, so it cannot give one that ends later.`,
      { field: 'expiresAt' },
    )
  return wanted ?? ownEnd
}

/** Ends a key at once. A key may end itself; other keys are for owners and admins, those of owners for owners alone. */
export async function endApiKey(tx: Tx, caller: Administrator, id: string): Promise<void> {
  if (id !== caller.keyId) {
    const isOwners = (await roleBehindKey(tx, caller.workspaceId, id)) === 'owner'
    mayAdminister(caller, ...(isOwners ? (['owner'] as const) : (['owner', 'admin'] as const)))
  }
  if (!(await revokeApiKey(tx, caller.workspaceId, id)))
    throw new ApiError('NOT_FOUND', `There is no API key ${id} in this workspace.`)
}

/** Whether scopes hold one: a write scope includes the read scope of the same noun. */
export function includes(held: readonly Scope[], needed: Scope): boolean {
  const write = needed.replace(/:read$/, ':write')
  return held.some((scope) => scope === needed || scope === write)
}
