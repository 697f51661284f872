import type { AccountsDeps } from '../accounts/deps.js'
import { firstAgeMs, measuredForMs, nextReadAt, readPauseMs } from '../domain/measuring-times.js'
import { failpoint } from '../kit/failpoint.js'
import type { Lease } from '../store/claims.js'
import { duePosts, nextPostAt, noticePublished, saveRead } from '../store/measured-posts.js'
import {
  endMeasurement,
  lockMeasurement,
  readMeasurement,
  restLane,
  saveAccountDays,
  type Measurement,
} from '../store/measurements.js'
import { hasScheduled, saveReadings } from '../store/quotas.js'
import { openReader, pageIn, readableAccount, type Reader, type Stop } from './reader.js'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** How many calls about posts are made before other accounts have a turn. */
const callsInARun = 5
/** Networks correct the days that are just over. */
const correctedForMs = 7 * dayMs
/** A transaction that began before we looked may publish after it; none lives as long. */
const overlapMs = hourMs

type Run = {
  deps: AccountsDeps
  lease: Lease
  work: Measurement
  reader: Reader
  next: { accountAt: Date; quotaAt: Date }
}

/**
 * Reads what is due of an account: what is left of its quota, its own numbers, those of its posts. Everything that was
 * read is kept before the next call is made; a worker that dies in between leaves the rest due. A network that wants to
 * be left alone is, for the network account as a whole, and an account whose access is over until it is connected again.
 */
export async function measureAccount(deps: AccountsDeps, lease: Lease): Promise<void> {
  const work = await readMeasurement(deps.db, lease)
  if (work === null) return
  const account = await readableAccount(deps, lease.id)
  if (account.kind !== 'readable') return stopFor({ deps, lease, work }, account)
  const { metrics, quota } = account.connector
  if (metrics === undefined && quota?.read === undefined)
    return endMeasurement(deps.db, lease, { begunAt: work.now, runAt: after(work, dayMs), tries: 0 })

  const reader = await openReader(deps, account)
  if ('kind' in reader) return stopFor({ deps, lease, work }, reader)
  const run: Run = {
    deps,
    lease,
    work,
    reader,
    next: { accountAt: work.accountAt, quotaAt: work.quotaAt },
  }
  if (metrics?.posts !== undefined) await notice(run)
  const stop = (await readQuota(run)) ?? (await readAccount(run)) ?? (await readPosts(run))
  return stop === null ? goOn(run) : stopFor(run, stop)
}

function after({ now }: Pick<Measurement, 'now'>, ms: number): Date {
  return new Date(now.getTime() + ms)
}

async function notice({ deps, lease, work }: Run): Promise<void> {
  const since = work.noticedUntil?.getTime() ?? work.now.getTime() - measuredForMs
  await noticePublished(deps.db, lease, {
    laneId: work.laneId,
    since: new Date(since - overlapMs),
    firstAgeMs,
  })
}

/** Every hour while something is about to go out. */
async function readQuota({ deps, work, reader, next }: Run): Promise<Stop | null> {
  const { read } = reader.connector.quota ?? {}
  if (read === undefined || work.quotaAt > work.now) return null
  const told = await reader.ask(read)
  if (told.kind === 'stop') return told.stop
  const isSoon = await hasScheduled(deps.db, work.laneId, dayMs)
  next.quotaAt = after(work, isSoon ? hourMs : 6 * hourMs)
  if (told.kind === 'denied') return null
  await saveReadings(deps.db, work.laneId, told.answer.readings)
  return told.rest
}

async function readAccount({ deps, lease, work, reader, next }: Run): Promise<Stop | null> {
  const { account } = reader.connector.metrics ?? {}
  if (account === undefined || work.accountAt > work.now) return null
  const since = after(work, work.noticedUntil === null ? -measuredForMs : -correctedForMs)
  const told = await reader.ask((ctx) => account(ctx, since))
  if (told.kind === 'stop') return told.stop
  next.accountAt = after(work, dayMs)
  if (told.kind === 'denied') return null
  const { now, days = [] } = told.answer
  await saveAccountDays(deps.db, lease.id, days)
  await saveAccountDays(deps.db, lease.id, [{ day: work.now.toISOString().slice(0, 10), numbers: now }])
  return told.rest
}

async function readPosts({ deps, lease, work, reader }: Run): Promise<Stop | null> {
  const { metrics } = reader.connector
  const ask = metrics?.posts
  if (metrics === undefined || ask === undefined) return null
  for (let calls = 0; calls < callsInARun; calls += 1) {
    const all = await duePosts(deps.db, lease, metrics.postsPerCall)
    const [first] = all
    if (first === undefined) return null
    // One call is about one page.
    const due = all.filter((post) => pageIn(post.accountData) === pageIn(first.accountData))
    const told = await reader.ask((ctx) => ask(due, ctx), first.accountData)
    if (told.kind === 'stop') return told.stop
    const answered = new Map(
      (told.kind === 'ok' ? told.answer.posts : []).map((measure) => [measure.remoteId, measure]),
    )
    await saveRead(
      deps.db,
      lease,
      due.map(({ id, remoteId, publishedAt }) => {
        const measure = answered.get(remoteId)
        const isGone = measure !== undefined && 'isGone' in measure
        const numbers = measure !== undefined && 'numbers' in measure ? measure.numbers : null
        const nextAt = isGone ? null : nextReadAt(publishedAt, work.now, metrics.isDear ?? false)
        return { id, numbers, isGone, nextAt }
      }),
    )
    failpoint('posts-measured')
    if (told.kind === 'denied' || told.rest !== null) return told.kind === 'ok' ? told.rest : null
    if (all.length < metrics.postsPerCall && due.length === all.length) return null
  }
  return null
}

/** When the first of what is left is due; within the hour, so that what is published meanwhile is noticed. */
async function goOn({ deps, lease, work, reader, next }: Run): Promise<void> {
  const { metrics, quota } = reader.connector
  await deps.db.transaction(async (tx) => {
    await lockMeasurement(tx, lease.id)
    const times = [
      ...(metrics?.posts === undefined ? [] : [after(work, hourMs), await nextPostAt(tx, lease)]),
      ...(metrics?.account === undefined ? [] : [next.accountAt]),
      ...(quota?.read === undefined ? [] : [next.quotaAt]),
    ].flatMap((at) => (at === null ? [] : [at.getTime()]))
    const runAt = new Date(Math.min(after(work, dayMs).getTime(), ...times))
    const begunAt = work.now
    await endMeasurement(tx, lease, { ...next, begunAt, runAt, tries: 0, noticedUntil: work.now })
  })
}

async function stopFor(
  { deps, lease, work, next }: Pick<Run, 'deps' | 'lease' | 'work'> & Partial<Pick<Run, 'next'>>,
  stop: Stop,
): Promise<void> {
  const begunAt = work.now
  if (stop.kind === 'dead') return endMeasurement(deps.db, lease, { ...next, begunAt, runAt: null, tries: 0 })
  const runAt = after(work, stop.inMs ?? readPauseMs(work.tries))
  await endMeasurement(deps.db, lease, { ...next, begunAt, runAt, tries: stop.isTold ? 0 : work.tries + 1 })
  if (stop.isTold) await restLane(deps.db, work.laneId, runAt)
}
