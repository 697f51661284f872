import * as contract from '../../contract/account-history.js'
import { databaseNow } from '../accounts/save-connection.js'
import { readBackfillState, startBackfillNow } from '../analytics/backfill-state.js'
import { optimalTimesOf, optimalTimesOfSeveral } from '../analytics/optimal-times.js'
import { serve, serveWrite, type Route } from './serve.js'

export const accountHistoryRoutes: readonly Route[] = [
  serve(contract.getBackfill, ({ accounts }, { caller, params }) =>
    readBackfillState(accounts, caller, params.id),
  ),
  serveWrite(contract.startBackfill, (parts, { tx, caller, params, afterCommit }) => {
    afterCommit(() => parts.wake.due('backfills'))
    return startBackfillNow({ ...parts.accounts, db: tx }, caller, params.id)
  }),
  serve(contract.getOptimalTimes, ({ db }, { caller, params, query }) =>
    optimalTimesOf({ db, now: () => databaseNow({ db }) }, caller, params.id, query),
  ),
  serve(contract.listOptimalTimes, async ({ db, connectors }, { caller, query }) => ({
    data: await optimalTimesOfSeveral({ db, connectors, now: () => databaseNow({ db }) }, caller, query),
  })),
]
