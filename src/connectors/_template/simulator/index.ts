import type { Simulator } from '../../../sandbox/simulator.js'
import { oauthRoutes } from './oauth.js'
import { postRoutes, publicPosts } from './posts.js'
import { failure } from './replies.js'
import { allUsers, createUser } from './users.js'

/** Written from the network's documents alone, without a look at the connector. */
export const simulator: Simulator = {
  slug: 'template',
  name: 'Template',
  routes: [...oauthRoutes, ...postRoutes],
  unknownPath: () => failure(404, 'not_found', 'There is nothing here.'),
  fault(fault, request, { retryAfter = 300 }) {
    switch (fault) {
      case 'server_error':
        return failure(503, 'out_of_order', 'Please come back later.')
      case 'rate_limited':
      case 'quota_exceeded':
        return {
          ...failure(429, 'slow_down', 'Too many requests.'),
          headers: { 'retry-after': String(retryAfter) },
        }
      case 'content_rejected':
        return failure(422, 'text_refused', 'This text breaks our rules.')
      case 'media_rejected':
        return failure(422, 'media_refused', 'This is no picture.')
      case 'token_expired':
      case 'token_revoked':
        return request.path === '/oauth/token'
          ? { status: 400, body: { error: 'invalid_grant' } }
          : failure(401, 'bad_token', 'The token is not valid.')
      case 'duplicate':
      case 'processing_failed':
        // Template has no check for the same text, and nothing to wait for.
        return undefined
    }
  },
  createUser,
  users: allUsers,
  connectAnswers: () => ({}),
  posts: publicPosts,
}
