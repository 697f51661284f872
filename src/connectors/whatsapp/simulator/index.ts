import { unknownPath } from '../../../sandbox/graph-api/refusal.js'
import type { Simulator } from '../../../sandbox/simulator.js'
import { allUsers } from './businesses.js'
import { connectAnswers, createUser } from './create-user.js'
import { faultReply } from './faults.js'
import { groupRoutes } from './groups.js'
import { historyRoutes } from './history.js'
import { mediaRoutes } from './media.js'
import { nodeRoutes } from './nodes.js'
import { pageRoutes, publicPosts } from './pages.js'
import { receive } from './receive.js'
import { replyOf } from './replies.js'
import { sendRoutes } from './send.js'
import { subscriptionRoutes } from './subscriptions.js'
import { templateRoutes } from './templates.js'
import { tellDue } from './webhooks.js'

/**
 * Cloud API and the calls of Graph around it, in front of made-up businesses; the webhooks that say what comes of
 * their messages; and the telephones of whoever they write to. Written from README.md's sources.
 */
export const simulator: Simulator = {
  slug: 'whatsapp',
  name: 'WhatsApp',
  routes: [
    ...sendRoutes,
    ...historyRoutes,
    ...templateRoutes,
    ...groupRoutes,
    ...subscriptionRoutes,
    ...mediaRoutes,
    ...nodeRoutes,
    ...pageRoutes,
  ],
  unknownPath: ({ path }) => replyOf(unknownPath(path)),
  fault: (fault, request, settings, world) => faultReply(fault, request, settings.retryAfter, world),
  createUser,
  connectAnswers,
  posts: publicPosts,
  users: allUsers,
  receive,
  work: tellDue,
}
