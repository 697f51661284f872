import { describe, expect, it } from 'vitest'
import { scripted, type Scripted } from '../../../tests/support/scripted-network.js'
import type { PlatformRequest } from '../platform-http.js'
import { auth } from './auth.js'

const app = { THREADS_CLIENT_ID: '42', THREADS_CLIENT_SECRET: 'a secret' }
const given = {
  code: 'AQB1#_',
  redirectUri: 'https://post.example/connect/threads/done',
  codeVerifier: 'v',
  answers: {},
  keep: {},
}
const oauthError = {
  error_type: 'OAuthException',
  code: 400,
  error_message: 'Matching code was not found or was already used',
}
const ended = {
  error: { code: 190, error_subcode: 463, message: 'Error validating access token: it has expired' },
}
const nameOf = ({ url }: PlatformRequest): string => new URL(url).pathname

/** Threads, with answers by path; an answer that is not given is the usual one. */
function network(answers: Record<string, Scripted | Error> = {}) {
  const usual: Record<string, Scripted> = {
    '/oauth/access_token': { json: { access_token: 'short', user_id: '178414000000000001' } },
    '/access_token': { json: { access_token: 'long', token_type: 'bearer', expires_in: 5_183_944 } },
    '/refresh_access_token': {
      json: { access_token: 'longer', token_type: 'bearer', expires_in: 5_184_000 },
    },
    '/debug_token': {
      json: { data: { is_valid: true, scopes: ['threads_basic', 'threads_content_publish'] } },
    },
    '/v1.0/me': { json: { id: '7' } },
  }
  return scripted((request) => answers[nameOf(request)] ?? usual[nameOf(request)] ?? { status: 404 }, {
    app,
    tokens: { accessToken: 'long', expiresAt: '2026-02-01T00:00:00.000Z' },
  })
}

it('asks at the page of Threads for what the server uses, its scopes with commas', async () => {
  const { ctx } = network()
  const request = {
    state: 's',
    redirectUri: given.redirectUri,
    codeChallenge: 'c',
    forcePrompt: false,
    pageMode: false,
    answers: {},
  }
  const { url } = (await auth.authorize?.(request, ctx)) ?? { url: '' }
  expect(Object.fromEntries(new URL(url).searchParams)).toEqual({
    client_id: '42',
    redirect_uri: given.redirectUri,
    scope:
      'threads_basic,threads_content_publish,threads_manage_replies,threads_read_replies,threads_manage_insights',
    response_type: 'code',
    state: 's',
  })
})

describe('9.1 the code that comes back', () => {
  it('loses its #_, becomes a token of an hour, and that one of 60 days', async () => {
    const { ctx, asked } = network()
    expect(await auth.finish(given, ctx)).toEqual({
      tokens: { accessToken: 'long', expiresAt: '2026-03-01T23:59:14.000Z' },
      scopes: ['threads_basic', 'threads_content_publish'],
    })
    expect(asked[0]?.form).toMatchObject({
      code: 'AQB1',
      client_secret: 'a secret',
      redirect_uri: given.redirectUri,
    })
    expect(asked[1]?.query).toMatchObject({ grant_type: 'th_exchange_token', access_token: 'short' })
  })

  it('of no use, used before or too late, is told in Threads’ words', async () => {
    const { ctx } = network({ '/oauth/access_token': { status: 400, json: oauthError } })
    await expect(auth.finish(given, ctx)).rejects.toThrow(/did not accept the code.*already used/)
  })

  it.each(['/oauth/access_token', '/access_token'])('is not blamed when %s is out of order', async (path) => {
    const { ctx } = network({ [path]: { status: 503 } })
    await expect(auth.finish(given, ctx)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' })
  })

  it('is enough where Threads does not say what was agreed to', async () => {
    const { ctx } = network({ '/debug_token': { status: 400, json: {} } })
    expect((await auth.finish(given, ctx)).scopes).toEqual(auth.scopes)
    const cut = network({ '/debug_token': new Error('cut') })
    expect((await auth.finish(given, cut.ctx)).scopes).toEqual(auth.scopes)
  })
})

describe('9.1 a refresh', () => {
  it('gives another 60 days', async () => {
    const tokens = { accessToken: 'longer', expiresAt: '2026-03-02T00:00:10.000Z' }
    expect(await auth.refresh?.(network().ctx)).toEqual({ kind: 'refreshed', tokens })
  })

  it('of a token that is not a day old is refused, and the token stays', async () => {
    const { ctx } = network({
      '/refresh_access_token': { status: 400, json: { error: { code: 100, message: 'Too young' } } },
    })
    expect(await auth.refresh?.(ctx)).toEqual({ kind: 'refreshed', tokens: ctx.tokens })
  })

  it('of a token that has ended tells that the access is over', async () => {
    const over = { status: 401, json: ended }
    const { ctx } = network({ '/refresh_access_token': over, '/v1.0/me': over })
    expect(await auth.refresh?.(ctx)).toMatchObject({
      kind: 'revoked',
      error: { code: 'ACCOUNT_DISCONNECTED' },
    })
  })

  it.each([
    ['is out of order', { status: 500, json: {} }],
    ['has had enough calls', { status: 403, json: { error: { code: 4, message: 'Enough' } } }],
  ])('ends nothing while Threads %s', async (_why, answer) => {
    const { ctx } = network({ '/refresh_access_token': answer })
    expect((await auth.refresh?.(ctx))?.kind).toBe('failed')
    const { ctx: later } = network({
      '/refresh_access_token': { status: 401, json: ended },
      '/v1.0/me': answer,
    })
    expect((await auth.refresh?.(later))?.kind).toBe('failed')
  })
})
