import type { z } from 'zod'
import * as contract from '../../contract/api-keys.js'
import { listApiKeys, type ApiKeyRow } from '../store/api-keys.js'
import { createApiKey, endApiKey } from '../workspaces/api-keys.js'
import { requireFullAccess } from '../workspaces/may-administer.js'
import { serve, serveWrite, type Route } from './serve.js'

export const apiKeyRoutes: readonly Route[] = [
  serve(contract.listApiKeys, async (parts, { caller }) => {
    requireFullAccess(caller)
    return { data: (await listApiKeys(parts.db, caller.workspaceId)).map(present) }
  }),
  serveWrite(contract.createApiKey, async (_parts, { tx, caller, body }) => {
    const { row, key } = await createApiKey(tx, caller, body)
    return { ...present(row), key }
  }),
  serveWrite(contract.deleteApiKey, async (_parts, { tx, caller, params }) => {
    await endApiKey(tx, caller, params.id)
    return { success: true as const }
  }),
]

function present(row: ApiKeyRow): z.input<typeof contract.apiKey> {
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
