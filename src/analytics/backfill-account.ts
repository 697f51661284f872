import type { AccountsDeps } from '../accounts/deps.js'
import type { EarlierPost } from '../connectors/connector.js'
import { nextReadAt, readPauseMs } from '../domain/measuring-times.js'
import { failpoint } from '../kit/failpoint.js'
import { endBackfill, readBackfill, turnPage, type Backfill } from '../store/backfills.js'
import type { Lease } from '../store/claims.js'
import { addFoundPosts } from '../store/measured-posts.js'
import { hastenMeasurement, restLane } from '../store/measurements.js'
import { openReader, readableAccount, type Reader, type Stop } from './reader.js'

/** How many pages are read before other accounts have a turn. */
const pagesInARun = 5

/**
 * Reads what an account posted in the last 90 days, page by page. Each page is kept together with the place of the
 * next, so that a worker that dies leaves the rest to the one that follows.
 */
export async function backfillAccount(deps: AccountsDeps, lease: Lease): Promise<void> {
  const work = await readBackfill(deps.db, lease)
  if (work === null) return
  const account = await readableAccount(deps, lease.id)
  if (account.kind !== 'readable') return stopFor(deps, lease, work, account)
  if (account.connector.history === undefined) return endBackfill(deps.db, lease, { runAt: null, tries: 0 })
  const reader = await openReader(deps, account)
  if ('kind' in reader) return stopFor(deps, lease, work, reader)

  let cursor = work.cursor
  for (let pages = 0; pages < pagesInARun; pages += 1) {
    const page = await readPage(deps, lease, { ...work, cursor }, reader)
    if (page.kind === 'stop') return stopFor(deps, lease, work, page.stop)
    if (page.kind === 'end') return endBackfill(deps.db, lease, { runAt: null, tries: 0 })
    cursor = page.cursor
  }
  await endBackfill(deps.db, lease, { runAt: work.now, tries: 0 })
}

async function readPage(
  deps: AccountsDeps,
  lease: Lease,
  { now, since, cursor, laneId }: Backfill,
  { connector, ask }: Reader,
): Promise<{ kind: 'stop'; stop: Stop } | { kind: 'end' } | { kind: 'on'; cursor: string }> {
  const { history, metrics } = connector
  if (history === undefined) return { kind: 'end' }
  const told = await ask((ctx) => history({ cursor, since }, ctx))
  if (told.kind === 'stop') return told
  const { posts, next } = told.kind === 'ok' ? told.answer : { posts: [], next: null }
  const oldest = posts.at(-1)
  const isLast = next === null || next === cursor || (oldest !== undefined && oldest.createdAt < since)
  const isDear = metrics?.isDear ?? false
  const found = posts
    .filter(({ createdAt }) => createdAt >= since)
    .map((post) => ({ ...post, numbers: post.numbers ?? null, nextAt: firstReadAt(post, now, isDear) }))
  const isOurs = await deps.db.transaction(async (tx) => {
    if (found.some(({ numbers }) => numbers === null)) await hastenMeasurement(tx, lease.id)
    const page = { cursor: next, isLast, oldest: oldest?.createdAt ?? null, found: found.length }
    if (!(await turnPage(tx, lease, page))) return false
    await addFoundPosts(tx, { ...lease, laneId }, found)
    return true
  })
  failpoint('page-turned')
  if (!isOurs || isLast) return { kind: 'end' }
  return told.kind === 'ok' && told.rest !== null
    ? { kind: 'stop', stop: told.rest }
    : { kind: 'on', cursor: next }
}

/** What came without its numbers is read at once. */
function firstReadAt({ createdAt, numbers }: EarlierPost, now: Date, isDear: boolean): Date | null {
  return numbers === undefined ? now : nextReadAt(createdAt, now, isDear)
}

async function stopFor(deps: AccountsDeps, lease: Lease, work: Backfill, stop: Stop): Promise<void> {
  if (stop.kind === 'dead') return endBackfill(deps.db, lease, { runAt: null, tries: 0 })
  const runAt = new Date(work.now.getTime() + (stop.inMs ?? readPauseMs(work.tries)))
  await endBackfill(deps.db, lease, { runAt, tries: stop.isTold ? 0 : work.tries + 1 })
  if (stop.isTold) await restLane(deps.db, work.laneId, runAt)
}
