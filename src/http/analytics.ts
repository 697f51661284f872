import * as contract from '../../contract/analytics.js'
import { databaseNow } from '../accounts/save-connection.js'
import { accountAnalytics } from '../analytics/account-analytics.js'
import { aggregate, overview } from '../analytics/aggregate.js'
import type { AnalyticsDeps } from '../analytics/deps.js'
import { postAnalytics } from '../analytics/post-analytics.js'
import { refreshAccountNumbers, refreshPostNumbers, type RefreshDeps } from '../analytics/refresh.js'
import { presentUrl } from '../connectors/present-url.js'
import type { Db, Tx } from '../store/database.js'
import type { Parts } from './parts.js'
import { serve, serveWrite, type Route } from './serve.js'

function deps<Conn extends Db>({ connectors, config }: Parts, db: Conn): AnalyticsDeps & { db: Conn } {
  return {
    db,
    connectors,
    now: () => databaseNow({ db }),
    platformUrl: (platform, url) => presentUrl(config, platform, url),
  }
}

function refreshDeps(parts: Parts, tx: Tx): RefreshDeps {
  return { ...deps(parts, tx), metricsOff: parts.accounts.metricsOff }
}

export const analyticsRoutes: readonly Route[] = [
  serve(contract.getPostAnalytics, (parts, { caller, params, query }) =>
    postAnalytics(deps(parts, parts.db), caller, params.postId, query),
  ),
  serveWrite(contract.refreshPostAnalytics, (parts, { tx, caller, params, afterCommit }) => {
    afterCommit(() => parts.wake.due('measurements'))
    return refreshPostNumbers(refreshDeps(parts, tx), caller, params.postId)
  }),
  serve(contract.getAccountAnalytics, (parts, { caller, params, query }) =>
    accountAnalytics(deps(parts, parts.db), caller, params.accountId, query),
  ),
  serveWrite(contract.refreshAccountAnalytics, (parts, { tx, caller, params, afterCommit }) => {
    afterCommit(() => parts.wake.due('measurements'))
    return refreshAccountNumbers(refreshDeps(parts, tx), caller, params.accountId)
  }),
  serve(contract.getAggregateAnalytics, (parts, { caller, query }) =>
    aggregate(deps(parts, parts.db), caller, query),
  ),
  serve(contract.getAnalyticsOverview, (parts, { caller, query }) =>
    overview(deps(parts, parts.db), caller, query),
  ),
]
