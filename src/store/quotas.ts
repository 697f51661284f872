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

/**
 * The network has refused a post because a quota is used up: until then it would refuse the next. One of our app is
 * noted on the lane of the post all the same, so that no two settlements wait for each other; whoever counts reads it
 * from there.
 */
export async function noteUsedUp(
  tx: Tx,
  laneId: string,
  until: string,
  of: 'account' | 'app' = 'account',
): Promise<void> {
  await tx.query({
    name: 'note-quota-used-up',
    text: `update lanes set quota = quota || jsonb_build_object(case when $3 then 'appUsedUpUntil' else 'usedUpUntil' end, $2::text) where id = $1`,
    values: [laneId, until, of === 'app'],
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
  const counts = countsSql({ lane: 'lane', rules: 'asked.rules', at: 'vb_now()', ahead: true })
  return db.query<LaneQuota>({
    name: 'read-lane-quota',
    text: `
      select lane.quota as kept, (${counts}) as counts
      from rows from (json_to_recordset($1) as (lane_id bigint, rules jsonb)) with ordinality as asked (lane_id, rules, place)
      cross join lateral (select * from lanes where id = asked.lane_id offset 0) as lane
      order by asked.place`,
    values: [JSON.stringify(asked.map(({ laneId, rules }) => ({ lane_id: laneId, rules })))],
  })
}

/**
 * SQL of what counts for each of `rules` (an array of `QuotaRule`) of a lane at a time, in their order: what is out in
 * the rule's window, how much of that since the network was last asked, and what is scheduled in it, a thread as one.
 * Posts of kinds that a rule leaves out do not count. `ahead`: what is scheduled in the window that begins then. The targets of `exceptPost` do not count. Counting stops
 * at the limit: more is as much. Of a rule for the app also until when the network refuses, told of whatever lane. Not a function of the database: setting one up takes longer than counting.
 */
export function countsSql(given: {
  lane: string
  rules: string
  at: string
  ahead?: boolean
  exceptPost?: string
}): string {
  const { lane, rules, at, ahead = false, exceptPost = 'null' } = given
  // A scalar subquery, which is never asked of all posts at once; nothing is looked up where every kind counts.
  const isOfKind = (postId: string): string => `(every_kind or (
    select kind @> coalesce(rule->'only', '{}') and not coalesce(kind @> (rule->'except'), false) from (
      select jsonb_build_object('contentType', coalesce(platform_overrides->upper(${lane}.platform)->>'contentType', content_type), 'options', platform_metadata->upper(${lane}.platform)) as kind
      from posts where id = ${postId} offset 0) as post))`
  const ofItem = isOfKind('(select post_id from targets where id = target_items.target_id)')
  const ofLanes = (count: string): string => `
    (select sum(counted.n) from (
      select ${lane}.id union all select other.id from lanes as other
        where rule->>'of' = 'app' and other.mode = ${lane}.mode and other.platform = ${lane}.platform and other.id <> ${lane}.id
    ) as of_lane (id) cross join lateral (select count(*) as n from (${count} limit most) as found) as counted)`
  return `
    select coalesce(json_agg(json_build_object(
      'published', ${ofLanes(`select from target_items where lane_id = of_lane.id and published_at > begins and published_at <= ${at} and (parts or sequence = 0) and ${ofItem}`)},
      'sinceReading', (select count(*) from target_items
        where lane_id = ${lane}.id and published_at > read_at and published_at <= ${at} and (parts or sequence = 0) and ${ofItem}),
      'usedUpUntil', case when rule->>'of' = 'app' then (select max(told.quota->>'appUsedUpUntil') from lanes as told
        where told.mode = ${lane}.mode and told.platform = ${lane}.platform) end,
      'scheduled', ${ofLanes(`select from targets where lane_id = of_lane.id and run_at > since and run_at <= till and run_at < 'infinity' and post_id is distinct from ${exceptPost} and ${isOfKind('post_id')}`)}
    ) order by place), '[]')
    from jsonb_array_elements(${rules}) with ordinality as each (rule, place)
    cross join lateral (
      select rule->'window' as "window", coalesce((rule->>'countsParts')::boolean, false) as parts, not (rule ?| array['only', 'except']) as every_kind,
        interval '1 millisecond' * coalesce(rule->'window'->>'rollingMs', rule->'window'->>'everyMs')::bigint as length,
        ${lane}.quota->'readings'->(rule->>'name') as reading offset 0
    ) as stated cross join lateral (
      select greatest((rule->>'limit')::bigint, (reading->>'limit')::bigint) as most, (reading->>'readAt')::timestamptz as read_at,
        case when "window" ? 'rollingMs' then ${at} - length when "window" ? 'everyMs' then date_bin(length, ${at}, 'epoch')
          else date_trunc('day', ${at}, "window"->>'dayIn') end as begins offset 0
    ) as known cross join lateral (
      select ${ahead ? at : 'begins'} as since,
        case when "window" ? 'rollingMs' then ${ahead ? `${at} + length` : at} when "window" ? 'everyMs' then begins + length
          else date_trunc('day', begins + interval '36 hours', "window"->>'dayIn') end as till offset 0
    ) as span where place between 1 and 100`
}
