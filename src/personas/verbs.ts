import type { z } from 'zod'
import { ApiError } from '../../contract/errors.js'
import type { persona, personaVersion, PersonaBody } from '../../contract/personas.js'
import { personaLimits } from '../../contract/personas.js'
import type { Json } from '../kit/json.js'
import type { Db, Tx } from '../store/database.js'
import * as store from '../store/personas.js'

export type WholePersona = z.input<typeof persona> & { modules: Record<string, Json> }

export function presentPersona(row: store.PersonaRow): z.input<typeof persona> {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    primaryPlatform: row.primary_platform,
    platforms: row.platforms,
    avatarUrl: row.avatar_url,
    linkedAccountIds: row.linked_account_ids,
    isWorkspaceDefault: row.is_workspace_default,
    activeVersionId: row.active_version_id,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
}

export async function getPersona(db: Db, workspaceId: string, id: string): Promise<WholePersona> {
  const row = await found(db, workspaceId, id)
  const versions = await store.listVersions(db, workspaceId, id)
  const active = versions.find((version) => version.id === row.active_version_id)
  return { ...presentPersona(row), modules: active?.modules ?? {} }
}

const noProfile: store.Profile = {
  name: '',
  description: null,
  primary_platform: 'x',
  platforms: [],
  avatar_url: null,
  linked_account_ids: [],
  is_workspace_default: false,
}

export async function createPersona(
  tx: Tx,
  workspaceId: string,
  body: PersonaBody & { name: string; modules?: Record<string, Json> | null | undefined },
): Promise<WholePersona> {
  if ((await store.lockPersonas(tx, workspaceId)) >= personaLimits.personas)
    throw new ApiError(
      'LIMIT_EXCEEDED',
      `A workspace has ${String(personaLimits.personas)} personas at most. Delete one that is no longer needed.`,
      { limit: personaLimits.personas },
    )
  const profile = await profileOf(tx, workspaceId, noProfile, body)
  const id = await store.insertPersona(tx, workspaceId, profile, body.modules ?? {})
  return getPersona(tx, workspaceId, id)
}

export async function updatePersona(
  tx: Tx,
  workspaceId: string,
  id: string,
  body: PersonaBody,
): Promise<WholePersona> {
  await store.lockPersonas(tx, workspaceId)
  const before = await found(tx, workspaceId, id)
  await store.updatePersona(tx, workspaceId, id, await profileOf(tx, workspaceId, before, body))
  return getPersona(tx, workspaceId, id)
}

/** What is given replaces what was; null is what a new persona has. */
async function profileOf(
  tx: Tx,
  workspaceId: string,
  before: store.Profile,
  body: PersonaBody,
): Promise<store.Profile> {
  const [stranger] = await store.strangeAccounts(tx, workspaceId, body.linkedAccountIds ?? [])
  if (stranger !== undefined)
    throw new ApiError('ACCOUNT_NOT_FOUND', `No account ${stranger} in this workspace.`, {
      field: 'linkedAccountIds',
      accountId: stranger,
    })
  const pick = <T>(given: T | null | undefined, old: T, none: T): T =>
    given === undefined ? old : (given ?? none)
  return {
    name: body.name ?? before.name,
    description: pick<string | null>(body.description, before.description, null),
    primary_platform: pick(body.primaryPlatform, before.primary_platform, noProfile.primary_platform),
    platforms: pick(body.platforms, before.platforms, []),
    avatar_url: pick<string | null>(body.avatarUrl, before.avatar_url, null),
    linked_account_ids: pick(body.linkedAccountIds, before.linked_account_ids, []),
    is_workspace_default: pick(body.isWorkspaceDefault, before.is_workspace_default, false),
  }
}

export async function deletePersona(tx: Tx, workspaceId: string, id: string): Promise<{ success: true }> {
  await store.lockPersonas(tx, workspaceId)
  await found(tx, workspaceId, id)
  const linkedPostCount = await store.deletePersona(tx, workspaceId, id)
  if (linkedPostCount === 0) return { success: true }
  throw new ApiError(
    'PERSONA_IN_USE',
    `${linkedPostCount === 1 ? 'One post refers' : `${String(linkedPostCount)} posts refer`} to this persona. PATCH their personaId to null first.`,
    { linkedPostCount },
  )
}

export async function versionsOf(
  db: Db,
  workspaceId: string,
  id: string,
): Promise<z.input<typeof personaVersion>[]> {
  const row = await found(db, workspaceId, id)
  return (await store.listVersions(db, workspaceId, id)).map((version) => ({
    id: version.id,
    number: version.number,
    modules: version.modules,
    note: version.note,
    isActive: version.id === row.active_version_id,
    createdAt: version.created_at.toISOString(),
  }))
}

export async function createVersion(
  tx: Tx,
  workspaceId: string,
  id: string,
  body: {
    modules: Record<string, Json>
    note?: string | null | undefined
    activate?: boolean | null | undefined
  },
): Promise<z.input<typeof personaVersion>> {
  await store.lockPersonas(tx, workspaceId)
  if ((await versionsOf(tx, workspaceId, id)).length >= personaLimits.versions)
    throw new ApiError(
      'LIMIT_EXCEEDED',
      `A persona has ${String(personaLimits.versions)} versions at most.`,
      {
        limit: personaLimits.versions,
      },
    )
  const { modules, note } = body
  const versionId = await store.insertVersion(tx, workspaceId, id, { modules, note: note ?? null })
  if (body.activate === true) await store.activateVersion(tx, workspaceId, id, versionId)
  const made = (await versionsOf(tx, workspaceId, id)).find((version) => version.id === versionId)
  if (made === undefined) throw new Error('The version was not written')
  return made
}

export async function activate(
  tx: Tx,
  workspaceId: string,
  id: string,
  versionId: string,
): Promise<WholePersona> {
  await store.lockPersonas(tx, workspaceId)
  await found(tx, workspaceId, id)
  if (!(await store.activateVersion(tx, workspaceId, id, versionId)))
    throw new ApiError('NOT_FOUND', `The persona has no version ${versionId}.`, { id: versionId })
  return getPersona(tx, workspaceId, id)
}

/** Refuses a persona that the workspace has not; in a transaction it is not deleted until that ends. */
export async function refuseUnknownPersona(
  db: Db,
  workspaceId: string,
  personaId: string | null | undefined,
): Promise<void> {
  if (personaId == null || (await store.holdPersona(db, workspaceId, personaId))) return
  throw new ApiError('VALIDATION_ERROR', `No persona ${personaId} in this workspace.`, { field: 'personaId' })
}

async function found(db: Db, workspaceId: string, id: string): Promise<store.PersonaRow> {
  const row = await store.findPersona(db, workspaceId, id)
  if (row === null) throw new ApiError('NOT_FOUND', `No persona ${id} in this workspace.`, { id })
  return row
}
