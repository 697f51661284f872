import type { Connector } from '../connectors/connector.js'
import type { Registry } from '../connectors/registry.js'
import { quotaState, windowAt, type QuotaRule, type QuotaState } from '../domain/quota.js'
import type { JsonObject } from '../kit/json.js'
import type { Db } from '../store/database.js'
import { countQuota } from '../store/quotas.js'

export type QuotaDeps = {
  db: Db
  connectors: Registry
  appOf: (connector: Connector) => Record<string, string>
}

type Spans = Record<'published' | 'scheduled', { from: Date; to: Date }>

/** No rule that a person runs into allows more. */
const mostCounted = 10_000

/** How the quotas of an account stand: `scheduled` is what goes out in the window that begins now. */
export function quotasNow(
  deps: QuotaDeps,
  account: { platform: string; laneId: string; data: JsonObject },
  given: { mode: string; now: Date },
): Promise<QuotaState[]> {
  return statesOf(deps, account, { mode: given.mode, at: given.now, exceptPostId: null }, (rule) => {
    const { from, to } = windowAt(rule.window, given.now)
    const until = 'rollingMs' in rule.window ? new Date(given.now.getTime() + rule.window.rollingMs) : to
    return { published: { from, to }, scheduled: { from: given.now, to: until } }
  })
}

/** How they will stand at a time, with all that is scheduled in its window; a post of its own is left out. */
export function quotasAt(
  deps: QuotaDeps,
  account: { platform: string; laneId: string; data: JsonObject },
  given: { mode: string; at: Date; exceptPostId: string | null },
): Promise<QuotaState[]> {
  return statesOf(deps, account, given, (rule) => {
    const span = windowAt(rule.window, given.at)
    return { published: span, scheduled: span }
  })
}

async function statesOf(
  { db, connectors, appOf }: QuotaDeps,
  { platform, laneId, data }: { platform: string; laneId: string; data: JsonObject },
  { mode, at, exceptPostId }: { mode: string; at: Date; exceptPostId: string | null },
  spansOf: (rule: QuotaRule) => Spans,
): Promise<QuotaState[]> {
  const connector = connectors.get(platform)
  const rules = connector.quota?.rules({ app: appOf(connector), data }) ?? []
  return Promise.all(
    rules.map(async (rule) => {
      const { kept, counts } = await countQuota(db, {
        laneId,
        ofApp: rule.of === 'app' ? { mode, platform } : null,
        ...spansOf(rule),
        countsParts: rule.countsParts ?? false,
        most: mostCounted,
        readingName: rule.name,
        exceptPostId,
      })
      return quotaState(rule, kept, counts, at)
    }),
  )
}
