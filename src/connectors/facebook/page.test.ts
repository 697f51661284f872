import { describe, expect, it } from 'vitest'
import { aReply, anItem, scripted, type Scripted } from '../../../tests/support/scripted-network.js'
import { appSecretProof } from '../graph-api.js'
import { auth } from './auth.js'
import { identity } from './identity.js'
import { publish } from './publish.js'

const over = (subcode: number): Scripted => aReply(400, { error: { code: 190, error_subcode: subcode } })
const kept = { accessToken: 'person', extra: { pages: { '7': 'page' } } }
const app = { FACEBOOK_CLIENT_ID: 'app', FACEBOOK_CLIENT_SECRET: 'secret' }
const plan = { kind: 'text', pageId: '7' }

/** Facebook by path: what it answers to the person's login, and to the page's. */
function facebook(answers: Record<string, Scripted>, tokens: typeof kept | { accessToken: string } = kept) {
  const network = scripted(
    ({ url, query, form }) => {
      const token = query?.['access_token'] ?? form?.['access_token'] ?? ''
      const path = new URL(url).pathname.replace(/^\/v25\.0\//, '')
      return answers[`${token} ${path}`] ?? answers[path] ?? new Error(`Not expected: ${token} ${path}`)
    },
    { tokens, app, data: { page: { id: '7', name: 'Bistro' }, person: { id: '1', name: 'Ann' } } },
  )
  return {
    ...network,
    tokens: () => network.asked.map(({ form, query }) => (form ?? query)?.['access_token']),
  }
}

describe('a post of a page', () => {
  it('is made with the page’s token, and proves that it knows the secret of the app', async () => {
    const { ctx, asked } = facebook({ 'page 7/feed': aReply(200, { id: '7_8' }) })
    expect(await publish(anItem(), plan, ctx)).toMatchObject({ kind: 'published', remoteId: '7_8' })
    expect(asked).toMatchObject([
      { creating: true, form: { access_token: 'page', appsecret_proof: appSecretProof('page', 'secret') } },
    ])
  })

  it('asks for a token that is not kept, with the person’s', async () => {
    const { ctx, tokens } = facebook(
      { 'person 7': aReply(200, { access_token: 'other' }), 'other 7/feed': aReply(200, { id: '7_8' }) },
      { accessToken: 'person' },
    )
    expect((await publish(anItem(), plan, ctx)).kind).toBe('published')
    expect(tokens()).toEqual(['person', 'other'])
  })

  it.each([
    [
      'where the person’s login is over too, ends the account',
      over(458),
      'ACCOUNT_DISCONNECTED',
      'reconnect',
    ],
    [
      'where another can be had, is renewed',
      aReply(200, { access_token: 'new' }),
      'ACCOUNT_DISCONNECTED',
      'reconnect',
    ],
    [
      'where Facebook gives the same again, is the loss of the page alone',
      aReply(200, { access_token: 'page' }),
      'PERMISSION_DENIED',
      'edit',
    ],
    [
      'where the person has no task there any more, is the loss of the page alone',
      aReply(200, { id: '7' }),
      'PERMISSION_DENIED',
      'edit',
    ],
    [
      'where the page is gone, is the loss of the page alone',
      aReply(400, { error: { code: 100, error_subcode: 33 } }),
      'PERMISSION_DENIED',
      'edit',
    ],
    ['where Facebook cannot be asked, is tried again', new Error('away'), 'PLATFORM_UNAVAILABLE', 'wait'],
  ])('section 9.8: whose token is over, %s', async (_where, ofPerson, code, cure) => {
    const { ctx } = facebook({ 'page 7/feed': over(492), 'person 7': ofPerson as Scripted })
    expect(await publish(anItem(), plan, ctx)).toMatchObject({ kind: 'refused', cure, error: { code } })
  })

  it('of which there is no token, and none is given, is not sent', async () => {
    const { ctx, asked } = facebook({ 'person 7': aReply(200, { id: '7' }) }, { accessToken: 'person' })
    expect(await publish(anItem(), plan, ctx)).toMatchObject({
      cure: 'edit',
      error: { code: 'PERMISSION_DENIED' },
    })
    expect(asked).toHaveLength(1)
  })

  it('of an account for which none is selected is not sent', async () => {
    const { ctx, asked } = scripted([])
    expect(await publish(anItem(), null, ctx)).toMatchObject({
      cure: 'edit',
      error: { code: 'PUBLISH_ERROR' },
    })
    expect(asked).toEqual([])
  })
})

describe('renewing', () => {
  const exchanged = aReply(200, { access_token: 'longer', token_type: 'bearer', expires_in: 5_184_000 })
  const none = aReply(200, { data: [] })

  it('exchanges the token that lives, and gets the tokens of the pages anew', async () => {
    const pages = [{ id: '7', name: 'Bistro', access_token: 'newer', tasks: ['CREATE_CONTENT'] }]
    const { ctx, asked } = facebook({
      'oauth/access_token': exchanged,
      'longer me/accounts': aReply(200, { data: pages }),
      'longer me/businesses': none,
    })
    expect(await auth.refresh?.(ctx)).toEqual({
      kind: 'refreshed',
      tokens: {
        accessToken: 'longer',
        expiresAt: '2026-03-02T00:00:10.000Z',
        extra: { pages: { '7': 'newer' } },
      },
    })
    expect(asked[0]?.query).toEqual({
      grant_type: 'fb_exchange_token',
      client_id: 'app',
      client_secret: 'secret',
      fb_exchange_token: 'person',
    })
  })

  it('does without the pages’ tokens where they cannot be read: each is asked for when it is needed', async () => {
    const { ctx } = facebook({ 'oauth/access_token': exchanged })
    expect(await auth.refresh?.(ctx)).toMatchObject({
      tokens: { accessToken: 'longer', extra: { pages: {} } },
    })
  })

  it('section 9.8: of a login that is over goes on with the page’s token, which lives', async () => {
    const { ctx } = facebook({ 'oauth/access_token': over(463), 'page 7': aReply(200, { id: '7' }) })
    expect(await auth.refresh?.(ctx)).toEqual({ kind: 'refreshed', tokens: kept })
  })

  it.each([
    ['is over too', { 'page 7': over(460) }, kept],
    ['is not there', { 'person 7': over(463) }, { accessToken: 'person' }],
  ])(
    'section 9.8: of a login that is over ends the account where the page’s token %s',
    async (_what, more, tokens) => {
      const { ctx } = facebook({ 'oauth/access_token': over(463), ...more }, tokens)
      expect(await auth.refresh?.(ctx)).toMatchObject({
        kind: 'revoked',
        error: { code: 'ACCOUNT_DISCONNECTED' },
      })
    },
  )

  it('that Facebook does not answer to changes nothing', async () => {
    const { ctx } = facebook({ 'oauth/access_token': aReply(500, { error: { code: 2 } }) })
    expect((await auth.refresh?.(ctx))?.kind).toBe('failed')
  })
})

describe('who an account is', () => {
  const me = aReply(200, { id: '1', name: 'Ann', picture: { data: { url: 'https://x/ann.jpg' } } })
  const page = aReply(200, { id: '7', name: 'Bistro' })
  const granted = aReply(200, { data: [{ permission: 'pages_manage_posts', status: 'granted' }] })

  it('is the person, with a name and no handle', async () => {
    const { ctx } = facebook({ 'person me': me, 'page 7': page, 'person me/permissions': granted })
    const person = { id: '1', name: 'Ann', avatarUrl: 'https://x/ann.jpg' }
    expect(await identity(ctx)).toEqual({
      kind: 'ok',
      identity: {
        remoteId: '1',
        username: null,
        displayName: 'Ann',
        avatarUrl: 'https://x/ann.jpg',
        accountType: 'business',
        data: { person },
      },
    })
  })

  it.each([
    ['a page that is lost', aReply(200, { id: '7' }), granted, /may not post on this page/],
    [
      'a permission that was taken back',
      null,
      aReply(200, { data: [{ permission: 'pages_manage_posts', status: 'declined' }] }),
      /pages_manage_posts/,
    ],
  ])('section 8: %s is told, and does not end the account', async (_what, ofPerson, permissions, words) => {
    const { ctx } = facebook({
      'person me': me,
      'page 7': ofPerson === null ? page : over(492),
      'person 7': ofPerson ?? page,
      'person me/permissions': permissions,
    })
    expect(await identity(ctx)).toMatchObject({
      kind: 'unreachable',
      error: { code: 'PERMISSION_DENIED', message: expect.stringMatching(words) as string },
    })
  })

  it('section 9.8: is known still while the page’s token lives longer than the login', async () => {
    const { ctx } = facebook({ 'person me': over(463), 'page 7': page, 'person me/permissions': over(463) })
    expect(await identity(ctx)).toMatchObject({ kind: 'ok', identity: { remoteId: '1', displayName: 'Ann' } })
  })

  it('is nobody once both are over', async () => {
    const { ctx } = facebook({ 'person me': over(460), 'page 7': over(460), 'person 7': over(460) })
    expect(await identity(ctx)).toMatchObject({ kind: 'dead', error: { code: 'ACCOUNT_DISCONNECTED' } })
  })

  it.each(['PAGE', 'USER'])(
    'is asked of a token that a program brings, which may be a %s’s',
    async (type) => {
      const { ctx } = scripted(
        ({ url }) => (url.endsWith('/debug_token') ? aReply(200, { data: { type } }) : me),
        { app, tokens: { accessToken: 'brought' } },
      )
      expect(await identity(ctx)).toMatchObject(
        type === 'USER'
          ? { kind: 'ok', identity: { remoteId: '1' } }
          : { kind: 'dead', error: { message: expect.stringMatching(/token of a page/) as string } },
      )
    },
  )
})
