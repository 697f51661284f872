import type { z } from 'zod'
import { ApiError } from '../../contract/errors.js'
import * as contract from '../../contract/workspaces.js'
import { findWorkspace, workspacesOf, type WorkspaceRow } from '../store/workspaces.js'
import { changeWorkspace, createWorkspace } from '../workspaces/change-workspace.js'
import type { Caller } from './serve.js'
import { serve, serveWrite, type Route } from './serve.js'

export const workspaceRoutes: readonly Route[] = [
  serve(contract.listWorkspaces, async (parts, { caller }) => ({
    data: (await workspacesOf(parts.db, caller.userId)).map((row) => present(row, row.role)),
  })),
  serveWrite(contract.createWorkspace, async (_parts, { tx, caller, body }) => {
    const { workspace, apiKey } = await createWorkspace(tx, caller, body.name)
    return { ...present(workspace, 'owner'), apiKey }
  }),
  serve(contract.getWorkspace, async (parts, { caller, params }) => {
    refuseOthers(caller, params.id)
    return present(await findWorkspace(parts.db, params.id), caller.role)
  }),
  serveWrite(contract.updateWorkspace, async (parts, { tx, caller, params, body }) => {
    refuseOthers(caller, params.id)
    return present(await changeWorkspace(tx, parts, caller, body), caller.role)
  }),
]

/** A key belongs to one workspace and reads and changes no other, whoever's it is. */
function refuseOthers(caller: Caller, id: string): void {
  if (id === caller.workspaceId) return
  throw new ApiError('NOT_FOUND', `This API key does not belong to a workspace ${id}.`)
}

function present(row: WorkspaceRow, role: string): z.input<typeof contract.workspace> {
  return {
    id: row.id,
    name: row.name,
    plan: row.plan,
    role,
    settings: {
      timezone: row.settings.timezone ?? 'UTC',
      autoRetry: row.settings.autoRetry ?? false,
      missedAfterMinutes: row.settings.missedAfterMinutes ?? 360,
      approvalWorkflowId: row.settings.approvalWorkflowId ?? null,
      allowedPlatforms: row.settings.allowedPlatforms ?? null,
      callbackDomains: row.settings.callbackDomains ?? [],
    },
    createdAt: row.created_at.toISOString(),
  }
}
