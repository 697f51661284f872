import { ApiError } from '../../contract/errors.js'
import type { Audio, Track } from '../connectors/connector.js'
import { lacksPage } from '../connectors/lacks-page.js'
import { getAccount } from './account-verbs.js'
import { askAs } from './ask-as.js'
import { appFor, type AccountsDeps } from './deps.js'

/** Throws NOT_FOUND where the platform has no audio to search, FEATURE_DISABLED where this server leaves it off. */
export function audioOf(
  { connectors, reach }: Pick<AccountsDeps, 'connectors' | 'reach'>,
  platform: string,
): Audio {
  const connector = connectors.resolve(platform)
  if (connector?.audio === undefined) throw new ApiError('NOT_FOUND')
  if (!connector.audio.isOn(appFor(reach, connector)))
    throw new ApiError(
      'FEATURE_DISABLED',
      `The audio search of ${connector.name} is switched off on this server.`,
    )
  return connector.audio
}

/** What the account can put under a post. Throws NOT_FOUND for an account of another platform than the one asked for. */
export async function searchAudio(
  deps: AccountsDeps,
  workspaceId: string,
  {
    platform,
    accountId,
    text,
    limit,
  }: { platform: string; accountId: string; text: string | null; limit: number },
): Promise<Track[]> {
  const { search } = audioOf(deps, platform)
  const account = await getAccount(deps, workspaceId, accountId)
  const connector = deps.connectors.get(account.platform)
  if (deps.connectors.resolve(platform) !== connector)
    throw new ApiError('NOT_FOUND', `The account is one of ${connector.name}.`)
  if (lacksPage(connector, account.platform_data))
    throw new ApiError('PAGE_NOT_SELECTED', 'List the pages of the account and select one first.', {
      field: 'accountId',
    })
  const answer = await askAs(deps, account, (ctx) => search({ text, limit }, ctx), 'accountId')
  if (answer.kind === 'ok') return [...answer.tracks]
  const { error, retryAfterMs } = answer
  throw new ApiError(
    'GRAPH_API_ERROR',
    error.networkMessage === undefined ? error.message : `${connector.name} says: ${error.networkMessage}`,
    error.networkCode === undefined ? undefined : { networkCode: error.networkCode },
    retryAfterMs === undefined ? undefined : retryAfterMs / 1_000,
  )
}
