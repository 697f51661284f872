import { describe, expect, it } from 'vitest'
import { aReply, scripted } from '../../../tests/support/scripted-network.js'
import { auth } from './auth.js'
import { identity } from './identity.js'

const app = { TIKTOK_CLIENT_KEY: 'key', TIKTOK_CLIENT_SECRET: 'secret' }
const redirectUri = 'https://post.example/connect/tiktok/done'
const granted = {
  open_id: 'o1',
  scope: 'user.info.basic,video.publish',
  access_token: 'act.1',
  expires_in: 7_200,
  refresh_token: 'rft.1',
  refresh_expires_in: 15_552_000,
  token_type: 'Bearer',
}

describe('section 1', () => {
  it.each([
    [false, null],
    [true, '1'],
  ])('authorize: client_key, commas, no PKCE; forcePrompt %s', async (forcePrompt, disabled) => {
    const request = { state: 's', redirectUri, codeChallenge: 'c', forcePrompt, pageMode: false, answers: {} }
    const given = await auth.authorize?.(request, scripted([], { app }).ctx)
    const url = new URL(given?.url ?? '')
    expect(url.origin + url.pathname).toBe('https://www.tiktok.com/v2/auth/authorize/')
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_key: 'key',
      response_type: 'code',
      scope: 'user.info.basic,user.info.profile,user.info.stats,video.list,video.publish,video.upload',
      redirect_uri: redirectUri,
      state: 's',
      ...(disabled === null ? {} : { disable_auto_auth: disabled }),
    })
  })

  const finish = (ctx: ReturnType<typeof scripted>['ctx']) =>
    auth.finish({ code: 'c!1', redirectUri, codeVerifier: 'v', answers: {}, keep: {} }, ctx)

  it('token: a form; lifetimes as the answer says, and what was granted of what was asked for', async () => {
    const { ctx, asked } = scripted([aReply(200, granted)], { app })
    expect(await finish(ctx)).toEqual({
      tokens: { accessToken: 'act.1', refreshToken: 'rft.1', expiresAt: '2026-01-01T02:00:10.000Z' },
      scopes: ['user.info.basic', 'video.publish'],
      data: { tellsProfile: false },
    })
    expect(asked).toEqual([
      {
        method: 'POST',
        url: 'https://open.tiktokapis.com/v2/oauth/token/',
        form: {
          client_key: 'key',
          client_secret: 'secret',
          grant_type: 'authorization_code',
          code: 'c!1',
          redirect_uri: redirectUri,
        },
      },
    ])
  })

  it.each([
    [400, 'INVALID_PARAM', /Authorization code is expired/],
    [500, 'SERVICE_UNAVAILABLE', /out of order/],
  ])('token: %i is %s', async (status, code, message) => {
    const body = { error: 'invalid_grant', error_description: 'Authorization code is expired.', log_id: 'L' }
    await expect(finish(scripted([aReply(status, body)], { app }).ctx)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    })
  })

  it.each([
    [400, { error: 'invalid_grant', error_description: 'Refresh token is invalid.' }, 'revoked'],
    [400, { error: 'invalid_client' }, 'failed'],
    [500, { error: 'internal_error' }, 'failed'],
    [200, { ...granted, refresh_token: 'rft.2' }, 'refreshed'],
  ])('refresh: %i %j is %s', async (status, body, kind) => {
    const tokens = { accessToken: 'act.0', refreshToken: 'rft.1' }
    const { ctx, asked } = scripted([aReply(status, body)], { app, tokens })
    const answer = await auth.refresh?.(ctx)
    expect(answer?.kind).toBe(kind)
    if (answer?.kind === 'refreshed') expect(answer.tokens.refreshToken).toBe('rft.2')
    expect(asked[0]?.form).toMatchObject({ grant_type: 'refresh_token', refresh_token: 'rft.1' })
  })

  it('revoke: names app and token', async () => {
    const { ctx, asked } = scripted([aReply(200)], { app })
    await auth.revoke?.(ctx)
    expect(asked).toMatchObject([
      {
        url: 'https://open.tiktokapis.com/v2/oauth/revoke/',
        form: { client_key: 'key', client_secret: 'secret', token: 'token' },
      },
    ])
  })
})

describe('section 2', () => {
  const ok = (data: object) => aReply(200, { data, error: { code: 'ok' } } as never)
  const user = { open_id: 'o1', union_id: 'u', avatar_url: 'https://a.example/x', display_name: 'Ann' }
  const refusedScope = aReply(401, { data: {}, error: { code: 'scope_not_authorized' } })

  it('asks for the fields that were granted alone, and takes the name from what may be posted', async () => {
    const { ctx, asked } = scripted([ok({ user }), ok({ creator_username: 'ann' })], {
      data: { tellsProfile: false },
    })
    expect(await identity(ctx)).toMatchObject({
      kind: 'ok',
      identity: { remoteId: 'o1', username: 'ann', displayName: 'Ann', accountType: 'creator' },
    })
    expect(asked[0]?.query).toEqual({ fields: 'open_id,union_id,avatar_url,display_name' })
  })

  it('of tokens that somebody brings, tries the name and does without', async () => {
    const given = [refusedScope, ok({ user }), aReply(200, { error: { code: 'spam_risk_too_many_posts' } })]
    const { ctx, asked } = scripted(given)
    expect(await identity(ctx)).toMatchObject({ kind: 'ok', identity: { remoteId: 'o1', username: null } })
    expect(asked.map(({ query }) => query?.['fields']?.split(',').length)).toEqual([5, 4, undefined])
  })

  it('tells access that is over from a fault', async () => {
    const dead = scripted([aReply(401, { error: { code: 'access_token_invalid' } })])
    expect(await identity(dead.ctx)).toMatchObject({ kind: 'dead' })
    expect(await identity(scripted([aReply(500)]).ctx)).toMatchObject({ kind: 'unreachable' })
    expect(await identity(scripted([new Error('gone')]).ctx)).toMatchObject({ kind: 'unreachable' })
  })
})
