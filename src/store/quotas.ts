import type { KeptQuota, QuotaCounts, QuotaReading, QuotaRule } from '../domain/quota.js'
import type { Db, Tx } from './database.js'
import { gather } from './gather.js'

/** Keeps what the network told of a network account's quotas, for all workspaces that connect it. */
export async function saveReadings(db: Db, laneId: string, readings: readonly QuotaReading[]): Promise<void> {
  await db.query({
    name: 'save-quota-readings',
    text: `
      update lanes set quota = quota || jsonb_build_object('readings', coalesce(quota->'readings', '{}') || (
        select coalesce(jsonb_object_agg(given.name, jsonb_strip_nulls(jsonb_build_object('limit', given."limit", 'used', given.used,
          'readAt', vb_iso(vb_now()), 'resetsAt', given."resetsAt"))), '{}')
        from json_to_recordset($2) as given (name text, "limit" integer, used integer, "resetsAt" text)))
      where id = $1`,
    values: [laneId, JSON.stringify(readings)],
  })
}

/** The network has refused a post because the quota is used up: until then it would refuse the next. */
export async function noteUsedUp(tx: Tx, laneId: string, until: string): Promise<void> {
  await tx.query({
    name: 'note-quota-used-up',
    text: `update lanes set quota = quota || jsonb_build_object('usedUpUntil', $2::text) where id = $1`,
    values: [laneId, until],
  })
}

/** The quota turned out to be used up, and nobody knows until when: the network is asked at once, where it tells. */
export async function hastenQuota(tx: Tx, laneId: string): Promise<void> {
  await tx.query({
    name: 'hasten-quota',
    text: `update measurements set quota_at = vb_now(), run_at = least(run_at, vb_now()) where lane_id = $1 and lease_token is null`,
    values: [laneId],
  })
}

/** Whether anything of the network account goes out within so long. */
export async function hasScheduled(db: Db, laneId: string, withinMs: number): Promise<boolean> {
  const rows = await db.query({
    name: 'has-scheduled',
    text: `select from targets where lane_id = $1 and run_at < vb_now() + $2 * interval '1 millisecond' and run_at < 'infinity' limit 1`,
    values: [laneId, withinMs],
  })
  return rows.length > 0
}

/** What the database counts for the rules of a lane, in their order, and what is kept of its quotas. */
export type LaneQuota = { kept: KeptQuota; counts: QuotaCounts[] }

/** How the rules of a lane stand now, with what is scheduled in the window that begins now. */
export const readLaneQuota = gather(readLaneQuotas)

async function readLaneQuotas(
  db: Db,
  asked: readonly { laneId: string; rules: readonly QuotaRule[] }[],
): Promise<LaneQuota[]> {
  return db.query<LaneQuota>({
    name: 'read-lane-quota',
    text: `
      select lanes.quota as kept, vb_quota_counts(lanes.id, asked.rules, vb_now(), true) as counts
      from rows from (json_to_recordset($1) as (lane_id bigint, rules jsonb)) with ordinality as asked (lane_id, rules, place)
      cross join lateral (select * from lanes where id = asked.lane_id offset 0) as lanes
      order by asked.place`,
    values: [JSON.stringify(asked.map(({ laneId, rules }) => ({ lane_id: laneId, rules })))],
  })
}
