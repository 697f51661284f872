import { ApiError } from '../../contract/errors.js'
import { openCursor, pageOf } from '../domain/pages.js'
import {
  disconnect,
  findAccount,
  listAccounts,
  type AccountRow,
  type AccountStatus,
} from '../store/accounts.js'
import { wordsOf } from '../kit/words-of.js'
import { platformSlug } from '../connectors/platform-slug.js'
import type { Tx } from '../store/database.js'
import { recordEvent } from '../webhooks/record-event.js'
import type { AccountsDeps } from './deps.js'
import { accountEventData, eventFacts } from './present-account.js'

const connected: readonly AccountStatus[] = ['active', 'expired', 'error', 'suspended']

/** Statuses that each filter lists. */
const statusesOf: Record<string, readonly AccountStatus[]> = {
  ACTIVE: ['active'],
  INACTIVE: ['suspended'],
  SUSPENDED: ['suspended'],
  ERROR: ['error', 'expired'],
  EXPIRED: ['expired'],
  DISCONNECTED: ['disconnected'],
  ALL: connected,
}

/** Newest first. Disconnected accounts are listed when asked for. */
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
  const rows = await listAccounts(deps.db, {
    workspaceId,
    mode: deps.mode,
    statuses: withArchived ? [...listed, 'disconnected'] : listed,
    platforms:
      wordsOf(filter.platform)?.map((each) => platformSlug(deps.connectors, each, 'platform')) ?? null,
    afterId: openCursor(filter.cursor, /^acc_\w+$/),
    limit: filter.limit + 1,
  })
  const { page, next } = pageOf(rows, filter.limit)
  return { rows: page, next }
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

/** Ends the connection. What is under way keeps the tokens until it is settled; then the worker wipes them. */
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
  const data = accountEventData(eventFacts(gone), { reason: 'Disconnected by a member' })
  await recordEvent(tx, { workspaceId, type: 'account.disconnected', data })
}
