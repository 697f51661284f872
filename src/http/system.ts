import { z } from 'zod'
import * as contract from '../../contract/system.js'
import * as keys from '../../contract/api-keys.js'
import * as workspaces from '../../contract/workspaces.js'
import { ApiError } from '../../contract/errors.js'
import { scopes } from '../../contract/endpoint.js'
import type { Connector } from '../connectors/connector.js'
import { newId } from '../kit/ids.js'
import { insertApiKey, listApiKeys, newApiKey, revokeApiKey, type ApiKeyRow } from '../store/api-keys.js'
import {
  findUser,
  findWorkspace,
  insertWorkspace,
  isMember,
  updateWorkspace,
  workspacesOf,
  type WorkspaceRow,
} from '../store/workspaces.js'
import { requireRole } from './authenticate.js'
import { serve, serveOpen, serveWrite, type Route } from './serve.js'
import { version } from '../version.js'

export const systemRoutes: readonly Route[] = [
  serveOpen(contract.health, () =>
    Promise.resolve({ status: 'ok' as const, version, time: new Date().toISOString() }),
  ),
  serve(contract.me, async (parts, { caller }) => {
    const workspace = await findWorkspace(parts.db, caller.workspaceId)
    const user = await findUser(parts.db, caller.userId)
    return {
      workspaceId: workspace.id,
      workspaceName: workspace.name,
      plan: workspace.plan,
      userId: caller.userId,
      email: user?.email ?? '',
      role: caller.role,
      scopes: caller.scopes,
    }
  }),
  serve(contract.listPlatforms, (parts) =>
    Promise.resolve({ data: parts.connectors.all.map(presentPlatform) }),
  ),
]

/** A connector's manifest: what it takes, as data. */
function presentPlatform(connector: Connector) {
  const fields = connector.auth.fields ?? []
  const hasConsentPage = connector.auth.authorize !== undefined
  const parts = {
    thread: connector.rules.limits.thread !== null,
    firstComment: connector.comment !== undefined,
    refresh: connector.auth.refresh !== undefined,
    find: connector.find !== undefined,
    pages: connector.destinations !== undefined,
  }
  return {
    slug: connector.slug,
    constant: connector.slug.toUpperCase(),
    name: connector.name,
    limits: { ...connector.rules.limits },
    connect: {
      kind:
        fields.length === 0
          ? ('oauth' as const)
          : hasConsentPage
            ? ('form-then-oauth' as const)
            : ('form' as const),
      fields: fields.map((field) => ({ ...field })),
    },
    options: z.toJSONSchema(connector.options, { io: 'input' }) as Record<string, unknown>,
    capabilities: Object.entries(parts)
      .filter(([, has]) => has)
      .map(([name]) => name),
  }
}

function presentWorkspace(row: WorkspaceRow, role: string) {
  return {
    id: row.id,
    name: row.name,
    plan: row.plan,
    role,
    settings: { ...row.settings },
    createdAt: row.created_at.toISOString(),
  }
}

function presentApiKey(row: ApiKeyRow) {
  return {
    id: row.id,
    name: row.name,
    hint: row.hint,
    scopes: row.scopes,
    userId: row.user_id,
    expiresAt: row.expires_at?.toISOString() ?? null,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
  }
}

export const workspaceRoutes: readonly Route[] = [
  serve(workspaces.listWorkspaces, async (parts, { caller }) => ({
    data: (await workspacesOf(parts.db, caller.userId)).map((row) => presentWorkspace(row, row.role)),
  })),
  serveWrite(workspaces.createWorkspace, async (_parts, { tx, caller, body }) => {
    const id = newId('ws')
    await insertWorkspace(tx, { id, name: body.name, ownerId: caller.userId })
    const apiKey = newApiKey()
    await insertApiKey(tx, {
      workspaceId: id,
      userId: caller.userId,
      name: 'First key',
      secret: apiKey,
      scopes,
      expiresAt: null,
    })
    return { ...presentWorkspace(await findWorkspace(tx, id), 'owner'), apiKey }
  }),
  serve(workspaces.getWorkspace, async (parts, { caller, params }) => {
    const mine = (await workspacesOf(parts.db, caller.userId)).find((row) => row.id === params.id)
    if (mine === undefined)
      throw new ApiError('NOT_FOUND', `There is no workspace ${params.id} that you are a member of.`)
    return presentWorkspace(mine, mine.role)
  }),
  serveWrite(workspaces.updateWorkspace, async (parts, { tx, caller, params, body }) => {
    // A key belongs to one workspace and changes no other, whoever's it is.
    if (params.id !== caller.workspaceId)
      throw new ApiError('NOT_FOUND', `This API key does not belong to the workspace ${params.id}.`)
    requireRole(caller, 'owner', 'admin')
    if (body.plan !== undefined || body.settings?.allowedPlatforms !== undefined) requireRole(caller, 'owner')
    const unknown = body.settings?.allowedPlatforms?.find(
      (each) => parts.connectors.resolve(each) === undefined,
    )
    if (unknown !== undefined)
      throw new ApiError('VALIDATION_ERROR', `${unknown} is no platform of this server.`, {
        field: 'settings.allowedPlatforms',
      })
    const settings =
      body.settings === undefined
        ? undefined
        : Object.fromEntries(Object.entries(body.settings).filter(([, value]) => value !== undefined))
    await updateWorkspace(tx, params.id, { name: body.name, plan: body.plan, settings })
    return presentWorkspace(await findWorkspace(tx, params.id), caller.role)
  }),
  serve(keys.listApiKeys, async (parts, { caller }) => {
    requireRole(caller, 'owner', 'admin')
    return { data: (await listApiKeys(parts.db, caller.workspaceId)).map(presentApiKey) }
  }),
  serveWrite(keys.createApiKey, async (_parts, { tx, caller, body }) => {
    const userId = body.userId ?? caller.userId
    if (userId !== caller.userId) requireRole(caller, 'owner')
    if (!(await isMember(tx, caller.workspaceId, userId)))
      throw new ApiError('VALIDATION_ERROR', `${userId} is no member of this workspace.`, { field: 'userId' })
    const missing = body.scopes.find(
      (scope) =>
        !caller.scopes.includes(scope) &&
        !caller.scopes.some((held) => held === scope.replace(/:read$/, ':write')),
    )
    if (missing !== undefined)
      throw new ApiError('FORBIDDEN', `Your own key lacks ${missing}, so it cannot give it.`, {
        requiredScope: missing,
      })
    const key = newApiKey()
    const expiresAt = body.expiresAt == null ? null : new Date(body.expiresAt)
    const row = await insertApiKey(tx, {
      workspaceId: caller.workspaceId,
      userId,
      name: body.name,
      secret: key,
      scopes: body.scopes,
      expiresAt,
    })
    return { ...presentApiKey(row), key }
  }),
  serveWrite(keys.deleteApiKey, async (_parts, { tx, caller, params }) => {
    requireRole(caller, 'owner', 'admin')
    if (!(await revokeApiKey(tx, caller.workspaceId, params.id)))
      throw new ApiError('NOT_FOUND', `There is no API key ${params.id} in this workspace.`)
    return { success: true as const }
  }),
]
