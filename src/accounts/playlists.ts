import { ApiError } from '../../contract/errors.js'
import type { Playlist } from '../connectors/connector.js'
import { getAccount } from './account-verbs.js'
import { askAs, refusalFor } from './ask-as.js'
import type { AccountsDeps } from './deps.js'

/**
 * The playlists that posts of an account can be put into. `requiresReauth`: the person who connected it has not allowed
 * us to read them. An account of another platform than the one asked for is not found.
 */
export async function playlistsOf(
  deps: AccountsDeps,
  workspaceId: string,
  { id, platform }: { id: string; platform: string },
): Promise<{ playlists: Playlist[]; requiresReauth?: true }> {
  const account = await getAccount(deps, workspaceId, id)
  const connector = deps.connectors.get(account.platform)
  const { playlists } = connector
  if (playlists === undefined || deps.connectors.resolve(platform) !== connector)
    throw new ApiError('NOT_FOUND', `The account is one of ${connector.name}, which has no such playlists.`)
  const answer = await askAs(deps, account, playlists)
  if (answer.kind === 'ok') return { playlists: [...answer.playlists] }
  if (answer.error.code === 'PERMISSION_DENIED') return { playlists: [], requiresReauth: true }
  throw refusalFor(answer)
}
