import type { Json } from '../kit/json.js'
import { newId } from '../kit/ids.js'
import type { Db, Tx } from './database.js'

export type PersonaRow = {
  id: string
  name: string
  description: string | null
  primary_platform: string
  platforms: string[]
  avatar_url: string | null
  linked_account_ids: string[]
  is_workspace_default: boolean
  active_version_id: string
  created_at: Date
  updated_at: Date
}
export type VersionRow = {
  id: string
  number: number
  modules: Record<string, Json>
  note: string | null
  created_at: Date
}
export type Profile = Pick<
  PersonaRow,
  | 'name'
  | 'description'
  | 'primary_platform'
  | 'platforms'
  | 'avatar_url'
  | 'linked_account_ids'
  | 'is_workspace_default'
>

const columns = `id, name, description, primary_platform, platforms, avatar_url, linked_account_ids, is_workspace_default,
  active_version_id, created_at, updated_at`

export async function listPersonas(db: Db, workspaceId: string): Promise<PersonaRow[]> {
  return db.query<PersonaRow>({
    name: 'list-personas',
    text: `select ${columns} from personas where workspace_id = $1 order by created_at, id`,
    values: [workspaceId],
  })
}

export async function findPersona(db: Db, workspaceId: string, id: string): Promise<PersonaRow | null> {
  const [row] = await db.query<PersonaRow>({
    name: 'find-persona',
    text: `select ${columns} from personas where workspace_id = $1 and id = $2`,
    values: [workspaceId, id],
  })
  return row ?? null
}

/** Whether the workspace has a persona; in a transaction it is kept until that ends. */
export async function holdPersona(db: Db, workspaceId: string, id: string): Promise<boolean> {
  const rows = await db.query({
    name: 'hold-persona',
    text: 'select 1 from personas where workspace_id = $1 and id = $2 for key share',
    values: [workspaceId, id],
  })
  return rows.length === 1
}

/** Changes of a workspace's personas take turns: limits, the default and numbers of versions hold. Answers how many there are. */
export async function lockPersonas(tx: Tx, workspaceId: string): Promise<number> {
  await tx.query({
    name: 'lock-personas',
    text: 'select pg_advisory_xact_lock(7238, hashtext($1))',
    values: [workspaceId],
  })
  return (await listPersonas(tx, workspaceId)).length
}

export async function insertPersona(
  tx: Tx,
  workspaceId: string,
  profile: Profile,
  modules: Readonly<Record<string, Json>>,
): Promise<string> {
  const id = newId('per')
  await onlyDefault(tx, workspaceId, profile)
  await tx.query({
    name: 'insert-persona',
    text: `
      with persona as (
        insert into personas (id, workspace_id, name, description, primary_platform, platforms, avatar_url, linked_account_ids,
          is_workspace_default, active_version_id)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
      )
      insert into persona_versions (id, workspace_id, persona_id, number, modules) values ($10, $2, $1, 1, $11)`,
    values: [id, workspaceId, ...valuesOf(profile), newId('pver'), JSON.stringify(modules)],
  })
  return id
}

export async function updatePersona(
  tx: Tx,
  workspaceId: string,
  id: string,
  profile: Profile,
): Promise<void> {
  await onlyDefault(tx, workspaceId, profile)
  await tx.query({
    name: 'update-persona',
    text: `update personas set name = $3, description = $4, primary_platform = $5, platforms = $6, avatar_url = $7,
             linked_account_ids = $8, is_workspace_default = $9, updated_at = vb_now() where id = $1 and workspace_id = $2`,
    values: [id, workspaceId, ...valuesOf(profile)],
  })
}

function valuesOf(profile: Profile): unknown[] {
  return [
    profile.name,
    profile.description,
    profile.primary_platform,
    profile.platforms,
    profile.avatar_url,
    profile.linked_account_ids,
    profile.is_workspace_default,
  ]
}

async function onlyDefault(tx: Tx, workspaceId: string, profile: Profile): Promise<void> {
  if (profile.is_workspace_default)
    await tx.query({
      name: 'no-default-persona',
      text: 'update personas set is_workspace_default = false where workspace_id = $1 and is_workspace_default',
      values: [workspaceId],
    })
}

/** Answers how many posts keep it from being deleted; 0: it is gone. */
export async function deletePersona(tx: Tx, workspaceId: string, id: string): Promise<number> {
  // Posts that are just being linked with it come first, and are counted.
  await tx.query({
    name: 'lock-persona',
    text: 'select 1 from personas where workspace_id = $1 and id = $2 for update',
    values: [workspaceId, id],
  })
  const [row] = await tx.query<{ posts: number }>({
    name: 'count-persona-posts',
    text: 'select count(*)::integer as posts from posts where workspace_id = $1 and persona_id = $2',
    values: [workspaceId, id],
  })
  const posts = row?.posts ?? 0
  if (posts === 0)
    await tx.query({
      name: 'delete-persona',
      text: 'delete from personas where workspace_id = $1 and id = $2',
      values: [workspaceId, id],
    })
  return posts
}

export async function listVersions(db: Db, workspaceId: string, personaId: string): Promise<VersionRow[]> {
  return db.query<VersionRow>({
    name: 'list-persona-versions',
    text: `select id, number, modules, note, created_at from persona_versions
           where workspace_id = $1 and persona_id = $2 order by number desc`,
    values: [workspaceId, personaId],
  })
}

export async function insertVersion(
  tx: Tx,
  workspaceId: string,
  personaId: string,
  version: { modules: Readonly<Record<string, Json>>; note: string | null },
): Promise<string> {
  const id = newId('pver')
  await tx.query({
    name: 'insert-persona-version',
    text: `insert into persona_versions (id, workspace_id, persona_id, number, modules, note)
           select $1, $2, $3, max(number) + 1, $4, $5 from persona_versions where workspace_id = $2 and persona_id = $3`,
    values: [id, workspaceId, personaId, JSON.stringify(version.modules), version.note],
  })
  return id
}

/** False: the persona has no such version. */
export async function activateVersion(
  tx: Tx,
  workspaceId: string,
  personaId: string,
  versionId: string,
): Promise<boolean> {
  const rows = await tx.query({
    name: 'activate-persona-version',
    text: `update personas set active_version_id = $3, updated_at = vb_now() where workspace_id = $1 and id = $2
             and exists (select from persona_versions where workspace_id = $1 and persona_id = $2 and id = $3) returning 1`,
    values: [workspaceId, personaId, versionId],
  })
  return rows.length === 1
}

/** Links a post with a persona, or with none. */
export async function linkPost(
  tx: Tx,
  workspaceId: string,
  postId: string,
  personaId: string | null,
): Promise<void> {
  await tx.query({
    name: 'link-post-persona',
    text: 'update posts set persona_id = $3, updated_at = vb_now() where workspace_id = $1 and id = $2',
    values: [workspaceId, postId, personaId],
  })
}

/** Those of the ids that are no accounts of the workspace. */
export async function strangeAccounts(
  db: Db,
  workspaceId: string,
  ids: readonly string[],
): Promise<string[]> {
  if (ids.length === 0) return []
  const rows = await db.query<{ id: string }>({
    name: 'strange-accounts',
    text: `select wanted.id from unnest($2::text[]) as wanted (id)
           where not exists (select from accounts where workspace_id = $1 and accounts.id = wanted.id)`,
    values: [workspaceId, ids],
  })
  return rows.map((row) => row.id)
}
