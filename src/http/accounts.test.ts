import { describe, expect, it } from 'vitest'
import { callbackUrl, startAccountsOverHttp } from '../../tests/support/accounts-over-http.js'
import { anAccount, aWorkspace } from '../../tests/support/builders.js'

type AccountBody = Record<string, unknown> & { id: string }
type ListBody = {
  data: AccountBody[]
  accounts: AccountBody[]
  pagination: Record<string, unknown> & { next_cursor: string | null }
}

const { app, network, begin } = await startAccountsOverHttp()

async function connected(user: string): Promise<AccountBody> {
  const { url, state } = await begin('netto')
  const code = network.consent(url, user).searchParams.get('code')
  const made = await app.api('POST', '/v1/accounts/callback/netto', { code, state })
  expect(made.status).toBe(200)
  return (made.body as { account: AccountBody }).account
}

describe('connecting over HTTP', () => {
  it('answers the network’s page under every name, as it can be opened in the sandbox', async () => {
    const reply = await app.api('POST', '/v1/accounts/connect/NET_TO', {
      callbackUrl,
      forcePrompt: true,
      pageMode: true,
    })
    const body = reply.body as Record<string, string>
    expect(body['authorizationUrl']).toMatch(
      /^http:\/\/localhost:3000\/sandbox\/netto\/oauth\.example\/authorize\?redirect_uri=/,
    )
    expect(body).toMatchObject({
      authUrl: body['authorizationUrl'],
      url: body['authorizationUrl'],
      state: expect.any(String) as string,
    })
    const cli = await app.api('POST', '/v1/accounts/connect', { platform: 'netto' })
    const url = new URL((cli.body as { url: string }).url)
    expect(url.searchParams.get('redirect_uri')).toBe('http://localhost:3000/connect/netto/done')
    const misspelt = await app.api('POST', '/v1/accounts/connect/netto', { callback_url: callbackUrl })
    expect(misspelt.body).toMatchObject({ warnings: [{ field: 'callback_url' }] })
    const older = await begin('netto', { redirectUri: callbackUrl, pageMode: 'page' })
    expect(new URL(older.url).searchParams.get('redirect_uri')).toBe(callbackUrl)
  })

  it('answers the account with what is documented, and never a secret', async () => {
    const account = await connected('ann')
    expect(account).toEqual({
      id: expect.stringMatching(/^acc_c/) as string,
      platform: 'netto',
      username: 'ann',
      displayName: 'ann',
      avatarUrl: null,
      accountType: 'personal',
      status: 'active',
      error: null,
      connectedAt: expect.stringMatching(/Z$/) as string,
      tokenExpiresAt: expect.stringMatching(/Z$/) as string,
      isSharedAccount: false,
      limits: null,
    })
    expect(await app.api('GET', `/v1/accounts/${account.id}`)).toMatchObject({ status: 200, body: account })
  })

  it('names what is wrong', async () => {
    const post = (path: string, body: unknown) => app.api('POST', `/v1/accounts/${path}`, body)
    expect(await post('connect/netto', { callbackUrl: 'https://evil.example/' })).toMatchObject({
      status: 400,
      body: { error: { code: 'VALIDATION_ERROR', details: { field: 'callbackUrl' } } },
    })
    expect(await post('callback/netto', { code: 'x', state: 'y' })).toMatchObject({
      status: 400,
      body: {
        error: {
          code: 'INVALID_PARAM',
          message: 'Invalid or expired OAuth state',
          details: { field: 'state' },
        },
      },
    })
    expect(await post('connect/nowhere', {})).toMatchObject({ status: 400 })
    expect(await post('connect/netto', { callbackUrl, pageMode: 'yes' })).toMatchObject({
      status: 400,
      body: { error: { message: 'pageMode: must be true or false.', details: { field: 'pageMode' } } },
    })
    const letter = (credentials: object) => post('connect/letter', { credentials })
    for (const credentials of [
      { handle: 'di', password: 'wrong' },
      { handle: 'di', password: 7 },
      { handle: 'di' },
    ])
      expect(await letter(credentials)).toMatchObject({
        status: 400,
        body: { error: { details: { field: 'credentials.password' } } },
      })
    expect(await post('connect/netto', { credentials: { accessToken: 'dead' } })).toMatchObject({
      status: 400,
      body: { error: { code: 'INVALID_PARAM', details: { field: 'credentials.accessToken' } } },
    })
    const { state } = await begin('netto')
    expect(await post('callback/netto', { code: 'made-up', state })).toMatchObject({
      status: 400,
      body: { error: { code: 'INVALID_PARAM', details: { field: 'code' } } },
    })
    const reader = await app.apiOf({ scopes: ['accounts:read'] })
    expect(await reader('POST', '/v1/accounts/connect/netto', {})).toMatchObject({ status: 403 })
  })

  it('connects at once with credentials, once per idempotency key', async () => {
    const body = { credentials: { handle: 'cy', password: 'x' } }
    const key = { 'Idempotency-Key': 'connect-cy' }
    const first = await app.api('POST', '/v1/accounts/connect/letter', body, key)
    expect(first).toMatchObject({ status: 200, body: { account: { platform: 'letter', username: 'cy' } } })
    expect(first.body).not.toHaveProperty('authorizationUrl')
    const again = await app.api('POST', '/v1/accounts/connect/letter', body, key)
    expect(again).toMatchObject({ body: first.body })
    expect(again.headers.get('Idempotency-Replayed')).toBe('true')
  })
})

describe('the list of accounts', () => {
  it('filters by status in any case, hides the disconnected unless asked, and pages newest first', async () => {
    const home = await aWorkspace(app.db)
    const api = await app.apiOf({ home })
    const made: Record<string, string> = {}
    for (const status of ['active', 'expired', 'error', 'suspended', 'disconnected'])
      made[status] = (await anAccount(app.db, home, { platform: 'netto', status })).id
    const list = async (query: string): Promise<string[]> => {
      const reply = await api('GET', `/v1/accounts${query}`)
      expect(reply.status).toBe(200)
      const { data, accounts } = reply.body as ListBody
      expect(accounts).toEqual(data)
      return data.map((each) => String(each['status'])).sort()
    }
    const connectedOnes = ['active', 'error', 'expired', 'suspended']
    expect(await list('')).toEqual(connectedOnes)
    expect(await list('?status=all')).toEqual(connectedOnes)
    expect(await list('?includeArchived=true')).toEqual([...connectedOnes, 'disconnected'].sort())
    expect(await list('?status=ALL&includeArchived=true')).toHaveLength(5)
    expect(await list('?status=active')).toEqual(['active'])
    expect(await list('?status=Error')).toEqual(['error', 'expired'])
    expect(await list('?status=INACTIVE')).toEqual(['suspended'])
    expect(await list('?status=suspended')).toEqual(['suspended'])
    expect(await list('?status=expired')).toEqual(['expired'])
    expect(await list('?status=DISCONNECTED')).toEqual(['disconnected'])
    expect(await list('?platform=NET_TO&status=ACTIVE')).toEqual(['active'])
    expect(await list('?platform=LETTER')).toEqual([])
    expect(await list('?platform=letter,netto&platform=LETTER')).toEqual(connectedOnes)
    expect(await api('GET', '/v1/accounts?status=GREEN')).toMatchObject({
      status: 400,
      body: {
        error: {
          message: 'status: must be one of ACTIVE, INACTIVE, ERROR, EXPIRED, SUSPENDED, DISCONNECTED, ALL.',
          details: { field: 'status' },
        },
      },
    })
    expect(await api('GET', '/v1/accounts?platform=nope')).toMatchObject({
      status: 400,
      body: { error: { code: 'VALIDATION_ERROR', details: { field: 'platform' } } },
    })
    expect(await list('?platform=')).toEqual(connectedOnes)
    expect(await api('GET', '/v1/accounts?cursor=nonsense')).toMatchObject({ status: 400 })

    const pages: string[][] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const reply = await api('GET', `/v1/accounts?limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`)
      const { data, pagination } = reply.body as ListBody
      pages.push(data.map((each) => each.id))
      cursor = pagination.next_cursor
      const hasMore = cursor !== null
      expect(pagination).toEqual({
        has_more: hasMore,
        hasMore,
        next_cursor: cursor,
        nextCursor: cursor,
        cursor,
        limit: 3,
      })
    }
    expect(pages.map((page) => page.length)).toEqual([3, 1])
    const all = pages.flat()
    expect(all).toEqual([...all].sort().reverse())
    expect(all).not.toContain(made['disconnected'])
  })

  it('shows nothing of another workspace, nor of the other mode', async () => {
    const foreign = await anAccount(app.db, await aWorkspace(app.db), { platform: 'netto' })
    const live = await anAccount(app.db, { ...app.home, mode: 'live' }, { platform: 'netto' })
    for (const { id } of [foreign, live])
      for (const [method, path] of [
        ['GET', ''],
        ['DELETE', ''],
        ['POST', '/refresh'],
        ['POST', '/test'],
        ['GET', '/pages'],
      ] as const)
        expect(await app.api(method, `/v1/accounts/${id}${path}`)).toMatchObject({
          status: 404,
          body: { error: { code: 'NOT_FOUND' } },
        })
    const listed = (await app.api('GET', '/v1/accounts?includeArchived=true&limit=100')).body as ListBody
    expect(listed.data.map((each) => each.id)).not.toContain(live.id)
    expect(await app.api('GET', '/v1/accounts/a%20b')).toMatchObject({
      status: 400,
      body: { error: { code: 'BAD_REQUEST' } },
    })
  })
})

describe('what can be done with an account', () => {
  it('refreshes, tests and disconnects it', async () => {
    const { id } = await connected('hal')
    expect(await app.api('POST', `/v1/accounts/${id}/refresh`)).toMatchObject({
      status: 200,
      body: { success: true },
    })
    expect(await app.api('POST', `/v1/accounts/${id}/test`)).toMatchObject({
      status: 200,
      body: {
        success: true,
        message: 'Connection verified',
        details: { platformUserId: 'id-hal', username: 'hal', displayName: 'hal' },
      },
    })
    network.forget('hal')
    expect(await app.api('POST', `/v1/accounts/${id}/refresh`)).toMatchObject({
      status: 409,
      body: {
        error: {
          code: 'CONFLICT',
          message: 'Netto ended our access. Connect the account again.',
          details: { status: 'expired' },
        },
      },
    })
    expect(await app.api('POST', `/v1/accounts/${id}/test`)).toMatchObject({
      status: 200,
      body: { success: false },
    })
    expect(await app.api('DELETE', `/v1/accounts/${id}`)).toMatchObject({
      status: 200,
      body: { success: true },
    })
    expect(await app.api('DELETE', `/v1/accounts/${id}`)).toMatchObject({
      status: 200,
      body: { success: true },
    })
    expect(await app.api('GET', `/v1/accounts/${id}`)).toMatchObject({ body: { status: 'disconnected' } })
    const events = await app.db.query({
      text: `select type from events where data->>'accountId' = $1 order by seq`,
      values: [id],
    })
    expect(events.map((event) => event['type'])).toEqual([
      'account.connected',
      'account.error',
      'account.disconnected',
    ])
  })

  it('lists its pages and keeps the one chosen', async () => {
    network.pages = [
      { id: 'ig1', name: 'One', pageId: 'fb1' },
      { id: 'ig2', name: 'Two', pageId: 'fb2' },
    ]
    const made = await app.api('POST', '/v1/accounts/connect/letter', {
      credentials: { handle: 'ida', password: 'x' },
    })
    const { account } = made.body as { account: AccountBody }
    expect(account).not.toHaveProperty('page')
    const path = `/v1/accounts/${account.id}`
    expect(await app.api('GET', `${path}/pages`)).toMatchObject({
      status: 200,
      body: { pages: network.pages },
    })
    const select = (pageId: string) => app.api('POST', `${path}/select-page`, { pageId })
    expect(await select('fb2')).toMatchObject({ status: 200, body: { success: true } })
    expect(await app.api('GET', path)).toMatchObject({ body: { page: { id: 'ig2' } } })
    expect(await select('fb9')).toMatchObject({ status: 400, body: { error: { code: 'INVALID_PAGE_ID' } } })
    expect(await select('')).toMatchObject({ status: 200 })
    expect((await app.api('GET', path)).body).not.toHaveProperty('page')

    network.hasPages = false
    expect(await app.api('GET', `${path}/pages`)).toMatchObject({ status: 200, body: { pages: [] } })
    for (const pageId of ['fb1', ''])
      expect(await select(pageId)).toMatchObject({
        status: 400,
        body: { error: { code: 'PAGE_SELECTION_NOT_SUPPORTED' } },
      })
    await app.api('DELETE', path)
    expect(await app.api('GET', `${path}/pages`)).toMatchObject({ status: 200, body: { pages: [] } })
    network.hasPages = true
    expect(await app.api('GET', `${path}/pages`)).toMatchObject({ status: 409 })
    network.pages = []

    const { id } = await connected('joe')
    expect(await app.api('GET', `/v1/accounts/${id}/pages`)).toMatchObject({
      status: 200,
      body: { pages: [] },
    })
    expect(await app.api('POST', `/v1/accounts/${id}/select-page`, { pageId: 'x' })).toMatchObject({
      status: 400,
      body: { error: { code: 'PAGE_SELECTION_NOT_SUPPORTED' } },
    })
  })
})
