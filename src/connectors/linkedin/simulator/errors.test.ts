import { describe, expect, it } from 'vitest'
import {
  api,
  encoded,
  file,
  idOf,
  linkedinClient,
  postBy,
  said,
  valueOf,
} from '../../../../tests/support/linkedin.js'
import { startSimulator } from '../../../../tests/support/simulator.js'
import { simulator } from './index.js'

const client = await startSimulator(simulator)
const { signIn, holder, begin, call } = linkedinClient(client)
const dayMs = 86_400_000

/** Tomorrow at this time of the day, UTC. */
async function goTo(msOfDay: number): Promise<void> {
  const now = Date.parse((await client.control.clock()).now)
  await client.control.advance(dayMs - (now % dayMs) + msOfDay)
}

describe('section 5: refusals', () => {
  it('every answer has what the network’s support asks for', async () => {
    const { headers } = await (await signIn()).post()
    for (const name of ['x-li-uuid', 'x-li-fabric', 'x-li-request-id']) expect(headers.get(name)).toBeTruthy()
  })

  it('400 FIELD_LENGTH_TOO_LONG tells the field and both lengths, the code with the input', async () => {
    const answer = await (await signIn()).post({ commentary: 'a'.repeat(3_001) })
    const message = "commentary length 3001 can't exceeded maximum 3000 length"
    expect([answer.status, answer.body]).toEqual([
      400,
      {
        errorDetailType: 'com.linkedin.common.error.BadRequest',
        message,
        errorDetails: {
          inputErrors: [
            {
              description: message,
              input: { inputPath: { fieldPath: 'commentary' } },
              code: 'FIELD_LENGTH_TOO_LONG',
            },
          ],
        },
        status: 400,
      },
    ])
  })

  it('400 INVALID_VALUE_FOR_FIELD when a fault asks for refused words', async () => {
    const member = await signIn()
    await client.fault('content_rejected', 'publish')
    expect(said(await member.post()).slice(0, 2)).toEqual([400, 'INVALID_VALUE_FOR_FIELD'])
  })

  it('400 MEDIA_ASSET_PROCESSING_FAILED when a fault asks for it, of a post with a file', async () => {
    const member = await signIn()
    const content = { media: { id: await member.upload('images', 'card-1200x630.png') } }
    await client.fault('media_rejected', 'publish')
    expect((await member.post({ commentary: 'Without a file' })).status).toBe(201)
    expect(said(await member.post({ content }))[1]).toBe('MEDIA_ASSET_PROCESSING_FAILED')
    // Only said, not done: the file is as it was.
    expect((await member.post({ content })).status).toBe(201)
    const again = { media: { id: await member.upload('images', 'card-1200x630.png') } }
    await client.fault('processing_failed', 'publish')
    for (let times = 0; times < 2; times += 1)
      expect(said(await member.post({ content: again }))[1]).toBe('MEDIA_ASSET_PROCESSING_FAILED')
  })

  it('401: no token, a wrong one, one that ended, one that was revoked', async () => {
    const json = postBy('urn:li:person:x')
    const usual = { 'linkedin-version': '202609', 'x-restli-protocol-version': '2.0.0' }
    const without = await call('POST', `${api}/rest/posts`, { json, headers: usual })
    expect([without.status, without.body]).toEqual([
      401,
      {
        status: 401,
        serviceErrorCode: 401,
        code: 'EMPTY_ACCESS_TOKEN',
        message: 'Empty oauth2_access_token',
      },
    ])
    expect((await holder('nonsense', {}).post()).body).toEqual({
      status: 401,
      serviceErrorCode: 65_600,
      message: 'Invalid access token',
    })
    const member = await signIn({ tokenExpiresInSeconds: 60 })
    await client.control.advance(60_000)
    expect((await member.post()).body).toEqual({
      status: 401,
      serviceErrorCode: 65_602,
      message: 'Expired access token',
    })
    const revoked = await signIn()
    await client.fault('token_revoked', 'identity')
    for (let times = 0; times < 2; times += 1)
      expect((await revoked.v2('userinfo')).body).toEqual({
        status: 401,
        serviceErrorCode: 65_601,
        code: 'REVOKED_ACCESS_TOKEN',
        message: 'The token has been revoked',
      })
  })

  it('403 ACCESS_DENIED, serviceErrorCode 100, names what is not allowed', async () => {
    const member = await signIn({}, 'openid')
    expect((await member.post()).body).toEqual({
      status: 403,
      serviceErrorCode: 100,
      code: 'ACCESS_DENIED',
      message: 'Not enough permissions to access: partnerApiPostsExternal.CREATE.20260901',
    })
  })

  it('403 for whoever is suspended', async () => {
    const member = await signIn({ username: 'banned' })
    await client.control.createUser('linkedin', { username: 'banned', suspended: true })
    expect(said(await member.post()).slice(0, 2)).toEqual([403, 'ACCESS_DENIED'])
  })

  it('404 for what is not there, 405 for what cannot be done to it, 415 for a body that is no JSON', async () => {
    const member = await signIn()
    const other = (method: string, path: string) => client.call(method, `${api}${path}`)
    expect(said(await other('GET', '/rest/ugcPosts'))).toEqual([404, 'NOT_FOUND', 'Could not find entity'])
    expect(said(await other('PUT', '/rest/posts')).slice(0, 2)).toEqual([405, 'METHOD_NOT_ALLOWED'])
    const form = { body: new URLSearchParams({ author: member.urn }) }
    expect((await member.rest('POST', 'posts', form)).status).toBe(415)
  })

  it('400 for a URN whose colons are not encoded', async () => {
    const member = await signIn()
    const urn = idOf(await member.post())
    const headers = { 'x-restli-method': 'DELETE' }
    expect((await member.rest('DELETE', `posts/${urn}`, { headers })).status).toBe(400)
    expect((await member.rest('DELETE', `posts/${encoded(urn)}`, { headers })).status).toBe(204)
  })

  it('409 CONFLICT for a write while another is on its way', async () => {
    const member = await signIn()
    const urn = idOf(await member.post())
    const write = (commentary: string) =>
      member.rest('POST', `posts/${encoded(urn)}`, {
        json: { patch: { $set: { commentary } } },
        headers: { 'x-restli-method': 'PARTIAL_UPDATE' },
      })
    await client.control.addFault({
      platform: 'linkedin',
      accountId: null,
      fault: 'slow',
      times: 1,
      operation: 'any',
      retryAfter: null,
      delayMs: 400,
    })
    const slow = write('Slow')
    await expect.poll(async () => (await client.control.listFaults()).length).toBe(0)
    expect(said(await write('Quick')).slice(0, 2)).toEqual([409, 'CONFLICT'])
    expect((await slow).status).toBe(204)
  })

  it('413 for a file that a fault has refused', async () => {
    const member = await signIn()
    const { uploadUrl } = valueOf(await begin(member, 'images', { owner: member.urn }))
    const headers = { authorization: `Bearer ${member.token}` }
    await client.fault('media_rejected', 'upload')
    const body = await file('card-1200x630.png')
    expect((await call('PUT', String(uploadUrl), { body, headers })).status).toBe(413)
    expect((await call('PUT', String(uploadUrl), { body, headers })).status).toBe(201)
  })

  it('503 for what a fault breaks, 504 for a post', async () => {
    const member = await signIn()
    await client.fault('server_error', 'identity')
    expect(said(await member.v2('userinfo')).slice(0, 2)).toEqual([503, 'SERVICE_UNAVAILABLE'])
    await client.fault('server_error', 'publish')
    expect(said(await member.post())).toEqual([504, undefined, 'Gateway Timeout'])
  })
})

describe('section 9, line 10: 429', () => {
  it('after 150 calls of a person in a day, until midnight UTC, without a word of when', async () => {
    await goTo(60_000)
    const member = await signIn()
    const calls = (count: number) =>
      Promise.all(Array.from({ length: count }, () => begin(member, 'images', { owner: member.urn })))
    expect((await calls(150)).map(({ status }) => status)).toEqual(Array<number>(150).fill(200))
    const refused = await member.post()
    expect(said(refused)).toEqual([
      429,
      'TOO_MANY_REQUESTS',
      'Resource level throttle limit for calls to this resource is reached.',
    ])
    expect(refused.headers.has('retry-after')).toBe(false)
    // Others, and organizations, are counted apart.
    expect((await (await signIn()).post()).status).toBe(201)
    const paged = await signIn({ pages: [{ id: '900', name: 'Harbour Bakery' }] })
    expect((await paged.post({ author: 'urn:li:organization:900' })).status).toBe(201)
    await client.control.advance(dayMs - 3_600_000)
    expect((await member.post()).status).toBe(429)
    await client.control.advance(3_600_000)
    expect((await member.post()).status).toBe(201)
  })

  it.each(['rate_limited', 'quota_exceeded'] as const)(
    '%s names a time only when it was asked to',
    async (fault) => {
      const member = await signIn()
      await client.fault(fault, 'publish')
      expect((await member.post()).headers.get('retry-after')).toBeNull()
      await client.fault(fault, 'publish', { retryAfter: 77 })
      expect((await member.post()).headers.get('retry-after')).toBe('77')
    },
  )
})
