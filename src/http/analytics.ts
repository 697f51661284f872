import * as contract from '../../contract/analytics.js'
import { databaseNow } from '../accounts/save-connection.js'
import { accountAnalytics } from '../analytics/account-analytics.js'
import { aggregate, overview } from '../analytics/aggregate.js'
import type { AnalyticsDeps } from '../analytics/deps.js'
import { postAnalytics } from '../analytics/post-analytics.js'
import { presentUrl } from '../connectors/present-url.js'
import type { Parts } from './parts.js'
import { serve, type Route } from './serve.js'

function deps({ db, connectors, config, accounts }: Parts): AnalyticsDeps {
  return {
    db,
    connectors,
    now: () => databaseNow(accounts),
    platformUrl: (platform, url) => presentUrl(config, platform, url),
  }
}

export const analyticsRoutes: readonly Route[] = [
  serve(contract.getPostAnalytics, (parts, { caller, params, query }) =>
    postAnalytics(deps(parts), caller, params.postId, query),
  ),
  serve(contract.getAccountAnalytics, (parts, { caller, params, query }) =>
    accountAnalytics(deps(parts), caller, params.accountId, query),
  ),
  serve(contract.getAggregateAnalytics, (parts, { caller, query }) => aggregate(deps(parts), caller, query)),
  serve(contract.getAnalyticsOverview, (parts, { caller, query }) => overview(deps(parts), caller, query)),
]
