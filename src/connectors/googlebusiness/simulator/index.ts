import { googleOauth } from '../../../sandbox/google-oauth.js'
import type { Simulator } from '../../../sandbox/simulator.js'
import { accountEndpoints } from './accounts.js'
import { routeOf, scope } from './call.js'
import { faultReply } from './faults.js'
import { locationMediaEndpoints } from './location-media.js'
import { locationEndpoints } from './locations.js'
import { pageRoutes, publicPosts } from './pages.js'
import { allUsers, createUser } from './people.js'
import { performanceEndpoints } from './performance.js'
import { postEndpoints } from './posts.js'
import { Refusal, replyOf } from './replies.js'

const name = 'Google Business Profile'

/** Google's OAuth and the four APIs of Business Profile in front of made-up shops. Sources: README.md. */
export const simulator: Simulator = {
  slug: 'googlebusiness',
  name,
  routes: [
    ...googleOauth({ name, scopes: [scope], createUser }),
    ...[
      ...accountEndpoints,
      ...locationEndpoints,
      ...postEndpoints,
      ...locationMediaEndpoints,
      ...performanceEndpoints,
    ].map(routeOf),
    ...pageRoutes,
  ],
  // A name of another form is no name: a bare location in v4, say.
  unknownPath: () => replyOf(new Refusal('NOT_FOUND', 'Requested entity was not found.')),
  fault: faultReply,
  createUser,
  connectAnswers: () => ({}),
  posts: publicPosts,
  users: allUsers,
}
