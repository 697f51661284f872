import type { Acknowledged } from './crowd.js'
import type { Fleet } from './fleet.js'
import type { Received } from '../support/receiver.js'

type Target = {
  platform: string
  accountId: string
  status: string
  platformPostId: string | null
  error: { code: string; message: string; details?: Record<string, unknown> } | null
  warnings: { code: string; reason?: string }[]
}
type Post = { id: string; status: string; platforms: Target[] }
type Public = { platform: string; accountId: string; remoteId: string; text: string; parentId: string | null }

export type Verdict = {
  /** Everything that breaks a promise, in words. Empty is what we want. */
  problems: string[]
  /** Items that the public sees more than once. */
  duplicates: number
  published: number
  /** Targets that failed, by code. */
  failures: Map<string, number>
  items: number
}

/** What a failed target may say, and what the public must then see of its parts. */
const trueReasons: Record<string, (seen: number, target: Target) => boolean> = {
  OUTCOME_UNKNOWN: () => true,
  PLATFORM_UNAVAILABLE: (seen) => seen === 0,
  // Networks that fetch files find nobody while all web processes are down; on the campaign's clock that is minutes.
  MEDIA_REJECTED: (seen, { error }) => seen === 0 && error?.message.includes('could not fetch') === true,
  PARTIAL_THREAD: (seen, { error }) =>
    seen === error?.details?.['publishedItems'] || error?.details?.['reason'] === 'OUTCOME_UNKNOWN',
}

/** Compares what was acknowledged with what the server says and with what the networks show. */
export async function judgePosts(fleet: Fleet, acknowledged: readonly Acknowledged[]): Promise<Verdict> {
  const { data } = await fleet.call<{ data: Public[] }>('GET', '/sandbox/posts?limit=100000')
  const shown = new Map<string, Public[]>()
  for (const each of data) {
    const at = `${each.accountId} ${each.text}`
    shown.set(at, [...(shown.get(at) ?? []), each])
  }
  const seen = (accountId: string, text: string): Public[] => shown.get(`${accountId} ${text}`) ?? []
  const verdict: Verdict = {
    problems: [],
    duplicates: 0,
    published: 0,
    failures: new Map(),
    items: data.length,
  }
  const wanted = new Set<string>()
  const wrong = (what: string): number => verdict.problems.push(what)

  for (const { id, targets } of acknowledged) {
    const post = await fleet.call<Post>('GET', `/v1/posts/${id}`)
    if (post.platforms.length !== targets.length) wrong(`${id} has ${String(post.platforms.length)} targets`)
    for (const expected of targets) {
      const target = post.platforms.find((each) => each.accountId === expected.accountId)
      if (target === undefined) {
        wrong(`${id} lacks its target on ${expected.accountId}`)
        continue
      }
      const where = `${id} on ${target.platform}`
      for (const text of [...expected.parts, ...(expected.comment === null ? [] : [expected.comment])]) {
        wanted.add(`${expected.accountId} ${text}`)
        const times = seen(expected.accountId, text).length
        if (times > 1) {
          verdict.duplicates += times - 1
          wrong(`${where}: "${text}" is out ${String(times)} times`)
        }
      }
      const out = expected.parts.filter((text) => seen(expected.accountId, text).length > 0).length
      if (target.status === 'published') {
        verdict.published += 1
        if (out < expected.parts.length) wrong(`${where} says published, but ${String(out)} parts are out`)
        const [first] = seen(expected.accountId, expected.parts[0] ?? '')
        if (first !== undefined && first.remoteId !== target.platformPostId)
          wrong(`${where} names ${String(target.platformPostId)}, but ${first.remoteId} is out`)
        judgeComment(
          wrong,
          where,
          target,
          expected.comment === null ? null : seen(expected.accountId, expected.comment),
        )
      } else if (target.status === 'failed') {
        const code = target.error?.code ?? 'without a reason'
        verdict.failures.set(code, (verdict.failures.get(code) ?? 0) + 1)
        if (trueReasons[code]?.(out, target) !== true)
          wrong(
            `${where} failed with ${code} (${target.error?.message ?? ''}), and ${String(out)} parts are out`,
          )
      } else wrong(`${where} is ${target.status}`)
    }
    const statuses = new Set(post.platforms.map((each) => each.status))
    const status = statuses.size === 1 ? [...statuses][0] : 'partial'
    if (post.status !== status)
      wrong(`${id} is ${post.status}, its targets are ${[...statuses].join(' and ')}`)
  }
  for (const [at, [stray]] of shown)
    if (!wanted.has(at))
      wrong(`${stray?.platform ?? ''} shows "${stray?.text ?? ''}", which nobody wrote for this account`)
  return verdict
}

function judgeComment(
  wrong: (what: string) => void,
  where: string,
  target: Target,
  seen: readonly Public[] | null,
): void {
  if (seen === null) return
  const failed = target.warnings.find((each) => each.code === 'FIRST_COMMENT_FAILED')
  if (failed === undefined && seen.length === 0)
    wrong(`${where}: its comment is missing, and nothing says so`)
  if (failed !== undefined && seen.length > 0 && failed.reason !== 'OUTCOME_UNKNOWN')
    wrong(`${where}: its comment is out, but ${failed.reason ?? 'a failure'} is reported`)
  if (seen.length > 0 && seen[0]?.parentId !== target.platformPostId)
    wrong(`${where}: its comment hangs elsewhere`)
}

/** Every post once, and one final event of its one run, which says what the post says. */
export async function judgeRows(fleet: Fleet, acknowledged: readonly Acknowledged[]): Promise<string[]> {
  const rows = await fleet.db.query<{
    id: string
    content: string
    finals: number
    said: string | null
    status: string
  }>({
    text: `select p.id, p.content, p.status, count(e.id)::integer as finals, max(lower(e.data ->> 'status')) as said
           from posts p left join events e on e.post_id = p.id and e.type in ('post.published', 'post.failed')
           group by p.id`,
  })
  const known = new Set(acknowledged.map((post) => post.id))
  const contents = new Set(rows.map((row) => row.content))
  return [
    ...rows
      .filter((row) => !known.has(row.id))
      .map((row) => `${row.id} (${row.content}) was acknowledged to nobody`),
    ...(contents.size === rows.length
      ? []
      : [`${String(rows.length - contents.size)} posts were made twice`]),
    ...rows
      .filter((row) => row.finals !== 1)
      .map((row) => `${row.id} is ${row.status} and has ${String(row.finals)} final events`),
    ...rows
      .filter((row) => row.finals === 1 && row.said !== row.status)
      .map((row) => `${row.id} is ${row.status}, its event says ${String(row.said)}`),
  ]
}

/** Every event reached the receiver, under its own id, always with the same words. */
export async function judgeDeliveries(
  fleet: Fleet,
  webhookId: string,
  received: readonly Received[],
): Promise<{ problems: string[]; events: number; again: number }> {
  const rows = await fleet.db.query<{ id: string; deliveries: number; succeeded: number }>({
    text: `select e.id, count(d.id)::integer as deliveries, count(*) filter (where d.status = 'succeeded')::integer as succeeded
           from events e left join deliveries d on d.event_id = e.id and d.webhook_id = $1
           where e.created_at >= (select created_at from webhooks where id = $1) group by e.id`,
    values: [webhookId],
  })
  const bodies = new Map<string, Set<string>>()
  for (const { headers, raw } of received) {
    const id = headers['webhook-id'] ?? ''
    bodies.set(id, (bodies.get(id) ?? new Set()).add(raw))
  }
  const known = new Set(rows.map((row) => row.id))
  const problems = [
    ...rows
      .filter((row) => row.deliveries !== 1 || row.succeeded !== 1)
      .map(
        (row) =>
          `${row.id} has ${String(row.deliveries)} deliveries, ${String(row.succeeded)} of them succeeded`,
      ),
    ...rows.filter((row) => !bodies.has(row.id)).map((row) => `${row.id} never reached the receiver`),
    ...[...bodies.keys()]
      .filter((id) => !known.has(id))
      .map((id) => `The receiver got ${id}, which is no event`),
    ...[...bodies].filter(([, set]) => set.size > 1).map(([id]) => `${id} came with different words`),
  ]
  return { problems, events: rows.length, again: received.length - bodies.size }
}
