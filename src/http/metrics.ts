import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

export type Metrics = {
  registry: Registry
  requests: Histogram<'route' | 'method' | 'status'>
  lateness: Histogram
  outcomes: Counter<'platform' | 'outcome'>
  publishedTwice: Counter<'platform'>
  deliveries: Counter<'result'>
  rateLimited: Counter
  dueLanes: Gauge
  dueRows: Gauge<'table'>
  oldestDue: Gauge<'table'>
  webhooksOff: Gauge
  databaseConnections: Gauge<'state'>
  inHand: Gauge
}

/** What `/metrics` tells, in Prometheus' words. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  return {
    registry,
    requests: new Histogram({
      name: 'voxburst_http_request_seconds',
      help: 'Time to answer a request',
      labelNames: ['route', 'method', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    }),
    lateness: new Histogram({
      name: 'voxburst_publish_lateness_seconds',
      help: 'From the due time of a target to the commit of its first attempt',
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
      registers,
    }),
    outcomes: new Counter({
      name: 'voxburst_publish_outcomes_total',
      help: 'What platforms said to attempts',
      labelNames: ['platform', 'outcome'],
      registers,
    }),
    publishedTwice: new Counter({
      name: 'voxburst_published_twice_total',
      help: 'Late answers that told of a second post',
      labelNames: ['platform'],
      registers,
    }),
    deliveries: new Counter({
      name: 'voxburst_webhook_deliveries_total',
      help: 'Webhook requests by result',
      labelNames: ['result'],
      registers,
    }),
    rateLimited: new Counter({
      name: 'voxburst_rate_limited_total',
      help: 'Requests refused with 429',
      registers,
    }),
    dueRows: new Gauge({
      name: 'voxburst_due_rows',
      help: 'Rows that are due and in no worker’s hand',
      labelNames: ['table'],
      registers,
    }),
    oldestDue: new Gauge({
      name: 'voxburst_oldest_due_seconds',
      help: 'How long the oldest of them has been due',
      labelNames: ['table'],
      registers,
    }),
    webhooksOff: new Gauge({
      name: 'voxburst_webhooks_switched_off',
      help: 'Webhooks that were switched off because their receivers failed',
      registers,
    }),
    databaseConnections: new Gauge({
      name: 'voxburst_database_connections',
      help: 'Connections of this process to the database',
      labelNames: ['state'],
      registers,
    }),
    dueLanes: new Gauge({
      name: 'voxburst_due_lanes',
      help: 'Lanes with a due target that no worker has',
      registers,
    }),
    inHand: new Gauge({
      name: 'voxburst_worker_rows_in_hand',
      help: 'Rows that this worker has claimed',
      registers,
    }),
  }
}
