import type { z } from 'zod'
import type { getPostAnalytics } from '../../contract/analytics.js'
import { ApiError } from '../../contract/errors.js'
import {
  bucketOf,
  periodOf,
  type Granularity,
  type Period,
  type PeriodQuery,
} from '../domain/analytics-range.js'
import { addedUp, metricNames, metricsOf, type MetricName } from '../domain/engagement.js'
import type { PostNumbers } from '../domain/numbers.js'
import { wordsOf } from '../kit/words-of.js'
import { measuredTargets, type MeasuredTarget } from '../store/analytics.js'
import type { Caller, AnalyticsDeps } from './deps.js'
import { presentMetrics } from './present-metrics.js'

type Reply = z.output<typeof getPostAnalytics.reply>
type Point = { at: Date; numbers: PostNumbers }
type Asked = { period: Period; granularity: Granularity; names: readonly MetricName[] }

/** The numbers of a post on each network, over time. Throws NOT_FOUND where the workspace has no such post. */
export async function postAnalytics(
  deps: AnalyticsDeps,
  caller: Caller,
  postId: string,
  query: PeriodQuery & { granularity: Granularity; metrics?: string | undefined },
): Promise<Reply> {
  const period = periodOf(query, { now: await deps.now(), plan: caller.plan })
  const targets = await measuredTargets(deps.db, caller, postId, period.to)
  if (targets === null) throw new ApiError('NOT_FOUND', `No post ${postId} in this workspace.`)
  const asked = { period, granularity: query.granularity, names: namesOf(query.metrics) }
  const latest = targets.flatMap(({ points }) => points.at(-1) ?? [])
  const [only] = targets.length === 1 ? targets : []
  return {
    postId,
    platform: only?.platform.toUpperCase() ?? null,
    platformPostUrl: only === undefined ? null : urlOf(deps, only),
    data: targets.flatMap((target) => rowsOf(deps, postId, target, asked)),
    ...presentMetrics(addedUp(latest.map(({ numbers }) => metricsOf(numbers))), asked.names),
    dataAvailable: latest.length > 0,
    collectedAt: newest(targets.flatMap(({ measuredAt }) => measuredAt ?? [])),
    period: period.name,
    periodStart: period.from.toISOString(),
    periodEnd: period.to.toISOString(),
    granularity: query.granularity,
  }
}

/** One row for each stretch of time in which the numbers changed; at least one, with what is known at the end. */
function rowsOf(
  deps: AnalyticsDeps,
  postId: string,
  target: MeasuredTarget,
  { period, granularity, names }: Asked,
): Reply['data'] {
  const points = target.points.map(({ at, numbers }) => ({ at: new Date(at), numbers }))
  const before = points.filter(({ at }) => at < period.from).at(-1)
  const shown: Point[] = [
    // What was known when the period begins, so that a line has where to begin.
    ...(before === undefined ? [] : [{ at: period.from, numbers: before.numbers }]),
    ...points.filter(({ at }) => at >= period.from),
  ]
  const last = new Map(shown.map((point) => [bucketOf(point.at, granularity).start.getTime(), point]))
  const known = [...last.values()]
  const rows = known.length > 0 ? known : [null]
  return rows.map((point) => {
    const { start, end } = bucketOf(point?.at ?? period.to, granularity)
    const shape = presentMetrics(point === null ? {} : metricsOf(point.numbers), names)
    return {
      postId,
      postPlatformId: target.targetId,
      accountId: target.accountId,
      platform: target.platform.toUpperCase(),
      platformPostId: target.remoteId,
      platformPostUrl: urlOf(deps, target),
      ...shape.metrics,
      ...shape,
      more: point?.numbers.more ?? {},
      dataAvailable: point !== null,
      removedFromPlatform: target.isGone,
      collectedAt: point === null ? null : collectedAt(point, points, target),
      periodStart: start.toISOString(),
      periodEnd: end.toISOString(),
      granularity,
    }
  })
}

/** The newest numbers hold since they were last confirmed, not since they last changed. */
function collectedAt(point: Point, points: readonly Point[], { measuredAt }: MeasuredTarget): string {
  const isNewest = point.numbers === points.at(-1)?.numbers
  return (isNewest && measuredAt !== null ? measuredAt : point.at).toISOString()
}

function namesOf(given: string | undefined): readonly MetricName[] {
  const words = wordsOf(given)
  if (words === undefined) return metricNames
  return words.map((word) => {
    const name = metricNames.find((each) => each.toLowerCase() === word.toLowerCase())
    if (name !== undefined) return name
    throw new ApiError(
      'VALIDATION_ERROR',
      `metrics: ${word.slice(0, 50)} is none; known are ${metricNames.join(', ')}.`,
      { field: 'metrics' },
    )
  })
}

function urlOf(
  deps: AnalyticsDeps,
  { platform, url }: Pick<MeasuredTarget, 'platform' | 'url'>,
): string | null {
  return url === null ? null : deps.platformUrl(platform, url)
}

function newest(times: readonly Date[]): string | null {
  return times.length === 0 ? null : new Date(Math.max(...times.map((at) => at.getTime()))).toISOString()
}
