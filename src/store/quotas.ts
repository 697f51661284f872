import type { KeptQuota, QuotaCounts, QuotaReading } from '../domain/quota.js'
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

/** Whether anything of the network account goes out within so long. */
export async function hasScheduled(db: Db, laneId: string, withinMs: number): Promise<boolean> {
  const rows = await db.query({
    name: 'has-scheduled',
    text: `select from targets where lane_id = $1 and run_at < vb_now() + $2 * interval '1 millisecond' limit 1`,
    values: [laneId, withinMs],
  })
  return rows.length > 0
}

type Span = { from: Date; to: Date }

export type QuotaQuestion = {
  laneId: string
  /** Null: of the lane alone; else of all lanes of this platform. */
  ofApp: { mode: string; platform: string } | null
  /** Where published posts count, and where scheduled ones do; beginnings are not included. */
  published: Span
  scheduled: Span
  countsParts: boolean
  /** Counting stops there: more is as much as this. */
  most: number
  readingName: string
  /** A post whose own targets do not count: it is the one that is asked for. */
  exceptPostId: string | null
}

/** Answers what a window holds, and what is kept of the lane's quotas; in the order of the questions. */
export const countQuota = gather(countQuotas)

async function countQuotas(
  db: Db,
  questions: readonly QuotaQuestion[],
): Promise<{ kept: KeptQuota; counts: QuotaCounts }[]> {
  return db.query<{ kept: KeptQuota; counts: QuotaCounts }>({
    name: 'count-quota',
    text: `
      select lane.quota as kept, json_build_object('published', published.count, 'sinceReading', since_reading.count, 'scheduled', scheduled.count) as counts
      from rows from (json_to_recordset($1) as (lane_id bigint, mode text, platform text, published_from timestamptz, published_to timestamptz,
        scheduled_from timestamptz, scheduled_to timestamptz, parts boolean, most integer, name text, except_post text)) with ordinality
        as asked (lane_id, mode, platform, published_from, published_to, scheduled_from, scheduled_to, parts, most, name, except_post, place)
      cross join lateral (select * from lanes where id = asked.lane_id offset 0) as lane
      cross join lateral (
        select array_agg(id) as ids from lanes where asked.mode is not null and mode = asked.mode and platform = asked.platform
      ) as app
      cross join lateral (select coalesce(app.ids, array[asked.lane_id]) as ids) as over
      cross join lateral (
        select count(*)::integer from (
          select from target_items where lane_id = any (over.ids) and published_at > asked.published_from and published_at <= asked.published_to
            and (asked.parts or sequence = 0) limit asked.most
        ) as rows_found
      ) as published
      cross join lateral (
        select count(*)::integer from (
          select from target_items where lane_id = asked.lane_id and published_at > (lane.quota->'readings'->asked.name->>'readAt')::timestamptz
            and published_at <= asked.published_to and (asked.parts or sequence = 0) limit asked.most
        ) as rows_found
      ) as since_reading
      cross join lateral (
        select coalesce(sum(rows_found.items), 0)::integer as count from (
          select case when asked.parts then 1 + jsonb_array_length(posts.thread_posts) else 1 end as items
          from targets join posts on posts.id = targets.post_id
          where targets.lane_id = any (over.ids) and targets.run_at > asked.scheduled_from and targets.run_at <= asked.scheduled_to and targets.run_at < 'infinity'
            and targets.status in ('pending', 'publishing') and targets.post_id is distinct from asked.except_post limit asked.most
        ) as rows_found
      ) as scheduled
      order by asked.place`,
    values: [
      JSON.stringify(
        questions.map((question) => ({
          lane_id: question.laneId,
          mode: question.ofApp?.mode ?? null,
          platform: question.ofApp?.platform ?? null,
          published_from: question.published.from,
          published_to: question.published.to,
          scheduled_from: question.scheduled.from,
          scheduled_to: question.scheduled.to,
          parts: question.countsParts,
          most: question.most,
          name: question.readingName,
          except_post: question.exceptPostId,
        })),
      ),
    ],
  })
}
