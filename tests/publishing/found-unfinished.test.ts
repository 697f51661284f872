import { beforeEach, describe, expect, it } from 'vitest'
import type { Look, PublishOutcome } from '../../src/domain/outcome.js'
import { FakeNetwork } from '../support/fake-network.js'
import { testDatabase } from '../support/database.js'
import { freshHouse, type PublishingHouse } from '../support/publishing.js'

const db = await testDatabase()
let network: FakeNetwork
let house: PublishingHouse
let looks: Look[]
let checks: PublishOutcome[]

beforeEach(async () => {
  network = new FakeNetwork()
  looks = []
  checks = []
  const found: Look = {
    kind: 'found',
    remoteId: 'r1',
    url: null,
    createdAt: null,
    resume: { cover: 'to do' },
  }
  network.parts = {
    find: () => Promise.resolve(looks.shift() ?? found),
    check: (_item, resume) => {
      expect(resume).toEqual({ cover: 'to do' })
      return Promise.resolve(checks.shift() ?? published)
    },
  }
  house = await freshHouse(db, network)
})

const published: PublishOutcome = {
  kind: 'published',
  remoteId: 'r1',
  url: 'https://acme.example/r1',
  warnings: [{ code: 'THUMBNAIL_FAILED', message: 'The post is out, but without its cover.' }],
}

async function lost(): Promise<string> {
  network.script = ['lostResponse']
  const post = await house.aPost({ accounts: [await house.anAccount()] })
  for (let minutes = 0; minutes < 6; minutes += 1) {
    await house.publishAllDue()
    await house.advance(60_000)
  }
  return post.targets[0] ?? ''
}

const attempts = (target: string) =>
  db.query<{ outcome: string }>({
    text: 'select outcome from attempts where target_id = $1',
    values: [target],
  })
const warnings = async (target: string) =>
  (
    await db.query<{ warnings: object[] }>({
      text: 'select warnings from targets where id = $1',
      values: [target],
    })
  )[0]?.warnings

describe('a post that is found with something still to be done', () => {
  it('goes on as if its answer had come; what was not done is a warning', async () => {
    const target = await lost()
    expect(await house.target(target)).toMatchObject({ status: 'published', remote_id: 'r1' })
    expect(await warnings(target)).toEqual([
      { code: 'THUMBNAIL_FAILED', message: 'The post is out, but without its cover.' },
    ])
    expect(await attempts(target)).toEqual([{ outcome: 'published' }])
    expect(network.posts).toHaveLength(1)
  })

  it('fails with what the network refuses in the end, and is not looked for again', async () => {
    checks = [
      { kind: 'processing', resume: { cover: 'to do' }, checkInMs: 1_000 },
      { kind: 'refused', cure: 'edit', error: { code: 'CONTENT_REJECTED', message: 'Not that.' } },
    ]
    const target = await lost()
    expect(await house.target(target)).toMatchObject({
      status: 'failed',
      error: { code: 'CONTENT_REJECTED' },
    })
    expect(await attempts(target)).toEqual([{ outcome: 'refused' }])
    expect(network.posts).toHaveLength(1)
  })
})
