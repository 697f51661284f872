import { ApiError } from '../../contract/errors.js'
import type { JsonObject } from '../kit/json.js'
import {
  disconnect,
  findAccount,
  listAccounts,
  saveIdentity,
  type AccountRow,
  type AccountStatus,
} from '../store/accounts.js'
import type { Tx } from '../store/database.js'
import { recordEvent } from '../webhooks/record-event.js'
import { connectContext, type AccountsDeps } from './deps.js'
import { freshTokens, markAccountDead } from './fresh-tokens.js'
import { accountEventData } from './present-account.js'
import { databaseNow } from './save-connection.js'

const connected: readonly AccountStatus[] = ['active', 'expired', 'error', 'suspended']

/** Statuses that each filter lists. */
const statusesOf: Record<string, readonly AccountStatus[]> = {
  ACTIVE: ['active'],
  INACTIVE: ['suspended'],
  ERROR: ['error', 'expired'],
  DISCONNECTED: ['disconnected'],
  ALL: connected,
}

export async function pageOfAccounts(
  deps: AccountsDeps,
  workspaceId: string,
  filter: {
    status?: string | undefined
    platform?: string | undefined
    includeArchived?: boolean | undefined
    limit: number
    cursor?: string | undefined
  },
): Promise<{ rows: AccountRow[]; next: string | null }> {
  const listed = statusesOf[filter.status ?? 'ALL'] ?? connected
  const withArchived =
    filter.includeArchived === true && (filter.status === undefined || filter.status === 'ALL')
  const platform =
    filter.platform === undefined
      ? null
      : (deps.connectors.resolve(filter.platform)?.slug ?? filter.platform.toLowerCase())
  const rows = await listAccounts(deps.db, {
    workspaceId,
    mode: deps.mode,
    statuses: withArchived ? [...listed, 'disconnected'] : listed,
    platform,
    afterId: filter.cursor === undefined ? null : openCursor(filter.cursor),
    limit: filter.limit + 1,
  })
  const page = rows.slice(0, filter.limit)
  const last = page.at(-1)
  return {
    rows: page,
    next:
      rows.length > filter.limit && last !== undefined ? Buffer.from(last.id).toString('base64url') : null,
  }
}

function openCursor(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString('utf8')
  if (!/^acc_\w+$/.test(id))
    throw new ApiError('VALIDATION_ERROR', 'cursor is not one that a list gave. Start again without it.', {
      field: 'cursor',
    })
  return id
}

export async function getAccount(
  deps: Pick<AccountsDeps, 'db' | 'mode'>,
  workspaceId: string,
  id: string,
): Promise<AccountRow> {
  const row = await findAccount(deps.db, workspaceId, deps.mode, id)
  if (row === null) throw new ApiError('NOT_FOUND', `There is no account ${id} in this workspace.`)
  return row
}

export async function disconnectAccount(
  tx: Tx,
  deps: Pick<AccountsDeps, 'mode'>,
  workspaceId: string,
  id: string,
): Promise<void> {
  const gone = await disconnect(tx, workspaceId, deps.mode, id)
  if (gone === null) {
    // Disconnecting twice is no fault, and no second event.
    if ((await findAccount(tx, workspaceId, deps.mode, id)) === null)
      throw new ApiError('NOT_FOUND', `There is no account ${id} in this workspace.`)
    return
  }
  const data = accountEventData(
    { id, ...gone, status: 'disconnected', workspaceId },
    { reason: 'Disconnected by a member' },
  )
  await recordEvent(tx, { workspaceId, type: 'account.disconnected', data })
}

/** Refreshes now. An account that was expired comes back to life when the network takes its tokens again. */
export async function refreshNow(deps: AccountsDeps, workspaceId: string, id: string): Promise<void> {
  const account = await getAccount(deps, workspaceId, id)
  if (account.status === 'disconnected')
    throw new ApiError('CONFLICT', 'The account is disconnected. Connect it again.', {
      status: account.status,
    })
  const connector = deps.connectors.get(account.platform)
  if (connector.auth.refresh === undefined) return
  if (account.status !== 'active')
    throw new ApiError(
      'CONFLICT',
      `${account.error?.message ?? 'The network no longer accepts us.'} Connect the account again.`,
      { status: account.status },
    )
  const tokens = await freshTokens(deps, id, { force: true })
  switch (tokens.kind) {
    case 'ok':
      return
    case 'busy':
      throw new ApiError('CONFLICT', 'The tokens are being refreshed at this moment.', {
        status: account.status,
      })
    case 'dead':
      throw new ApiError('CONFLICT', `${tokens.error.message} Connect the account again.`, {
        status: 'expired',
      })
    case 'failed':
      throw new ApiError(
        'SERVICE_UNAVAILABLE',
        `${tokens.error.message} The old tokens stay; try again later.`,
      )
  }
}

export type TestResult = {
  success: boolean
  message: string
  details?: { platformUserId: string; username: string | null; displayName: string | null }
}

/** One cheap call. A network that says no marks the account; one that is away does not. */
export async function testAccount(deps: AccountsDeps, workspaceId: string, id: string): Promise<TestResult> {
  const account = await getAccount(deps, workspaceId, id)
  if (account.status === 'disconnected')
    return { success: false, message: 'The account is disconnected. Connect it again.' }
  const connector = deps.connectors.get(account.platform)
  const tokens = await freshTokens(deps, id, { force: false })
  if (tokens.kind === 'dead' || tokens.kind === 'failed')
    return { success: false, message: tokens.error.message }
  if (tokens.kind === 'busy')
    return { success: false, message: 'The tokens are being refreshed at this moment. Try again.' }
  const now = await databaseNow(deps)
  const answer = await connector.identity(
    connectContext(deps, connector, {
      accountId: id,
      now,
      tokens: tokens.tokens,
      data: account.platform_data,
    }),
  )
  switch (answer.kind) {
    case 'dead':
      await deps.db.transaction((tx) => markAccountDead(tx, id, answer.error))
      deps.wake.due('deliveries')
      return { success: false, message: answer.error.message }
    case 'unreachable':
      return { success: false, message: answer.error.message }
    case 'ok': {
      const { identity } = answer
      const username = identity.username?.replace(/^@/, '') ?? null
      await saveIdentity(deps.db, id, {
        username,
        displayName: identity.displayName,
        avatarUrl: identity.avatarUrl,
        data: identity.data ?? {},
      })
      return {
        success: true,
        message: 'Connection verified',
        details: { platformUserId: identity.remoteId, username, displayName: identity.displayName },
      }
    }
  }
}

export async function pagesOf(deps: AccountsDeps, workspaceId: string, id: string): Promise<JsonObject[]> {
  const account = await getAccount(deps, workspaceId, id)
  const connector = deps.connectors.get(account.platform)
  if (connector.destinations === undefined) return []
  const tokens = await freshTokens(deps, id, { force: false })
  if (tokens.kind !== 'ok')
    throw new ApiError(
      'SERVICE_UNAVAILABLE',
      tokens.kind === 'busy' ? 'The tokens are being refreshed. Try again.' : tokens.error.message,
    )
  return connector.destinations(
    connectContext(deps, connector, {
      accountId: id,
      now: await databaseNow(deps),
      tokens: tokens.tokens,
      data: account.platform_data,
    }),
  )
}

/** Keeps the choice of a page; an empty id clears it. */
export async function selectPage(
  deps: AccountsDeps,
  workspaceId: string,
  id: string,
  choice: { pageId: string; pageName: string | null },
): Promise<void> {
  const account = await getAccount(deps, workspaceId, id)
  const connector = deps.connectors.get(account.platform)
  if (connector.destinations === undefined) {
    throw new ApiError('PAGE_SELECTION_NOT_SUPPORTED', `${connector.name} accounts have no pages to select.`)
  }
  const pages = choice.pageId === '' ? [] : await pagesOf(deps, workspaceId, id)
  const page = pages.find((each) => each['id'] === choice.pageId || each['pageId'] === choice.pageId)
  if (choice.pageId !== '' && page === undefined)
    throw new ApiError(
      'INVALID_PAGE_ID',
      'This page cannot be reached with the account. List its pages again.',
      { field: 'pageId' },
    )
  await saveIdentity(deps.db, id, {
    username: account.username,
    displayName: account.display_name,
    avatarUrl: account.avatar_url,
    data: { page: page === undefined ? null : { ...page, name: page['name'] ?? choice.pageName } },
  })
}
