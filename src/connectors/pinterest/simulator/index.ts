import type { Simulator } from '../../../sandbox/simulator.js'
import { accountEndpoints } from './account.js'
import { analyticsEndpoints } from './analytics.js'
import { boardEndpoints } from './boards.js'
import { apiHost, routeOf } from './endpoint.js'
import { faultReply } from './faults.js'
import { mediaEndpoints } from './media.js'
import { oauthRoutes } from './oauth.js'
import { pageRoutes, publicPins } from './pages.js'
import { pinEndpoints } from './pins.js'
import { failure, withRequestId } from './replies.js'
import { uploadRoutes } from './upload.js'
import { allUsers, createUser } from './users.js'

/** Pinterest's API v5 as its specification has it, with the storage that takes films. Sources: README.md. */
export const simulator: Simulator = {
  slug: 'pinterest',
  name: 'Pinterest',
  routes: [
    ...oauthRoutes,
    // Fixed paths stand before those with an id in their place.
    ...[
      ...analyticsEndpoints,
      ...accountEndpoints,
      ...boardEndpoints,
      ...mediaEndpoints,
      ...pinEndpoints,
    ].map(routeOf),
    ...uploadRoutes,
    ...pageRoutes,
  ],
  unknownPath: () => withRequestId(failure(404, 404, 'Not found.')),
  fault(fault, request, { retryAfter }, world) {
    const reply = faultReply(fault, request, retryAfter, world)
    return typeof reply === 'object' && request.host === apiHost ? withRequestId(reply) : reply
  },
  createUser,
  connectAnswers: () => ({}),
  posts: publicPins,
  users: allUsers,
}
