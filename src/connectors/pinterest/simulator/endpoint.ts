import type { SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { spend, type Category } from './budgets.js'
import { budgetHeaders, failure, rateLimited, Refusal, withRequestId } from './replies.js'
import { demand, signedIn, type Access, type User } from './users.js'

/** A call of the API by somebody who may make it. */
export type Call = { request: SimRequest; world: SimWorld; user: User; access: Access }

export type Endpoint = {
  method: SimRoute['method']
  /** Below `/v5`. */
  path: string
  operation: SimRoute['operation']
  /** The budget that it is counted in: the specification's `x-ratelimit-category`. */
  category: Category
  scopes: readonly string[]
  dawdles?: boolean
  handle: (call: Call) => SimReply | Promise<SimReply>
}

export const apiHost = 'api.pinterest.com'

/** Who asks, whether they may, whether they have asked too often; then the answer. */
export function routeOf({ path, category, scopes, handle, ...rest }: Endpoint): SimRoute {
  return {
    ...rest,
    host: apiHost,
    path: `/v5${path}`,
    async handle(request, world) {
      let counted: Record<string, string> = {}
      try {
        const { user, access } = signedIn(request, world)
        const budget = spend(access, category, world)
        counted = budgetHeaders(budget)
        if (budget.isSpent) return withRequestId(rateLimited(budget))
        demand(access, scopes)
        const reply = await handle({ request, world, user, access })
        return withRequestId({ ...reply, headers: { ...counted, ...reply.headers } })
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        return withRequestId({ ...failure(error.status, error.code, error.message), headers: counted })
      }
    },
  }
}
