import { ApiError } from '../../contract/errors.js'
import type { IdentityAnswer, PlatformError, Tokens } from '../connectors/connector.js'
import { NoAnswer, NotSent } from '../connectors/platform-http.js'
import { revive, saveIdentity, type AccountRow } from '../store/accounts.js'
import { beginMeasuring } from '../store/measurements.js'
import { waitsForEndOfAccess } from '../store/postponed-refreshes.js'
import { recordEvent } from '../webhooks/record-event.js'
import { getAccount } from './account-verbs.js'
import { awaitedTokens } from './awaited-tokens.js'
import { connectContext, openTokens, type AccountsDeps } from './deps.js'
import { markAccountDead, type FreshTokens } from './fresh-tokens.js'
import { accountEventData, eventFacts } from './present-account.js'
import { isRenewable, refreshAt } from './refresh-times.js'
import { databaseNow } from './save-connection.js'
import { away } from './told.js'

/**
 * Refreshes now. An account that had expired lives again when the network takes its tokens after all. Where the
 * network does not renew tokens, it is asked whether those we have work.
 */
export async function refreshNow(deps: AccountsDeps, workspaceId: string, id: string): Promise<void> {
  const account = await getAccount(deps, workspaceId, id)
  if (account.status === 'disconnected')
    throw new ApiError('CONFLICT', 'The account is disconnected. Connect it again.', {
      status: account.status,
    })
  if (!canRefresh(deps, account)) {
    if (account.status === 'active') return
    const tested = await testAccount(deps, workspaceId, id)
    if (tested.success) return
    throw new ApiError('CONFLICT', tested.message, { status: account.status })
  }
  const worksUntil = await waitsForEndOfAccess(deps.db, account.id)
  if (worksUntil !== null)
    throw new ApiError(
      'SERVICE_UNAVAILABLE',
      `The answer to the last refresh was lost. The access works until ${worksUntil.toISOString()}; it is refreshed then.`,
    )
  const refreshed = await awaitedTokens(deps, account.id, { force: true, evenDead: true })
  switch (refreshed.kind) {
    case 'ok':
      return
    case 'busy':
      throw new ApiError(
        'SERVICE_UNAVAILABLE',
        'The tokens are being refreshed at this moment.',
        undefined,
        1,
      )
    case 'dead': {
      const { status } = await getAccount(deps, workspaceId, id)
      throw new ApiError('CONFLICT', refreshed.error.message, { status })
    }
    case 'failed':
      throw new ApiError(
        'SERVICE_UNAVAILABLE',
        `${refreshed.error.message.replace(/\.$/, '')}. The old tokens stay; try again later.`,
      )
  }
}

export type TestResult = {
  success: boolean
  message: string
  details?: { platformUserId: string; username: string | null; displayName: string | null }
}

/** As few calls as tell whether the account works. A network that says no marks the account, one that says yes revives it; one that is away does neither. */
export async function testAccount(deps: AccountsDeps, workspaceId: string, id: string): Promise<TestResult> {
  return test(deps, await getAccount(deps, workspaceId, id), false)
}

async function test(deps: AccountsDeps, account: AccountRow, isRenewed: boolean): Promise<TestResult> {
  const { id } = account
  if (account.status === 'disconnected' || account.tokens === null)
    return { success: false, message: 'The account is disconnected. Connect it again.' }
  const tokens = await tokensToTest(deps, account)
  if (tokens.kind !== 'ok') return noTokens(tokens)
  const answer = await askIdentity(deps, account, tokens.tokens)
  switch (answer.kind) {
    case 'dead':
      if (!isRenewed && mayBeRenewed(deps, account, answer.error)) return testRenewed(deps, account)
      await deps.db.transaction((tx) => markAccountDead(tx, id, answer.error))
      deps.wake.due('deliveries')
      deps.wake.changed(account.workspace_id, 'accounts', id)
      return { success: false, message: answer.error.message }
    case 'unreachable':
      return { success: false, message: answer.error.message }
    case 'ok':
      return works(deps, account, tokens.tokens, answer)
  }
}

/** A network may end an access token before its time: as in publishing, the refresh token has the last word. */
function mayBeRenewed(deps: AccountsDeps, account: AccountRow, error: PlatformError): boolean {
  return account.status === 'active' && error.code === 'ACCOUNT_DISCONNECTED' && canRefresh(deps, account)
}

function canRefresh(deps: AccountsDeps, { id, platform, tokens }: AccountRow): boolean {
  const connector = deps.connectors.get(platform)
  return tokens === null
    ? connector.auth.refresh !== undefined
    : isRenewable(connector, openTokens(deps.seal, id, tokens))
}

async function testRenewed(deps: AccountsDeps, account: AccountRow): Promise<TestResult> {
  const renewed = await awaitedTokens(deps, account.id, { force: true, evenDead: true })
  return renewed.kind === 'ok' ? test(deps, account, true) : noTokens(renewed)
}

function noTokens(answer: Exclude<FreshTokens, { kind: 'ok' }>): TestResult {
  return {
    success: false,
    message:
      answer.kind === 'busy'
        ? 'The tokens are being refreshed at this moment. Try again.'
        : answer.error.message,
  }
}

/** Those of an account that is not alive are tried as they are. */
async function tokensToTest(deps: AccountsDeps, account: AccountRow): Promise<FreshTokens> {
  if (account.status === 'active' || account.tokens === null)
    return awaitedTokens(deps, account.id, { force: false })
  return { kind: 'ok', tokens: openTokens(deps.seal, account.id, account.tokens) }
}

async function askIdentity(deps: AccountsDeps, account: AccountRow, tokens: Tokens): Promise<IdentityAnswer> {
  const connector = deps.connectors.get(account.platform)
  const now = await databaseNow(deps)
  const data = account.platform_data
  const known = {
    remoteId: account.remote_id,
    username: account.username,
    displayName: account.display_name,
    avatarUrl: account.avatar_url,
  }
  try {
    return await connector.identity(
      connectContext(deps, connector, { accountId: account.id, now, tokens, data, known }),
    )
  } catch (error) {
    if (!(error instanceof NotSent || error instanceof NoAnswer)) throw error
    return { kind: 'unreachable', error: { code: 'PLATFORM_UNAVAILABLE', message: away(error) } }
  }
}

async function works(
  deps: AccountsDeps,
  account: AccountRow,
  tokens: Tokens,
  { identity }: IdentityAnswer & { kind: 'ok' },
): Promise<TestResult> {
  const username = identity.username?.replace(/^@/, '') ?? null
  const connector = deps.connectors.get(account.platform)
  const nextRefresh = refreshAt(connector, tokens, await databaseNow(deps))
  await deps.db.transaction(async (tx) => {
    const { displayName, avatarUrl, data } = identity
    const place = { workspaceId: account.workspace_id, id: account.id }
    await saveIdentity(tx, place, { username, displayName, avatarUrl, data: data ?? {} })
    const alive = account.status === 'active' ? null : await revive(tx, account.id, nextRefresh)
    if (alive === null) return
    await beginMeasuring(tx, account.id)
    const event = { workspaceId: account.workspace_id, type: 'account.connected' } as const
    await recordEvent(tx, { ...event, data: accountEventData(eventFacts(alive)) })
  })
  deps.wake.due('deliveries')
  deps.wake.changed(account.workspace_id, 'accounts', account.id)
  return {
    success: true,
    message: 'Connection verified',
    details: { platformUserId: identity.remoteId, username, displayName: identity.displayName },
  }
}
