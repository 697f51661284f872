import { describe, expect, it } from 'vitest'
import { aReply, scripted } from '../../../tests/support/scripted-network.js'
import type { Json } from '../../kit/json.js'
import { auth } from './auth.js'
import { identity } from './identity.js'

const app = { REDDIT_CLIENT_ID: 'abc-1', REDDIT_CLIENT_SECRET: 'secret', REDDIT_USERNAME: 'u/ourbot' }
const granted = {
  access_token: 'new',
  token_type: 'bearer',
  expires_in: 86_400,
  refresh_token: 'again',
  scope: 'identity submit',
}
const given = {
  code: 'abc',
  redirectUri: 'https://post.example/done',
  codeVerifier: '',
  answers: {},
  keep: {},
}
const tokens = { accessToken: 'old', refreshToken: 'fresh' }

describe('section 1', () => {
  it('a code becomes tokens that live as long as the answer says, with the app’s credentials in the header', async () => {
    const { ctx, asked } = scripted([aReply(200, granted)], { app })
    expect(await auth.finish(given, ctx)).toEqual({
      tokens: { accessToken: 'new', refreshToken: 'again', expiresAt: '2026-01-02T00:00:10.000Z' },
      scopes: ['identity', 'submit'],
    })
    expect(asked).toMatchObject([
      {
        method: 'POST',
        url: 'https://www.reddit.com/api/v1/access_token',
        headers: {
          authorization: `Basic ${Buffer.from('abc-1:secret').toString('base64')}`,
          'user-agent': expect.stringMatching(/^web:abc-1:v[\d.]+ \(by \/u\/ourbot\)$/) as string,
        },
        form: { grant_type: 'authorization_code', code: 'abc', redirect_uri: given.redirectUri },
      },
    ])
  })

  it.each<[string, number, Json | undefined, RegExp]>([
    ['a bad code, said with HTTP 200', 200, { error: 'invalid_grant' }, /invalid_grant/],
    ['wrong credentials', 401, { message: 'Unauthorized', error: 401 }, /Unauthorized/],
    ['an outage', 503, undefined, /out of order/],
  ])('%s is told to the person who connects', async (_what, status, body, words) => {
    const { ctx } = scripted([aReply(status, body)], { app })
    await expect(auth.finish(given, ctx)).rejects.toThrow(words)
  })

  it.each<[string, number, Json | undefined, string]>([
    ['the same refresh token', 200, { ...granted, refresh_token: 'fresh' }, 'refreshed'],
    ['another refresh token', 200, granted, 'refreshed'],
    ['none', 200, { ...granted, refresh_token: undefined } as unknown as Json, 'refreshed'],
    ['a refresh token that is over', 400, { message: 'Bad Request', error: 400 }, 'revoked'],
    ['an error with HTTP 200', 200, { error: 'invalid_grant' }, 'revoked'],
    ['wrong credentials of the app', 401, { message: 'Unauthorized', error: 401 }, 'failed'],
    ['too many', 429, undefined, 'failed'],
    ['an outage', 503, undefined, 'failed'],
  ])('refreshing: %s', async (_what, status, body, kind) => {
    const { ctx, asked } = scripted([aReply(status, body)], { app, tokens })
    expect((await auth.refresh?.(ctx))?.kind).toBe(kind)
    expect(asked).toMatchObject([{ form: { grant_type: 'refresh_token', refresh_token: 'fresh' } }])
  })

  it('an access without refresh token cannot be renewed', () => {
    expect([auth.renewable?.(tokens), auth.renewable?.({ accessToken: 'old' })]).toEqual([true, false])
  })

  it.each([
    [tokens, { token: 'fresh', token_type_hint: 'refresh_token' }],
    [{ accessToken: 'old' }, { token: 'old', token_type_hint: 'access_token' }],
  ])('disconnecting revokes %j', async (held, form) => {
    const { ctx, asked } = scripted([aReply(200)], { app, tokens: held })
    await auth.revoke?.(ctx)
    expect(asked).toMatchObject([{ url: 'https://www.reddit.com/api/v1/revoke_token', form }])
  })
})

describe('section 2', () => {
  it('the account has its full id, its title and its picture without a signature', async () => {
    const me = {
      id: '4cixf',
      name: 'ann',
      icon_img: 'https://styles.redditmedia.com/a.png?width=256&s=1',
      subreddit: { title: 'Ann Smith' },
      is_suspended: false,
    }
    const { ctx, asked } = scripted([aReply(200, me)], { app })
    expect(await identity(ctx)).toEqual({
      kind: 'ok',
      identity: {
        remoteId: 't2_4cixf',
        username: 'ann',
        displayName: 'Ann Smith',
        avatarUrl: 'https://styles.redditmedia.com/a.png',
        accountType: 'personal',
        data: { name: 'ann' },
      },
    })
    expect(asked).toMatchObject([
      { url: 'https://oauth.reddit.com/api/v1/me', headers: { authorization: 'bearer token' } },
    ])
  })

  it.each([
    [200, { id: 'a', name: 'ann', is_suspended: true }, 'dead'],
    [401, { error: 401 }, 'dead'],
    [403, undefined, 'unreachable'],
    [503, undefined, 'unreachable'],
  ])('%i %j: %s', async (status, body, kind) => {
    const { ctx } = scripted([aReply(status, body)], { app })
    expect((await identity(ctx)).kind).toBe(kind)
  })
})
