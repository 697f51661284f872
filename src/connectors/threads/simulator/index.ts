import { replyOf, unknownPath } from '../../../sandbox/graph-api/refusal.js'
import type { Simulator } from '../../../sandbox/simulator.js'
import { faultReply } from './faults.js'
import { insightRoutes } from './insights.js'
import { oauthRoutes } from './oauth.js'
import { pageRoutes, publicPosts } from './pages.js'
import { allUsers, createUser } from './people.js'
import { publishRoutes } from './publish.js'
import { readRoutes } from './read.js'

/** The Threads API in front of made-up people, and the public pages of their posts. Written from README.md's sources. */
export const simulator: Simulator = {
  slug: 'threads',
  name: 'Threads',
  routes: [...oauthRoutes, ...publishRoutes, ...insightRoutes, ...readRoutes, ...pageRoutes],
  unknownPath: ({ path }) => replyOf(unknownPath(path)),
  fault: (fault, request, settings, world) => faultReply(fault, request, settings.retryAfter, world),
  createUser,
  connectAnswers: () => ({}),
  posts: publicPosts,
  users: allUsers,
}
