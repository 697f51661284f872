import { ApiError } from '../../contract/errors.js'
import type { Scope } from '../../contract/endpoint.js'
import { insertApiKey, newApiKey, revokeApiKey, type ApiKeyRow } from '../store/api-keys.js'
import type { Tx } from '../store/database.js'
import { isMember } from '../store/members.js'
import { mayAdminister, type Administrator } from './may-administer.js'

export type NewKey = {
  name: string
  scopes: readonly Scope[]
  expiresAt?: string | null | undefined
  userId?: string | null | undefined
}

/** Makes a key that acts as the caller, or as another member where an owner says so; it is shown this once. */
export async function createApiKey(
  tx: Tx,
  caller: Administrator,
  given: NewKey,
): Promise<{ row: ApiKeyRow; key: string }> {
  const userId = given.userId ?? caller.userId
  if (userId !== caller.userId) mayAdminister(caller, 'owner')
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
  const key = newApiKey()
  const row = await insertApiKey(tx, {
    workspaceId: caller.workspaceId,
    userId,
    name: given.name,
    secret: key,
    scopes: [...new Set(given.scopes)],
    expiresAt: given.expiresAt == null ? null : new Date(given.expiresAt),
  })
  return { row, key }
}

/** Ends a key at once. A key may end itself; other keys are for owners and admins. */
export async function endApiKey(tx: Tx, caller: Administrator, id: string): Promise<void> {
  if (id !== caller.keyId) mayAdminister(caller, 'owner', 'admin')
  if (!(await revokeApiKey(tx, caller.workspaceId, id)))
    throw new ApiError('NOT_FOUND', `There is no API key ${id} in this workspace.`)
}

/** Whether scopes hold one: a write scope includes the read scope of the same noun. */
export function includes(held: readonly Scope[], needed: Scope): boolean {
  const write = needed.replace(/:read$/, ':write')
  return held.some((scope) => scope === needed || scope === write)
}
