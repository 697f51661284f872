import type { PostStatus } from '../../contract/post-status.js'
import { newId } from '../../src/kit/ids.js'
import type { Database } from '../../src/store/database.js'

/** Rows for tests. Each fills in what the test does not care about, and answers the ids it made. */

export type Home = { workspaceId: string; userId: string; mode: 'sandbox' | 'live' }

/** A workspace with its owner. The answer serves as the caller of verbs. */
export async function aWorkspace(
  db: Database,
  given: { settings?: Record<string, unknown>; mode?: Home['mode'] } = {},
): Promise<Home> {
  const workspaceId = newId('ws')
  const userId = newId('usr')
  await db.query({
    text: 'insert into workspaces (id, name, settings) values ($1, $2, $3)',
    values: [workspaceId, 'Bistro', JSON.stringify(given.settings ?? {})],
  })
  await db.query({
    text: 'insert into users (id, email, name) values ($1, $2, $3)',
    values: [userId, `ann-${userId.slice(-6)}@example.com`, 'Ann'],
  })
  await db.query({
    text: `insert into members (workspace_id, user_id, role) values ($1, $2, 'owner')`,
    values: [workspaceId, userId],
  })
  return { workspaceId, userId, mode: given.mode ?? 'sandbox' }
}

export type Account = { id: string; laneId: string; platform: string }

export async function anAccount(
  db: Database,
  home: Home,
  given: {
    platform?: string
    status?: string
    username?: string
    remoteId?: string
    platformData?: Record<string, unknown>
  } = {},
): Promise<Account> {
  const id = newId('acc')
  const platform = given.platform ?? 'acme'
  const remoteId = given.remoteId ?? newId('req')
  const [lane] = await db.query<{ id: string }>({
    text: `insert into lanes (mode, platform, remote_id) values ($1, $2, $3)
           on conflict (mode, platform, remote_id) do update set remote_id = excluded.remote_id returning id`,
    values: [home.mode, platform, remoteId],
  })
  if (lane === undefined) throw new Error('no lane')
  await db.query({
    text: `insert into accounts (id, workspace_id, mode, platform, remote_id, lane_id, username, display_name, status, platform_data)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    values: [
      id,
      home.workspaceId,
      home.mode,
      platform,
      remoteId,
      lane.id,
      given.username ?? 'bistro',
      'The Bistro',
      given.status ?? 'active',
      JSON.stringify(given.platformData ?? {}),
    ],
  })
  return { id, laneId: lane.id, platform }
}

export async function aMedia(
  db: Database,
  home: Home,
  given: { kind?: string; status?: string; probed?: boolean; sourceUrl?: string; altText?: string } = {},
): Promise<{ id: string }> {
  const id = newId('media')
  await db.query({
    text: `insert into media (id, workspace_id, filename, content_type, declared_type, kind, status, origin, source_url, storage_key,
             alt_text, probed, size_bytes, width, height)
           values ($1, $2, 'menu.jpg', 'image/jpeg', 'image/jpeg', $3, $4, $5, $6, $7, $8, $9, 20000, 1080, 1080)`,
    values: [
      id,
      home.workspaceId,
      given.kind ?? 'image',
      given.status ?? 'READY',
      given.sourceUrl === undefined ? 'upload' : 'register',
      given.sourceUrl ?? null,
      given.sourceUrl === undefined ? `objects/${id}` : null,
      given.altText ?? null,
      given.probed ?? true,
    ],
  })
  return { id }
}

/** A webhook that exists only to be delivered to; its secret opens nothing. */
export async function aWebhook(
  db: Database,
  home: Home,
  given: { events?: string[]; enabled?: boolean } = {},
): Promise<{ id: string }> {
  const id = newId('wh')
  await db.query({
    text: `insert into webhooks (id, workspace_id, url, events, enabled, secret) values ($1, $2, 'https://hooks.example/', $3, $4, '\\x00')`,
    values: [id, home.workspaceId, given.events ?? ['*'], given.enabled ?? true],
  })
  return { id }
}

type TargetGiven = {
  account?: Account
  status?: string
  error?: { code: string; message: string; details?: Record<string, unknown> } | null
  retryCount?: number
  /** Milliseconds from now; absent: not due. */
  runInMs?: number
  stage?: string
  leased?: boolean
}

/**
 * A post in any status, with one target per entry (one on a new account when none is given). Statuses of targets
 * follow the post's where they are not given, and the post's counters follow the targets.
 */
export async function aPost(
  db: Database,
  home: Home,
  given: {
    status?: PostStatus
    content?: string
    scheduledInMs?: number
    media?: { id: string }[]
    targets?: TargetGiven[]
    keptAsDraft?: boolean
    createdAt?: Date
  } = {},
): Promise<{ id: string; targets: { id: string; account: Account }[] }> {
  const status = given.status ?? 'draft'
  const id = newId('post', given.createdAt?.getTime())
  const wanted = given.targets ?? [{}]
  const isDue = status === 'scheduled' || given.scheduledInMs !== undefined
  const targets: (TargetGiven & { id: string; account: Account; state: string })[] = []
  for (const each of wanted) {
    const state = each.status ?? targetStatusOf(status)
    targets.push({ ...each, id: newId('pp'), account: each.account ?? (await anAccount(db, home)), state })
  }
  const count = (...states: string[]): number => targets.filter((each) => states.includes(each.state)).length
  const hasRun = !['draft', 'scheduled', 'cancelled'].includes(status)
  await db.query({
    text: `insert into posts (id, workspace_id, mode, created_by, content, status, scheduled_for, kept_as_draft, media, run, open_targets,
             published_targets, failed_targets, published_at, created_at)
           values ($1, $2, $3, $4, $5, $6, case when $7 then vb_now() + $8 * interval '1 millisecond' end, $9, $10, $11, $12, $13, $14,
             case when $13 > 0 then vb_now() end, coalesce($15, vb_now()))`,
    values: [
      id,
      home.workspaceId,
      home.mode,
      home.userId,
      given.content ?? 'New menu today',
      status,
      isDue,
      given.scheduledInMs ?? 3_600_000,
      given.keptAsDraft ?? false,
      JSON.stringify(given.media ?? []),
      hasRun ? 1 : 0,
      status === 'scheduled' || status === 'publishing' ? count('pending', 'publishing') : 0,
      count('published'),
      count('failed'),
      given.createdAt ?? null,
    ],
  })
  for (const [position, target] of targets.entries()) {
    const standardMs =
      status === 'scheduled'
        ? (given.scheduledInMs ?? 3_600_000)
        : target.state === 'publishing'
          ? 0
          : undefined
    const runInMs = target.runInMs ?? standardMs
    await db.query({
      text: `insert into targets (id, workspace_id, post_id, account_id, lane_id, platform, position, status, run_at, due_at, stage, error,
               retry_count, remote_id, published_at, lease_token)
             values ($1, $2, $3, $4, $5, $6, $7, $8, coalesce(vb_now() + $9 * interval '1 millisecond', 'infinity'),
               vb_now() + $9 * interval '1 millisecond', $10, $11, $12, $13, case when $8 = 'published' then vb_now() end,
               case when $14 then gen_random_uuid() end)`,
      values: [
        target.id,
        home.workspaceId,
        id,
        target.account.id,
        target.account.laneId,
        target.account.platform,
        position,
        target.state,
        runInMs ?? null,
        target.stage ?? 'send',
        errorOf(target),
        target.retryCount ?? 0,
        target.state === 'published' ? `remote-${target.id}` : null,
        target.leased ?? false,
      ],
    })
    if (target.state === 'published')
      await db.query({
        text: `insert into target_items (target_id, sequence, workspace_id, lane_id, remote_id, published_at) values ($1, 0, $2, $3, $4, vb_now())`,
        values: [target.id, home.workspaceId, target.account.laneId, `remote-${target.id}`],
      })
    if (runInMs !== undefined)
      await db.query({
        text: `update lanes set run_at = least(run_at, vb_now() + $2 * interval '1 millisecond') where id = $1`,
        values: [target.account.laneId, runInMs],
      })
  }
  return { id, targets: targets.map((target) => ({ id: target.id, account: target.account })) }
}

/** An attempt of a target: open (its request may be on the wire) until `outcome` ends it. */
export async function anAttempt(
  db: Database,
  home: Home,
  given: { postId: string; targetId: string; outcome?: string; deadlineInMs?: number },
): Promise<{ id: string }> {
  const id = newId('att')
  await db.query({
    text: `insert into attempts (id, workspace_id, post_id, target_id, sequence, number, run, revision, lease_token, stage, content_hash,
             deadline_at, ended_at, outcome)
           values ($1, $2, $3, $4, 0, 1 + (select count(*) from attempts where target_id = $4), 1, 1, gen_random_uuid(), 'send', 'hash',
             vb_now() + $5 * interval '1 millisecond', case when $6::text is not null then vb_now() end, $6)`,
    values: [
      id,
      home.workspaceId,
      given.postId,
      given.targetId,
      given.deadlineInMs ?? 40_000,
      given.outcome ?? null,
    ],
  })
  return { id }
}

function targetStatusOf(status: PostStatus): string {
  if (status === 'published' || status === 'unpublished') return 'published'
  if (status === 'publishing') return 'publishing'
  return status === 'failed' || status === 'partial' ? 'failed' : 'pending'
}

function errorOf(target: TargetGiven & { state: string }): string | null {
  const standard =
    target.state === 'failed' ? { code: 'PUBLISH_ERROR', message: 'The network said no.' } : null
  const error = target.error === undefined ? standard : target.error
  return error === null ? null : JSON.stringify(error)
}
