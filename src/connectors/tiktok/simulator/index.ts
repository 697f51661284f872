import type { Simulator } from '../../../sandbox/simulator.js'
import { routeOf } from './call.js'
import { creatorEndpoints } from './creator.js'
import { faultReply } from './faults.js'
import { oauthRoutes } from './oauth.js'
import { pageRoutes, publicPosts } from './pages.js'
import { allUsers, createUser } from './people.js'
import { publishEndpoints } from './publish.js'
import { envelope } from './replies.js'
import { statusEndpoints } from './status.js'
import { uploadRoutes } from './upload.js'
import { videoEndpoints } from './videos.js'

/** TikTok's Login Kit, Content Posting API and Display API in front of made-up creators. Sources: README.md. */
export const simulator: Simulator = {
  slug: 'tiktok',
  name: 'TikTok',
  routes: [
    ...oauthRoutes,
    ...[...creatorEndpoints, ...publishEndpoints, ...statusEndpoints, ...videoEndpoints].map(routeOf),
    ...uploadRoutes,
    ...pageRoutes,
  ],
  unknownPath: () => envelope(404, 'unsupported_path', 'Unsupported path.'),
  fault(fault, request, { retryAfter }, world) {
    const reply = faultReply(fault, request, world)
    if (fault !== 'rate_limited' || typeof reply !== 'object' || retryAfter === undefined) return reply
    // The network has no such header; one that stands before it may.
    return { ...reply, headers: { ...reply.headers, 'retry-after': String(retryAfter) } }
  },
  createUser,
  connectAnswers: () => ({}),
  posts: publicPosts,
  users: allUsers,
}
