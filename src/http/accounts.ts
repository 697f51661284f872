import * as contract from '../../contract/accounts.js'
import { paginated } from '../../contract/common.js'
import { disconnectAccount, getAccount, pageOfAccounts } from '../accounts/account-verbs.js'
import { refreshNow, testAccount } from '../accounts/check-account.js'
import { audioOf, searchAudio } from '../accounts/audio.js'
import { beginConnect, finishConnect, type Connection } from '../accounts/connect.js'
import { pagesOf, selectPage } from '../accounts/pages.js'
import { playlistsOf } from '../accounts/playlists.js'
import { presentAccount } from '../accounts/present-account.js'
import { databaseNow } from '../accounts/save-connection.js'
import { quotasNow } from '../accounts/quota-states.js'
import type { AccountRow } from '../store/accounts.js'
import { presentUrl } from '../connectors/present-url.js'
import type { Parts } from './parts.js'
import { serve, serveWrite, type Route } from './serve.js'

type ConnectBody = {
  callbackUrl?: string | null | undefined
  redirectUri?: string | null | undefined
  forcePrompt?: boolean | null | undefined
  pageMode?: boolean | string | null | undefined
  credentials?: Record<string, string> | null | undefined
}

async function connect(
  parts: Parts,
  caller: { workspaceId: string; userId: string },
  platform: string,
  body: ConnectBody,
) {
  const begun = await beginConnect(parts.accounts, {
    workspaceId: caller.workspaceId,
    userId: caller.userId,
    platform,
    callbackUrl: body.callbackUrl ?? body.redirectUri ?? null,
    forcePrompt: body.forcePrompt ?? false,
    pageMode: body.pageMode === true || body.pageMode === 'page' || body.pageMode === 'true',
    credentials: body.credentials ?? null,
  })
  if ('account' in begun) return connection(parts, begun)
  const slug = parts.connectors.resolve(platform)?.slug ?? platform
  const url = presentUrl(parts.config, slug, begun.url)
  return { authorizationUrl: url, authUrl: url, url, state: begun.state }
}

function connection(parts: Parts, made: Connection) {
  return {
    account: presentAccount(parts, made.account),
    ...(made.warning === undefined ? {} : { warning: made.warning }),
  }
}

async function withQuotas(parts: Parts, rows: readonly AccountRow[]) {
  const now = await databaseNow(parts.accounts)
  return Promise.all(
    rows.map(async (row) => {
      const place = { platform: row.platform, laneId: row.lane_id, data: row.platform_data }
      return presentAccount(parts, row, await quotasNow(parts, place, now))
    }),
  )
}

export const accountRoutes: readonly Route[] = [
  serve(contract.listAccounts, async (parts, { caller, query }) => {
    const { rows, next } = await pageOfAccounts(parts.accounts, caller.workspaceId, query)
    const data = await withQuotas(parts, rows)
    return { data, accounts: data, pagination: paginated(query.limit, next) }
  }),
  serve(contract.getAccount, async (parts, { caller, params }) => {
    const [account] = await withQuotas(parts, [
      await getAccount(parts.accounts, caller.workspaceId, params.id),
    ])
    if (account === undefined) throw new Error('An account was lost on the way')
    return account
  }),
  serve(contract.listQuotas, async (parts, { caller, query }) => {
    const active = { ...query, status: 'ACTIVE' }
    const { rows, next } = await pageOfAccounts(parts.accounts, caller.workspaceId, active)
    const data = (await withQuotas(parts, rows)).map(
      ({ id, platform, username, displayName, isSharedAccount, quotas = [] }) => ({
        accountId: id,
        platform,
        username,
        displayName,
        isSharedAccount,
        quotas,
      }),
    )
    return { data, pagination: paginated(query.limit, next) }
  }),
  serve(contract.connectAccount, (parts, { caller, params, body }) =>
    connect(parts, caller, params.platform, body),
  ),
  serve(contract.connectAccountByBody, (parts, { caller, body }) =>
    connect(parts, caller, body.platform, body),
  ),
  serve(contract.finishConnect, async (parts, { caller, params, body }) =>
    connection(
      parts,
      await finishConnect(parts.accounts, {
        workspaceId: caller.workspaceId,
        platform: params.platform,
        ...body,
      }),
    ),
  ),
  serveWrite(contract.disconnectAccount, async (parts, { tx, caller, params, afterCommit }) => {
    await disconnectAccount(tx, parts.accounts, caller.workspaceId, params.id)
    afterCommit(() => {
      parts.wake.due('accounts')
      parts.wake.due('deliveries')
    })
    return { success: true as const }
  }),
  serve(contract.refreshAccount, async (parts, { caller, params }) => {
    await refreshNow(parts.accounts, caller.workspaceId, params.id)
    return { success: true as const }
  }),
  serve(contract.testAccount, (parts, { caller, params }) =>
    testAccount(parts.accounts, caller.workspaceId, params.id),
  ),
  serve(contract.listPages, async (parts, { caller, params }) => ({
    pages: await pagesOf(parts.accounts, caller.workspaceId, params.id),
  })),
  serve(contract.selectPage, async (parts, { caller, params, body }) => {
    await selectPage(parts.accounts, caller.workspaceId, params.id, {
      pageId: body.pageId,
      pageName: body.pageName ?? null,
    })
    return { success: true as const }
  }),
  serve(contract.listPlaylists, (parts, { caller, params }) =>
    playlistsOf(parts.accounts, caller.workspaceId, params),
  ),
  serve(
    contract.searchAudio,
    async (parts, { caller, params: { platform }, query: { accountId, q = '', limit } }) => ({
      tracks: await searchAudio(parts.accounts, caller.workspaceId, {
        platform,
        accountId,
        text: q === '' ? null : q,
        limit,
      }),
    }),
    // While it is off nobody has to ask right to learn so.
    (parts, { platform }) => void audioOf(parts.accounts, platform),
  ),
]
