import { ApiError } from '../../contract/errors.js'
import { scopes } from '../../contract/endpoint.js'
import type { Registry } from '../connectors/registry.js'
import { newId } from '../kit/ids.js'
import { insertApiKey, newApiKey } from '../store/api-keys.js'
import type { Tx } from '../store/database.js'
import {
  findWorkspace,
  insertWorkspace,
  updateWorkspace,
  type WorkspaceRow,
  type WorkspaceSettings,
} from '../store/workspaces.js'
import { holdWorkflow } from '../store/approvals.js'
import { requireFullAccess, requireRole, type Administrator } from './may-administer.js'
import { requireFeature } from './require-feature.js'

/** Makes a workspace with the caller as its owner, and its first key, which is shown this once. */
export async function createWorkspace(
  tx: Tx,
  caller: Administrator,
  name: string,
): Promise<{ workspace: WorkspaceRow; apiKey: string }> {
  requireFullAccess(caller)
  const id = newId('ws')
  await insertWorkspace(tx, { id, name, ownerId: caller.userId })
  const apiKey = newApiKey()
  await insertApiKey(tx, {
    workspaceId: id,
    userId: caller.userId,
    name: 'First key',
    secret: apiKey,
    scopes,
    expiresAt: null,
  })
  return { workspace: await findWorkspace(tx, id), apiKey }
}

export type WorkspaceChange = {
  name?: string | undefined
  plan?: string | undefined
  settings?: { [Name in keyof WorkspaceSettings]?: WorkspaceSettings[Name] | undefined } | undefined
}

/** Changes what is given. What it costs and which networks it may use is the owner's to say. */
export async function changeWorkspace(
  tx: Tx,
  { connectors }: { connectors: Registry },
  caller: Administrator,
  change: WorkspaceChange,
): Promise<WorkspaceRow> {
  const isOwners = change.plan !== undefined || change.settings?.allowedPlatforms !== undefined
  if (isOwners) requireRole(caller, 'owner')
  requireFullAccess(caller)
  const workflowId = change.settings?.approvalWorkflowId
  if (workflowId != null) await refuseUnknownWorkflow(tx, caller, workflowId)
  const settings = change.settings === undefined ? undefined : readSettings(connectors, change.settings)
  await updateWorkspace(tx, caller.workspaceId, { name: change.name, plan: change.plan, settings })
  return findWorkspace(tx, caller.workspaceId)
}

async function refuseUnknownWorkflow(tx: Tx, caller: Administrator, id: string): Promise<void> {
  requireFeature(caller, 'approval_workflows')
  if (await holdWorkflow(tx, caller.workspaceId, id)) return
  throw new ApiError('VALIDATION_ERROR', `No approval workflow ${id} in this workspace.`, {
    field: 'settings.approvalWorkflowId',
  })
}

function readSettings(
  connectors: Registry,
  given: NonNullable<WorkspaceChange['settings']>,
): WorkspaceSettings {
  const settings = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  if (given.allowedPlatforms == null) return settings
  const allowed = given.allowedPlatforms.map((spelling, index) => {
    const connector = connectors.resolve(spelling)
    if (connector !== undefined) return connector.slug
    throw new ApiError('VALIDATION_ERROR', `${spelling} is no platform of this server.`, {
      field: `settings.allowedPlatforms.${String(index)}`,
      platforms: connectors.all.map((each) => each.slug),
    })
  })
  return { ...settings, allowedPlatforms: [...new Set(allowed)] }
}
