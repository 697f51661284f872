import type { Db, Tx } from './database.js'

export type HashtagSetRow = {
  id: string
  name: string
  tags: string[]
  created_at: Date
  updated_at: Date
}

const columns = 'id, name, tags, created_at, updated_at'

/** Last changed first, after where a page ended: a set that is changed meanwhile moves to the front, and none is skipped. */
export async function listHashtagSets(
  db: Db,
  workspaceId: string,
  page: { after: { at: string; id: string } | null; limit: number },
): Promise<HashtagSetRow[]> {
  return db.query({
    name: 'list-hashtag-sets',
    text: `select ${columns} from hashtag_sets where workspace_id = $1
      and (updated_at, id) < (coalesce($2::timestamptz, 'infinity'), coalesce($3, ''))
      order by updated_at desc, id desc limit $4`,
    values: [workspaceId, page.after?.at ?? null, page.after?.id ?? null, page.limit],
  })
}

export async function findHashtagSet(db: Db, workspaceId: string, id: string): Promise<HashtagSetRow | null> {
  const [row] = await db.query<HashtagSetRow>({
    name: 'find-hashtag-set',
    text: `select ${columns} from hashtag_sets where workspace_id = $1 and id = $2`,
    values: [workspaceId, id],
  })
  return row ?? null
}

/** How many sets a workspace has, and whether one but `exceptId` is called so. Other changes of its sets wait for this one. */
export async function lockHashtagSets(
  tx: Tx,
  workspaceId: string,
  asked: { name: string | null; exceptId: string | null },
): Promise<{ sets: number; isTaken: boolean }> {
  await tx.query({
    name: 'lock-hashtag-sets',
    text: 'select from workspaces where id = $1 for no key update',
    values: [workspaceId],
  })
  const [row] = await tx.query<{ sets: number; isTaken: boolean }>({
    name: 'count-hashtag-sets',
    text: `select count(*)::integer as sets, coalesce(bool_or(lower(name) = lower($2) and id is distinct from $3), false) as "isTaken"
      from hashtag_sets where workspace_id = $1`,
    values: [workspaceId, asked.name, asked.exceptId],
  })
  return row ?? { sets: 0, isTaken: false }
}

export async function insertHashtagSet(
  tx: Tx,
  set: { id: string; workspaceId: string; name: string; tags: readonly string[] },
): Promise<HashtagSetRow> {
  const [row] = await tx.query<HashtagSetRow>({
    name: 'insert-hashtag-set',
    text: `insert into hashtag_sets (id, workspace_id, name, tags) values ($1, $2, $3, $4) returning ${columns}`,
    values: [set.id, set.workspaceId, set.name, set.tags],
  })
  if (row === undefined) throw new Error('The hashtag set was not written')
  return row
}

/** What is null stays. */
export async function updateHashtagSet(
  tx: Tx,
  workspaceId: string,
  id: string,
  change: { name: string | null; tags: readonly string[] | null },
): Promise<HashtagSetRow | null> {
  const [row] = await tx.query<HashtagSetRow>({
    name: 'update-hashtag-set',
    text: `update hashtag_sets set name = coalesce($3, name), tags = coalesce($4, tags), updated_at = date_trunc('milliseconds', vb_now())
      where workspace_id = $1 and id = $2 returning ${columns}`,
    values: [workspaceId, id, change.name, change.tags],
  })
  return row ?? null
}

export async function deleteHashtagSet(tx: Tx, workspaceId: string, id: string): Promise<boolean> {
  const rows = await tx.query({
    name: 'delete-hashtag-set',
    text: 'delete from hashtag_sets where workspace_id = $1 and id = $2 returning 1',
    values: [workspaceId, id],
  })
  return rows.length > 0
}
