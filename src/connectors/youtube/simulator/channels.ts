import type { JsonObject } from '../../../kit/json.js'
import type { SimReply, SimWorld } from '../../../sandbox/simulator.js'
import { flagOf, idsIn, shown, type Call, type Endpoint } from './call.js'
import { channelVideos, countsNow } from './channel-videos.js'
import { list } from './lists.js'
import { findUser, uploadsOf, type User } from './people.js'
import { refuse, withTag } from './replies.js'
import { seconds } from './present-video.js'

export const channelEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/youtube/v3/channels',
    operation: 'identity',
    scopes: ['youtube.readonly', 'youtube', 'youtube.force-ssl'],
    cost: 1,
    parts: ['id', 'snippet', 'statistics', 'contentDetails', 'status'],
    parameters: ['mine', 'id', 'maxResults', 'hl'],
    handle: listed,
  },
]

/** A Google account without a channel has an answer without items. */
function listed({ user, parts, request, world }: Call): SimReply {
  const isMine = flagOf(request, 'mine', false)
  const ids = idsIn(request)
  if (!isMine && ids.length === 0)
    refuse(400, 'missingRequiredParameter', 'No filter selected. Expected one of: id, mine.', {
      domain: 'youtube.parameter',
    })
  if (isMine && ids.length > 0)
    refuse(400, 'incompatibleParameters', 'Incompatible parameters specified in the request: id, mine', {
      domain: 'youtube.parameter',
    })
  const asked = isMine ? [user] : ids.flatMap((id) => findUser(id, world) ?? [])
  const found = asked.filter(({ kind }) => kind !== 'no_channel')
  const around = { pageInfo: { totalResults: found.length, resultsPerPage: 5 } }
  if (found.length === 0)
    return { status: 200, body: withTag({ kind: 'youtube#channelListResponse', ...around }) }
  return list(
    'channelListResponse',
    found.map((channel) => withTag(shown(present(channel, parts, world), parts))),
    around,
  )
}

const subscribers = 1_873

function present(user: User, parts: readonly string[], world: SimWorld): JsonObject {
  return {
    kind: 'youtube#channel',
    id: user.id,
    snippet: {
      title: user.displayName,
      description: '',
      customUrl: `@${user.username}`,
      publishedAt: seconds(user.createdAt),
      thumbnails: Object.fromEntries(
        Object.entries({ default: 88, medium: 240, high: 800 }).map(([size, side]) => [
          size,
          { url: `https://yt3.ggpht.com/${user.id}=s${String(side)}`, width: side, height: side },
        ]),
      ),
      localized: { title: user.displayName, description: '' },
    },
    contentDetails: { relatedPlaylists: { likes: '', uploads: uploadsOf(user) } },
    // Adding up is for who asks.
    statistics: parts.includes('statistics') ? statistics(user, world) : {},
    status: {
      privacyStatus: 'public',
      isLinked: true,
      longUploadsStatus: user.kind === 'unverified' ? 'eligible' : 'allowed',
      madeForKids: user.kind === 'kids',
    },
  }
}

function statistics(user: User, world: SimWorld): JsonObject {
  const videos = channelVideos(user, world)
  return {
    viewCount: String(videos.reduce((sum, video) => sum + countsNow(video, world).views, 0)),
    subscriberCount: String(subscribers),
    hiddenSubscriberCount: false,
    videoCount: String(videos.length),
  }
}
