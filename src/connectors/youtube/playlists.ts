import type { AccountContext, Playlist, Refused } from '../connector.js'
import type { ReadAnswer } from '../measures.js'
import { objectOf, textOf } from '../values.js'
import { call, data, itemsIn, nextPageIn } from './api.js'
import { refusalOf } from './errors.js'
import { readsPlaylists } from './scopes.js'

/** Five thousand playlists: who has more is not shown all. */
const mostPages = 100

/** The channel's own playlists. */
export async function playlists(
  ctx: AccountContext,
): Promise<ReadAnswer<{ playlists: readonly Playlist[] }>> {
  if (!readsPlaylists(ctx.scopes)) return notGranted
  return readPlaylists(ctx)
}

const notGranted: Refused = {
  kind: 'refused',
  cure: 'reconnect',
  error: {
    code: 'PERMISSION_DENIED',
    message: 'Our access does not let us read playlists. Connect the account again, with all permissions.',
  },
}

type Calls = Pick<AccountContext, 'http' | 'tokens' | 'now'>

async function readPlaylists(ctx: Calls): Promise<{ kind: 'ok'; playlists: Playlist[] } | Refused> {
  const found: Playlist[] = []
  let pageToken: string | undefined
  for (let pages = 0; pages < mostPages; pages += 1) {
    const reply = await call(ctx, 'GET', `${data}/playlists`, {
      query: { part: 'id,snippet', mine: 'true', maxResults: '50', pageToken },
    })
    const items = itemsIn(reply)
    if (items === null) return refusalOf(reply, ctx.now)
    for (const item of items) {
      const [id, title] = [textOf(item['id']), textOf(objectOf(item['snippet'])['title'])]
      if (id !== null) found.push({ id, title: title ?? '' })
    }
    pageToken = nextPageIn(reply)
    if (pageToken === undefined) break
  }
  return { kind: 'ok', playlists: found }
}

/** The id of the playlist of this title: a lost answer to making it is found again here. */
export async function findOrMakePlaylist(
  title: string,
  privacyStatus: string,
  ctx: Calls,
): Promise<string | Refused> {
  const read = await readPlaylists(ctx)
  if (read.kind === 'refused') return read
  const known = read.playlists.find((each) => each.title === title)
  if (known !== undefined) return known.id
  const reply = await call(ctx, 'POST', `${data}/playlists`, {
    query: { part: 'snippet,status' },
    json: { snippet: { title }, status: { privacyStatus } },
  })
  return textOf(objectOf(reply.json)['id']) ?? refusalOf(reply, ctx.now)
}
