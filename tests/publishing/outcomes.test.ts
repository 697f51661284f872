import { beforeEach, describe, expect, it } from 'vitest'
import { retryPost } from '../../src/posts/retry-post.js'
import type { Connector, Prepared, PublishOutcome } from '../../src/connectors/connector.js'
import { publishTarget } from '../../src/publishing/publish-target.js'
import { closeAttempt } from '../../src/store/attempts.js'
import { FakeNetwork } from '../support/fake-network.js'
import { testDatabase } from '../support/database.js'
import { freshHouse, only, publishingHouse, type PublishingHouse } from '../support/publishing.js'

const db = await testDatabase()
let network: FakeNetwork
let house: PublishingHouse

beforeEach(async () => {
  network = new FakeNetwork()
  house = await freshHouse(db, network)
})

const refusal = (cure: 'wait' | 'edit' | 'reconnect', code: 'CONTENT_REJECTED' | 'ACCOUNT_DISCONNECTED') =>
  ({ refuse: { kind: 'refused', cure, error: { code, message: 'no' } } }) as const

async function withParts(parts: Partial<Connector>): Promise<void> {
  network.parts = parts
  house = await publishingHouse(db, network)
}

describe('an attempt', () => {
  it('is shown for a preparation that was refused too, among those of what was sent', async () => {
    const answers: PublishOutcome['kind'][] = ['published', 'refused', 'published']
    const busy = { code: 'PLATFORM_UNAVAILABLE', message: 'busy', networkMessage: 'Try later' } as const
    await withParts({
      prepare: () =>
        Promise.resolve(
          answers.shift() === 'refused'
            ? { kind: 'refused', cure: 'wait', error: busy }
            : { kind: 'ready', plan: { key: 1 } },
        ),
    })
    network.script = ['notSent', 'lostResponse']
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    const target = only(post.targets)
    for (let turns = 0; turns < 3; turns += 1) {
      await house.publishAllDue()
      await house.advance(3_000)
    }
    const tries = await db.query({
      text: 'select number, stage, outcome, error from attempts order by number',
    })
    expect(tries).toMatchObject([
      { number: 1, stage: 'send', outcome: 'refused' },
      { number: 2, stage: 'prepare', outcome: 'refused', error: busy },
      { number: 3, stage: 'send', outcome: 'unknown' },
    ])
    await house.advance(60_000)
    await house.publishAllDue()
    expect(await house.target(target)).toMatchObject({ status: 'published' })
    expect(network.posts).toHaveLength(1)
  })

  it('that is known to have made a post keeps that, whoever is told something else of it later', async () => {
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    await house.publishAllDue()
    const { id } = only(await db.query<{ id: string }>({ text: 'select id from attempts' }))
    for (const outcome of ['refused', 'unknown', 'processing'])
      await db.transaction((tx) => closeAttempt(tx, id, outcome, null))
    expect(await house.attempts(only(post.targets))).toMatchObject([{ outcome: 'published' }])
  })

  it('is committed with all that is needed to recognise its result, before the request leaves', async () => {
    let answer: () => void = () => undefined
    await withParts({ prepare: () => Promise.resolve({ kind: 'ready', plan: { key: 'client-chosen' } }) })
    network.script = [{ until: new Promise<void>((resolve) => (answer = resolve)), then: 'ok' }]
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    const publishing = publishTarget(house.deps, only(await house.claim()))
    await expect.poll(() => network.calls.length).toBe(1)
    const [attempt] = await db.query({ text: 'select * from attempts' })
    expect(attempt).toMatchObject({
      target_id: only(post.targets),
      ended_at: null,
      plan: { key: 'client-chosen' },
      sent: { text: 'Hello', media: [] },
    })
    answer()
    await publishing
  })

  it('is recorded before anything else is asked of the network: refreshing waits for the next turn', async () => {
    await withParts({
      auth: {
        scopes: [],
        finish: () => Promise.reject(new Error('not used')),
        refresh: () => Promise.reject(new Error('not used')),
      },
    })
    const open: number[] = []
    house.deps.freshTokens = async (_id, { force }) => {
      if (force) open.push((await db.query({ text: 'select 1 from attempts where ended_at is null' })).length)
      return { kind: 'ok', tokens: { accessToken: 'fresh' } }
    }
    network.script = [refusal('reconnect', 'ACCOUNT_DISCONNECTED')]
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    await house.publishAllDue()
    expect(open).toEqual([0])
    expect((await house.target(only(post.targets))).status).toBe('published')
    expect(house.deadAccounts).toEqual([])
  })

  it('whose access is refused again after it was refreshed is the last of its run: the account is dead', async () => {
    await withParts({
      auth: {
        scopes: [],
        finish: () => Promise.reject(new Error('not used')),
        refresh: () => Promise.reject(new Error('not used')),
      },
    })
    network.script = Array.from({ length: 9 }, () => refusal('reconnect', 'ACCOUNT_DISCONNECTED'))
    const account = await house.anAccount()
    const post = await house.aPost({ accounts: [account] })
    await house.publishAllDue()
    expect(network.calls).toHaveLength(2)
    expect(await house.target(only(post.targets))).toMatchObject({
      status: 'failed',
      error: { code: 'ACCOUNT_DISCONNECTED' },
    })
    expect(house.deadAccounts).toEqual([account.id])
  })
})

describe('kept steps', () => {
  let uploads: string[]

  beforeEach(async () => {
    uploads = []
    await withParts({
      prepare: async (item, ctx) => {
        const id = await ctx.step('upload', item.text, () => {
          uploads.push(item.text)
          return Promise.resolve(`upload ${String(uploads.length)}`)
        })
        return { kind: 'ready', plan: { id } }
      },
    })
  })

  it('are not done again: a restart goes on where it stopped', async () => {
    network.script = ['notSent']
    await house.aPost({ accounts: [await house.anAccount()] })
    await house.publishAllDue()
    await house.advance(2_000)
    await house.publishAllDue()
    expect(network.posts).toHaveLength(1)
    expect(uploads).toEqual(['Hello'])
  })

  it('are dropped when the content they were made from changed', async () => {
    network.script = [refusal('edit', 'CONTENT_REJECTED')]
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    await house.publishAllDue()
    await db.query({ text: `update posts set content = 'Other words', revision = revision + 1` })
    await db.transaction((tx) => retryPost(tx, { workspaceId: house.workspaceId, mode: 'sandbox' }, post.id))
    await house.advance(120_000)
    await house.publishAllDue()
    expect(uploads).toEqual(['Hello', 'Other words'])
    const plans = await db.query<{ plan: unknown }>({ text: 'select plan from attempts order by number' })
    expect(plans.map((each) => each.plan)).toEqual([{ id: 'upload 1' }, { id: 'upload 2' }])
  })
})

describe('the five outcomes', () => {
  it('published: the target is out with its id and address', async () => {
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    await house.publishAllDue()
    expect(await house.target(only(post.targets))).toMatchObject({
      status: 'published',
      remote_id: 'r1',
      url: 'https://acme.example/r1',
    })
  })

  it('processing: the network is asked later, nothing is sent again, and the attempt learns how it ended', async () => {
    const checks: unknown[] = []
    const answers: PublishOutcome[] = [
      { kind: 'processing', resume: { job: 2 }, checkInMs: 2_000 },
      { kind: 'published', remoteId: 'r9', url: null },
    ]
    await withParts({
      check: (_item, resume) => {
        checks.push(resume)
        return Promise.resolve(answers.shift() ?? { kind: 'published', remoteId: 'r9', url: null })
      },
    })
    network.script = [{ answer: { kind: 'processing', resume: { job: 1 }, checkInMs: 1_000 } }]
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    for (let seconds = 0; seconds < 4; seconds += 1) {
      await house.publishAllDue()
      await house.advance(1_000)
    }
    expect(checks).toEqual([{ job: 1 }, { job: 2 }])
    expect(network.calls.filter((call) => call.kind === 'publish')).toHaveLength(1)
    expect(await house.target(only(post.targets))).toMatchObject({ status: 'published', remote_id: 'r9' })
    expect((await house.attempts(only(post.targets))).map((each) => each.outcome)).toEqual(['published'])
  })

  it('processing that does not end stays unknown: only a person sends it again', async () => {
    await withParts({
      check: (_item, resume) => Promise.resolve({ kind: 'processing', resume, checkInMs: 1_000 }),
    })
    network.script = [{ answer: { kind: 'processing', resume: null, checkInMs: 1_000 } }]
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    for (let hours = 0; hours < 3; hours += 1) {
      await house.publishAllDue()
      await house.advance(3_600_000)
    }
    expect(await house.target(only(post.targets))).toMatchObject({
      status: 'failed',
      error: { code: 'OUTCOME_UNKNOWN' },
    })
  })

  it('a preparation that does not end fails: nothing of it is public', async () => {
    await withParts({ prepare: () => Promise.resolve({ kind: 'processing', checkInMs: 1_000 }) })
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    for (let hours = 0; hours < 3; hours += 1) {
      await house.publishAllDue()
      await house.advance(3_600_000)
    }
    expect(await house.target(only(post.targets))).toMatchObject({
      status: 'failed',
      error: { code: 'PROCESSING_FAILED' },
    })
  })

  it('a preparation is given its hour from when the network began, however long the server was away before', async () => {
    const busy = { code: 'PLATFORM_UNAVAILABLE', message: 'busy' } as const
    const answers: Prepared[] = [
      { kind: 'refused', cure: 'wait', error: busy },
      { kind: 'processing', checkInMs: 1_000 },
      { kind: 'processing', checkInMs: 1_000 },
    ]
    await withParts({ prepare: () => Promise.resolve(answers.shift() ?? { kind: 'ready', plan: null }) })
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    for (const awayMs of [2 * 3_600_000, 3_500_000, 1_000, 0]) {
      await house.publishAllDue()
      await house.advance(awayMs)
    }
    expect(await house.target(only(post.targets))).toMatchObject({ status: 'published' })
  })

  it('so is a post that the network processes after it was sent', async () => {
    await withParts({ check: () => Promise.resolve({ kind: 'published', remoteId: 'r9', url: null }) })
    network.script = ['notSent', { answer: { kind: 'processing', resume: null, checkInMs: 1_000 } }]
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    for (const awayMs of [2 * 3_600_000, 1_000, 0]) {
      await house.publishAllDue()
      await house.advance(awayMs)
    }
    expect(await house.target(only(post.targets))).toMatchObject({ status: 'published', remote_id: 'r9' })
  })

  it('halfway: what is done is recorded, and only the next call is made, also after a fault and a lost answer', async () => {
    const made: unknown[] = []
    const acts: ('notSent' | 'lost' | 'ok')[] = ['notSent', 'lost', 'ok']
    const { NoAnswer, NotSent } = await import('../../src/connectors/platform-http.js')
    await withParts({
      proceed: (_item, resume) => {
        const act = acts.shift()
        if (act === 'notSent') return Promise.reject(new NotSent('refused'))
        made.push(resume)
        if (act === 'lost') return Promise.reject(new NoAnswer('reset'))
        return Promise.resolve({ kind: 'published', remoteId: 'r9', url: null })
      },
    })
    network.script = [{ answer: { kind: 'halfway', resume: { container: 7 } } }]
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    for (let minutes = 0; minutes < 5; minutes += 1) {
      await house.publishAllDue()
      await house.advance(60_000)
    }
    expect(network.calls.filter((call) => call.kind === 'publish')).toHaveLength(1)
    expect(made).toEqual([{ container: 7 }, { container: 7 }])
    expect((await house.target(only(post.targets))).status).toBe('published')
  })

  it('refused, the author’s turn: the target fails at once with the reason', async () => {
    network.script = [refusal('edit', 'CONTENT_REJECTED')]
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    await house.publishAllDue()
    expect(await house.target(only(post.targets))).toMatchObject({
      status: 'failed',
      error: { code: 'CONTENT_REJECTED' },
    })
  })

  it('refused, the owner’s turn: the target fails and the account is dead', async () => {
    network.script = [refusal('reconnect', 'ACCOUNT_DISCONNECTED')]
    const account = await house.anAccount()
    await house.aPost({ accounts: [account] })
    await house.publishAllDue()
    expect(house.deadAccounts).toEqual([account.id])
  })

  it('unknown: a throw of the connector counts as one', async () => {
    network.script = ['throws']
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    await house.publishAllDue()
    expect(await house.target(only(post.targets))).toMatchObject({ stage: 'look', status: 'publishing' })
  })
})
