import { describe, expect, it } from 'vitest'
import { blueskyClient, tid } from '../../../../tests/support/bluesky.js'
import { startSimulator } from '../../../../tests/support/simulator.js'
import { simulator } from './index.js'

const client = await startSimulator(simulator)
const bluesky = blueskyClient(client)
const hourMs = 3_600_000
const refresh = (token: string) => bluesky.procedure('com.atproto.server.refreshSession', undefined, token)

function claims(jwt: unknown): { iat: number; exp: number; jti?: string; scope: string } {
  const [, body = ''] = String(jwt).split('.')
  return JSON.parse(Buffer.from(body, 'base64url').toString()) as ReturnType<typeof claims>
}

describe('a fair simulator', () => {
  it('issues pairs of JWTs for 2 hours and 90 days, with the scope of an app password', async () => {
    const session = await bluesky.signIn()
    const [access, refreshing] = [claims(session.accessJwt), claims(session.refreshJwt)]
    expect(access.exp - access.iat).toBe(7_200)
    expect(access.scope).toBe('com.atproto.appPass')
    expect(refreshing.exp - refreshing.iat).toBe(90 * 86_400)
  })

  it('rotates refresh tokens, and for 2 hours of grace the old one leads to the same next one', async () => {
    const session = await bluesky.signIn()
    const first = await refresh(session.refreshJwt)
    const again = await refresh(session.refreshJwt)
    expect([first.status, again.status]).toEqual([200, 200])
    expect(claims(again.body['refreshJwt']).jti).toBe(claims(first.body['refreshJwt']).jti)
    expect(claims(first.body['refreshJwt']).jti).not.toBe(claims(session.refreshJwt).jti)
    await client.control.advance(2 * hourMs)
    expect((await refresh(session.refreshJwt)).body).toMatchObject({
      error: 'ExpiredToken',
      message: 'Token has been revoked',
    })
    expect((await refresh(String(first.body['refreshJwt']))).status).toBe(200)
  })

  it('answers ExpiredToken with 400', async () => {
    const session = await bluesky.signIn()
    await client.control.advance(2 * hourMs)
    const said = await bluesky.query('com.atproto.server.getSession', {}, session.accessJwt)
    expect(said.status).toBe(400)
    expect(said.body).toEqual({ error: 'ExpiredToken', message: 'Token has expired' })
  })

  it('takes 300 graphemes and refuses 301 with the network’s words', async () => {
    const session = await bluesky.signIn()
    // Of 25 bytes each: 120 of them reach 3,000 bytes with far fewer than 300 graphemes.
    const family = '👩‍👩‍👧‍👦'
    expect((await bluesky.create(session, bluesky.post(family.repeat(120)))).status).toBe(200)
    expect((await bluesky.create(session, bluesky.post('é'.repeat(300)))).status).toBe(200)
    const long = await bluesky.create(session, bluesky.post('é'.repeat(301)))
    expect([long.status, long.body]).toEqual([
      400,
      {
        error: 'InvalidRequest',
        message:
          'Invalid app.bsky.feed.post record: grapheme too big (maximum 300, got 301) at $.record.text',
      },
    ])
    expect((await bluesky.create(session, bluesky.post(family.repeat(121)))).body['message']).toMatch(
      /string too big \(maximum 3000, got 3025\)/,
    )
  })

  it('takes only TIDs as keys of posts', async () => {
    const session = await bluesky.signIn()
    for (const rkey of ['hello', '3kaaaaaaaaa2', 'zkaaaaaaaaa2a', '3kaaaaaaaa12a']) {
      const said = await bluesky.put(session, rkey, bluesky.post('No'))
      expect([said.status, said.body['error']]).toEqual([400, 'InvalidRequest'])
      expect(said.body['message']).toMatch(/^Invalid record key/)
    }
    expect((await bluesky.put(session, '3kaaaaaaaaa2a', bluesky.post('Yes'))).status).toBe(200)
    const own = await bluesky.create(session, bluesky.post('Chosen by the server'))
    expect(String(own.body['uri']).split('/').at(-1)).toMatch(/^[2-7a-j][2-7a-z]{12}$/)
  })

  it('answers 500 to createRecord with a key that is taken, and keeps the first record', async () => {
    const session = await bluesky.signIn()
    const rkey = tid(1)
    expect((await bluesky.create(session, bluesky.post('First'), { rkey })).status).toBe(200)
    const again = await bluesky.create(session, bluesky.post('First'), { rkey })
    expect([again.status, again.body['error']]).toEqual([500, 'InternalServerError'])
    expect((await bluesky.get(session, rkey)).body['value']).toMatchObject({ text: 'First' })
  })

  describe('putRecord with swapRecord', () => {
    it('null writes once; the same again answers 200 with the same cid and no commit', async () => {
      const session = await bluesky.signIn()
      const first = await bluesky.put(session, tid(2), bluesky.post('Once'), { swapRecord: null })
      const again = await bluesky.put(session, tid(2), bluesky.post('Once'), { swapRecord: null })
      expect([first.status, again.status]).toEqual([200, 200])
      expect(first.body).toHaveProperty('commit.rev')
      expect(again.body).toEqual({
        uri: first.body['uri'],
        cid: first.body['cid'],
        validationStatus: 'valid',
      })
    })

    it('null over other content answers InvalidSwap with the cid that is there', async () => {
      const session = await bluesky.signIn()
      const first = await bluesky.put(session, tid(3), bluesky.post('One'), { swapRecord: null })
      const other = await bluesky.put(session, tid(3), bluesky.post('Two'), { swapRecord: null })
      expect([other.status, other.body]).toEqual([
        400,
        { error: 'InvalidSwap', message: `Record was at ${String(first.body['cid'])}` },
      ])
      expect((await bluesky.get(session, tid(3))).body['cid']).toBe(first.body['cid'])
    })

    it('of the right cid replaces, of a wrong one or of none that is there does not', async () => {
      const session = await bluesky.signIn()
      const first = await bluesky.put(session, tid(4), bluesky.post('One'))
      const swapRecord = String(first.body['cid'])
      const second = await bluesky.put(session, tid(4), bluesky.post('Two'), { swapRecord })
      expect(second.body).toHaveProperty('commit')
      expect((await bluesky.put(session, tid(4), bluesky.post('Three'), { swapRecord })).body['error']).toBe(
        'InvalidSwap',
      )
      expect((await bluesky.put(session, tid(5), bluesky.post('New'), { swapRecord })).body['message']).toBe(
        'Record was at null',
      )
    })
  })

  it('gives equal records equal CIDs, whatever the order of their names', async () => {
    const [one, two] = [await bluesky.signIn(), await bluesky.signIn()]
    const a = await bluesky.create(one, bluesky.post('Same', { langs: ['en'] }))
    const b = await bluesky.create(two, { langs: ['en'], ...bluesky.post('Same') })
    const c = await bluesky.create(two, { langs: ['de'], ...bluesky.post('Same') })
    expect(a.body['cid']).toBe(b.body['cid'])
    expect(a.body['cid']).toMatch(/^bafyrei[a-z2-7]{52}$/)
    expect(c.body['cid']).not.toBe(a.body['cid'])
  })

  it('getRecord on the PDS is there at once, getPosts of the AppView comes later', async () => {
    const session = await bluesky.signIn()
    const { body } = await bluesky.put(session, tid(6), bluesky.post('Fresh'))
    const uris = String(body['uri'])
    expect((await bluesky.get(session, tid(6))).status).toBe(200)
    const seen = async (host?: string, token?: string) =>
      (await bluesky.query('app.bsky.feed.getPosts', { uris }, token, host)).body['posts']
    expect(await seen('public.api.bsky.app')).toEqual([])
    expect(await seen(undefined, session.accessJwt)).toEqual([])
    await client.control.advance(2_000)
    expect(await seen('public.api.bsky.app')).toMatchObject([{ uri: uris, record: { text: 'Fresh' } }])
    expect(await seen(undefined, session.accessJwt)).toMatchObject([{ uri: uris }])
  })

  it('tells RateLimit headers by points: 3 to create, 2 to put, 1 to delete', async () => {
    const session = await bluesky.signIn()
    const left = (said: { headers: Headers }) => Number(said.headers.get('ratelimit-remaining'))
    const created = await bluesky.create(session, bluesky.post('Three points'))
    expect(created.headers.get('ratelimit-limit')).toBe('5000')
    expect(created.headers.get('ratelimit-policy')).toBe('5000;w=3600')
    expect(left(created)).toBe(4_997)
    expect(left(await bluesky.put(session, tid(7), bluesky.post('Two points')))).toBe(4_995)
    const deleted = await bluesky.procedure(
      'com.atproto.repo.deleteRecord',
      { repo: session.did, collection: 'app.bsky.feed.post', rkey: tid(7) },
      session.accessJwt,
    )
    expect(left(deleted)).toBe(4_994)
    const { now } = await client.control.clock()
    expect(Number(deleted.headers.get('ratelimit-reset'))).toBeGreaterThan(Date.parse(now) / 1_000)
    expect(deleted.headers.has('retry-after')).toBe(false)
  })
})

it('publishing costs the same after many posts as after few', async () => {
  const session = await bluesky.signIn()
  const rows = async (serial: number) => {
    const before = client.rowsListed()
    const answer = await bluesky.put(session, tid(100 + serial), bluesky.post(String(serial)), {
      swapRecord: null,
    })
    expect(answer.status).toBe(200)
    return client.rowsListed() - before
  }
  const first = await rows(0)
  for (let each = 1; each <= 30; each += 1) await rows(each)
  expect(await rows(31)).toBe(first)
})
