import type { Endpoint, Scope } from './endpoint.js'

/** What a member may be in a workspace. */
export const roles = ['owner', 'admin', 'editor', 'approver', 'viewer'] as const
export type Role = (typeof roles)[number]

export const administrators: readonly Role[] = ['owner', 'admin']
export const writers: readonly Role[] = ['owner', 'admin', 'editor']
export const deciders: readonly Role[] = ['owner', 'admin', 'editor', 'approver']

/** Everybody reads, editors write; what connects the workspace to the outside is for those who run it. */
const byScope: Record<Scope, readonly Role[]> = {
  'posts:read': roles,
  'posts:write': writers,
  'accounts:read': roles,
  'accounts:write': administrators,
  'media:read': roles,
  'media:write': writers,
  'webhooks:read': roles,
  'webhooks:write': administrators,
  'personas:write': writers,
  'billing:write': administrators,
  'hashtag-sets:write': writers,
}

/**
 * The roles whose keys may use an endpoint: what it says itself, else what its scope says. The server refuses by this
 * table, and OpenAPI and `docs/reference/roles.md` show it.
 */
export function rolesOf({ roles: own, scope }: Pick<Endpoint, 'roles' | 'scope'>): readonly Role[] {
  if (own !== undefined) return own
  return scope === 'any' || scope === 'optional' || scope === 'none' ? roles : byScope[scope]
}
