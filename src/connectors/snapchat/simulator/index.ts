import type { Simulator } from '../../../sandbox/simulator.js'
import { routeOf } from './call.js'
import { faultReply } from './faults.js'
import { listEndpoints } from './lists.js'
import { mediaEndpoints } from './media.js'
import { oauthRoutes } from './oauth.js'
import { pageRoutes, publicPosts } from './pages.js'
import { allUsers, createUser } from './people.js'
import { postEndpoints } from './posts.js'
import { profileEndpoints } from './profiles.js'
import { failure } from './replies.js'
import { statsEndpoints } from './stats.js'

/** Snapchat's Public Profile API in front of made-up profiles. Sources: README.md. */
export const simulator: Simulator = {
  slug: 'snapchat',
  name: 'Snapchat',
  routes: [
    ...oauthRoutes,
    ...[...profileEndpoints, ...mediaEndpoints, ...postEndpoints, ...listEndpoints, ...statsEndpoints].map(
      routeOf,
    ),
    ...pageRoutes,
  ],
  unknownPath: () => failure({ status: 404, code: 'NOT_FOUND', message: 'There is no such resource.' }),
  fault(fault, request, { retryAfter }, world) {
    const reply = faultReply(fault, request, world)
    if (fault !== 'rate_limited' || typeof reply !== 'object' || retryAfter === undefined) return reply
    return { ...reply, headers: { ...reply.headers, 'retry-after': String(retryAfter) } }
  },
  createUser,
  connectAnswers: () => ({}),
  posts: publicPosts,
  users: allUsers,
}
