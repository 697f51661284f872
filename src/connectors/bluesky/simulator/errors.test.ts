import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { blueskyClient, hosted, tid, type Said } from '../../../../tests/support/bluesky.js'
import { startSimulator } from '../../../../tests/support/simulator.js'
import { simulator } from './index.js'

const client = await startSimulator(simulator)
const bluesky = blueskyClient(client)
const login = (identifier: string, password: string) =>
  bluesky.procedure('com.atproto.server.createSession', { identifier, password })
const refresh = (token: string) => bluesky.procedure('com.atproto.server.refreshSession', undefined, token)
const me = (token?: string, host = hosted) => bluesky.query('com.atproto.server.getSession', {}, token, host)
const said = ({ status, body }: Said) => [status, body['error'], body['message']]
const photo = await readFile(
  new URL('../../../../tests/fixtures/media/portrait-4x5-1080x1350.jpg', import.meta.url),
)

describe('an error of the network', () => {
  it('400 ExpiredToken "Token has expired": the access JWT ran out', async () => {
    const session = await bluesky.signIn({ tokenExpiresInSeconds: 60 })
    expect((await me(session.accessJwt)).status).toBe(200)
    await client.control.advance(60_000)
    expect(said(await me(session.accessJwt))).toEqual([400, 'ExpiredToken', 'Token has expired'])
  })

  it('400 ExpiredToken "Token has been revoked": the refresh token was revoked', async () => {
    const session = await bluesky.signIn()
    const ended = await bluesky.procedure('com.atproto.server.deleteSession', undefined, session.refreshJwt)
    expect(ended.status).toBe(200)
    expect(said(await refresh(session.refreshJwt))).toEqual([400, 'ExpiredToken', 'Token has been revoked'])
    // An access token is not looked up: it runs out by itself.
    expect((await me(session.accessJwt)).status).toBe(200)
  })

  it('400 InvalidToken: a JWT that is none, of the wrong kind, or of another server', async () => {
    const session = await bluesky.signIn()
    const forged = `${session.accessJwt.slice(0, -4)}AAAA`
    expect(said(await me(forged))).toEqual([400, 'InvalidToken', 'Token could not be verified'])
    expect(said(await me('nonsense'))).toEqual([400, 'InvalidToken', 'Token could not be verified'])
    expect(said(await me(session.refreshJwt))).toEqual([400, 'InvalidToken', 'Invalid token type'])
    expect(said(await refresh(session.accessJwt))).toEqual([400, 'InvalidToken', 'Invalid token type'])
    expect((await me(session.accessJwt, 'pds.example')).body['error']).toBe('InvalidToken')
    const more = await bluesky.procedure(
      'com.atproto.server.createAppPassword',
      { name: 'more' },
      session.accessJwt,
    )
    expect(said(more)).toEqual([400, 'InvalidToken', 'Bad token scope'])
  })

  it('401 AuthMissing: no header', async () => {
    expect(said(await me())).toEqual([401, 'AuthMissing', 'Authentication Required'])
  })

  it('401 AuthenticationRequired "Invalid identifier or password": a wrong app password', async () => {
    const { answers } = await bluesky.user()
    const { identifier = '', appPassword = '' } = answers
    const refusal = [401, 'AuthenticationRequired', 'Invalid identifier or password']
    expect(said(await login(identifier, 'aaaa-bbbb-cccc-dddd'))).toEqual(refusal)
    expect(said(await login('nobody.bsky.social', appPassword))).toEqual(refusal)
    expect((await login(identifier.toUpperCase(), appPassword)).status).toBe(200)
  })

  it('401 AuthFactorTokenRequired: the main password of an account with e-mail codes', async () => {
    const { answers } = await bluesky.user({ accountType: 'email_factor' })
    const refused = await login(answers['identifier'] ?? '', answers['appPassword'] ?? '')
    expect([refused.status, refused.body['error']]).toEqual([401, 'AuthFactorTokenRequired'])
  })

  it('401 AccountTakedown: signing in, and every call afterwards', async () => {
    const session = await bluesky.signIn({ username: 'gone' })
    await bluesky.user({ username: 'gone', suspended: true })
    for (const answer of [
      await me(session.accessJwt),
      await refresh(session.refreshJwt),
      await login(session.identifier, session.password),
    ])
      expect([answer.status, answer.body['error']]).toEqual([401, 'AccountTakedown'])
    await bluesky.user({ username: 'gone', suspended: false })
    expect((await me(session.accessJwt)).status).toBe(200)
  })

  it('401 AccountDeactivated: writing, while the session says so', async () => {
    const session = await bluesky.signIn({ accountType: 'deactivated' })
    expect((await me(session.accessJwt)).body).toMatchObject({ active: false, status: 'deactivated' })
    const refused = await bluesky.create(session, bluesky.post('No'))
    expect([refused.status, refused.body['error']]).toEqual([401, 'AccountDeactivated'])
  })

  it('403 AccountNotFound: the repo is not the caller’s', async () => {
    const [one, two] = [await bluesky.signIn(), await bluesky.signIn()]
    const refused = await bluesky.create({ ...one, did: two.did }, bluesky.post('Not mine'))
    expect([refused.status, refused.body['error']]).toEqual([403, 'AccountNotFound'])
  })

  it('400 InvalidRequest: what the schema does not allow, with the place', async () => {
    const session = await bluesky.signIn()
    const message = async (more: Record<string, unknown>) => {
      const record = { ...bluesky.post('Words'), ...more } as ReturnType<typeof bluesky.post>
      const answer = await bluesky.create(session, record)
      expect([answer.status, answer.body['error']]).toEqual([400, 'InvalidRequest'])
      return answer.body['message']
    }
    expect(await message({ createdAt: undefined })).toBe(
      'Invalid app.bsky.feed.post record: Missing required key "createdAt" at $.record',
    )
    expect(await message({ createdAt: '2026-01-01 00:00' })).toMatch(
      /Invalid datetime .* at \$\.record\.createdAt/,
    )
    expect(await message({ langs: ['en', 'de', 'fr', 'it'] })).toMatch(/array too big \(maximum 3, got 4\)/)
    expect(await message({ tags: Array(9).fill('a') })).toMatch(/array too big \(maximum 8, got 9\)/)
    expect(await message({ text: 5 })).toMatch(/Expected string value type \(got 5\) at \$\.record\.text/)
    expect(await message({ $type: 'app.bsky.feed.like' })).toMatch(/expected app\.bsky\.feed\.post/)
    expect(await message({ reply: { parent: { uri: 'at://a.b/c/d', cid: 'x' } } })).toMatch(/"root"/)
  })

  it('400 InvalidRequest "blob too big": found when the record is written, not at upload', async () => {
    const session = await bluesky.signIn()
    const large = Buffer.concat([photo, Buffer.alloc(2_000_001 - photo.length)])
    const uploaded = await bluesky.upload(session, large, 'image/jpeg')
    expect([uploaded.status, uploaded.body['blob']]).toMatchObject([200, { size: 2_000_001 }])
    const embed = { $type: 'app.bsky.embed.images', images: [{ alt: '', image: uploaded.body['blob'] }] }
    const refused = await bluesky.create(session, bluesky.post('Large', { embed }))
    expect(said(refused)).toEqual([
      400,
      'InvalidRequest',
      'Invalid app.bsky.feed.post record: blob too big (maximum 1000000, got 2000001) at $.record.embed.images[0].image',
    ])
    // A client cannot talk the size down.
    const lie = { ...(uploaded.body['blob'] as object), size: 10 }
    const small = { $type: 'app.bsky.embed.images', images: [{ alt: '', image: lie }] }
    expect((await bluesky.create(session, bluesky.post('Small', { embed: small }))).status).toBe(400)
  })

  it('400 BlobNotFound: never uploaded, uploaded by somebody else, or waiting for too long', async () => {
    const [one, two] = [await bluesky.signIn(), await bluesky.signIn()]
    const { body } = await bluesky.upload(one, photo, 'image/jpeg')
    const embed = { $type: 'app.bsky.embed.images', images: [{ alt: 'A boat', image: body['blob'] }] }
    const foreign = await bluesky.create(two, bluesky.post('Not mine', { embed }))
    expect([foreign.status, foreign.body['error']]).toEqual([400, 'BlobNotFound'])
    expect(foreign.body['message']).toMatch(/^Could not find blob: bafkrei/)
    const kept = await bluesky.upload(two, photo, 'image/jpeg')
    expect(kept.body).toEqual(body)
    expect((await bluesky.create(two, bluesky.post('Mine', { embed }))).status).toBe(200)
    await client.control.advance(86_400_000)
    const late = await bluesky.signIn({ username: one.identifier })
    expect((await bluesky.create(late, bluesky.post('Late', { embed }))).body['error']).toBe('BlobNotFound')
    const used = await bluesky.signIn({ username: two.identifier })
    expect((await bluesky.create(used, bluesky.post('Again', { embed }))).status).toBe(200)
  })

  it('400 InvalidSwap "Record was at <cid>": another record is under the key', async () => {
    const session = await bluesky.signIn()
    const first = await bluesky.put(session, tid(1), bluesky.post('One'))
    const other = await bluesky.put(session, tid(1), bluesky.post('Two'), { swapRecord: null })
    expect(said(other)).toEqual([400, 'InvalidSwap', `Record was at ${String(first.body['cid'])}`])
  })

  it('400 RecordNotFound: getRecord of a key that is not there, or no longer', async () => {
    const session = await bluesky.signIn()
    expect((await bluesky.get(session, tid(2))).body['error']).toBe('RecordNotFound')
    await bluesky.put(session, tid(2), bluesky.post('Here'))
    expect((await bluesky.get(session, tid(2))).status).toBe(200)
    const remove = () =>
      bluesky.procedure(
        'com.atproto.repo.deleteRecord',
        { repo: session.did, collection: 'app.bsky.feed.post', rkey: tid(2) },
        session.accessJwt,
      )
    expect((await remove()).body).toHaveProperty('commit')
    const gone = await bluesky.get(session, tid(2))
    expect([gone.status, gone.body['error']]).toEqual([400, 'RecordNotFound'])
    const again = await remove()
    expect([again.status, again.body]).toEqual([200, {}])
  })

  it('500 InternalServerError: applyWrites#create with a key that is taken, and nothing of it is written', async () => {
    const session = await bluesky.signIn()
    await bluesky.put(session, tid(3), bluesky.post('Taken'))
    const write = (rkey: string, text: string) => ({
      $type: 'com.atproto.repo.applyWrites#create',
      collection: 'app.bsky.feed.post',
      rkey,
      value: bluesky.post(text),
    })
    const apply = (...writes: ReturnType<typeof write>[]) =>
      bluesky.procedure('com.atproto.repo.applyWrites', { repo: session.did, writes }, session.accessJwt)
    const refused = await apply(write(tid(4), 'New'), write(tid(3), 'Taken'))
    expect([refused.status, refused.body['error']]).toEqual([500, 'InternalServerError'])
    expect((await bluesky.get(session, tid(4))).status).toBe(400)
    expect((await apply(write(tid(4), 'New'), write(tid(5), 'Newer'))).body['results']).toHaveLength(2)
    expect((await bluesky.get(session, tid(5))).status).toBe(200)
  })

  it('413 PayloadTooLarge: 5 MB on a server of one’s own, 50 on Bluesky’s', async () => {
    const [own, theirs] = [await bluesky.signIn({ username: 'kit@pds.example' }), await bluesky.signIn()]
    const six = Buffer.alloc(6_000_000)
    expect(said(await bluesky.upload(own, six, 'video/mp4'))).toEqual([
      413,
      'PayloadTooLarge',
      'request entity too large',
    ])
    expect((await bluesky.upload(theirs, six, 'video/mp4')).status).toBe(200)
  })

  it('429 RateLimitExceeded: 30 sessions in five minutes, until the reset that the header tells', async () => {
    const { answers } = await bluesky.user()
    const once = () => login(answers['identifier'] ?? '', answers['appPassword'] ?? '')
    // From the beginning of a window, so that it does not end in between.
    const { now } = await client.control.clock()
    await client.control.advance(300_000 - (Date.parse(now) % 300_000))
    for (let each = 0; each < 30; each += 1) expect((await once()).status).toBe(200)
    const refused = await once()
    expect(said(refused)).toEqual([429, 'RateLimitExceeded', 'Rate Limit Exceeded'])
    expect(refused.headers.get('ratelimit-remaining')).toBe('0')
    expect(refused.headers.has('retry-after')).toBe(false)
    const reset = Number(refused.headers.get('ratelimit-reset')) * 1_000
    await client.control.advance(reset - Date.parse((await client.control.clock()).now))
    expect((await once()).status).toBe(200)
  })

  it('501 MethodNotImplemented and 405: a method elsewhere, unknown, or called the wrong way', async () => {
    const call = async (method: string, url: string) => (await client.call(method, url)).status
    expect(await call('GET', `https://${hosted}/xrpc/com.example.unknown`)).toBe(501)
    expect(await call('GET', `https://${hosted}/xrpc/app.bsky.video.getJobStatus?jobId=1`)).toBe(501)
    expect(await call('GET', `https://${hosted}/xrpc/com.atproto.repo.putRecord`)).toBe(405)
    expect(await call('GET', `https://${hosted}/nothing`)).toBe(404)
  })
})

describe('a fault that a person asked for', () => {
  const kinds = [
    ['server_error', 500, 'InternalServerError'],
    ['rate_limited', 429, 'RateLimitExceeded'],
    ['quota_exceeded', 429, 'RateLimitExceeded'],
    ['content_rejected', 400, 'InvalidRequest'],
    ['media_rejected', 400, 'InvalidRequest'],
    ['duplicate', 400, 'InvalidSwap'],
    ['token_expired', 400, 'ExpiredToken'],
    ['token_revoked', 400, 'ExpiredToken'],
  ] as const
  it.each(kinds)('%s comes as %i %s, and nothing is written', async (kind, status, error) => {
    const session = await bluesky.signIn()
    await client.fault(kind, 'publish')
    const refused = await bluesky.put(session, tid(1), bluesky.post('Words'))
    expect([refused.status, refused.body['error']]).toEqual([status, error])
    expect((await bluesky.get(session, tid(1))).status).toBe(400)
  })

  it('token_revoked takes the app password away, until the person makes another', async () => {
    const session = await bluesky.signIn({ username: 'mona' })
    await client.fault('token_revoked', 'publish')
    await bluesky.put(session, tid(1), bluesky.post('Words'))
    expect((await bluesky.put(session, tid(2), bluesky.post('Words'))).body['error']).toBe('ExpiredToken')
    expect((await refresh(session.refreshJwt)).body['message']).toBe('Token has been revoked')
    expect((await login(session.identifier, session.password)).body['error']).toBe('AuthenticationRequired')
    const { answers } = await bluesky.user({ username: 'mona' })
    expect(answers['appPassword']).not.toBe(session.password)
    expect((await login(session.identifier, answers['appPassword'] ?? '')).status).toBe(200)
  })

  it('a rate limit resets when the person said', async () => {
    const session = await bluesky.signIn()
    await client.fault('rate_limited', 'publish', { retryAfter: 90 })
    const refused = await bluesky.put(session, tid(1), bluesky.post('Words'))
    const wait =
      Number(refused.headers.get('ratelimit-reset')) * 1_000 - Date.parse((await client.control.clock()).now)
    expect(wait).toBeGreaterThan(85_000)
    expect(wait).toBeLessThanOrEqual(91_000)
  })
})
