import { beforeEach, describe, expect, it } from 'vitest'
import { faultKinds, faultOperations, type FaultKind } from '../../contract/sandbox.js'
import { impossible } from '../../src/sandbox/faults.js'
import {
  startBluesky,
  startLinkedin,
  startMastodon,
  startPinterest,
  startReddit,
  startTelegram,
  startThreads,
  startTiktok,
  startTwitter,
  type Calls,
  type Network,
} from './callers.js'
import { startInstagram } from './callers/instagram.js'
import { startYoutube } from './callers/youtube.js'
import { startFacebook } from './callers/facebook.js'
import { startGooglebusiness } from './callers/googlebusiness.js'
import { startSnapchat } from './callers/snapchat.js'
import { tables } from './fault-tables.js'
import { startWhatsapp } from './whatsapp-calls.js'

type Platform = keyof typeof tables
type Row = [kind: FaultKind, cells: ReadonlyMap<Operation, string>]
type Operation = keyof Calls

function rowsOf(table: string): Row[] {
  const [head = [], ...lines] = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
  return lines.map(([kind, ...cells]) => [
    kind as FaultKind,
    new Map(cells.map((cell, index) => [head[index] as Operation, cell])),
  ])
}

function cellOf(platform: Platform, kind: FaultKind, operation: Operation): string | undefined {
  return rowsOf(tables[platform])
    .find(([row]) => row === kind)?.[1]
    .get(operation)
}

/** Where there is no such call at all, even the server cannot fail at it. */
function has(platform: Platform, operation: Operation): boolean {
  return cellOf(platform, 'server_error', operation) !== '–'
}

const networks: Record<Platform, Network> = {
  twitter: await startTwitter(),
  mastodon: await startMastodon(),
  bluesky: await startBluesky(),
  telegram: await startTelegram(),
  linkedin: await startLinkedin(),
  pinterest: await startPinterest(),
  threads: await startThreads(),
  reddit: await startReddit(),
  tiktok: await startTiktok(),
  youtube: await startYoutube(),
  facebook: await startFacebook(),
  googlebusiness: await startGooglebusiness(),
  whatsapp: await startWhatsapp(),
  instagram: await startInstagram(),
  snapchat: await startSnapchat(),
}
const operations = faultOperations.filter((operation) => operation !== 'any')
/** Nothing is as it was after these: the next call is made by somebody new. */
const leavesMarks = (kind: FaultKind, operation: Operation): boolean =>
  operation === 'refresh' ||
  ['token_revoked', 'processing_failed', 'lost_response'].includes(kind) ||
  // The container is broken, or the day's posts are used up.
  (kind === 'media_rejected' && operation === 'status') ||
  kind === 'quota_exceeded'
const lateMs = 25

async function met(call: Calls[Operation]): Promise<string> {
  const begun = performance.now()
  try {
    const { status, headers, body } = await call()
    if (headers.get('x-sandbox-fault') === 'refused_connection') return 'refused'
    if (status >= 300) return String(status)
    if (
      /"(state|status|status_code|request_status|uploadStatus)":"(failed|FAILED|JOB_STATE_FAILED|PROCESSING_FAILED|ERROR|error|REJECTED)"/.test(
        JSON.stringify(body),
      )
    )
      return 'failed'
    const [, error] = /^\{"json":\{"errors":\[\["(\w+)"/.exec(JSON.stringify(body)) ?? []
    if (error !== undefined) return error
    return performance.now() - begun >= lateMs - 1 ? 'late' : 'as ever'
  } catch {
    return 'cut'
  }
}

/** An answer as ever may take its time. */
const shown = (said: string, kind: FaultKind): string =>
  kind === 'slow' ? said : said.replace(/^(as ever|late)$/, 'later')

describe.each(Object.keys(tables) as Platform[])('%s', (platform) => {
  const { client, signIn } = networks[platform]
  const somebodyNew = async () => {
    await client.control.clearFaults()
    return signIn()
  }
  const add = (fault: FaultKind, more: object = {}) =>
    client.control.addFault({
      platform,
      accountId: null,
      fault,
      times: 1,
      operation: 'any',
      retryAfter: null,
      delayMs: fault === 'slow' ? lateMs : null,
      ...more,
    })

  it('has a row for every fault and a column for every operation', () => {
    const rows = rowsOf(tables[platform])
    expect(rows.map(([kind]) => kind)).toEqual([...faultKinds])
    for (const [, cells] of rows) expect([...cells.keys()]).toEqual(operations)
  })

  it.each(rowsOf(tables[platform]))('%s is what the table says', async (kind, cells) => {
    const found = new Map<Operation, string>()
    const ofAny = new Map<Operation, string>()
    let calls = await somebodyNew()
    for (const operation of operations) {
      for (const aim of [operation, 'any'] as const) {
        if (impossible({ fault: kind, operation: aim }) !== null) {
          found.set(operation, '×')
          continue
        }
        await add(kind, { operation: aim })
        const said = await met(calls[operation])
        const isUsedUp = (await client.control.listFaults()).length === 0
        ;(aim === 'any' ? ofAny : found).set(operation, isUsedUp ? shown(said, kind) : '–')
        // What waits has left the call alone.
        if (!isUsedUp && said !== 'late') expect([operation, said]).toEqual([operation, 'as ever'])
        if (leavesMarks(kind, operation)) calls = await somebodyNew()
        else await client.control.clearFaults()
      }
    }
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(cells))
    // A fault for any call meets the same calls, and those that cannot show it leave it waiting.
    for (const operation of operations.filter((each) => has(platform, each)))
      expect([operation, ofAny.get(operation)]).toEqual([operation, cells.get(operation)?.replace('×', '–')])
  })

  it('a fault meets the call it is aimed at and no other, as many times as was asked', async () => {
    const calls = await somebodyNew()
    const there = operations.filter((each) => each !== 'refresh' && has(platform, each))
    for (const operation of there) {
      await add('rate_limited', { operation, times: 2 })
      for (const other of there.filter((each) => each !== operation))
        expect([other, await met(calls[other])]).toEqual([other, expect.stringMatching(/as ever|late/)])
      expect(await client.control.listFaults()).toMatchObject([{ operation, times: 2 }])
      const limited = cellOf(platform, 'rate_limited', operation)
      expect([await met(calls[operation]), await met(calls[operation])]).toEqual([limited, limited])
      expect(await client.control.listFaults()).toEqual([])
    }
  })
})

describe.each(Object.keys(tables) as Platform[])('%s: a fault', (platform) => {
  const { client, signIn } = networks[platform]
  const add = (fault: FaultKind, more: object = {}) =>
    client.control.addFault({
      platform,
      accountId: null,
      fault,
      times: 1,
      operation: 'publish',
      retryAfter: null,
      delayMs: null,
      ...more,
    })
  const limited = cellOf(platform, 'rate_limited', 'publish')
  const well = expect.stringMatching(/as ever|late/) as string
  /** Whatever the answer, the fault is used up. */
  const asSaid = (cell: string | undefined): string | undefined => (cell === 'later' ? well : cell)
  const refused = asSaid(cellOf(platform, 'content_rejected', 'publish'))

  beforeEach(() => client.control.clearFaults())

  it('is there as many times as was asked, in order of what was asked first', async () => {
    const calls = await signIn()
    await add('rate_limited', { times: 2 })
    await add('content_rejected')
    const said = []
    for (let times = 0; times < 4; times += 1) said.push(await met(calls.publish))
    expect(said).toEqual([limited, limited, refused, well])
  })

  // WhatsApp accepts what it fails to deliver.
  const waits = cellOf(platform, 'processing_failed', 'publish') === '–'
  it.runIf(waits)('that the first call cannot show lets the next one through', async () => {
    const calls = await signIn()
    await add('processing_failed')
    await add('content_rejected')
    expect(await met(calls.publish)).toEqual(refused)
    expect(await client.control.listFaults()).toMatchObject([{ fault: 'processing_failed' }])
    const told = has(platform, 'status') ? 'status' : 'upload'
    expect(await met(calls[told])).toEqual(asSaid(cellOf(platform, 'processing_failed', told)))
    expect(await client.control.listFaults()).toEqual([])
  })

  // Of a quota that is used up counters (Instagram, Threads), codes (TikTok, WhatsApp), YouTube's day and Google's minute
  // tell, no header.
  const silent = ['instagram', 'threads', 'tiktok', 'youtube', 'whatsapp', 'googlebusiness', 'snapchat']
  const saysWhen = (['rate_limited', 'quota_exceeded'] as const).filter(
    (fault) => !silent.includes(platform) || fault === 'rate_limited',
  )
  it.each(saysWhen)('%s says when to come again in the network’s own way', async (fault) => {
    const calls = await signIn()
    const headers = {
      twitter: { rate_limited: 'x-rate-limit-reset', quota_exceeded: 'x-user-limit-24hour-reset' },
      mastodon: { rate_limited: 'x-ratelimit-reset', quota_exceeded: 'x-ratelimit-reset' },
      bluesky: { rate_limited: 'ratelimit-reset', quota_exceeded: 'ratelimit-reset' },
      telegram: { rate_limited: 'retry-after', quota_exceeded: 'retry-after' },
      linkedin: { rate_limited: 'retry-after', quota_exceeded: 'retry-after' },
      pinterest: { rate_limited: 'x-ratelimit-reset', quota_exceeded: 'x-ratelimit-reset' },
      threads: { rate_limited: 'x-business-use-case-usage', quota_exceeded: '' },
      facebook: {
        rate_limited: 'x-business-use-case-usage',
        quota_exceeded: 'x-business-use-case-usage',
      },
      instagram: { rate_limited: 'x-business-use-case-usage', quota_exceeded: '' },
      tiktok: { rate_limited: 'retry-after', quota_exceeded: '' },
      youtube: { rate_limited: 'retry-after', quota_exceeded: '' },
      whatsapp: { rate_limited: 'retry-after', quota_exceeded: '' },
      googlebusiness: { rate_limited: 'retry-after', quota_exceeded: '' },
      snapchat: { rate_limited: 'retry-after', quota_exceeded: '' },
      // In the body of an answer that is otherwise well.
      reddit: { rate_limited: 'ratelimit', quota_exceeded: 'ratelimit' },
    }[platform]
    await add(fault, { retryAfter: 120 })
    const now = Date.parse((await client.control.clock()).now)
    const answer = await calls.publish()
    const inBody = /"ratelimit":(\d+)/.exec(JSON.stringify(answer.body))?.[1]
    const said = answer.headers.get(headers[fault]) ?? inBody ?? ''
    const minutes = Number(/"estimated_time_to_regain_access":(\d+)/.exec(said)?.[1])
    const at = {
      twitter: Number(said) * 1_000,
      mastodon: Date.parse(said),
      bluesky: Number(said) * 1_000,
      telegram: now + Number(said) * 1_000,
      linkedin: now + Number(said) * 1_000,
      pinterest: now + Number(said) * 1_000,
      reddit: now + Number(said) * 1_000,
      threads: now + minutes * 60_000,
      facebook: now + minutes * 60_000,
      instagram: now + minutes * 60_000,
      tiktok: now + Number(said) * 1_000,
      youtube: now + Number(said) * 1_000,
      whatsapp: now + Number(said) * 1_000,
      googlebusiness: now + Number(said) * 1_000,
      snapchat: now + Number(said) * 1_000,
    }[platform]
    expect(Math.abs(at - now - 120_000)).toBeLessThan(5_000)
  })

  it('may come late as well', async () => {
    const calls = await signIn()
    await add('content_rejected', { delayMs: 60 })
    const begun = performance.now()
    expect(await met(calls.publish)).toEqual(refused)
    expect(performance.now() - begun).toBeGreaterThanOrEqual(59)
  })

  it('that is lost on the way out has done its work, and on the way in has not', async () => {
    const calls = await signIn()
    const count = async () => {
      // TikTok works on a post for two seconds.
      await client.control.advance(2_000)
      return (await client.control.posts({ limit: 100_000 })).length
    }
    const before = await count()
    await add('lost_request')
    expect(await met(calls.publish)).toBe('cut')
    expect(await count()).toBe(before)
    await add('lost_response')
    expect(await met(calls.publish)).toBe('cut')
    expect(await count()).toBe(before + 1)
  })

  it('of a renewal is not used up by somebody who connects', async () => {
    await add('server_error', { operation: 'refresh' })
    await signIn()
    expect(await client.control.listFaults()).toHaveLength(1)
  })
})
