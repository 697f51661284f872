import { describe, expect, it } from 'vitest'
import { aReply, scripted } from '../../../tests/support/scripted-network.js'
import { mine, no, ok, profile } from '../../../tests/support/snapchat-answers.js'
import { auth } from './auth.js'
import { identity } from './identity.js'

const app = { SNAPCHAT_CLIENT_ID: 'id', SNAPCHAT_CLIENT_SECRET: 'secret' }
const redirectUri = 'https://post.example/connect/snapchat/done'
const granted = {
  access_token: 'a1',
  refresh_token: 'r1',
  expires_in: 3_600,
  token_type: 'Bearer',
  scope: 'snapchat-profile-api',
}

describe('section 1', () => {
  it('authorize: one scope, no PKCE', async () => {
    const request = {
      state: 's',
      redirectUri,
      codeChallenge: 'c',
      forcePrompt: true,
      pageMode: false,
      answers: {},
    }
    const given = await auth.authorize?.(request, scripted([], { app }).ctx)
    const url = new URL(given?.url ?? '')
    expect(url.origin + url.pathname).toBe('https://accounts.snapchat.com/login/oauth2/authorize')
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: 'id',
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: 'snapchat-profile-api',
      state: 's',
    })
  })

  const finish = (ctx: ReturnType<typeof scripted>['ctx']) =>
    auth.finish({ code: 'c!1', redirectUri, codeVerifier: 'v', answers: {}, keep: {} }, ctx)

  it('token: a form; it lives as long as the answer says', async () => {
    const { ctx, asked } = scripted([aReply(200, granted)], { app })
    expect(await finish(ctx)).toEqual({
      tokens: { accessToken: 'a1', refreshToken: 'r1', expiresAt: '2026-01-01T01:00:10.000Z' },
      scopes: ['snapchat-profile-api'],
    })
    expect(asked).toEqual([
      {
        method: 'POST',
        url: 'https://accounts.snapchat.com/login/oauth2/access_token',
        form: {
          client_id: 'id',
          client_secret: 'secret',
          grant_type: 'authorization_code',
          code: 'c!1',
          redirect_uri: redirectUri,
        },
      },
    ])
  })

  it.each([
    [aReply(400, { error: 'invalid_grant', error_description: 'Old.' }), /did not accept the code: Old\./],
    [aReply(401, { error: 'invalid_client' }), /check SNAPCHAT_CLIENT_ID/],
    [aReply(503), /out of order/],
  ])('a code that is refused is said to the person (%#)', async (reply, words) => {
    await expect(finish(scripted([reply], { app }).ctx)).rejects.toThrow(words)
  })

  const tokens = { accessToken: 'a1', refreshToken: 'r1' }
  it.each([
    ['a new refresh token is kept', granted, 'r1'],
    ['a new refresh token replaces the old one', { ...granted, refresh_token: 'r2' }, 'r2'],
    ['without one the old one goes on', { access_token: 'a2', expires_in: 1_800 }, 'r1'],
  ])('refresh: %s', async (_what, answer, refreshToken) => {
    const { ctx, asked } = scripted([aReply(200, answer)], { app, tokens })
    expect(await auth.refresh?.(ctx)).toMatchObject({ kind: 'refreshed', tokens: { refreshToken } })
    expect(asked[0]?.form).toEqual({
      client_id: 'id',
      client_secret: 'secret',
      grant_type: 'refresh_token',
      refresh_token: 'r1',
    })
  })

  it('refresh: only invalid_grant says that access is over', async () => {
    const kindOf = async (reply: ReturnType<typeof aReply>) =>
      (await auth.refresh?.(scripted([reply], { app, tokens }).ctx))?.kind
    expect(await kindOf(aReply(400, { error: 'invalid_grant' }))).toBe('revoked')
    expect(await kindOf(aReply(401, { error: 'invalid_client' }))).toBe('failed')
    expect(await kindOf(aReply(503))).toBe('failed')
    expect((await auth.refresh?.(scripted([]).ctx))?.kind).toBe('revoked')
  })
})

describe('section 2', () => {
  it.each([
    ['by itself', mine],
    ['in a list', ok({ public_profiles: [{ sub_request_status: 'SUCCESS', public_profile: profile }] })],
  ])('the profile, %s', async (_how, reply) => {
    const { ctx, asked } = scripted([reply])
    expect(await identity(ctx)).toEqual({
      kind: 'ok',
      identity: {
        remoteId: '7',
        username: 'ann',
        displayName: 'Bistro',
        avatarUrl: 'https://cf.example/logo',
        accountType: 'business',
      },
    })
    expect(asked).toMatchObject([
      { method: 'GET', url: 'https://businessapi.snapchat.com/v1/public_profiles/my_profile' },
    ])
  })

  it.each([
    ['BUSINESS', 'business'],
    ['PERSON', 'creator'],
    ['PUBLISHER', 'business'],
  ])('a %s is a %s', async (internal_profile_category, accountType) => {
    const { ctx } = scripted([ok({ public_profile: { ...profile, internal_profile_category } })])
    expect(await identity(ctx)).toMatchObject({ identity: { accountType } })
  })

  it('no profile: create one first', async () => {
    const { ctx } = scripted([ok({ public_profiles: [] })])
    expect(await identity(ctx)).toMatchObject({
      kind: 'dead',
      error: { message: expect.stringContaining('Create a Public Profile first') as string },
    })
  })

  it('an app that is not allow-listed ends no account; a token that is refused does', async () => {
    expect(await identity(scripted([no(403, null)]).ctx)).toMatchObject({ kind: 'unreachable' })
    expect(await identity(scripted([aReply(401)]).ctx)).toMatchObject({ kind: 'dead' })
    expect(await identity(scripted([new Error('away')]).ctx)).toMatchObject({ kind: 'unreachable' })
  })
})
