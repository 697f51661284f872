import type { Registry } from '../connectors/registry.js'
import type { Db } from '../store/database.js'
import type { Tenant } from '../store/posts.js'

/** What reading numbers needs of the house. */
export type AnalyticsDeps = {
  db: Db
  connectors: Registry
  /** The database's clock. */
  now: () => Promise<Date>
  /** A network's own address as a person can open it. */
  platformUrl: (platform: string, url: string) => string
}

/** On whose behalf; the plan decides how far back one sees. */
export type Caller = Tenant & { plan: string }
