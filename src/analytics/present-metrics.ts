import { metricNames, type MetricName, type Metrics } from '../domain/engagement.js'

export type ShownMetrics = Record<Exclude<MetricName, 'videoViews'>, number> & { videoViews?: number }
type Shown<M> = { metrics: M; reportedMetrics: MetricName[] }

/**
 * Metrics as REST shows them: clients count on every name, so that what nobody tells is 0, and `reportedMetrics` names
 * what somebody does. `videoViews` is there only where it is told. With `names`, these alone.
 */
export function presentMetrics(metrics: Metrics): Shown<ShownMetrics>
export function presentMetrics(metrics: Metrics, names: readonly MetricName[]): Shown<Partial<ShownMetrics>>
export function presentMetrics(
  metrics: Metrics,
  names: readonly MetricName[] = metricNames,
): Shown<Partial<ShownMetrics>> {
  const isTold = (name: MetricName): boolean => metrics[name] != null
  return {
    metrics: Object.fromEntries(
      names.filter((name) => name !== 'videoViews' || isTold(name)).map((name) => [name, metrics[name] ?? 0]),
    ),
    reportedMetrics: names.filter(isTold),
  }
}
