import { describe, expect, it } from 'vitest'
import { aReply, scripted, type Scripted } from '../../../tests/support/scripted-network.js'
import { auth } from './auth.js'

const app = { FACEBOOK_CLIENT_ID: 'app', FACEBOOK_CLIENT_SECRET: 'secret' }
const request = {
  state: 'state',
  redirectUri: 'https://post.example/connect/facebook/done',
  codeChallenge: '',
  forcePrompt: false,
  pageMode: false,
  answers: {},
}
const given = { ...request, code: 'code#_=_', codeVerifier: '', keep: {} }
const consent = async (settings: Record<string, string> = {}): Promise<URL> => {
  const { ctx } = scripted([], { app: { ...app, ...settings } })
  return new URL((await auth.authorize?.(request, ctx))?.url ?? '')
}
const granted = aReply(200, {
  data: [
    { permission: 'pages_show_list', status: 'granted' },
    { permission: 'pages_manage_posts', status: 'declined' },
    { permission: 'read_insights', status: 'expired' },
  ],
})
const pages = aReply(200, { data: [{ id: '7', name: 'Bistro', access_token: 'page' }] })

/** Facebook, whose token endpoint answers a code and then the token that it gave for it. */
function facebook(short: Scripted, long: Scripted, permissions: Scripted = granted) {
  return scripted(
    ({ url, query }) => {
      if (url.endsWith('oauth/access_token')) return query?.['code'] === undefined ? long : short
      if (url.endsWith('me/permissions')) return permissions
      return url.endsWith('me/accounts') ? pages : aReply(200, { data: [] })
    },
    { app },
  )
}
const token = (access_token: string, expires_in: number) =>
  aReply(200, { access_token, token_type: 'bearer', expires_in })

describe('section 1: connecting', () => {
  it('leads to the dialog, which asks again for what was declined once', async () => {
    const url = await consent()
    expect(`${url.origin}${url.pathname}`).toBe('https://www.facebook.com/v25.0/dialog/oauth')
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: 'app',
      redirect_uri: request.redirectUri,
      state: 'state',
      response_type: 'code',
      auth_type: 'rerequest',
      scope: auth.scopes.join(','),
    })
  })

  it('asks for what the operator names, of the version that he names', async () => {
    const scoped = await consent({ FACEBOOK_SCOPES: 'a, b', FACEBOOK_API_VERSION: 'v26.0' })
    expect([scoped.pathname, scoped.searchParams.get('scope')]).toEqual(['/v26.0/dialog/oauth', 'a,b'])
    const configured = await consent({ FACEBOOK_CONFIG_ID: '99' })
    expect([configured.searchParams.get('config_id'), configured.searchParams.get('scope')]).toEqual([
      '99',
      null,
    ])
  })

  it('exchanges the code, then the token for one that lives for long, and keeps those of the pages', async () => {
    const { ctx, asked } = facebook(token('short', 3_600), token('long', 5_184_000))
    expect(await auth.finish(given, ctx)).toEqual({
      tokens: {
        accessToken: 'long',
        expiresAt: '2026-03-02T00:00:10.000Z',
        extra: { pages: { '7': 'page' } },
      },
      scopes: ['pages_show_list'],
    })
    expect(asked.slice(0, 2).map(({ query }) => query)).toEqual([
      { client_id: 'app', client_secret: 'secret', redirect_uri: request.redirectUri, code: 'code' },
      {
        grant_type: 'fb_exchange_token',
        client_id: 'app',
        client_secret: 'secret',
        fb_exchange_token: 'short',
      },
    ])
    expect(asked.slice(2).every(({ query }) => query?.['access_token'] === 'long')).toBe(true)
  })

  it('takes what was asked for where Facebook does not tell what was granted', async () => {
    const { ctx } = facebook(token('short', 3_600), token('long', 5_184_000), aReply(500))
    expect((await auth.finish(given, ctx)).scopes).toEqual(auth.scopes)
  })

  it.each([
    [
      'a code that was used',
      aReply(400, { error: { code: 100, message: 'This authorization code has been used.' } }),
      'INVALID_PARAM',
      /has been used/,
    ],
    ['a Facebook that is away', aReply(503), 'SERVICE_UNAVAILABLE', /out of order/],
  ])('says what is wrong with %s', async (_what, short, code, message) => {
    const { ctx } = facebook(short, token('long', 1))
    await expect(auth.finish(given, ctx)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    })
  })

  it('does not take a token that would end within two hours', async () => {
    const { ctx } = facebook(token('short', 3_600), aReply(400, { error: { code: 190 } }))
    await expect(auth.finish(given, ctx)).rejects.toThrow('end within two hours')
  })

  it('takes the permissions back when the account is disconnected', async () => {
    const { ctx, asked } = scripted([aReply(200, { success: true })], { app })
    await auth.revoke?.(ctx)
    expect(asked).toMatchObject([
      {
        method: 'DELETE',
        url: 'https://graph.facebook.com/v25.0/me/permissions',
        query: { access_token: 'token' },
      },
    ])
  })
})
