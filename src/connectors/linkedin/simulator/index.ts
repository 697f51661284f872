import type { SimReply, SimRequest, Simulator } from '../../../sandbox/simulator.js'
import { findRoute } from '../../../sandbox/router.js'
import { assetRoutes } from './assets.js'
import { commentRoutes } from './comments.js'
import { faultReply } from './faults.js'
import { identityRoutes } from './identity.js'
import { memberAnalyticsRoutes } from './member-analytics.js'
import { oauthRoutes } from './oauth.js'
import { pageRoutes, publicPosts } from './pages.js'
import { allAuthors, createUser } from './people.js'
import { postRoutes } from './posts.js'
import { answering, gatewayFailure, notFound, withSupportHeaders } from './replies.js'
import { socialRoutes } from './social.js'
import { statisticsRoutes } from './statistics.js'

const routes = [
  ...answering([
    ...oauthRoutes,
    ...identityRoutes,
    ...assetRoutes,
    ...postRoutes,
    ...commentRoutes,
    ...socialRoutes,
    ...statisticsRoutes,
    ...memberAnalyticsRoutes,
  ]),
  ...pageRoutes,
]

/** LinkedIn's versioned API in front of made-up members and organizations. Written from README.md's sources. */
export const simulator: Simulator = {
  slug: 'linkedin',
  name: 'LinkedIn',
  routes,
  unknownPath,
  fault(fault, request, { retryAfter }, world) {
    const reply = faultReply(fault, request, retryAfter, world)
    return reply === undefined || reply === 'as usual' ? reply : withSupportHeaders(reply)
  },
  createUser,
  connectAnswers: () => ({}),
  posts: publicPosts,
  users: allAuthors,
}

function unknownPath(request: SimRequest): SimReply {
  const isThere = (['GET', 'POST', 'PUT', 'DELETE'] as const).some(
    (method) => findRoute(routes, { ...request, method }) !== undefined,
  )
  return withSupportHeaders(
    isThere ? gatewayFailure(405, 'METHOD_NOT_ALLOWED', 'Method Not Allowed') : notFound(),
  )
}
