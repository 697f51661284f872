import { beforeAll, beforeEach, expect, it } from 'vitest'
import { aWorkspace, type Home } from '../../tests/support/builders.js'
import { accountsRoom, type AccountsRoom } from '../../tests/support/accounts-room.js'
import { ConnectRefused, type Connector } from '../connectors/connector.js'
import { disconnectAccount } from './account-verbs.js'
import { answerConnectPage, beginConnect, finishConnect, type ConnectRequest } from './connect.js'
import { openTokens } from './deps.js'

let room: AccountsRoom
let home: Home

/** A network that is told an app password, and one whose instance is asked before its consent page. */
function others(netto: Connector): Connector[] {
  const fields = [
    { name: 'identifier', label: 'Handle', required: true },
    { name: 'appPassword', label: 'App password', secret: true, required: true },
  ]
  const identity = { username: null, displayName: 'Ann', avatarUrl: null, accountType: null }
  const letter: Connector = {
    ...netto,
    slug: 'letter',
    name: 'Letter',
    aliases: [],
    config: { required: {} },
    auth: {
      scopes: [],
      fields,
      finish: ({ answers }) =>
        answers['appPassword'] === 'right'
          ? Promise.resolve({ tokens: { accessToken: `for ${answers['identifier'] ?? ''}` }, scopes: [] })
          : Promise.reject(new ConnectRefused('Letter does not know this app password.')),
    },
    identity: (ctx) =>
      Promise.resolve({ kind: 'ok', identity: { remoteId: ctx.tokens.accessToken, ...identity } }),
    destinations: () => Promise.resolve([{ id: 'p1', name: 'The one page' }]),
  }
  const homely: Connector = {
    ...netto,
    slug: 'homely',
    name: 'Homely',
    aliases: [],
    config: { required: {} },
    auth: {
      ...netto.auth,
      fields: [{ name: 'instance', label: 'Your instance', required: true }],
      dataFor: ({ instance = '' }, { pageMode }) => {
        if (instance.includes(' ')) throw new ConnectRefused('No instance.', 'VALIDATION_ERROR', 'instance')
        return { domain: instance, pageMode }
      },
    },
  }
  const postcard: Connector = { ...letter, slug: 'postcard', name: 'Postcard', needsPage: () => false }
  return [letter, homely, postcard]
}

beforeAll(async () => {
  room = await accountsRoom((network) => others(network.connector()))
})
beforeEach(async () => {
  home = await aWorkspace(room.db)
})

function request(change: Partial<ConnectRequest> = {}): ConnectRequest {
  return {
    workspaceId: home.workspaceId,
    userId: home.userId,
    platform: 'netto',
    callbackUrl: 'https://app.example.com/back?from=us',
    forcePrompt: false,
    pageMode: false,
    credentials: null,
    ...change,
  }
}

async function begin(change: Partial<ConnectRequest> = {}): Promise<{ url: string; state: string }> {
  const begun = await beginConnect(room.deps, request(change))
  if ('account' in begun) throw new Error('connected at once')
  return begun
}

function comeBack(
  begun: { url: string; state: string },
  user: string,
): { platform: string; code: string; state: string } {
  const back = room.network.consent(begun.url, user)
  return { platform: 'netto', code: back.searchParams.get('code') ?? '', state: begun.state }
}

it('connects with PKCE, keeps the tokens sealed and tells it once', async () => {
  const { account, warning } = await room.connect('ann', { home })
  expect(account).toMatchObject({
    platform: 'netto',
    username: 'ann',
    display_name: 'ann',
    status: 'active',
    remote_id: 'id-ann',
  })
  expect(warning).toBeUndefined()
  const row = await room.row(account.id)
  expect(row['platform_data']).toEqual({ shop: 'corner' })
  const sealed = row['tokens'] as Buffer
  expect(sealed.toString('latin1')).not.toContain('at-')
  expect(openTokens(room.deps.seal, account.id, sealed).accessToken).toMatch(/^at-/)
  const events = (await room.events()).filter((event) => event.data['accountId'] === account.id)
  expect(events).toMatchObject([
    { type: 'account.connected', data: { platform: 'NETTO', status: 'ACTIVE', username: 'ann' } },
  ])
})

it('takes a state once, in its own workspace, on its own platform, for ten minutes', async () => {
  const invalid = { code: 'INVALID_PARAM', message: 'Invalid or expired OAuth state' }
  const back = comeBack(await begin(), 'bea')
  const stranger = await aWorkspace(room.db)
  await expect(
    finishConnect(room.deps, { workspaceId: stranger.workspaceId, ...back }),
  ).rejects.toMatchObject(invalid)
  await expect(
    finishConnect(room.deps, { workspaceId: home.workspaceId, ...back, platform: 'letter' }),
  ).rejects.toMatchObject(invalid)
  await finishConnect(room.deps, { workspaceId: home.workspaceId, ...back })
  await expect(finishConnect(room.deps, { workspaceId: home.workspaceId, ...back })).rejects.toMatchObject(
    invalid,
  )

  const late = comeBack(await begin(), 'bea')
  await room.advance(10 * 60_000 + 1)
  await expect(finishConnect(room.deps, { workspaceId: home.workspaceId, ...late })).rejects.toMatchObject(
    invalid,
  )
})

it('lets one of two that come back at once finish', async () => {
  const back = comeBack(await begin(), 'cleo')
  const both = await Promise.allSettled(
    [1, 2].map(() => finishConnect(room.deps, { workspaceId: home.workspaceId, ...back })),
  )
  expect(both.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected'])
})

it('says INVALID_PARAM to a code that the network refuses, and SERVICE_UNAVAILABLE while it is away', async () => {
  const { state } = await begin()
  const given = { workspaceId: home.workspaceId, platform: 'netto', state, code: 'made-up' }
  await expect(finishConnect(room.deps, given)).rejects.toMatchObject({ code: 'INVALID_PARAM' })
  const reach = { ...room.deps.reach, origins: { 'https://api.oauth.example': 'http://127.0.0.1:1' } }
  const back = comeBack(await begin(), 'dot')
  await expect(
    finishConnect({ ...room.deps, reach }, { workspaceId: home.workspaceId, ...back }),
  ).rejects.toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
  })
})

it.each([
  ['https://app.example.com/x', true],
  ['http://localhost:5173/x', true],
  ['http://127.0.0.1/x', true],
  ['https://brand.example/x', true],
  ['http://app.example.com/x', false],
  ['https://evil.example/x', false],
  ['https://app.example.com.evil.example/x', false],
  ['https://app.example.com@evil.example/x', false],
  ['https://ann:secret@app.example.com/x', false],
  ['https://app.example.com/x#part', false],
  ['javascript:alert(1)', false],
  ['app.example.com', false],
  ['https://app.example.com/back\r\nx: y', false],
])('judges the callback %s: %s', async (callbackUrl, isAllowed) => {
  home = await aWorkspace(room.db, { settings: { callbackDomains: ['brand.example'] } })
  const begun = begin({ callbackUrl })
  if (isAllowed) expect(new URL((await begun).url).searchParams.get('redirect_uri')).toBe(callbackUrl)
  else
    await expect(begun).rejects.toMatchObject({ code: 'VALIDATION_ERROR', details: { field: 'callbackUrl' } })
})

it('comes back to a page of ours where no callback is given, and that page finishes only such states', async () => {
  const ours = comeBack(await begin({ callbackUrl: null, platform: 'NET_TO' }), 'eve')
  const made = await finishConnect(room.deps, { workspaceId: null, ...ours })
  expect(made.account.workspace_id).toBe(home.workspaceId)
  const theirs = comeBack(await begin(), 'eve')
  await expect(finishConnect(room.deps, { workspaceId: null, ...theirs })).rejects.toMatchObject({
    code: 'INVALID_PARAM',
  })
})

it('updates a known account in place: same id, new tokens, alive again, no second account', async () => {
  const first = await room.connect('flo', { home })
  await room.db.query({
    text: `update accounts set status = 'expired', error = '{"code":"X","message":"x"}', platform_data = platform_data || '{"page":{"id":"p"}}' where id = $1`,
    values: [first.account.id],
  })
  const again = await room.connect('flo', { home })
  expect(again.account).toMatchObject({
    id: first.account.id,
    status: 'active',
    error: null,
    platform_data: { page: { id: 'p' } },
  })
  expect(again.account.tokens?.equals(first.account.tokens ?? Buffer.alloc(0))).toBe(false)
})

it('warns about an account that another workspace has too, and marks both', async () => {
  const first = await room.connect('gus', { home })
  expect(first.account.is_shared).toBe(false)
  const second = await room.connect('gus', { home: await aWorkspace(room.db) })
  expect(second.warning).toContain('already connected in another workspace')
  expect(second.account.is_shared).toBe(true)
  expect(second.account.lane_id).toBe(first.account.lane_id)
})

it('holds the plan’s limit, also for two at once, and does not count reconnecting', async () => {
  await room.db.query({
    text: `update workspaces set plan = 'FREE' where id = $1`,
    values: [home.workspaceId],
  })
  const first = await room.connect('p1', { home })
  await room.connect('p2', { home })
  const both = await Promise.allSettled([room.connect('p3', { home }), room.connect('p4', { home })])
  expect(both.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected'])
  const refused = { code: 'PLAN_LIMIT_EXCEEDED', details: { plan: 'FREE', limit: 3 } }
  await expect(room.connect('p5', { home })).rejects.toMatchObject(refused)
  await room.connect('p1', { home })
  // Of a platform that the workspace has no account of, it can only be a new one: said at once.
  await expect(begin({ platform: 'letter' })).rejects.toMatchObject(refused)
  // A place that was given up is a place.
  await room.db.transaction((tx) => disconnectAccount(tx, room.deps, home.workspaceId, first.account.id))
  await room.connect('p5', { home })
  await expect(room.connect('p1', { home })).rejects.toMatchObject(refused)
})

it('refuses platforms that the workspace does not allow, under any spelling', async () => {
  home = await aWorkspace(room.db, { settings: { allowedPlatforms: ['LETTER'] } })
  await expect(begin({ platform: 'net_to' })).rejects.toMatchObject({ code: 'PLATFORM_RESTRICTED' })
  await begin({ platform: 'letter' })
  await expect(begin({ platform: 'nowhere' })).rejects.toMatchObject({
    code: 'VALIDATION_ERROR',
    details: { field: 'platform' },
  })
})

it('is switched off in live mode until the app’s credentials are complete', async () => {
  const live = { ...room.deps, mode: 'live' as const, reach: { ...room.deps.reach, apps: {} } }
  await expect(beginConnect(live, request())).rejects.toMatchObject({
    code: 'FEATURE_DISABLED',
    message: expect.stringContaining('NETTO_CLIENT_ID') as string,
  })
})

it('asks on a page of ours what the network has no page for, and keeps the answers here', async () => {
  const begun = await begin({ platform: 'letter' })
  expect(begun.url).toBe(`http://localhost:3000/connect/letter?state=${begun.state}`)
  await expect(
    answerConnectPage(room.deps, 'letter', begun.state, { identifier: 'ann' }),
  ).rejects.toMatchObject({
    code: 'VALIDATION_ERROR',
    details: { field: 'credentials.appPassword' },
  })
  const back = new URL(
    await answerConnectPage(room.deps, 'letter', begun.state, { identifier: 'ann', appPassword: 'right' }),
  )
  expect(back.href).toMatch(/^https:\/\/app\.example\.com\/back\?from=us&code=[\w-]+&state=/)
  const code = back.searchParams.get('code') ?? ''
  const made = await finishConnect(room.deps, {
    workspaceId: home.workspaceId,
    platform: 'letter',
    code,
    state: begun.state,
  })
  // The one page there is was chosen.
  expect(made.account).toMatchObject({ remote_id: 'for ann', platform_data: { page: { id: 'p1' } } })
})

it('chooses the only page again where none is left selected, and none where posts need no page', async () => {
  const answers = { identifier: 'eve', appPassword: 'right' }
  const connect = async (platform: string): Promise<Record<string, unknown>> => {
    const made = await beginConnect(room.deps, request({ platform, credentials: answers }))
    return (await room.row('account' in made ? made.account.id : ''))['platform_data'] as never
  }
  expect(await connect('letter')).toEqual({ page: { id: 'p1', name: 'The one page' } })
  await room.db.query({
    text: `update accounts set platform_data = '{"page": null}' where platform = 'letter'`,
  })
  expect(await connect('letter')).toEqual({ page: { id: 'p1', name: 'The one page' } })
  expect(await connect('postcard')).toEqual({})
})

it('does not finish our page’s flow with another code', async () => {
  const begun = await begin({ platform: 'letter' })
  await answerConnectPage(room.deps, 'letter', begun.state, { identifier: 'ann', appPassword: 'right' })
  await expect(
    finishConnect(room.deps, {
      workspaceId: home.workspaceId,
      platform: 'letter',
      code: 'x',
      state: begun.state,
    }),
  ).rejects.toMatchObject({ code: 'INVALID_PARAM' })
})

it('goes on to the consent page of an instance that was asked first', async () => {
  const begun = await begin({ platform: 'homely' })
  expect(begun.url).toContain('/connect/homely?state=')
  const next = await answerConnectPage(room.deps, 'homely', begun.state, { instance: 'a.example' })
  const back = room.network.consent(next, 'hal')
  const code = back.searchParams.get('code') ?? ''
  const made = await finishConnect(room.deps, {
    workspaceId: home.workspaceId,
    platform: 'homely',
    code,
    state: begun.state,
  })
  expect(made.account.username).toBe('hal')
  const direct = await begin({ platform: 'homely', credentials: { instance: 'a.example' } })
  expect(direct.url).toContain('https://oauth.example/authorize')
})

it('connects at once where the answers come along, or tokens of the same app', async () => {
  const answers = { identifier: 'ida', appPassword: 'right' }
  expect(await beginConnect(room.deps, request({ platform: 'letter', credentials: answers }))).toMatchObject({
    account: { remote_id: 'for ida' },
  })
  const issued = await room.network.issue('jo')
  const tokens = {
    accessToken: issued.access_token,
    refreshToken: issued.refresh_token,
    expiresAt: '2030-01-01T00:00:00+01:00',
  }
  const moved = await beginConnect(room.deps, request({ credentials: tokens }))
  if (!('account' in moved)) throw new Error('not at once')
  expect(moved.account).toMatchObject({ username: 'jo', token_expires_at: new Date('2029-12-31T23:00:00Z') })
})

it('takes tokens together with what a page would ask', async () => {
  const { access_token: accessToken } = await room.network.issue('kay')
  const credentials = { accessToken, instance: 'a.example' }
  const moved = await beginConnect(room.deps, request({ platform: 'homely', credentials, pageMode: true }))
  expect(moved).toMatchObject({
    account: { username: 'kay', platform_data: { domain: 'a.example', pageMode: true } },
  })
})

it.each([
  ['letter', { identifier: 'ann', appPassword: 'wrong' }, 'INVALID_PARAM'],
  ['letter', { identifier: 'ann', appPassword: 'right', more: 'x' }, 'VALIDATION_ERROR'],
  ['letter', { accessToken: 'x' }, 'VALIDATION_ERROR'],
  ['netto', { accessToken: 'x', color: 'red' }, 'VALIDATION_ERROR'],
  ['netto', { accessToken: 'x', expiresAt: '2030-01-01' }, 'INVALID_DATE'],
  ['netto', { accessToken: 'dead' }, 'INVALID_PARAM', 'accessToken'],
  ['netto', { refreshToken: 'alone' }, 'VALIDATION_ERROR', 'accessToken'],
  ['homely', { accessToken: 'x' }, 'VALIDATION_ERROR', 'instance'],
  ['homely', { accessToken: 'x', instance: 'no instance' }, 'VALIDATION_ERROR', 'instance'],
])('refuses credentials for %s: %o', async (platform, credentials, code, field?: string) => {
  const refusal = { code, ...(field === undefined ? {} : { details: { field: `credentials.${field}` } }) }
  await expect(
    beginConnect(room.deps, request({ platform, credentials: credentials as Record<string, string> })),
  ).rejects.toMatchObject(refusal)
})
