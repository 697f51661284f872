import type { Db, Tx } from './database.js'
import type { Tenant } from './posts.js'

/** `day` counts from Monday (1) to Sunday (7); `time` is HH:mm in the workspace's zone. */
export type QueueSlotRow = { id: string; day: number; time: string; created_at: Date }

export type QueueGrid = { slots: QueueSlotRow[]; timezone: string; now: Date }

export async function readQueueGrid(db: Db, workspaceId: string): Promise<QueueGrid> {
  const [row] = await db.query<{ slots: Omit<QueueSlotRow, 'created_at'>[]; timezone: string; now: Date }>({
    name: 'read-queue-grid',
    text: `select coalesce(settings->>'timezone', 'UTC') as timezone, vb_now() as now from workspaces where id = $1`,
    values: [workspaceId],
  })
  if (row === undefined) throw new Error(`No workspace ${workspaceId}`)
  const slots = await db.query<QueueSlotRow>({
    name: 'list-queue-slots',
    text: 'select id, day, time, created_at from queue_slots where workspace_id = $1 order by day, time',
    values: [workspaceId],
  })
  return { ...row, slots }
}

/** Others who take a place in the queue of the workspace, or change its grid, wait until this transaction ends. */
export async function lockQueue(tx: Tx, workspaceId: string): Promise<void> {
  await tx.query({
    name: 'lock-queue',
    text: 'select from workspaces where id = $1 for no key update',
    values: [workspaceId],
  })
}

/** Which posts are to go out at exactly these times; one where several are. */
export async function postsAt(
  db: Db,
  tenant: Tenant,
  times: readonly Date[],
): Promise<{ at: Date; postId: string }[]> {
  return db.query({
    name: 'posts-at',
    text: `select scheduled_for as at, min(id) as "postId" from posts
      where workspace_id = $1 and mode = $2 and coalesce(scheduled_for, created_at) = any ($3) and scheduled_for is not null
        and status not in ('draft', 'cancelled', 'archived')
      group by scheduled_for`,
    values: [tenant.workspaceId, tenant.mode, times],
  })
}

/** Null: the grid has that time already. */
export async function insertQueueSlot(
  tx: Tx,
  workspaceId: string,
  slot: { id: string; day: number; time: string },
): Promise<QueueSlotRow | null> {
  const [row] = await tx.query<QueueSlotRow>({
    name: 'insert-queue-slot',
    text: `insert into queue_slots (id, workspace_id, day, time) values ($1, $2, $3, $4)
      on conflict (workspace_id, day, time) do nothing returning id, day, time, created_at`,
    values: [slot.id, workspaceId, slot.day, slot.time],
  })
  return row ?? null
}

/** Slots of the new grid that are there keep their id. */
export async function replaceQueueSlots(
  tx: Tx,
  workspaceId: string,
  slots: readonly { id: string; day: number; time: string }[],
): Promise<void> {
  const values = [workspaceId, JSON.stringify(slots)]
  await tx.query({
    name: 'drop-queue-slots',
    text: `delete from queue_slots where workspace_id = $1
      and (day, time) not in (select day, time from json_to_recordset($2) as given (day smallint, time text))`,
    values,
  })
  await tx.query({
    name: 'insert-queue-slots',
    text: `insert into queue_slots (id, workspace_id, day, time)
      select id, $1, day, time from json_to_recordset($2) as given (id text, day smallint, time text)
      on conflict (workspace_id, day, time) do nothing`,
    values,
  })
}

export async function deleteQueueSlot(tx: Tx, workspaceId: string, id: string): Promise<boolean> {
  const rows = await tx.query({
    name: 'delete-queue-slot',
    text: 'delete from queue_slots where workspace_id = $1 and id = $2 returning 1',
    values: [workspaceId, id],
  })
  return rows.length > 0
}
