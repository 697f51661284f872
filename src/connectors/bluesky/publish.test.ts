import { describe, expect, it } from 'vitest'
import type { Json } from '../../kit/json.js'
import type { MediaFile, PublishContext, RenderedItem } from '../connector.js'
import type { PlatformReply, PlatformRequest } from '../platform-http.js'
import { publish } from './publish.js'
import { recordKey } from './record-key.js'

const item: RenderedItem = {
  targetId: 'pp_1',
  sequence: 0,
  plannedAt: new Date('2026-01-01T00:00:00.000Z'),
  text: 'Hello',
  media: [],
  options: {},
  contentType: null,
  previous: [],
}
const uri = `at://did:plc:ada/app.bsky.feed.post/${recordKey(item)}`
const plan = { record: { text: 'Hello' } }

/** A context whose network gives these answers, one after the other, and what was asked of it. */
function context(...answers: PlatformReply[]): {
  ctx: PublishContext
  asked: PlatformRequest[]
  dropped: string[]
} {
  const asked: PlatformRequest[] = []
  const dropped: string[] = []
  const ctx: PublishContext = {
    http: (request) => {
      asked.push(request)
      const answer = answers.shift()
      return answer === undefined ? Promise.reject(new Error('Not expected')) : Promise.resolve(answer)
    },
    app: {},
    now: new Date('2026-01-01T00:00:10.000Z'),
    tokens: { accessToken: 'token' },
    data: { service: 'https://bsky.social', pds: 'https://pds.example' },
    vault: { get: () => Promise.resolve(null), put: () => Promise.resolve() },
    log: () => undefined,
    account: { id: 'acc_1', remoteId: 'did:plc:ada', username: 'ada.example', displayName: null },
    scopes: [],
    step: (_name, _madeFrom, work) => work(),
    dropStep: (name) => {
      dropped.push(name)
      return Promise.resolve()
    },
  }
  return { ctx, asked, dropped }
}

function reply(status: number, json: Json, headers: Record<string, string> = {}): PlatformReply {
  return { status, headers, json, text: JSON.stringify(json) }
}
const failure = (status: number, error: string, message = ''): PlatformReply =>
  reply(status, { error, message })
const taken = failure(400, 'InvalidSwap', 'Record was at bafyother')

it('writes to the account’s own server, under its key, only where nothing stands yet', async () => {
  const { ctx, asked } = context(reply(200, { uri, cid: 'bafyone' }))
  expect(await publish(item, plan, ctx)).toEqual({
    kind: 'published',
    remoteId: uri,
    url: `https://bsky.app/profile/did:plc:ada/post/${recordKey(item)}`,
    data: { cid: 'bafyone' },
  })
  expect(asked).toMatchObject([
    {
      url: 'https://pds.example/xrpc/com.atproto.repo.putRecord',
      creating: true,
      json: { rkey: recordKey(item), swapRecord: null, record: plan.record },
    },
  ])
})

describe('a key that is taken by other words', () => {
  it.each(['the same time', 'the time of another plan'])(
    'is our own earlier try, with %s: that one is out',
    async (time) => {
      const createdAt = time === 'the same time' ? item.plannedAt.toISOString() : '2026-01-01T00:00:01.000Z'
      const { ctx } = context(
        taken,
        reply(200, { uri, cid: 'bafyother', value: { text: 'Helo', createdAt } }),
      )
      expect(await publish(item, plan, ctx)).toMatchObject({
        kind: 'published',
        remoteId: uri,
        data: { cid: 'bafyother' },
      })
    },
  )

  it('stays unknown while the server cannot be read', async () => {
    const { ctx } = context(taken, failure(502, 'UpstreamFailure'))
    expect((await publish(item, plan, ctx)).kind).toBe('unknown')
  })
})

describe('an answer', () => {
  it.each([
    ['a server error', failure(500, 'InternalServerError')],
    ['a proxy’s page', { status: 502, headers: {}, json: undefined, text: '<html>' }],
    ['a refusal that nobody knows', failure(400, 'SomethingNew')],
    ['a proxy’s refusal', { status: 408, headers: {}, json: undefined, text: '' }],
    ['a success without an address', reply(200, {})],
  ])('that is %s leaves it open whether the post is out', async (_what, answer) => {
    const { ctx } = context(answer)
    expect((await publish(item, plan, ctx)).kind).toBe('unknown')
  })

  it.each([
    ['ExpiredToken', 400, 'ACCOUNT_DISCONNECTED', 'reconnect'],
    ['InvalidToken', 400, 'ACCOUNT_DISCONNECTED', 'reconnect'],
    ['AuthMissing', 401, 'ACCOUNT_DISCONNECTED', 'reconnect'],
    ['AccountTakedown', 401, 'ACCOUNT_SUSPENDED', 'reconnect'],
    ['AccountDeactivated', 401, 'ACCOUNT_SUSPENDED', 'reconnect'],
    ['AccountNotFound', 403, 'PERMISSION_DENIED', 'reconnect'],
    ['InvalidRequest', 400, 'CONTENT_REJECTED', 'edit'],
    ['PayloadTooLarge', 413, 'MEDIA_REJECTED', 'edit'],
    ['BlobNotFound', 400, 'PLATFORM_UNAVAILABLE', 'wait'],
    ['RateLimitExceeded', 429, 'RATE_LIMITED', 'wait'],
  ])('%s is a refusal with its cure', async (name, status, code, cure) => {
    const { ctx } = context(failure(status, name, 'In its own words'))
    expect(await publish(item, plan, ctx)).toMatchObject({
      kind: 'refused',
      cure,
      error: { code, networkCode: name, networkMessage: 'In its own words', httpStatus: status },
    })
  })

  it('about a file says that it is about a file', async () => {
    const message =
      'Invalid app.bsky.feed.post record: blob too big (maximum 1000000, got 2000001) at $.record.embed'
    const { ctx } = context(failure(400, 'InvalidRequest', message))
    expect(await publish(item, plan, ctx)).toMatchObject({ error: { code: 'MEDIA_REJECTED' } })
  })

  it('about the rate says how long to wait', async () => {
    const reset = String(Date.parse('2026-01-01T00:02:10.000Z') / 1_000)
    const limited = reply(429, { error: 'RateLimitExceeded' }, { 'ratelimit-reset': reset })
    expect(await publish(item, plan, context(limited).ctx)).toMatchObject({ retryAfterMs: 120_000 })
  })

  it('that a file is gone makes the next try upload it again', async () => {
    const media = [{ kind: 'image' } as MediaFile, { kind: 'image' } as MediaFile]
    const { ctx, dropped } = context(failure(400, 'BlobNotFound'))
    await publish({ ...item, media }, plan, ctx)
    expect(dropped).toEqual(['media-0-0', 'media-0-1'])
  })
})
