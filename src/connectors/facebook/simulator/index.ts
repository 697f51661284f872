import { unknownPath } from '../../../sandbox/graph-api/refusal.js'
import { findRoute } from '../../../sandbox/router.js'
import type { SimRequest, SimRoute, Simulator, SimWorld } from '../../../sandbox/simulator.js'
import { commentRoutes } from './comments.js'
import { faultReply } from './faults.js'
import { feedRoutes } from './feed.js'
import { identityRoutes } from './identity.js'
import { insightRoutes } from './insights.js'
import { oauthRoutes } from './oauth.js'
import { pageRoutes, publicPosts } from './pages.js'
import { allAuthors, createUser } from './people.js'
import { photoRoutes } from './photos.js'
import { readRoutes } from './read.js'
import { reelRoutes } from './reels.js'
import { replyOf } from './replies.js'
import { uploadRoutes } from './rupload.js'
import { videoRoutes } from './videos.js'

const routes: readonly SimRoute[] = [
  ...oauthRoutes,
  ...identityRoutes,
  ...feedRoutes,
  ...photoRoutes,
  ...videoRoutes,
  ...reelRoutes,
  ...uploadRoutes,
  ...commentRoutes,
  ...insightRoutes,
  ...readRoutes,
  ...pageRoutes,
]

/** The Graph API in front of made-up people and their pages, and what the public sees. Written from README.md's sources. */
export const simulator: Simulator = {
  slug: 'facebook',
  name: 'Facebook',
  routes,
  unknownPath: ({ path }) => replyOf(unknownPath(path)),
  fault: (fault, request, { retryAfter }, world) =>
    faultReply(fault, request, { retryAfter, work: (each) => void workOf(each, world) }, world),
  createUser,
  connectAnswers: () => ({}),
  posts: publicPosts,
  users: allAuthors,
}

/** What fetches nothing is done before it is answered; its refusals are answers, too. */
async function workOf(request: SimRequest, world: SimWorld): Promise<void> {
  await findRoute(routes, request)?.route.handle(request, world)
}
