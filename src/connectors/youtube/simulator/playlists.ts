import { z } from 'zod'
import type { JsonObject } from '../../../kit/json.js'
import type { SimReply } from '../../../sandbox/simulator.js'
import { bodyOf, flagOf, idsIn, shown, type Call, type Endpoint } from './call.js'
import { list, page } from './lists.js'
import { findUser } from './people.js'
import { addPlaylist, findPlaylist, itemsOf, playlistsOf, type Playlist } from './playlist-table.js'
import { seconds } from './present-video.js'
import { ok, refuse, withTag } from './replies.js'

const path = '/youtube/v3/playlists'
const parts = ['id', 'snippet', 'status', 'contentDetails']
const writing = ['youtube', 'youtube.force-ssl']
const longestTitle = 150
const longestDescription = 5_000

export const playlistEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path,
    operation: 'other',
    scopes: ['youtube.readonly', ...writing],
    cost: 1,
    parts,
    parameters: ['mine', 'id', 'channelId', 'maxResults', 'pageToken', 'hl'],
    handle: listed,
  },
  {
    method: 'POST',
    path,
    operation: 'other',
    scopes: writing,
    cost: 50,
    parts,
    parameters: [],
    handle: insert,
  },
]

function listed({ user, parts: asked, request, world }: Call): SimReply {
  const isMine = flagOf(request, 'mine', false)
  const channelId = request.query.get('channelId')
  const ids = idsIn(request)
  const filters = [isMine, channelId !== null, ids.length > 0].filter((each) => each).length
  if (filters !== 1)
    refuse(
      400,
      filters === 0 ? 'missingRequiredParameter' : 'incompatibleParameters',
      'Exactly one of: id, channelId, mine is expected.',
      { domain: 'youtube.parameter' },
    )
  if (channelId !== null && findUser(channelId, world) === undefined)
    refuse(404, 'channelNotFound', 'The channel cannot be found.', { domain: 'youtube.playlist' })
  const found =
    ids.length > 0
      ? ids.flatMap((id) => findPlaylist(id, world) ?? [])
      : playlistsOf(channelId ?? user.id, world)
  const seen = found.filter((each) => each.channelId === user.id || each.privacyStatus === 'public')
  const { rows, around } = page(request, seen)
  return list(
    'playlistListResponse',
    rows.map((each) => present(each, asked, world)),
    around,
  )
}

function present(playlist: Playlist, asked: readonly string[], world: Call['world']): JsonObject {
  const { id, channelId, title, description, privacyStatus, createdAt } = playlist
  const all: JsonObject = {
    kind: 'youtube#playlist',
    id,
    snippet: {
      publishedAt: seconds(createdAt),
      channelId,
      title,
      description,
      channelTitle: findUser(channelId, world)?.displayName ?? '',
      localized: { title, description },
    },
    status: { privacyStatus },
    contentDetails: { itemCount: itemsOf(id, world).length },
  }
  return withTag(shown(all, asked))
}

const body = z.strictObject({
  kind: z.literal('youtube#playlist').optional(),
  snippet: z
    .strictObject({
      title: z.string().optional(),
      description: z.string().default(''),
      defaultLanguage: z.string().optional(),
    })
    .optional(),
  status: z.strictObject({ privacyStatus: z.string().optional() }).optional(),
})

function insert(call: Call): SimReply {
  const { user, parts: asked, world } = call
  const { snippet, status } = bodyOf(body, call)
  const { title = '', description = '' } = snippet ?? {}
  const { privacyStatus = 'public' } = status ?? {}
  const said = (reason: string): never =>
    refuse(400, reason, 'The request does not specify a valid playlist.', { domain: 'youtube.playlist' })
  if (title.trim() === '') said('playlistTitleRequired')
  if ([...title].length > longestTitle || /[<>]/.test(title)) said('invalidPlaylistSnippet')
  if ([...description].length > longestDescription) said('invalidPlaylistSnippet')
  if (!['public', 'private', 'unlisted'].includes(privacyStatus)) said('badRequest')
  return ok(
    present(addPlaylist({ channelId: user.id, title, description, privacyStatus }, world), asked, world),
  )
}
