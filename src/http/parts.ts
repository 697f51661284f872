import type { Logger } from 'pino'
import type { Config } from '../config.js'
import type { Outbox } from '../mail/queue-mail.js'
import type { Registry } from '../connectors/registry.js'
import type { Seal } from '../kit/seal.js'
import type { GuardedHttp } from '../kit/guarded-http.js'
import type { Storage } from '../media/storage.js'
import type { Database } from '../store/database.js'
import type { AccountsDeps } from '../accounts/deps.js'
import type { QuotaDeps } from '../accounts/quota-states.js'
import type { Wake } from '../work/wake.js'
import type { Metrics } from './metrics.js'
import type { EventFeed } from '../webhooks/event-feed.js'
import type { Tunnels } from './tunnels.js'

/**
 * What routes can reach. Made in app.ts; only `src/http` sees it whole: verbs take the narrow part they need as
 * their first argument.
 */
export type Parts = {
  config: Config
  db: Database
  log: Logger
  connectors: Registry
  accounts: AccountsDeps
  /** What our app is at a platform. */
  appOf: QuotaDeps['appOf']
  /** A made-up user of the sandbox, and what our connect page would be told for them. */
  sandboxUser: (
    platform: string,
    username: string | null,
  ) => Promise<{ username: string; answers: Record<string, string> } | null>
  wake: Wake
  seal: Seal
  storage: Storage
  guarded: GuardedHttp
  metrics: Metrics
  tunnels: Tunnels
  /** What streams follow. */
  feed: EventFeed
  /** Keys and sessions seen since their last use was noted. */
  keysInUse: Set<string>
  /** Whether this process's worker has its database session; absent without a worker. */
  workerIsUp?: () => boolean
  /** How many rows the worker of this process has in hand; absent where none runs. */
  workerInHand?: () => number
}

/** Null: the server sends no mails. */
export function outboxOf({ config }: Pick<Parts, 'config'>): Outbox | null {
  return config.smtp === null ? null : { publicUrl: config.publicUrl }
}
