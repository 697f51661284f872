import { describe, expect, it } from 'vitest'
import { aReply, scripted } from '../../../tests/support/scripted-network.js'
import type { Json } from '../../kit/json.js'
import { auth } from './auth.js'
import { destinations } from './destinations.js'
import { identity } from './identity.js'

const app = { PINTEREST_CLIENT_ID: '1400', PINTEREST_CLIENT_SECRET: 'secret' }
const granted = {
  access_token: 'pina_new',
  refresh_token: 'pinr_new',
  expires_in: 600,
  scope: 'boards:read pins:read',
  token_type: 'bearer',
}
const given = {
  code: 'abc',
  redirectUri: 'https://post.example/done',
  codeVerifier: '',
  answers: {},
  keep: {},
}

it('sends people to the consent page with scopes that commas part', async () => {
  const { ctx } = scripted([], { app })
  const begun = await auth.authorize?.(
    {
      state: 'st',
      redirectUri: given.redirectUri,
      codeChallenge: '',
      forcePrompt: false,
      pageMode: false,
      answers: {},
    },
    ctx,
  )
  const url = new URL(begun?.url ?? '')
  expect(url.origin + url.pathname).toBe('https://www.pinterest.com/oauth/')
  expect(Object.fromEntries(url.searchParams)).toEqual({
    client_id: '1400',
    redirect_uri: given.redirectUri,
    response_type: 'code',
    scope: 'user_accounts:read,boards:read,boards:write,pins:read,pins:write',
    state: 'st',
  })
})

describe('a code', () => {
  it('becomes tokens that can be refreshed for ever, with the app’s credentials in the header', async () => {
    const { ctx, asked } = scripted([aReply(200, granted)], { app })
    expect(await auth.finish(given, ctx)).toEqual({
      tokens: {
        accessToken: 'pina_new',
        refreshToken: 'pinr_new',
        expiresAt: '2026-01-01T00:10:10.000Z',
      },
      scopes: ['boards:read', 'pins:read'],
    })
    expect(asked).toEqual([
      {
        method: 'POST',
        url: 'https://api.pinterest.com/v5/oauth/token',
        headers: { authorization: `Basic ${Buffer.from('1400:secret').toString('base64')}` },
        form: {
          grant_type: 'authorization_code',
          code: 'abc',
          redirect_uri: given.redirectUri,
          continuous_refresh: 'true',
        },
      },
    ])
  })

  it.each([
    [400, 'INVALID_PARAM'],
    [401, 'INVALID_PARAM'],
    [429, 'SERVICE_UNAVAILABLE'],
    [503, 'SERVICE_UNAVAILABLE'],
  ])('that meets %i is told as %s', async (status, code) => {
    const { ctx } = scripted([aReply(status, { code: 283, message: 'Invalid grant.' })], { app })
    await expect(auth.finish(given, ctx)).rejects.toMatchObject({ code })
  })
})

describe('a refresh', () => {
  const tokens = { accessToken: 'pina_old', refreshToken: 'pinr_old' }
  it('answers new tokens, both of them', async () => {
    const { ctx, asked } = scripted([aReply(200, { ...granted, scope: 'boards:read,pins:read' })], {
      app,
      tokens,
    })
    expect(await auth.refresh?.(ctx)).toMatchObject({
      kind: 'refreshed',
      tokens: { accessToken: 'pina_new', refreshToken: 'pinr_new' },
      scopes: ['boards:read', 'pins:read'],
    })
    expect(asked[0]?.form).toEqual({ grant_type: 'refresh_token', refresh_token: 'pinr_old' })
  })

  it.each([
    [400, 'revoked'],
    [401, 'revoked'],
    [403, 'failed'],
    [429, 'failed'],
    [500, 'failed'],
    [200, 'failed'],
  ])('that meets %i has %s', async (status, kind) => {
    const { ctx } = scripted([aReply(status, { code: 283, message: 'Invalid grant.' })], {
      app,
      tokens,
    })
    expect(await auth.refresh?.(ctx)).toMatchObject({ kind })
  })

  it('needs something to refresh with', async () => {
    const { ctx, asked } = scripted([], { app, tokens: { accessToken: 'pina_old' } })
    expect(await auth.refresh?.(ctx)).toMatchObject({ kind: 'revoked' })
    expect(asked).toEqual([])
  })
})

describe('who it is', () => {
  it.each<[Json, object]>([
    [
      {
        id: '7',
        username: 'ann',
        account_type: 'BUSINESS',
        business_name: 'Bistro',
        profile_image: 'https://i.pinimg.com/a.jpg',
      },
      {
        remoteId: '7',
        username: 'ann',
        displayName: 'Bistro',
        avatarUrl: 'https://i.pinimg.com/a.jpg',
        accountType: 'business',
      },
    ],
    [
      { id: '7', username: 'ann', account_type: 'PINNER', business_name: null },
      { remoteId: '7', username: 'ann', displayName: 'ann', avatarUrl: null, accountType: 'personal' },
    ],
  ])('%j', async (body, expected) => {
    expect(await identity(scripted([aReply(200, body)]).ctx)).toEqual({
      kind: 'ok',
      identity: expected,
    })
  })

  it.each<[number, number, string]>([
    [401, 2, 'dead'],
    [403, 3, 'dead'],
    [403, 403, 'unreachable'],
    [429, 8, 'unreachable'],
    [500, 500, 'unreachable'],
  ])('%i with code %i leaves the account %s', async (status, code, kind) => {
    const { ctx } = scripted([aReply(status, { code, message: 'No.' })])
    expect(await identity(ctx)).toMatchObject({ kind })
  })
})

describe('boards', () => {
  const first = aReply(200, { items: [{ id: '1', name: 'Soups', privacy: 'PUBLIC' }], bookmark: 'b1' })
  const second = aReply(200, { items: [{ id: '2', name: 'Pies', privacy: 'PROTECTED' }], bookmark: null })
  const boards = [
    { id: '1', name: 'Soups', type: 'board', privacy: 'PUBLIC' },
    { id: '2', name: 'Pies', type: 'board', privacy: 'PROTECTED' },
  ]

  it('are listed to the end', async () => {
    const { ctx, asked } = scripted([first, second])
    expect(await destinations(ctx)).toEqual(boards)
    expect(asked.map(({ query }) => query)).toEqual([
      { page_size: '250' },
      { page_size: '250', bookmark: 'b1' },
    ])
  })

  it('come with the sections of the one that is chosen', async () => {
    const sections = aReply(200, { items: [{ id: '9', name: 'Cold' }], bookmark: null })
    const { ctx, asked } = scripted([first, second, sections], { data: { page: { id: '2' } } })
    expect(await destinations(ctx)).toEqual([
      boards[0],
      { ...boards[1], sections: [{ id: '9', name: 'Cold' }] },
    ])
    expect(asked[2]?.url).toBe('https://api.pinterest.com/v5/boards/2/sections')
  })

  it.each([
    [401, 2, 'INVALID_PARAM'],
    [429, 8, 'SERVICE_UNAVAILABLE'],
    [500, 500, 'SERVICE_UNAVAILABLE'],
  ])('that cannot be listed (%i) are told as such', async (status, code, ours) => {
    const { ctx } = scripted([aReply(status, { code, message: 'No.' })])
    await expect(destinations(ctx)).rejects.toMatchObject({ code: ours })
  })
})
