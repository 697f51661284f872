import { ApiError } from '../../contract/errors.js'
import type { Scope } from '../../contract/endpoint.js'
import type { Plans } from '../../contract/plans.js'
import type { Role } from '../../contract/roles.js'
import type { KeyHolder } from '../store/api-keys.js'

/** On whose behalf a verb of this room runs. */
export type Administrator = Pick<
  KeyHolder,
  'keyId' | 'workspaceId' | 'userId' | 'role' | 'plan' | 'scopes'
> & {
  plans?: Plans
}

const fullAccess: readonly Scope[] = ['posts:write', 'accounts:write', 'media:write', 'webhooks:write']

/** Refuses whoever has none of the roles. */
export function requireRole(caller: Pick<KeyHolder, 'role'>, ...roles: readonly Role[]): void {
  if (roles.includes(caller.role)) return
  throw new ApiError(
    'FORBIDDEN',
    `This needs the role ${roles.join(' or ')}; you are ${caller.role}. ${caller.role === 'admin' ? 'An owner' : 'An owner or admin'} can change that.`,
    { role: caller.role, requiredRoles: roles },
  )
}

/**
 * Refuses a key that may not change the workspace itself. The member's role alone is not enough: a narrow key of an
 * owner must not be able to widen itself by adding a member or a key.
 */
export function requireFullAccess(caller: Administrator): void {
  const missing = fullAccess.filter((scope) => !caller.scopes.includes(scope))
  if (missing.length === 0) return
  throw new ApiError(
    'FORBIDDEN',
    `Changing the workspace, its members and its keys needs an API key with full write access; this one lacks ${missing.join(', ')}.`,
    { requiredScopes: fullAccess, scopes: caller.scopes },
  )
}

/** For what the endpoint leaves open: both, the role by the thing at hand. */
export function mayAdminister(caller: Administrator, ...roles: readonly Role[]): void {
  requireRole(caller, ...roles)
  requireFullAccess(caller)
}
