import { beforeEach, describe, expect, it } from 'vitest'
import {
  allScopes,
  bodyOf,
  picture,
  pinterestClient,
  refusalOf,
  type Pinner,
} from '../../../../tests/support/pinterest.js'
import { startSimulator } from '../../../../tests/support/simulator.js'
import type { JsonObject } from '../../../kit/json.js'
import { simulator } from './index.js'

const client = await startSimulator(simulator)
const { consent, codeOf, token, exchange, refresh, signIn } = pinterestClient(client)

let ann: Pinner
beforeEach(async () => {
  await client.control.reset()
  ann = await signIn({ username: 'ann' })
})

describe('1. signing in', () => {
  it('9. takes Basic auth on the token endpoint, and nothing in its place', async () => {
    const code = await codeOf()
    const form = { grant_type: 'authorization_code', code, redirect_uri: 'https://voxburst.example/callback' }
    const bare = await client.call('POST', 'https://api.pinterest.com/v5/oauth/token', {
      body: new URLSearchParams({ ...form, client_id: 'app', client_secret: 'secret' }),
    })
    expect(refusalOf(bare)).toEqual([401, 2])
    expect(refusalOf(await token(form, 'another:secret'))).toEqual([400, 283])
    const answer = await token({ ...form, continuous_refresh: 'true' })
    expect(bodyOf(answer)).toMatchObject({
      response_type: 'authorization_code',
      token_type: 'bearer',
      access_token: expect.stringMatching(/^pina_/) as string,
      refresh_token: expect.stringMatching(/^pinr_/) as string,
      expires_in: 2_592_000,
      refresh_token_expires_in: 5_184_000,
      scope: allScopes.join(' '),
    })
  })

  it('a code works once, for the address that it was sent to, and comes back with the state', async () => {
    const code = await codeOf()
    const elsewhere = { grant_type: 'authorization_code', code, redirect_uri: 'https://voxburst.example/' }
    expect(refusalOf(await token(elsewhere))).toEqual([400, 283])
    expect((await exchange(code)).status).toBe(200)
    expect(refusalOf(await exchange(code))).toEqual([400, 283])
    const { headers } = await consent()
    expect(new URL(headers.get('location') ?? '').searchParams.get('state')).toBe('the state')
  })

  it('scopes are separated by commas, and one that does not exist is refused', async () => {
    expect((await consent({ scope: 'boards:read pins:read' })).status).toBe(400)
    expect((await consent({ scope: 'boards:read,pins:admire' })).status).toBe(400)
    expect((await consent({ scope: 'boards:read,pins:read' })).status).toBe(302)
  })

  it('9. rotates refresh tokens: an old one is dead, the access token that it came with is not', async () => {
    const next = bodyOf(await refresh(ann.tokens['refresh_token']))
    expect(next['refresh_token']).not.toBe(ann.tokens['refresh_token'])
    expect(refusalOf(await refresh(ann.tokens['refresh_token']))).toEqual([400, 283])
    expect((await ann.call('GET', '/user_account')).status).toBe(200)
    expect((await refresh(next['refresh_token'])).status).toBe(200)
  })

  it('an access token lives 30 days, a refresh token 60 from its making', async () => {
    const day = 86_400_000
    await client.control.advance(30 * day - 10_000)
    expect((await ann.call('GET', '/user_account')).status).toBe(200)
    await client.control.advance(10_000)
    expect(refusalOf(await ann.call('GET', '/user_account'))).toEqual([401, 2])
    const next = bodyOf(await refresh(ann.tokens['refresh_token']))
    await client.control.advance(59 * day)
    expect((await refresh(next['refresh_token'])).status).toBe(200)
    const last = bodyOf(await refresh(bodyOf(await exchange(await codeOf()))['refresh_token']))
    await client.control.advance(60 * day)
    expect(refusalOf(await refresh(last['refresh_token']))).toEqual([400, 283])
  })

  it('9. rejects revoke for user tokens', async () => {
    const url = 'https://api.pinterest.com/v5/oauth/token/revoke'
    const body = new URLSearchParams({ token: String(ann.tokens['access_token']) })
    const authorization = `Basic ${Buffer.from('app:secret').toString('base64')}`
    expect(refusalOf(await client.call('POST', url, { body, headers: { authorization } }))).toEqual([403, 29])
    expect(refusalOf(await client.call('POST', url, { body }))).toEqual([401, 2])
    expect((await ann.call('GET', '/user_account')).status).toBe(200)
  })

  it('9. checks scopes per operation', async () => {
    const needs: [string, string, string[], JsonObject?][] = [
      ['GET', '/user_account', ['user_accounts:read']],
      ['GET', '/boards', ['boards:read']],
      ['POST', '/boards', ['boards:read', 'boards:write'], { name: 'New' }],
      ['GET', `/boards/${ann.board}/sections`, ['boards:read']],
      ['GET', `/boards/${ann.board}/pins`, ['boards:read', 'pins:read']],
      ['GET', '/pins', ['boards:read', 'pins:read']],
      [
        'POST',
        '/pins',
        ['boards:read', 'boards:write', 'pins:read', 'pins:write'],
        { board_id: ann.board, media_source: picture },
      ],
      ['POST', '/media', ['pins:read', 'pins:write'], { media_type: 'video' }],
    ]
    for (const [method, path, scopes, json] of needs) {
      const given = json === undefined ? {} : { json }
      const allowed = await signIn({ username: 'ann' }, 'app', scopes)
      expect([path, (await allowed.call(method, path, given)).status]).toEqual([path, json ? 201 : 200])
      for (const missing of scopes) {
        const rest = [...scopes.filter((each) => each !== missing), 'user_accounts:write']
        const { call } = await signIn({ username: 'ann' }, 'app', rest)
        expect([path, missing, ...refusalOf(await call(method, path, given))]).toEqual([
          path,
          missing,
          403,
          3,
        ])
      }
    }
  })

  it('2. says who somebody is; only a business has a name beside the user name', async () => {
    const shop = await signIn({ username: 'shop', displayName: 'The Shop' })
    expect(bodyOf(await shop.call('GET', '/user_account'))).toMatchObject({
      id: shop.id,
      username: 'shop',
      account_type: 'BUSINESS',
      business_name: 'The Shop',
      board_count: 1,
    })
    const pia = await signIn({ username: 'pia', displayName: 'Pia', accountType: 'pinner' })
    const said = bodyOf(await pia.call('GET', '/user_account'))
    expect(said).toMatchObject({ account_type: 'PINNER', business_name: null })
  })
})
