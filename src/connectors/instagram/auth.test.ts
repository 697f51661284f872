import { describe, expect, it } from 'vitest'
import { scripted, type Scripted } from '../../../tests/support/scripted-network.js'
import type { JsonObject } from '../../kit/json.js'
import { appSecretProof } from '../graph-api.js'
import type { PlatformRequest } from '../platform-http.js'
import { auth } from './auth.js'

const app = {
  INSTAGRAM_CLIENT_ID: '42',
  INSTAGRAM_CLIENT_SECRET: 'a secret',
  INSTAGRAM_FACEBOOK_CLIENT_ID: '43',
  INSTAGRAM_FACEBOOK_CLIENT_SECRET: 'another secret',
}
const given = {
  code: 'AQB1',
  redirectUri: 'https://post.example/connect/instagram/done',
  codeVerifier: 'v',
  answers: {},
  keep: { login: 'instagram' },
}
const withFacebook = { ...given, keep: { login: 'facebook' } }
const oauthError = {
  error_type: 'OAuthException',
  code: 400,
  error_message: 'Matching code was not found or was already used',
}
const ended = { error: { code: 190, error_subcode: 463, message: 'Session has expired' } }
const nameOf = ({ url }: PlatformRequest): string => new URL(url).host.split('.')[0] + new URL(url).pathname
const withAccount = {
  id: '101',
  name: 'Bakery',
  instagram_business_account: { id: '1784', username: 'bakery' },
}

/** Both networks, with answers by path; an answer that is not given is the usual one. */
function network(answers: Record<string, Scripted | Error> = {}, data: JsonObject = {}) {
  const usual: Record<string, Scripted> = {
    'api/oauth/access_token': {
      json: { access_token: 'short', user_id: '1784', permissions: 'instagram_business_basic,other' },
    },
    'graph/access_token': { json: { access_token: 'long', token_type: 'bearer', expires_in: 5_183_944 } },
    'graph/refresh_access_token': { json: { access_token: 'longer', expires_in: 5_184_000 } },
    'graph/v25.0/oauth/access_token': { json: { access_token: 'long', expires_in: 5_184_000 } },
    'graph/v25.0/me': { json: { id: '7', user_id: '1784', account_type: 'BUSINESS' } },
    'graph/v25.0/me/permissions': {
      json: {
        data: [
          { permission: 'instagram_basic', status: 'granted' },
          { permission: 'pages_show_list', status: 'granted' },
          { permission: 'instagram_manage_insights', status: 'declined' },
        ],
      },
    },
    'graph/v25.0/me/accounts': { json: { data: [withAccount] } },
  }
  return scripted((request) => answers[nameOf(request)] ?? usual[nameOf(request)] ?? { status: 404 }, {
    app,
    data,
    tokens: { accessToken: 'long', expiresAt: '2026-02-01T00:00:00.000Z' },
  })
}

describe('the page that is asked for consent', () => {
  const urlFor = async (answers: Record<string, string>, forcePrompt = false, set: object = app) => {
    const request = {
      state: 's',
      redirectUri: given.redirectUri,
      codeChallenge: 'c',
      forcePrompt,
      pageMode: false,
      answers,
    }
    const { ctx } = network()
    const asked = await Promise.resolve().then(() => auth.authorize?.(request, { ...ctx, app: { ...set } }))
    return { url: new URL(asked?.url ?? ''), keep: asked?.keep }
  }

  it('is Instagram’s, where nothing else is said', async () => {
    for (const answers of [{}, { login: '' }, { login: ' Instagram ' }]) {
      const { url, keep } = await urlFor(answers)
      expect(url.origin + url.pathname).toBe('https://www.instagram.com/oauth/authorize')
      expect(Object.fromEntries(url.searchParams)).toEqual({
        client_id: '42',
        redirect_uri: given.redirectUri,
        response_type: 'code',
        scope:
          'instagram_business_basic,instagram_business_content_publish,instagram_business_manage_comments,instagram_business_manage_insights',
        state: 's',
      })
      expect(keep).toEqual({ login: 'instagram' })
    }
  })

  it('is Facebook’s for who asks for it, with the other id of the app and its scopes', async () => {
    const { url, keep } = await urlFor({ login: 'FACEBOOK' })
    expect(url.origin + url.pathname).toBe('https://www.facebook.com/v25.0/dialog/oauth')
    expect(url.searchParams.get('client_id')).toBe('43')
    expect(url.searchParams.get('scope')?.split(',')).toEqual([
      'instagram_basic',
      'instagram_content_publish',
      'instagram_manage_comments',
      'instagram_manage_insights',
      'pages_show_list',
      'pages_read_engagement',
      'business_management',
    ])
    expect(keep).toEqual({ login: 'facebook' })
  })

  it('asks again where that is wanted', async () => {
    expect((await urlFor({}, true)).url.searchParams.get('force_reauth')).toBe('true')
    const facebook = await urlFor({ login: 'facebook' }, true)
    expect(facebook.url.searchParams.get('auth_type')).toBe('rerequest')
  })

  it('is not there for another login, and not for Facebook’s where the server has no app for it', async () => {
    await expect(urlFor({ login: 'myspace' })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      answer: 'login',
    })
    const { INSTAGRAM_CLIENT_ID } = app
    await expect(urlFor({ login: 'facebook' }, false, { INSTAGRAM_CLIENT_ID })).rejects.toThrow(
      /INSTAGRAM_FACEBOOK_CLIENT_ID is not set/,
    )
  })
})

describe('9.7 the code that Instagram sends back', () => {
  it('loses its #_, becomes a token of an hour, and that one of 60 days', async () => {
    const { ctx, asked } = network()
    expect(await auth.finish({ ...given, code: 'AQB1#_' }, ctx)).toEqual({
      tokens: { accessToken: 'long', expiresAt: '2026-03-01T23:59:14.000Z' },
      scopes: ['instagram_business_basic', 'other'],
      data: { login: 'instagram' },
    })
    expect(asked[0]?.form).toMatchObject({ code: 'AQB1', client_id: '42', client_secret: 'a secret' })
    expect(asked[1]?.query).toEqual({
      grant_type: 'ig_exchange_token',
      client_secret: 'a secret',
      access_token: 'short',
    })
    expect(asked[2]?.query).toMatchObject({ access_token: 'long' })
    expect(asked[2]?.query).not.toHaveProperty('appsecret_proof')
  })

  it('may be answered in a list of one, with the permissions as another', async () => {
    const json = { data: [{ access_token: 'short', user_id: '1784', permissions: ['a', 'b'] }] }
    const { ctx } = network({ 'api/oauth/access_token': { json } })
    expect((await auth.finish(given, ctx)).scopes).toEqual(['a', 'b'])
  })

  it('of no use, used before or too late, is told in Instagram’s words', async () => {
    const { ctx } = network({ 'api/oauth/access_token': { status: 400, json: oauthError } })
    await expect(auth.finish(given, ctx)).rejects.toThrow(/did not accept the code.*already used/)
  })

  it.each(['api/oauth/access_token', 'graph/access_token'])(
    'is not blamed when %s is out of order',
    async (path) => {
      const { ctx } = network({ [path]: { status: 503 } })
      await expect(auth.finish(given, ctx)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' })
    },
  )

  it('of a personal account is refused', async () => {
    const json = { data: [{ user_id: '1', account_type: 'Personal' }] }
    const { ctx } = network({ 'graph/v25.0/me': { json } })
    await expect(auth.finish(given, ctx)).rejects.toMatchObject({ code: 'ACCOUNT_TYPE_NOT_SUPPORTED' })
  })
})

describe('the code that Facebook sends back', () => {
  it('loses its #_=_, becomes a token of 60 days, and what was granted is read', async () => {
    const { ctx, asked } = network()
    expect(await auth.finish({ ...withFacebook, code: 'AQB1#_=_' }, ctx)).toEqual({
      tokens: { accessToken: 'long', expiresAt: '2026-03-02T00:00:10.000Z' },
      scopes: ['instagram_basic', 'pages_show_list'],
      data: { login: 'facebook' },
    })
    const client = { client_id: '43', client_secret: 'another secret' }
    expect(asked[0]?.query).toEqual({ ...client, redirect_uri: given.redirectUri, code: 'AQB1' })
    expect(asked[1]?.query).toEqual({ ...client, grant_type: 'fb_exchange_token', fb_exchange_token: 'long' })
    expect(asked[2]?.query).toMatchObject({
      access_token: 'long',
      appsecret_proof: appSecretProof('long', 'another secret'),
    })
  })

  it('9.8 of a person none of whose pages has a professional account is refused', async () => {
    const json = { data: [{ id: '101', name: 'Bakery' }] }
    const { ctx } = network({ 'graph/v25.0/me/accounts': { json } })
    await expect(auth.finish(withFacebook, ctx)).rejects.toMatchObject({ code: 'ACCOUNT_TYPE_NOT_SUPPORTED' })
  })

  it('of a person who unticked what everything else needs is refused', async () => {
    const data = [
      { permission: 'instagram_basic', status: 'granted' },
      { permission: 'pages_show_list', status: 'declined' },
    ]
    const { ctx } = network({ 'graph/v25.0/me/permissions': { json: { data } } })
    await expect(auth.finish(withFacebook, ctx)).rejects.toThrow(/without pages_show_list/)
  })

  it('is enough where Facebook does not say what was granted', async () => {
    const { ctx } = network({ 'graph/v25.0/me/permissions': new Error('cut') })
    expect((await auth.finish(withFacebook, ctx)).scopes).toContain('instagram_content_publish')
  })

  it('of no use is told', async () => {
    const error = { code: 100, message: 'This authorization code has been used.' }
    const { ctx } = network({ 'graph/v25.0/oauth/access_token': { status: 400, json: { error } } })
    await expect(auth.finish(withFacebook, ctx)).rejects.toThrow(/did not accept the code.*has been used/)
  })
})

it('tokens that somebody already holds are of the login that is said', () => {
  expect(auth.dataFor?.({ login: 'facebook' }, { pageMode: false })).toEqual({ login: 'facebook' })
  expect(auth.dataFor?.({}, { pageMode: false })).toEqual({ login: 'instagram' })
})

describe.each([
  ['instagram', 'graph/refresh_access_token', '2026-03-02T00:00:10.000Z', 'longer'],
  ['facebook', 'graph/v25.0/oauth/access_token', '2026-03-02T00:00:10.000Z', 'long'],
])('9.7 a renewal, after login with %s', (login, path, expiresAt, accessToken) => {
  const refreshed = (answers: Record<string, Scripted | Error>) => {
    const { ctx } = network(answers, { login })
    return { ctx, answer: auth.refresh?.(ctx) }
  }

  it('gives another 60 days', async () => {
    expect(await refreshed({}).answer).toEqual({ kind: 'refreshed', tokens: { accessToken, expiresAt } })
  })

  it('that is refused of a token that works, not a day old say, keeps it', async () => {
    const refusal = { status: 400, json: { error: { code: 100, message: 'Too young' } } }
    const { answer, ctx } = refreshed({ [path]: refusal })
    expect(await answer).toEqual({ kind: 'refreshed', tokens: ctx.tokens })
  })

  it('of a token that has ended tells that the access is over', async () => {
    const over = { status: 401, json: ended }
    const { answer } = refreshed({ [path]: over, 'graph/v25.0/me': over })
    expect(await answer).toMatchObject({ kind: 'revoked', error: { code: 'ACCOUNT_DISCONNECTED' } })
  })

  it.each([
    ['is out of order', { status: 500, json: {} }],
    ['has had enough', { status: 400, json: { error: { code: 4, message: 'Too many calls' } } }],
  ])('leaves the token as it is where the network %s', async (_what, reply) => {
    const { answer } = refreshed({ [path]: reply, 'graph/v25.0/me': { status: 401, json: ended } })
    expect((await answer)?.kind).toBe('failed')
  })
})
