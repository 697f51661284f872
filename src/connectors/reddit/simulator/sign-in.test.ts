import { beforeEach, describe, expect, it } from 'vitest'
import { agent, allScopes, bodyOf, redditClient, type Redditor } from '../../../../tests/support/reddit.js'
import { startSimulator } from '../../../../tests/support/simulator.js'
import { simulator } from './index.js'

const client = await startSimulator(simulator)
const { consent, codeOf, token, exchange, refresh, revoke, signIn } = redditClient(client)

let ann: Redditor
beforeEach(async () => {
  await client.control.reset()
  ann = await signIn({ username: 'ann', displayName: 'Ann A.' })
})

describe('1. signing in', () => {
  it('a permanent grant has a refresh token, a temporary one has none', async () => {
    expect(ann.tokens).toMatchObject({
      token_type: 'bearer',
      expires_in: 3_600,
      refresh_token: expect.any(String) as string,
      scope: allScopes,
    })
    const temporary = bodyOf(await exchange(await codeOf({ duration: 'temporary' })))
    expect(temporary).toHaveProperty('access_token')
    expect(temporary).not.toHaveProperty('refresh_token')
  })

  it('the consent comes back with the state, or with access_denied', async () => {
    const { headers } = await consent()
    expect(new URL(headers.get('location') ?? '').searchParams.get('state')).toBe('the state')
    const denied = await consent({ auto: '', _answer: 'deny' })
    const { searchParams } = new URL(denied.headers.get('location') ?? '')
    expect([searchParams.get('error'), searchParams.get('state')]).toEqual(['access_denied', 'the state'])
  })

  it.each([
    ['a scope that does not exist', { scope: 'identity admire' }],
    ['no such duration', { duration: 'forever' }],
    ['another response', { response_type: 'token' }],
  ])('the consent page refuses %s', async (_what, more) => {
    expect((await consent(more)).status).toBe(400)
  })

  it('9. token errors come with HTTP 200: a code works once, in ten minutes, for its app and its address', async () => {
    const invalid = [200, { error: 'invalid_grant' }]
    const said = ({ status, body }: Awaited<ReturnType<typeof exchange>>) => [status, body]
    const code = await codeOf()
    expect(said(await exchange(code, 'another:secret'))).toEqual(invalid)
    const elsewhere = { grant_type: 'authorization_code', code, redirect_uri: 'https://voxburst.example/' }
    expect(said(await token(elsewhere))).toEqual(invalid)
    expect(bodyOf(await exchange(code))).toHaveProperty('access_token')
    expect(said(await exchange(code))).toEqual(invalid)
    const late = await codeOf()
    await client.control.advance(600_000)
    expect(said(await exchange(late))).toEqual(invalid)
    expect(said(await token({ grant_type: 'magic' }))).toEqual([200, { error: 'unsupported_grant_type' }])
  })

  it('an app says who it is by Basic and nothing else: 401', async () => {
    const code = await codeOf()
    const form = { grant_type: 'authorization_code', code, redirect_uri: 'https://voxburst.example/callback' }
    const answer = await token({ ...form, client_id: 'app', client_secret: 'secret' }, '', {
      authorization: '',
    })
    expect([answer.status, bodyOf(answer)['error']]).toEqual([401, 401])
  })

  it('a refresh answers the same refresh token, again and again; a wrong one is 400', async () => {
    const first = ann.tokens['refresh_token']
    for (let times = 0; times < 2; times += 1)
      expect(bodyOf(await refresh(first))).toMatchObject({ refresh_token: first, scope: allScopes })
    const wrong = await refresh('no-such-token')
    expect([wrong.status, wrong.body]).toEqual([400, { message: 'Bad Request', error: 400 }])
    expect((await refresh(first, 'another:secret')).status).toBe(400)
  })

  it('or a new one, which takes the place of the old', async () => {
    const bea = await signIn({ username: 'bea', accountType: 'rotating' })
    const next = bodyOf(await refresh(bea.tokens['refresh_token']))['refresh_token']
    expect(next).not.toBe(bea.tokens['refresh_token'])
    expect((await refresh(bea.tokens['refresh_token'])).status).toBe(400)
    expect((await refresh(next)).status).toBe(200)
  })

  it('9. access tokens live 3600 s', async () => {
    await client.control.advance(3_590_000)
    expect((await ann.get('/api/v1/me')).status).toBe(200)
    await client.control.advance(10_000)
    const answer = await ann.get('/api/v1/me')
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer realm="reddit", error="invalid_token"',
    ])
  })

  it('a revoked refresh token takes its access tokens along; revoking again, or nothing, is fine', async () => {
    expect((await revoke(ann.tokens['refresh_token'], 'another:secret')).status).toBe(200)
    expect((await ann.get('/api/v1/me')).status).toBe(200)
    for (let times = 0; times < 2; times += 1)
      expect((await revoke(ann.tokens['refresh_token'])).status).toBe(200)
    expect((await ann.get('/api/v1/me')).status).toBe(401)
    expect((await refresh(ann.tokens['refresh_token'])).status).toBe(400)
  })

  it('every call needs its scope: 403 insufficient_scope', async () => {
    const calls: [string, (who: Redditor) => ReturnType<Redditor['get']>][] = [
      ['identity', (who) => who.get('/api/v1/me')],
      ['submit', (who) => who.submit()],
      ['submit', (who) => who.get('/api/v1/test/post_requirements')],
      ['read', (who) => who.get('/r/test/about')],
      ['read', (who) => who.get('/api/info?id=t3_x')],
      ['flair', (who) => who.form('/r/flaired/api/flairselector', { is_newlink: 'true' })],
      ['edit', (who) => who.form('/api/del', { id: 't3_x' })],
      ['history', (who) => who.get('/user/ann/submitted')],
      ['mysubreddits', (who) => who.get('/subreddits/mine/subscriber')],
    ]
    for (const [scope, call] of calls) {
      const rest = allScopes.split(' ').filter((each) => each !== scope)
      expect([scope, (await call(await signIn({ username: 'ann' }, scope))).status]).toEqual([scope, 200])
      const answer = await call(await signIn({ username: 'ann' }, rest.join(' ')))
      expect([scope, answer.status, answer.headers.get('www-authenticate')]).toEqual([
        scope,
        403,
        'Bearer realm="reddit", error="insufficient_scope"',
      ])
    }
  })
})

describe('9. a program has to say which it is', () => {
  it.each([
    ['python-requests/2.31.0', 429],
    ['Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0', 429],
    ['VoxBurst/0.1 (+self-hosted)', 429],
    ['web:example.voxburst (by /u/ourbot)', 429],
    ['web:example.voxburst:v1', 429],
    [agent, 200],
    ['web:example.voxburst:v1 (by u/ourbot)', 200],
  ])('%s is answered %i', async (given, status) => {
    expect((await ann.get('/api/v1/me', { 'user-agent': given })).status).toBe(status)
    const { status: ofToken } = await token(
      { grant_type: 'refresh_token', refresh_token: String(ann.tokens['refresh_token']) },
      'app:secret',
      { 'user-agent': given },
    )
    expect(ofToken).toBe(status)
  })

  it('without a name at all it is blocked, with a page', async () => {
    const answer = await ann.get('/api/v1/me', { 'user-agent': '' })
    expect([answer.status, answer.headers.get('content-type')]).toEqual([403, 'text/html; charset=UTF-8'])
  })
})

describe('2. who somebody is', () => {
  it('me says id, name, picture, title and karma', async () => {
    expect(bodyOf(await ann.get('/api/v1/me'))).toMatchObject({
      id: ann.id.replace('t2_', ''),
      name: 'ann',
      icon_img: expect.stringContaining('?') as string,
      subreddit: { display_name: 'u_ann', title: 'Ann A.' },
      is_suspended: false,
      has_verified_email: true,
    })
    const { total_karma, link_karma, comment_karma } = bodyOf(await ann.get('/api/v1/me'))
    expect(total_karma).toBe(Number(link_karma) + Number(comment_karma))
  })

  it('and that somebody is suspended', async () => {
    await client.control.createUser('reddit', { username: 'ann', suspended: true })
    expect(bodyOf(await ann.get('/api/v1/me'))).toMatchObject({ is_suspended: true })
  })
})
