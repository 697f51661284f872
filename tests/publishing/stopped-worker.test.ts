import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createPlatformHttp } from '../../src/connectors/create-platform-http.js'
import { acmeOverHttp, startAcme, type AcmeServer } from '../support/acme-over-http.js'
import { testDatabase } from '../support/database.js'
import { FakeNetwork } from '../support/fake-network.js'
import { endLeases, freshHouse, only, type PublishingHouse } from '../support/publishing.js'

const db = await testDatabase()
let acme: AcmeServer
let house: PublishingHouse
let child: ChildProcess | undefined

beforeEach(async () => {
  acme = await startAcme()
  house = await freshHouse(db, new FakeNetwork())
  const connector = acmeOverHttp('parent', () => Promise.resolve())
  house.deps.connectors = { all: [connector], get: () => connector, resolve: () => connector }
  house.deps.platformHttp = (call) =>
    createPlatformHttp({ origins: acme.origins, sandboxBase: null, ...call })
})

afterEach(async () => {
  child?.kill('SIGKILL')
  await db.query({ text: 'drop trigger if exists short_deadline on attempts' })
  await acme.close()
})

async function startChild(): Promise<ChildProcess> {
  child = fork(new URL('worker-process.ts', import.meta.url), {
    execArgv: ['--import', 'tsx'],
    env: {
      ...process.env,
      WORKER_DATABASE: JSON.stringify(db.connection),
      WORKER_ORIGINS: JSON.stringify(acme.origins),
    },
  })
  expect(await once(child, 'message')).toEqual(['about to send', undefined])
  return child
}

async function deadlineHasPassed(): Promise<boolean> {
  const rows = await db.query({ text: 'select 1 from attempts where deadline_at > vb_now()' })
  return rows.length === 0
}

it('a worker that was stopped with SIGSTOP past its lease and its deadline sends nothing when it goes on', async () => {
  // Deadlines short enough to pass while the child stands still; its own timer cannot be moved from here.
  await db.query({
    text: `
      create or replace function short_deadline() returns trigger language plpgsql as
        $$ begin new.deadline_at := vb_now() + interval '2500 milliseconds'; return new; end $$;
      create or replace trigger short_deadline before insert on attempts for each row execute function short_deadline()`,
  })
  const post = await house.aPost({ accounts: [await house.anAccount()] })
  const worker = await startChild()
  worker.kill('SIGSTOP')
  worker.send('send')
  await endLeases(db)

  // While its request may be on the wire nobody sends, looks or settles.
  await house.publishAllDue()
  expect(acme.posts).toEqual([])
  expect((await house.attempts(only(post.targets)))[0]?.ended_at).toBeNull()

  await expect.poll(deadlineHasPassed, { timeout: 10_000, interval: 50 }).toBe(true)
  for (let looks = 0; looks < 4; looks += 1) {
    await house.advance(60_000)
    await house.publishAllDue()
  }
  expect(acme.posts.map((each) => each.by)).toEqual(['parent'])

  const done = once(worker, 'message')
  worker.kill('SIGCONT')
  expect(await done).toEqual(['done', undefined])
  expect(acme.posts.map((each) => each.by)).toEqual(['parent'])
  expect(await house.target(only(post.targets))).toMatchObject({
    status: 'published',
    remote_id: 'a1',
    warnings: [],
  })
  expect(await house.post(post.id)).toMatchObject({
    status: 'published',
    open_targets: 0,
    published_targets: 1,
  })
  expect(await house.events('post.published')).toHaveLength(1)
})

it('a worker that goes on before its deadline sends, and its answer is recorded although its lease has ended', async () => {
  const post = await house.aPost({ accounts: [await house.anAccount()] })
  const worker = await startChild()
  worker.kill('SIGSTOP')
  worker.send('send')
  await endLeases(db)
  await house.publishAllDue()
  const done = once(worker, 'message')
  worker.kill('SIGCONT')
  expect(await done).toEqual(['done', undefined])
  expect(acme.posts.map((each) => each.by)).toEqual(['child'])
  expect(await house.target(only(post.targets))).toMatchObject({ status: 'published', remote_id: 'a1' })
  for (let looks = 0; looks < 4; looks += 1) {
    await house.advance(60_000)
    await house.publishAllDue()
  }
  expect(acme.posts).toHaveLength(1)
})
