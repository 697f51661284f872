import { describe, expect, it } from 'vitest'
import {
  linkedinClient,
  openScopes,
  pageScopes,
  redirect,
  said,
  web,
} from '../../../../tests/support/linkedin.js'
import { startSimulator } from '../../../../tests/support/simulator.js'
import type { JsonObject } from '../../../kit/json.js'
import { simulator } from './index.js'

const client = await startSimulator(simulator)
const { consent, exchange, tokens, signIn, holder } = linkedinClient(client)
const dayMs = 86_400_000
const refresh = (refresh_token: string) => tokens({ grant_type: 'refresh_token', refresh_token })
const error = ({ body }: { body: unknown }) => (body as { error: string }).error
const refusal = (url: URL) => [url.searchParams.get('error'), url.searchParams.get('state')]

describe('section 1: signing in', () => {
  it('comes back with code and state; the code works once, within 30 minutes, at the same address', async () => {
    const code = async () => (await consent()).searchParams.get('code')
    const first = await consent()
    expect(first.searchParams.get('state')).toBe('state')
    expect((await exchange(first.searchParams.get('code'))).status).toBe(200)
    const again = await exchange(first.searchParams.get('code'))
    expect([again.status, again.body]).toEqual([
      400,
      {
        error: 'invalid_request',
        error_description: 'Unable to retrieve access token: authorization code not found',
      },
    ])
    // What stands after the question mark of the address is ignored, its path is not.
    expect((await exchange(await code(), { redirect_uri: `${redirect}?from=here` })).status).toBe(200)
    const asked = await consent({ redirect_uri: `${redirect}?from=there` })
    expect((await exchange(asked.searchParams.get('code'))).status).toBe(200)
    expect((await exchange(await code(), { redirect_uri: `${redirect}/elsewhere` })).status).toBe(400)
    expect((await exchange(await code(), { client_id: 'another' })).status).toBe(400)
    const old = await code()
    await client.control.advance(30 * 60_000)
    expect(error(await exchange(old))).toBe('invalid_request')
  })

  it('names what is missing', async () => {
    for (const name of ['client_id', 'client_secret', 'redirect_uri', 'code'])
      expect((await exchange('code', { [name]: '' })).body).toMatchObject({
        error_description: `A required parameter "${name}" is missing`,
      })
  })

  it('takes secure addresses without a fragment alone, a developer’s own machine apart', async () => {
    const comesBack = async (redirect_uri: string) => (await consent({ redirect_uri })).href
    expect(await comesBack('http://localhost:3000/callback')).toMatch(
      /^http:\/\/localhost:3000\/callback\?code=/,
    )
    expect(await comesBack('http://voxburst.example/callback')).toBe('about:blank')
    expect(await comesBack(`${redirect}#part`)).toBe('about:blank')
  })

  it('says who cancelled', async () => {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: 'app',
      redirect_uri: redirect,
      state: 's',
      scope: openScopes,
      _answer: 'deny',
    })
    const answer = await client.call('GET', `${web}/oauth/v2/authorization?${query.toString()}`)
    const back = new URL(answer.headers.get('location') ?? '')
    expect(refusal(back)).toEqual(['user_cancelled_authorize', 's'])
    expect(back.searchParams.has('error_description')).toBe(true)
  })

  it.each([
    ['r_member_social', 'app'],
    ['w_everything', 'app'],
    ['w_organization_social', 'open-app'],
    ['', 'app'],
  ])('refuses the scope %j to the client %s', async (scope, client_id) => {
    expect(refusal(await consent({ scope, client_id }))).toEqual(['unauthorized_scope_error', 'state'])
  })

  it('ends a token that is taken back, and tells what it is', async () => {
    const member = await signIn()
    const ask = (path: string) =>
      client.call('POST', `${web}/oauth/v2/${path}`, {
        body: new URLSearchParams({ client_id: 'app', client_secret: 'secret', token: member.token }),
      })
    expect((await ask('introspectToken')).body).toMatchObject({ active: true, status: 'active' })
    expect([(await ask('revoke')).status, (await ask('introspectToken')).body]).toEqual([
      200,
      expect.objectContaining({ active: false, status: 'revoked' }),
    ])
    expect(said(await member.v2('userinfo'))).toEqual([
      401,
      'REVOKED_ACCESS_TOKEN',
      'The token has been revoked',
    ])
  })
})

describe('section 2: identity', () => {
  it('shows of a person what the scopes allow', async () => {
    const person = await signIn({ username: 'ada', displayName: 'Ada Lovelace' })
    expect((await person.v2('userinfo')).body).toMatchObject({
      sub: person.urn.replace('urn:li:person:', ''),
      name: 'Ada Lovelace',
      given_name: 'Ada',
      family_name: 'Lovelace',
      locale: { country: 'US', language: 'en' },
      email: 'ada@example.com',
      email_verified: true,
    })
    expect((await person.v2('me')).body).toMatchObject({ vanityName: 'ada' })
    const reserved = await signIn({ username: 'bo' }, 'openid')
    expect(Object.keys((await reserved.v2('userinfo')).body as JsonObject)).toEqual(['sub'])
    expect(said(await reserved.v2('me')).slice(0, 2)).toEqual([403, 'ACCESS_DENIED'])
  })
})

describe('section 9, line 7: tokens of 60 days', () => {
  it('with a refresh token: renewed for 60 days, and no longer than a year from the login', async () => {
    const member = await signIn()
    expect(member.granted).toMatchObject({
      expires_in: 5_184_000,
      refresh_token_expires_in: 31_536_000,
      token_type: 'Bearer',
    })
    expect(member.token.length).toBeGreaterThan(400)
    await client.control.advance(60 * dayMs)
    expect(said(await member.v2('userinfo'))).toEqual([401, undefined, 'Expired access token'])
    const renewed = await refresh(member.refreshToken)
    expect(renewed.body).toMatchObject({
      expires_in: 5_184_000,
      refresh_token: member.refreshToken,
      refresh_token_expires_in: expect.closeTo(305 * 86_400, -2) as unknown,
    })
    const { access_token } = renewed.body as { access_token: string }
    expect((await holder(access_token, {}).v2('userinfo')).status).toBe(200)
    await client.control.advance(305 * dayMs)
    const late = await refresh(member.refreshToken)
    expect([late.status, error(late)]).toEqual([400, 'invalid_grant'])
  })

  it('without a refresh token: gone after 60 days', async () => {
    const member = await signIn({ accountType: 'without_refresh' })
    expect(member.granted).not.toHaveProperty('refresh_token')
    await client.control.advance(60 * dayMs)
    expect((await member.v2('userinfo')).status).toBe(401)
  })

  it('a new set of scopes ends what was given for another, refresh token and all; the same set does not', async () => {
    const first = await signIn({ username: 'cy' })
    const same = await signIn({ username: 'cy' }, pageScopes.split(' ').reverse().join(' '))
    expect((await first.v2('userinfo')).status).toBe(200)
    const other = await signIn({ username: 'cy' }, openScopes)
    expect((await other.v2('userinfo')).status).toBe(200)
    expect(said(await same.v2('userinfo')).slice(0, 2)).toEqual([401, 'REVOKED_ACCESS_TOKEN'])
    expect((await refresh(first.refreshToken)).status).toBe(400)
  })

  it('names the scopes with commas at the login and with blanks at a refresh', async () => {
    const member = await signIn({}, openScopes)
    expect(member.granted['scope']).toBe('openid,profile,email,w_member_social')
    expect((await refresh(member.refreshToken)).body).toMatchObject({ scope: openScopes })
  })

  it('a person may grant fewer scopes than were asked for, and the others are refused', async () => {
    const member = await signIn({ scopes: ['openid', 'profile'] })
    expect(member.granted['scope']).toBe('openid,profile')
    expect(said(await member.post())).toEqual([
      403,
      'ACCESS_DENIED',
      'Not enough permissions to access: partnerApiPostsExternal.CREATE.20260901',
    ])
  })
})

describe('section 9, line 8: roles in organizations', () => {
  const elements = ({ body }: { body: unknown }) => (body as { elements: JsonObject[] }).elements
  const find = 'organizationAcls?q=roleAssignee'

  it('lists roles and states of every kind, filtered as asked', async () => {
    const member = await signIn()
    const all = elements(await member.rest('GET', find))
    expect(all.map(({ role, state }) => `${String(role)} ${String(state)}`)).toEqual([
      'ADMINISTRATOR APPROVED',
      'CONTENT_ADMINISTRATOR APPROVED',
      'ANALYST APPROVED',
      'ADMINISTRATOR REQUESTED',
      'ADMINISTRATOR REVOKED',
    ])
    expect(all[0]).toMatchObject({
      organization: expect.stringMatching(/^urn:li:organization:\d+$/) as unknown,
      roleAssignee: member.urn,
    })
    expect(elements(await member.rest('GET', `${find}&role=ADMINISTRATOR&state=APPROVED`))).toEqual([all[0]])
    expect(said(await member.rest('GET', 'organizationAcls'))[1]).toBe('ILLEGAL_ARGUMENT')
  })

  it('pages by start and count, ten at a time', async () => {
    const pages = Array.from({ length: 25 }, (_, index) => ({
      id: String(5_000 + index),
      name: `Shop ${String(index)}`,
    }))
    const member = await signIn({ pages })
    const asked = `${find}&role=ADMINISTRATOR&state=APPROVED`
    const first = await member.rest('GET', asked)
    expect([elements(first).length, (first.body as JsonObject)['paging']]).toEqual([
      10,
      { start: 0, count: 10, links: [], total: 25 },
    ])
    expect(
      elements(await member.rest('GET', `${asked}&start=20&count=10`)).map(
        ({ organization }) => organization,
      ),
    ).toEqual([5_020, 5_021, 5_022, 5_023, 5_024].map((id) => `urn:li:organization:${String(id)}`))
  })

  it('shows an organization to those who have a role in it, with a logo or without', async () => {
    const member = await signIn({
      pages: [
        { id: '71', name: 'With logo' },
        { id: '72', name: 'Without' },
      ],
    })
    expect((await member.rest('GET', 'organizations/71')).body).toMatchObject({
      id: 71,
      localizedName: 'With logo',
      logoV2: { original: expect.stringContaining('urn:li:digitalmediaAsset:') as unknown },
    })
    expect((await member.rest('GET', 'organizations/72')).body).not.toHaveProperty('logoV2')
    expect((await (await signIn()).rest('GET', 'organizations/71')).status).toBe(403)
    expect((await member.rest('GET', 'organizations/73')).status).toBe(404)
    const older = elements(
      await member.v2(
        'organizationalEntityAcls?q=roleAssignee&state=APPROVED&projection=(elements*(role,organizationalTarget~(localizedName,vanityName,logoV2(original~:playableStreams))))&count=100',
      ),
    )
    expect(older.slice(0, 2)).toMatchObject([
      {
        role: 'ADMINISTRATOR',
        organizationalTarget: 'urn:li:organization:71',
        'organizationalTarget~': {
          localizedName: 'With logo',
          logoV2: {
            'original~': {
              elements: [
                {
                  identifiers: [
                    { identifier: expect.stringContaining('https://media.licdn.com/') as unknown },
                  ],
                },
              ],
            },
          },
        },
      },
      { 'organizationalTarget~': { localizedName: 'Without' } },
    ])
    expect(older[1]?.['organizationalTarget~']).not.toHaveProperty('logoV2')
  })

  it('needs a scope that reads roles', async () => {
    const member = await signIn({}, openScopes)
    expect(said(await member.rest('GET', find)).slice(0, 2)).toEqual([403, 'ACCESS_DENIED'])
  })
})
