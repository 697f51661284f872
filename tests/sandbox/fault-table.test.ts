import { describe, expect, it } from 'vitest'
import { faultKinds, faultOperations, type FaultKind } from '../../src/sandbox/simulator.js'
import { impossible } from '../../src/sandbox/faults.js'
import { startBluesky, startMastodon, startTwitter, type Calls } from './callers.js'

/** Every fault, at every call that it can be aimed at, at every network, over real sockets. */
const networks = {
  twitter: await startTwitter(),
  mastodon: await startMastodon(),
  bluesky: await startBluesky(),
}

/** What comes instead of the answer: a status, or no answer at all. */
const effects: Record<keyof typeof networks, Partial<Record<FaultKind, number | 'cut'>>> = {
  twitter: {
    server_error: 503,
    rate_limited: 429,
    content_rejected: 403,
    media_rejected: 400,
    duplicate: 403,
    quota_exceeded: 429,
    token_expired: 401,
    token_revoked: 401,
  },
  mastodon: {
    server_error: 503,
    rate_limited: 429,
    content_rejected: 422,
    media_rejected: 422,
    duplicate: 422,
    quota_exceeded: 429,
    token_expired: 401,
    token_revoked: 401,
    processing_failed: 422,
  },
  bluesky: {
    server_error: 500,
    rate_limited: 429,
    content_rejected: 400,
    media_rejected: 413,
    duplicate: 400,
    quota_exceeded: 429,
    token_expired: 400,
    token_revoked: 400,
  },
}
const everywhere: Partial<Record<FaultKind, number | 'cut'>> = {
  refused_connection: 503,
  lost_response: 'cut',
  lost_request: 'cut',
  slow: 200,
}
/** Where the network's answer depends on the call. */
const exceptions: Record<string, number> = {
  'twitter token_revoked refresh': 400,
  'twitter slow publish': 201,
  'twitter slow comment': 201,
  'bluesky media_rejected publish': 400,
  'bluesky media_rejected comment': 400,
  'mastodon slow status': 206,
  // It is the answer's body that says so.
  'twitter processing_failed upload': 200,
  'twitter processing_failed status': 200,
  'bluesky processing_failed status': 200,
}

const operations = faultOperations.filter((operation) => operation !== 'any')
const cases = Object.keys(networks).flatMap((platform) =>
  faultKinds.flatMap((kind) =>
    operations
      .filter((operation) => impossible({ fault: kind, operation }) === null)
      // A publishing call says nothing of processing, and a Bluesky server processes no pictures.
      .filter((operation) => kind !== 'processing_failed' || operation !== 'publish')
      .filter((operation) => `${platform} ${kind} ${operation}` !== 'bluesky processing_failed upload')
      .map((operation) => [platform as keyof typeof networks, kind, operation] as const),
  ),
)

/** A status, or `cut`. */
async function met(call: () => Promise<{ status: number }>): Promise<number | 'cut'> {
  try {
    return (await call()).status
  } catch {
    return 'cut'
  }
}

describe.each(cases)('%s: %s at %s', (platform, kind, operation) => {
  it('meets that call and no other, once', async () => {
    const { client, signIn } = networks[platform]
    await client.control.clearFaults()
    const calls = await signIn()
    const others = operations.filter((each) => each !== operation)
    const delayMs = kind === 'slow' ? 40 : null
    await client.control.addFault({
      platform,
      accountId: null,
      fault: kind,
      times: 1,
      operation,
      retryAfter: null,
      delayMs,
    })
    // Which of the others does not matter, as long as all have their turn.
    const other = others[cases.findIndex((each) => each[2] === operation && each[1] === kind) % others.length]
    if (other !== undefined && other !== 'refresh') {
      await calls[other]()
      expect(await client.control.listFaults()).toMatchObject([{ fault: kind, operation, times: 1 }])
    }

    const begun = performance.now()
    const expected =
      exceptions[`${platform} ${kind} ${operation}`] ?? effects[platform][kind] ?? everywhere[kind]
    expect(await met(calls[operation])).toBe(expected)
    if (delayMs !== null) expect(performance.now() - begun).toBeGreaterThanOrEqual(delayMs - 1)
    expect(await client.control.listFaults()).toEqual([])
  })
})

describe.each(['twitter', 'mastodon', 'bluesky'] as const)('%s: a fault', (platform) => {
  const { client, signIn } = networks[platform]
  const add = (fault: FaultKind, more: object = {}) =>
    client.control.addFault({
      platform,
      accountId: null,
      fault,
      times: 1,
      operation: 'any',
      retryAfter: null,
      delayMs: null,
      ...more,
    })
  const good: Record<typeof platform, number> = { twitter: 201, mastodon: 200, bluesky: 200 }

  it('for any call meets each of them, whatever it is for', async () => {
    for (const operation of operations) {
      const calls: Calls = await signIn()
      await add('server_error')
      expect([operation, await met(calls[operation])]).toEqual([operation, effects[platform].server_error])
      expect(await client.control.listFaults()).toEqual([])
    }
  })

  it('is there as many times as was asked, in order of what was asked first', async () => {
    const calls = await signIn()
    await add('rate_limited', { times: 2, operation: 'publish' })
    await add('content_rejected', { operation: 'publish' })
    const statuses = []
    for (let times = 0; times < 4; times += 1) statuses.push(await met(calls.publish))
    expect(statuses).toEqual([429, 429, effects[platform].content_rejected, good[platform]])
  })

  it('says when to come again in the network’s own way', async () => {
    const calls = await signIn()
    const header = {
      twitter: 'x-rate-limit-reset',
      mastodon: 'x-ratelimit-reset',
      bluesky: 'ratelimit-reset',
    }[platform]
    await add('rate_limited', { retryAfter: 77, operation: 'publish' })
    const now = Date.parse((await client.control.clock()).now)
    const said = (await calls.publish()).headers.get(header) ?? ''
    const at = platform === 'mastodon' ? Date.parse(said) : Number(said) * 1_000
    expect(Math.abs(at - now - 77_000)).toBeLessThan(5_000)
  })

  it('may come late as well', async () => {
    const calls = await signIn()
    await add('server_error', { delayMs: 60, operation: 'publish' })
    const begun = performance.now()
    expect(await met(calls.publish)).toBe(effects[platform].server_error)
    expect(performance.now() - begun).toBeGreaterThanOrEqual(59)
  })

  it('that the call cannot show waits for one that can', async () => {
    const calls = await signIn()
    await add('processing_failed', { operation: 'publish' })
    expect(await met(calls.publish)).toBe(good[platform])
    expect(await client.control.listFaults()).toHaveLength(1)
    const told = await calls.status()
    expect(JSON.stringify(told.body)).toMatch(/"failed"|JOB_STATE_FAILED|Error processing/)
    expect(await client.control.listFaults()).toEqual([])
  })

  it('that is lost on the way out has done its work, and on the way in has not', async () => {
    const calls = await signIn()
    const count = async () => (await client.control.posts({ limit: 100_000 })).length
    const before = await count()
    await add('lost_request', { operation: 'publish' })
    expect(await met(calls.publish)).toBe('cut')
    expect(await count()).toBe(before)
    await add('lost_response', { operation: 'publish' })
    expect(await met(calls.publish)).toBe('cut')
    expect(await count()).toBe(before + 1)
  })
})
