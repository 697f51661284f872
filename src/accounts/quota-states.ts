import type { Connector } from '../connectors/connector.js'
import type { Registry } from '../connectors/registry.js'
import { countsPost, quotaState, type PostKind, type QuotaRule, type QuotaState } from '../domain/quota.js'
import type { JsonObject } from '../kit/json.js'
import type { Db } from '../store/database.js'
import { readLaneQuota, type LaneQuota } from '../store/quotas.js'

export type QuotaDeps = {
  connectors: Registry
  /** What our app is at a platform: some quotas are set by it. */
  appOf: (connector: Connector) => Record<string, string>
}

type RulesByPlatform = Readonly<Record<string, readonly QuotaRule[]>>

const known = new WeakMap<QuotaDeps['appOf'], RulesByPlatform>()

/** The rules of every platform that has any, as they are before an account's data is known; made once for each `appOf`. */
export function rulesByPlatform({ connectors, appOf }: QuotaDeps): RulesByPlatform {
  const rules = known.get(appOf) ?? readRules({ connectors, appOf })
  known.set(appOf, rules)
  return rules
}

function readRules({ connectors, appOf }: QuotaDeps): RulesByPlatform {
  return Object.fromEntries(
    connectors.all.flatMap((connector) =>
      connector.quota === undefined
        ? []
        : [[connector.slug, connector.quota.rules({ app: appOf(connector), data: {} })]],
    ),
  )
}

/** How the quotas of an account stand at a time, by what was counted for `rulesByPlatform`: those that a post counts by, where one is given. */
export function quotaStates(
  { connectors, appOf }: QuotaDeps,
  account: { platform: string; data: JsonObject; quota: LaneQuota | null },
  at: Date,
  post?: PostKind,
): QuotaState[] {
  const connector = connectors.get(account.platform)
  const rules = connector.quota?.rules({ app: appOf(connector), data: account.data }) ?? []
  return rules.flatMap((rule, index) => {
    const counts = account.quota?.counts[index]
    return counts === undefined || (post !== undefined && !countsPost(rule, post))
      ? []
      : [quotaState(rule, account.quota?.kept ?? {}, counts, at)]
  })
}

/** How they stand now, with what is scheduled in the window that begins now. */
export async function quotasNow(
  deps: QuotaDeps & { db: Db },
  account: { platform: string; laneId: string; data: JsonObject },
  now: Date,
): Promise<QuotaState[]> {
  const rules = rulesByPlatform(deps)[account.platform]
  if (rules === undefined) return []
  const quota = await readLaneQuota(deps.db, { laneId: account.laneId, rules })
  return quotaStates(deps, { ...account, quota }, now)
}
