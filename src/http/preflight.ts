import * as contract from '../../contract/preflight.js'
import { preflightAccounts } from '../posts/preflight.js'
import { serve, type Route } from './serve.js'

export const preflightRoutes: readonly Route[] = [
  serve(contract.preflightPosts, (parts, { caller, query }) => preflightAccounts(parts, caller, query)),
]
