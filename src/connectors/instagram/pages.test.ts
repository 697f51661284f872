import { describe, expect, it } from 'vitest'
import { scripted, type Scripted } from '../../../tests/support/scripted-network.js'
import type { JsonObject } from '../../kit/json.js'
import { identity } from './identity.js'
import { instagram } from './index.js'
import { destinations } from './pages.js'

const app = { INSTAGRAM_FACEBOOK_CLIENT_SECRET: 'secret' }
const page = (id: string, account?: JsonObject) => ({
  id,
  name: `Page ${id}`,
  ...(account === undefined ? {} : { instagram_business_account: account }),
})
const bakery = { id: '1784', username: 'bakery', name: 'The bakery', profile_picture_url: 'https://cdn/b' }
const shown = {
  id: '1784',
  name: '@bakery',
  username: 'bakery',
  pageId: '101',
  pageName: 'Page 101',
  type: 'instagram',
  avatarUrl: 'https://cdn/b',
}
const ended = { status: 401, json: { error: { code: 190, error_subcode: 460, message: 'Invalid' } } }

/** Facebook, with answers by path. */
function facebook(answers: Record<string, Scripted>, data: JsonObject = {}) {
  return scripted(
    ({ url, query }) =>
      answers[`${new URL(url).pathname.slice('/v25.0/'.length)}${query?.['after'] ?? ''}`] ?? {
        status: 403,
        json: { error: { code: 10, message: 'No' } },
      },
    { app, data: { login: 'facebook', ...data } },
  )
}

describe('the accounts behind the pages of a person', () => {
  it('9.8 are those with a professional account, over all of the lists', async () => {
    const { ctx, asked } = facebook({
      'me/accounts': {
        json: { data: [page('101', bakery)], paging: { cursors: { after: 'B' }, next: 'https://x' } },
      },
      'me/accountsB': { json: { data: [page('102'), page('103', { id: '1785', name: 'Nameless' })] } },
    })
    expect(await destinations(ctx)).toEqual([
      shown,
      {
        ...shown,
        id: '1785',
        name: 'Nameless',
        username: null,
        pageId: '103',
        pageName: 'Page 103',
        avatarUrl: null,
      },
    ])
    expect(asked[0]?.query).toMatchObject({
      fields: 'id,name,tasks,instagram_business_account{id,username,name,profile_picture_url}',
    })
  })

  it('are not those of pages on which the person may look only', async () => {
    const data = [
      { ...page('101', bakery), tasks: ['ANALYZE', 'MODERATE'] },
      { ...page('105', { id: '1787', username: 'archive' }), tasks: ['ANALYZE'] },
    ]
    expect(await destinations(facebook({ 'me/accounts': { json: { data } } }).ctx)).toEqual([shown])
  })

  it('are joined by those of the person’s businesses, each once', async () => {
    const { ctx } = facebook({
      'me/accounts': { json: { data: [page('101', bakery)] } },
      'me/businesses': { json: { data: [{ id: '55' }] } },
      '55/owned_pages': { json: { data: [page('101', bakery)] } },
      '55/client_pages': { json: { data: [page('104', { id: '1786', username: 'client' })] } },
    })
    expect((await destinations(ctx)).map((each) => each['pageId'])).toEqual(['101', '104'])
  })

  it('are not listed where Facebook refuses, with its reason', async () => {
    await expect(destinations(facebook({ 'me/accounts': ended }).ctx)).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
    })
  })

  it('are nothing to choose from where the account itself logged in', () => {
    expect(['instagram', 'facebook'].map((login) => instagram.hasDestinations?.({ login }))).toEqual([
      false,
      true,
    ])
  })
})

describe('who an account is', () => {
  it.each([
    [{ account_type: 'BUSINESS' }, 'business'],
    [{ account_type: 'Media_Creator' }, 'creator'],
    [{}, 'business'],
  ])('9.1 is told by its user_id, not by its id: %j', async (more, accountType) => {
    const user = {
      id: '5',
      user_id: '1784',
      username: 'bakery',
      profile_picture_url: 'https://cdn/b',
      ...more,
    }
    for (const json of [user, { data: [user] }]) {
      expect(await identity(scripted(() => ({ json })).ctx)).toEqual({
        kind: 'ok',
        identity: {
          remoteId: '1784',
          username: 'bakery',
          displayName: 'bakery',
          avatarUrl: 'https://cdn/b',
          accountType,
        },
      })
    }
  })

  it('of a personal account: nobody who can be posted for', async () => {
    const { ctx } = scripted(() => ({ json: { user_id: '1', account_type: 'personal' } }))
    expect(await identity(ctx)).toMatchObject({ kind: 'dead', error: { code: 'PERMISSION_DENIED' } })
  })

  it('is not told by an ended token, nor by a network that is away', async () => {
    expect(await identity(scripted(() => ended).ctx)).toMatchObject({ kind: 'dead' })
    expect(await identity(scripted(() => ({ status: 500 })).ctx)).toMatchObject({ kind: 'unreachable' })
    expect(await identity(scripted(() => new Error('cut')).ctx)).toMatchObject({ kind: 'unreachable' })
  })

  const me = { json: { id: '7', name: 'Ann', picture: { data: { url: 'https://cdn/a' } } } }

  it('is the person, after login with Facebook', async () => {
    expect(await identity(facebook({ me }).ctx)).toEqual({
      kind: 'ok',
      identity: {
        remoteId: '7',
        username: null,
        displayName: 'Ann',
        avatarUrl: 'https://cdn/a',
        accountType: 'business',
      },
    })
  })

  it('is nobody who can be posted for where no page has a professional account, which is said with what to do', async () => {
    const none = { 'me/accounts': { json: { data: [page('102')] } } }
    expect(await identity(facebook({ me, ...none }).ctx)).toMatchObject({
      kind: 'dead',
      error: {
        message: expect.stringMatching(/Switch the account .* connect it to one of your pages/) as string,
      },
    })
    const ofPage = { debug_token: { json: { data: { type: 'PAGE' } } } }
    expect(await identity(facebook({ me, ...none, ...ofPage }).ctx)).toMatchObject({
      error: { message: expect.stringContaining('token of a page') as string },
    })
    const some = { 'me/accounts': { json: { data: [page('101', bakery)] } } }
    expect(await identity(facebook({ me, ...some }).ctx)).toMatchObject({ kind: 'ok' })
  })

  it('is nobody any more where the person lost the page that was chosen', async () => {
    const gone = { status: 400, json: { error: { code: 100, error_subcode: 33, message: 'Gone' } } }
    const chosen = { page: shown }
    expect(await identity(facebook({ me, 1784: { json: { id: '1784' } } }, chosen).ctx)).toMatchObject({
      kind: 'ok',
    })
    expect(await identity(facebook({ me, 1784: gone }, chosen).ctx)).toMatchObject({
      kind: 'dead',
      error: { code: 'PERMISSION_DENIED', message: expect.stringContaining('@bakery') as string },
    })
    expect(await identity(facebook({ me, 1784: { status: 500 } }, chosen).ctx)).toMatchObject({
      kind: 'unreachable',
    })
  })
})

it('an account shows its login, and the account behind the page that was chosen', () => {
  const present = (data: JsonObject) => instagram.presentAccount?.(data, [])
  expect(present({ login: 'instagram' })).toEqual({ oauthVersion: 'instagram_login' })
  expect(present({ login: 'facebook' })).toEqual({ oauthVersion: 'fb_login' })
  expect(present({ login: 'facebook', page: shown })).toEqual({
    oauthVersion: 'fb_login',
    username: 'bakery',
    avatarUrl: 'https://cdn/b',
    instagramAccountId: '1784',
    pageId: '101',
    pageName: 'Page 101',
    page: shown,
  })
})

it('only who logged in with Facebook has to choose', () => {
  const { needsPage } = instagram
  const needs = (data: JsonObject) => typeof needsPage === 'function' && needsPage(data, {})
  expect([
    needs({ login: 'instagram' }),
    needs({ login: 'facebook' }),
    needs({ login: 'facebook', page: null }),
    needs({ login: 'facebook', page: shown }),
  ]).toEqual([false, true, true, false])
})

it('the token of a page, which no pages are listed to, is refused', async () => {
  const me = { json: { id: '101', name: 'Page 101' } }
  const asked = (type: string) => facebook({ me, debug_token: { json: { data: { type } } } })
  expect(await identity(asked('USER').ctx)).toMatchObject({ kind: 'ok', identity: { remoteId: '101' } })
  expect(await identity(asked('PAGE').ctx)).toMatchObject({
    kind: 'dead',
    error: { message: expect.stringMatching(/token of a page/) as string },
  })
})
