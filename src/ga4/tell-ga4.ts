import type { Config } from '../config.js'
import type { Lease } from '../store/claims.js'
import type { Db } from '../store/database.js'
import { listEvents, type EventPosition, type EventRow } from '../store/events.js'
import { clientIdsOf, readLeasedFeed, saveFeed } from '../store/ga4-feeds.js'

export type TellGa4Deps = {
  db: Db
  ga4: NonNullable<Config['ga4']>
  origins: Config['origins']
  now: () => Promise<Date>
  log: (message: string, facts?: Record<string, unknown>) => void
}

/** What is told, by its name at Google Analytics. */
const names: Readonly<Record<string, string>> = {
  'post.created': 'post_created',
  'post.scheduled': 'post_scheduled',
  'post.published': 'post_published',
  'post.failed': 'post_failed',
}
// developers.google.com/analytics/devguides/collection/protocol/ga4/sending-events (2026-09): 25 events a request, 72 hours back.
const mostAtOnce = 25
const oldestMs = 71 * 3_600_000
const origin = 'https://www.google-analytics.com'
const page = 200
const pauseMs = 60_000
const longestPauseMs = 3_600_000
const timeoutMs = 10_000

/**
 * Tells Google Analytics what happened in a workspace since it was last told, to each user's own client id. At least
 * once: what a crash or a lost answer leaves open is told again, and Google counts it again.
 */
export async function tellGa4(deps: TellGa4Deps, lease: Lease): Promise<void> {
  const feed = await readLeasedFeed(deps.db, lease)
  if (feed === null) return
  const position: EventPosition = feed.event_id === null ? null : { id: feed.event_id, seq: feed.event_seq }
  const { rows } = await listEvents(deps.db, {
    workspaceId: lease.workspaceId,
    type: null,
    postId: null,
    after: position,
    limit: page,
  })
  try {
    for (const request of await requestsOf(deps, lease.workspaceId, rows)) await send(deps, request)
  } catch (error) {
    const againInMs = Math.min(pauseMs * 2 ** feed.tries, longestPauseMs)
    deps.log('Google Analytics was not told; it is tried again', { reason: reasonOf(error), againInMs })
    await saveFeed(deps.db, lease, { position, failed: true, againInMs })
    return
  }
  const last = rows.at(-1)
  await saveFeed(deps.db, lease, {
    position: last === undefined ? position : { id: last.id, seq: last.seq },
    failed: false,
    againInMs: rows.length === page ? 0 : pauseMs,
  })
}

type Request = { client_id: string; events: { name: string; timestamp_micros: number; params: object }[] }

async function requestsOf(
  deps: TellGa4Deps,
  workspaceId: string,
  rows: readonly EventRow[],
): Promise<Request[]> {
  const since = (await deps.now()).getTime() - oldestMs
  const told = rows.filter((row) => names[row.type] !== undefined && row.created_at.getTime() > since)
  const clients = await clientIdsOf(deps.db, workspaceId, [...new Set(told.map(postOf))])
  const byClient = new Map<string, Request['events']>()
  for (const row of told) {
    const client = clients.get(postOf(row))
    if (client !== undefined) byClient.set(client, [...(byClient.get(client) ?? []), eventOf(row)])
  }
  return [...byClient].flatMap(([client_id, events]) =>
    Array.from({ length: Math.ceil(events.length / mostAtOnce) }, (_, index) => ({
      client_id,
      events: events.slice(index * mostAtOnce, (index + 1) * mostAtOnce),
    })),
  )
}

function postOf({ data }: EventRow): string {
  return String(data['id'] ?? data['postId'])
}

function eventOf(row: EventRow): Request['events'][number] {
  const targets = Array.isArray(row.data['platforms'])
    ? (row.data['platforms'] as { platform?: string }[])
    : []
  const platforms = [...new Set(targets.map(({ platform = '' }) => platform.toLowerCase()))].filter(
    (each) => each !== '',
  )
  return {
    name: names[row.type] ?? row.type,
    timestamp_micros: row.created_at.getTime() * 1_000,
    params: {
      post_id: postOf(row),
      platforms: platforms.join(',').slice(0, 100),
      target_count: targets.length,
    },
  }
}

async function send({ ga4, origins }: TellGa4Deps, request: Request): Promise<void> {
  const query = new URLSearchParams({ measurement_id: ga4.measurementId, api_secret: ga4.apiSecret.reveal() })
  const answer = await fetch(`${origins[origin] ?? origin}/mp/collect?${query.toString()}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  })
  await answer.body?.cancel()
  if (!answer.ok) throw new Error(`Google Analytics answered ${String(answer.status)}.`)
}

/** Never the address, which has the secret in it. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as { message: string; cause?: { code?: string } }
  return cause?.code ?? message
}
