import { describe, expect, it } from 'vitest'
import { aReply, scripted } from '../../../tests/support/scripted-network.js'
import { auth } from './auth.js'
import { identity } from './identity.js'
import { youtube } from './index.js'
import { playlists } from './playlists.js'

const app = { YOUTUBE_CLIENT_ID: 'id', YOUTUBE_CLIENT_SECRET: 'secret' }
const redirectUri = 'https://post.example/connect/youtube/done'
const at = (name: string) => `https://www.googleapis.com/auth/${name}`
const granted = {
  access_token: 'ya29.1',
  expires_in: 3_599,
  refresh_token: '1//r',
  scope: `${at('youtube.upload')} ${at('youtube.force-ssl')}`,
  token_type: 'Bearer',
}

describe('section 1', () => {
  it.each([false, true])(
    'authorize: offline access, asked for again, with PKCE; forcePrompt %s',
    async (forcePrompt) => {
      const request = {
        state: 's',
        redirectUri,
        codeChallenge: 'c',
        forcePrompt,
        pageMode: false,
        answers: {},
      }
      const given = await auth.authorize?.(request, scripted([], { app }).ctx)
      const url = new URL(given?.url ?? '')
      expect(url.origin + url.pathname).toBe('https://accounts.google.com/o/oauth2/v2/auth')
      expect(Object.fromEntries(url.searchParams)).toEqual({
        client_id: 'id',
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: [
          at('youtube.upload'),
          at('youtube.readonly'),
          at('youtube.force-ssl'),
          at('yt-analytics.readonly'),
        ].join(' '),
        state: 's',
        access_type: 'offline',
        prompt: 'consent',
        include_granted_scopes: 'true',
        code_challenge: 'c',
        code_challenge_method: 'S256',
      })
    },
  )

  const finish = (...answers: ReturnType<typeof aReply>[]) => {
    const { ctx, asked } = scripted(answers, { app })
    const given = { code: '4/0A', redirectUri, codeVerifier: 'v', answers: {}, keep: {} }
    return { grant: auth.finish(given, ctx), asked }
  }

  it('token: a form; what was granted of what was asked for', async () => {
    const { grant, asked } = finish(aReply(200, granted))
    expect(await grant).toEqual({
      tokens: { accessToken: 'ya29.1', refreshToken: '1//r', expiresAt: '2026-01-01T01:00:09.000Z' },
      scopes: [at('youtube.upload'), at('youtube.force-ssl')],
    })
    expect(asked).toEqual([
      {
        method: 'POST',
        url: 'https://oauth2.googleapis.com/token',
        form: {
          client_id: 'id',
          client_secret: 'secret',
          grant_type: 'authorization_code',
          code: '4/0A',
          redirect_uri: redirectUri,
          code_verifier: 'v',
        },
      },
    ])
  })

  const { refresh_token: _no, ...withoutRefresh } = granted
  it.each<[string, ReturnType<typeof aReply>, string, RegExp]>([
    ['a bad code', aReply(400, { error: 'invalid_grant' }), 'INVALID_PARAM', /did not accept the code/],
    ['app config', aReply(401, { error: 'invalid_client' }), 'INVALID_PARAM', /YOUTUBE_CLIENT_ID/],
    ['an outage', aReply(503), 'SERVICE_UNAVAILABLE', /out of order/],
    ['no refresh token', aReply(200, withoutRefresh), 'INVALID_PARAM', /myaccount\.google\.com/],
  ])('token: %s is said', async (_what, reply, code, message) => {
    await expect(finish(reply).grant).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    })
  })

  it.each([
    [400, { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' }, 'revoked'],
    [401, { error: 'invalid_client' }, 'failed'],
    [500, {}, 'failed'],
    [200, withoutRefresh, 'refreshed'],
    [200, granted, 'refreshed'],
  ])('refresh: %i %j is %s, and the refresh token stays', async (status, body, kind) => {
    const tokens = { accessToken: 'ya29.0', refreshToken: '1//r' }
    const { ctx, asked } = scripted([aReply(status, body)], { app, tokens })
    const answer = await auth.refresh?.(ctx)
    expect(answer?.kind).toBe(kind)
    if (answer?.kind === 'refreshed')
      expect(answer).toMatchObject({
        tokens: { accessToken: 'ya29.1', refreshToken: '1//r' },
        scopes: granted.scope.split(' '),
      })
    expect(asked[0]?.form).toMatchObject({ grant_type: 'refresh_token', refresh_token: '1//r' })
  })

  it('tokens that somebody brings without a refresh token are used as long as they live', () => {
    expect(auth.renewable?.({ accessToken: 'ya29.1' })).toBe(false)
    expect(auth.renewable?.({ accessToken: 'ya29.1', refreshToken: '1//r' })).toBe(true)
  })

  it.each([
    [{ accessToken: 'ya29.1', refreshToken: '1//r' }, '1//r'],
    [{ accessToken: 'ya29.1' }, 'ya29.1'],
  ])('revoke: %j', async (tokens, token) => {
    const { ctx, asked } = scripted([aReply(200)], { app, tokens })
    await auth.revoke?.(ctx)
    expect(asked).toEqual([{ method: 'POST', url: 'https://oauth2.googleapis.com/revoke', form: { token } }])
  })
})

const channel = {
  id: 'UC123',
  snippet: {
    title: 'Bistro',
    customUrl: '@bistro',
    thumbnails: { default: { url: 'https://a.example/s' }, high: { url: 'https://a.example/l' } },
  },
  contentDetails: { relatedPlaylists: { uploads: 'UU123' } },
  status: { longUploadsStatus: 'eligible' },
}
const list = (...items: object[]) => aReply(200, { kind: 'youtube#list', items } as never)

describe('section 2', () => {
  it('whose channel it is, in one call', async () => {
    const { ctx, asked } = scripted([list(channel)])
    expect(await identity(ctx)).toEqual({
      kind: 'ok',
      identity: {
        remoteId: 'UC123',
        username: '@bistro',
        displayName: 'Bistro',
        avatarUrl: 'https://a.example/l',
        accountType: 'creator',
        data: { uploads: 'UU123', longUploads: 'eligible' },
      },
    })
    expect(asked[0]?.query).toEqual({ part: 'id,snippet,contentDetails,status', mine: 'true' })
  })

  it('a channel of which YouTube does not say how long its videos may be is not limited', async () => {
    const answer = list({ ...channel, status: {} })
    expect(await identity(scripted([answer]).ctx)).toMatchObject({
      identity: { data: { longUploads: 'allowed' } },
    })
  })

  it('a channel may have no handle', async () => {
    const { customUrl: _no, ...snippet } = channel.snippet
    expect(await identity(scripted([list({ ...channel, snippet })]).ctx)).toMatchObject({
      identity: { username: null },
    })
  })

  it.each<[string, ReturnType<typeof aReply> | Error, string, RegExp]>([
    ['no channel', list(), 'dead', /no YouTube channel/],
    ['no channel', aReply(200, { kind: 'youtube#channelListResponse' }), 'dead', /no YouTube channel/],
    ['no channel', said(401, 'youtubeSignupRequired'), 'dead', /no YouTube channel/],
    ['access that is over', said(401, 'authError'), 'dead', /Connect the account again/],
    ['a scope that lacks', said(403, 'insufficientPermissions'), 'dead', /all permissions ticked/],
    ['an outage', said(503, 'backendError'), 'unreachable', /out of order/],
    ['an outage', new Error('gone'), 'unreachable', /gone/],
  ])('%s', async (_what, answer, kind, message) => {
    const told = await identity(scripted([answer]).ctx)
    expect(told).toMatchObject({ kind, error: { message: expect.stringMatching(message) as string } })
  })
})

describe('playlists', () => {
  const titled = (id: string) => ({ id, snippet: { title: `Of ${id}` } })
  const scopes = [at('youtube.readonly')]

  it('section 3j: all of them, page by page', async () => {
    const first = aReply(200, { kind: 'k', items: [titled('PL1')], nextPageToken: 'n' })
    const { ctx, asked } = scripted([first, list(titled('PL2'))], { scopes })
    expect(await playlists(ctx)).toEqual({
      kind: 'ok',
      playlists: [
        { id: 'PL1', title: 'Of PL1' },
        { id: 'PL2', title: 'Of PL2' },
      ],
    })
    expect(asked.map(({ query }) => query?.['pageToken'])).toEqual([undefined, 'n'])
  })

  it.each([
    [[at('youtube.upload')], true],
    [[at('youtube.upload'), at('youtube.force-ssl')], true],
    [[at('youtube.readonly')], false],
    [[at('youtube')], false],
  ])('granted %j: needsPlaylistReauth %s', async (given, needed) => {
    expect(youtube.presentAccount?.({}, given)).toEqual({ needsPlaylistReauth: needed })
    const answer = await playlists(scripted([list()], { scopes: given }).ctx)
    expect(answer.kind).toBe(needed ? 'refused' : 'ok')
  })
})

function said(status: number, reason: string) {
  return aReply(status, { error: { code: status, message: 'No.', errors: [{ reason }] } })
}
