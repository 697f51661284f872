import { googleOauth } from '../../../sandbox/google-oauth.js'
import type { Simulator } from '../../../sandbox/simulator.js'
import { analyticsEndpoints, analyticsHost } from './analytics.js'
import { dataHosts, routesOf } from './call.js'
import { captionEndpoints } from './captions.js'
import { categoryEndpoints } from './categories.js'
import { channelEndpoints } from './channels.js'
import { commentEndpoints } from './comments.js'
import { faultReply } from './faults.js'
import { pageRoutes, publicPosts } from './pages.js'
import { allUsers, createUser } from './people.js'
import { playlistItemEndpoints } from './playlist-items.js'
import { playlistEndpoints } from './playlists.js'
import { Refusal, replyOf } from './replies.js'
import { thumbnailEndpoints } from './thumbnails.js'
import { sessionRoutes, uploadEndpoints } from './upload.js'
import { videoEndpoints } from './videos.js'

const name = 'YouTube'
const scopes = ['youtube', 'youtube.force-ssl', 'youtube.readonly', 'youtube.upload', 'yt-analytics.readonly']

/** Google's OAuth, YouTube's Data API v3 and Analytics API v2 in front of made-up channels. Sources: README.md. */
export const simulator: Simulator = {
  slug: 'youtube',
  name,
  routes: [
    ...googleOauth({ name, scopes, createUser }),
    ...routesOf(dataHosts, [
      ...channelEndpoints,
      ...uploadEndpoints,
      ...videoEndpoints,
      ...thumbnailEndpoints,
      ...playlistEndpoints,
      ...playlistItemEndpoints,
      ...captionEndpoints,
      ...commentEndpoints,
      ...categoryEndpoints,
    ]),
    ...sessionRoutes,
    ...routesOf([analyticsHost], analyticsEndpoints),
    ...pageRoutes,
  ],
  unknownPath: () => replyOf(new Refusal(404, 'notFound', 'Not Found')),
  fault: faultReply,
  createUser,
  connectAnswers: () => ({}),
  posts: publicPosts,
  users: allUsers,
}
