import { beforeEach, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../kit/json.js'
import { authorizePage, challengeOf, redirect, scope } from '../../../../tests/support/google-oauth.js'
import { startSimulator } from '../../../../tests/support/simulator.js'
import { allScopes, api, itemsOf, refusalOf, youtubeClient } from '../../../../tests/support/youtube.js'
import { simulator } from './index.js'

/** Google's OAuth as the stand-in has it: who gets in, with which tokens, until when. */
const client = await startSimulator(simulator)
const { call, consent, exchange, refresh, revoke, signIn, token } = youtubeClient(client)
const day = 86_400_000
const advance = (ms: number): Promise<void> => client.control.advance(ms)
const codeOf = async (more = {}): Promise<string | null> => (await consent(more)).searchParams.get('code')
const tokensOf = async (more = {}): Promise<JsonObject> =>
  (await exchange(await codeOf(more))).body as JsonObject
const identity = (access: unknown) =>
  call('GET', `${api}/channels?part=id&mine=true`, { headers: { authorization: `Bearer ${String(access)}` } })

beforeEach(() => client.control.reset())

describe('the consent page', () => {
  it('wants a client, a code, known scopes and values, and no parameter that it does not know', async () => {
    const good = {
      client_id: 'app',
      response_type: 'code',
      scope: allScopes,
      redirect_uri: redirect,
      auto: '1',
    }
    const statusOf = async (more: Record<string, string>): Promise<number> =>
      (await client.call('GET', `${authorizePage}?${new URLSearchParams({ ...good, ...more }).toString()}`))
        .status
    expect(await statusOf({})).toBe(302)
    expect(await statusOf({ redirect_uri: 'http://localhost:3000/callback?a=b' })).toBe(302)
    expect(await statusOf({ client_id: '' })).toBe(401)
    const wrong: Record<string, string>[] = [
      { response_type: 'token' },
      { scope: '' },
      { scope: scope('youtube.everything') },
      { scope: allScopes.replaceAll(' ', ',') },
      { redirect_uri: 'http://voxburst.example/callback' },
      { redirect_uri: `${redirect}#a` },
      { redirect_uri: '/callback' },
      { access_type: 'forever' },
      { prompt: 'always' },
      { include_granted_scopes: '1' },
      { code_challenge: 'abc', code_challenge_method: 'S512' },
      { acces_type: 'offline' },
    ]
    for (const more of wrong) expect([more, await statusOf(more)]).toEqual([more, 400])
  })

  it('sends code, ticked scopes and state back, or that access was denied', async () => {
    await client.control.createUser('youtube', { username: 'bea', scopes: ['youtube.readonly'] })
    const { searchParams } = await consent({ auto_user: 'bea', state: 'a state' })
    expect(searchParams.get('state')).toBe('a state')
    expect(searchParams.get('scope')).toBe(scope('youtube.readonly'))
    expect((await consent({ auto: '', _answer: 'deny' })).searchParams.get('error')).toBe('access_denied')
  })
})

describe('9. issue tokens with expires_in', () => {
  it('a code is good once, for its client and redirect URI, for ten minutes', async () => {
    expect(refusalOf(await exchange(await codeOf(), { redirect_uri: `${redirect}/` }))).toEqual([
      400,
      'redirect_uri_mismatch',
    ])
    expect(refusalOf(await exchange(await codeOf(), { client_id: 'another' }))).toEqual([
      400,
      'invalid_grant',
    ])
    const code = await codeOf()
    expect((await exchange(code)).status).toBe(200)
    expect(refusalOf(await exchange(code))).toEqual([400, 'invalid_grant'])
    const late = await codeOf()
    await advance(600_000)
    expect(refusalOf(await exchange(late))).toEqual([400, 'invalid_grant'])
  })

  it('a code with a challenge wants its verifier', async () => {
    const verifier = 'a-verifier-that-is-long-enough-to-be-one-0123456789'
    const more = { code_challenge: challengeOf(verifier), code_challenge_method: 'S256' }
    expect(refusalOf(await exchange(await codeOf(more)))).toEqual([400, 'invalid_grant'])
    expect((await exchange(await codeOf(more), { code_verifier: verifier })).status).toBe(200)
  })

  it('an access token lives an hour, and a refresh keeps the refresh token', async () => {
    const tokens = await tokensOf()
    expect(tokens).toMatchObject({ expires_in: 3_599, token_type: 'Bearer', scope: allScopes })
    expect((await identity(tokens['access_token'])).status).toBe(200)
    await advance(3_599_000)
    expect(refusalOf(await identity(tokens['access_token']))).toEqual([401, 'authError'])
    const { status, body } = await refresh(tokens['refresh_token'])
    expect(status).toBe(200)
    expect(Object.keys(body as JsonObject).sort()).toEqual([
      'access_token',
      'expires_in',
      'scope',
      'token_type',
    ])
    expect((await identity((body as JsonObject)['access_token'])).status).toBe(200)
    expect((await refresh(tokens['refresh_token'])).status).toBe(200)
  })

  it('says 401 invalid_client of an unknown app, and 400 of a grant that it does not know', async () => {
    expect(refusalOf(await token({ client_secret: '' }))).toEqual([401, 'invalid_client'])
    expect(refusalOf(await token({ grant_type: 'password' }))).toEqual([400, 'unsupported_grant_type'])
    const { refresh_token: mine } = await tokensOf()
    expect(refusalOf(await refresh(mine, { client_id: 'another' }))).toEqual([400, 'invalid_grant'])
  })

  it('tokens of somebody made with tokenExpiresInSeconds live that long', async () => {
    const ann = await signIn({ username: 'ann', tokenExpiresInSeconds: 60 })
    expect(ann.tokens).toMatchObject({ expires_in: 60 })
    await advance(60_000)
    expect(refusalOf(await ann.get('channels', { part: 'id', mine: 'true' }))).toEqual([401, 'authError'])
  })
})

describe('9. return refresh_token only with access_type=offline and first consent or prompt=consent', () => {
  it('not online, once offline, again only when consent is forced', async () => {
    const ann = { auto_user: 'ann' }
    expect(await tokensOf({ ...ann, access_type: 'online' })).not.toHaveProperty('refresh_token')
    expect(await tokensOf(ann)).toHaveProperty('refresh_token')
    expect(await tokensOf(ann)).not.toHaveProperty('refresh_token')
    expect(await tokensOf({ ...ann, prompt: 'select_account consent' })).toHaveProperty('refresh_token')
    expect(await tokensOf({ ...ann, prompt: 'consent', access_type: 'online' })).not.toHaveProperty(
      'refresh_token',
    )
  })

  it('six months unused end a refresh token; each use begins them anew', async () => {
    const { refresh_token: mine } = await tokensOf()
    await advance(150 * day)
    expect((await refresh(mine)).status).toBe(200)
    await advance(150 * day)
    expect((await refresh(mine)).status).toBe(200)
    await advance(184 * day)
    expect(refusalOf(await refresh(mine))).toEqual([400, 'invalid_grant'])
  })

  it('the hundred and first refresh token of a person and an app ends the oldest without a word', async () => {
    const forced = { auto_user: 'ann', prompt: 'consent' }
    const [first, second] = [await tokensOf(forced), await tokensOf(forced)]
    for (let count = 2; count < 100; count += 1) await tokensOf(forced)
    expect((await refresh(first['refresh_token'])).status).toBe(200)
    await tokensOf(forced)
    expect(refusalOf(await refresh(first['refresh_token']))).toEqual([400, 'invalid_grant'])
    expect((await refresh(second['refresh_token'])).status).toBe(200)
  })

  it('an app in testing has grants of seven days, and says so', async () => {
    const more = { client_id: 'testing-1' }
    const code = await codeOf({ client_id: 'testing-1' })
    const tokens = (await exchange(code, more)).body as JsonObject
    expect(tokens).toMatchObject({ refresh_token_expires_in: 604_800 })
    await advance(6 * day)
    const again = await refresh(tokens['refresh_token'], more)
    const left = Number((again.body as JsonObject)['refresh_token_expires_in'])
    expect([left <= 86_400, left > 86_300]).toEqual([true, true])
    await advance(day)
    expect(refusalOf(await refresh(tokens['refresh_token'], more))).toEqual([400, 'invalid_grant'])
  })
})

describe('9. accept ticked subsets of scopes', () => {
  it('grants what is ticked, and earlier grants where they are to be included', async () => {
    const ann = { auto_user: 'ann' }
    const [read, write] = [scope('youtube.readonly'), scope('youtube.upload')]
    expect(await tokensOf({ ...ann, scope: read })).toMatchObject({ scope: read })
    expect(await tokensOf({ ...ann, scope: write })).toMatchObject({ scope: write })
    const both = await tokensOf({ ...ann, scope: write, include_granted_scopes: 'true', prompt: 'consent' })
    expect(both).toMatchObject({ scope: `${read} ${write}` })
    expect((await refresh(both['refresh_token'])).body).toMatchObject({ scope: `${read} ${write}` })
  })
})

describe('9. answer invalid_grant after revoke', () => {
  it.each(['access_token', 'refresh_token'])('by the %s: the whole grant is gone', async (which) => {
    const tokens = await tokensOf({ auto_user: 'ann' })
    const others = await tokensOf({ auto_user: 'ann', prompt: 'consent' })
    expect(await revoke(tokens[which])).toMatchObject({ status: 200, text: '' })
    for (const { refresh_token: mine, access_token: access } of [tokens, others]) {
      expect(refusalOf(await refresh(mine))).toEqual([400, 'invalid_grant'])
      expect(refusalOf(await identity(access))).toEqual([401, 'authError'])
    }
    expect(refusalOf(await revoke(tokens[which]))).toEqual([400, 'invalid_token'])
    // What comes next is a first consent again.
    expect(await tokensOf({ auto_user: 'ann' })).toHaveProperty('refresh_token')
  })
})

describe('who somebody is', () => {
  it('is the channel, its counts strings', async () => {
    const ann = await signIn({ username: 'ann', displayName: 'Ann' })
    const part = 'id,snippet,statistics,contentDetails,status'
    const [channel] = itemsOf(await ann.get('channels', { part, mine: 'true' }))
    expect(channel).toMatchObject({
      kind: 'youtube#channel',
      id: ann.id,
      snippet: { title: 'Ann', customUrl: '@ann' },
      statistics: { subscriberCount: '1873', videoCount: '90', hiddenSubscriberCount: false },
      contentDetails: { relatedPlaylists: { uploads: ann.id.replace(/^UC/, 'UU') } },
      status: { longUploadsStatus: 'allowed', madeForKids: false },
    })
    expect(ann.id).toMatch(/^UC[\w-]{22}$/)
  })

  it('is nobody without a channel: no items, and 401 youtubeSignupRequired of anything else', async () => {
    const bea = await signIn({ username: 'bea', accountType: 'no_channel' })
    const { status, body } = await bea.get('channels', { part: 'id', mine: 'true' })
    expect([status, body]).toEqual([
      200,
      expect.not.objectContaining({ items: expect.anything() as unknown }),
    ])
    expect(refusalOf(await bea.begin(1_000))).toEqual([401, 'youtubeSignupRequired'])
  })

  it('says eligible of a channel that may not yet upload long films', async () => {
    const cleo = await signIn({ accountType: 'unverified' })
    const [channel] = itemsOf(await cleo.get('channels', { part: 'status', mine: 'true' }))
    expect(channel).toMatchObject({ status: { longUploadsStatus: 'eligible' } })
  })
})
