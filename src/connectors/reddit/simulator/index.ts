import type { Simulator } from '../../../sandbox/simulator.js'
import { communityEndpoints } from './communities.js'
import { createUser } from './create-user.js'
import { routesOf } from './endpoint.js'
import { faultReply } from './faults.js'
import { identityEndpoints } from './identity.js'
import { mediaEndpoints } from './media.js'
import { oauthRoutes } from './oauth.js'
import { pageRoutes, publicPosts } from './pages.js'
import { readingEndpoints } from './reading.js'
import { failure } from './replies.js'
import { submitEndpoints } from './submit.js'
import { uploadRoutes } from './upload.js'
import { allUsers } from './users.js'
import { writingEndpoints } from './writing.js'

/** Reddit's Data API as its clients' recorded traffic shows it, with the storage that takes files. Sources: README.md. */
export const simulator: Simulator = {
  slug: 'reddit',
  name: 'Reddit',
  routes: [
    ...oauthRoutes,
    ...[
      ...identityEndpoints,
      ...communityEndpoints,
      ...mediaEndpoints,
      ...submitEndpoints,
      ...writingEndpoints,
      ...readingEndpoints,
    ].flatMap(routesOf),
    ...uploadRoutes,
    ...pageRoutes,
  ],
  unknownPath: () => failure(404),
  fault: (fault, request, { retryAfter }, world) => faultReply(fault, request, retryAfter, world),
  createUser,
  connectAnswers: () => ({}),
  posts: publicPosts,
  users: allUsers,
}
