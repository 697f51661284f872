import { replyOf, unknownPath } from '../../../sandbox/graph-api/refusal.js'
import type { Simulator } from '../../../sandbox/simulator.js'
import { audioRoutes } from './audio.js'
import { collaborationRoutes } from './collaboration.js'
import { commentRoutes } from './comments.js'
import { facebookLoginRoutes } from './facebook-login.js'
import { faultReply } from './faults.js'
import { insightRoutes } from './insights.js'
import { instagramLoginRoutes } from './instagram-login.js'
import { pageRoutesOfFacebook } from './linked-pages.js'
import { pageRoutes, publicPosts } from './pages.js'
import { allUsers, createUser, findUser } from './people.js'
import { publishRoutes } from './publish.js'
import { readRoutes } from './read.js'
import { uploadRoutes } from './upload.js'

/**
 * Both flavours of the Instagram API in front of made-up people: by Instagram's own login, and by Facebook's with the
 * pages that accounts are linked to. With the public pages of their posts. Written from README.md's sources.
 */
export const simulator: Simulator = {
  slug: 'instagram',
  name: 'Instagram',
  routes: [
    ...instagramLoginRoutes,
    ...facebookLoginRoutes,
    ...pageRoutesOfFacebook,
    ...audioRoutes,
    ...uploadRoutes,
    ...publishRoutes,
    ...collaborationRoutes,
    ...commentRoutes,
    ...insightRoutes,
    ...readRoutes,
    ...pageRoutes,
  ],
  unknownPath: ({ path }) => replyOf(unknownPath(path)),
  fault: (fault, request, settings, world) => faultReply(fault, request, settings.retryAfter, world),
  createUser,
  connectAnswers: ({ id }, world) => ({ login: findUser(id, world)?.login ?? 'instagram' }),
  posts: publicPosts,
  users: allUsers,
}
