import { expect, it, onTestFinished } from 'vitest'
import { startFleet, type Fleet } from './fleet.js'

type Request = { url: string; method: string }

async function requests(fleet: Fleet, part: string): Promise<string[]> {
  const { data } = await fleet.call<{ data: Request[] }>(
    'GET',
    '/sandbox/requests?platform=mastodon&limit=1000',
  )
  return data.map(({ url }) => url).filter((url) => url.includes(part))
}

async function count(fleet: Fleet, text: string): Promise<number> {
  const [row] = await fleet.db.query<{ count: number }>({ text: `select count(*)::integer from ${text}` })
  return row?.count ?? 0
}

it(
  'a worker that is killed between two pages of history, or after it kept numbers, leaves the rest to the next',
  { timeout: 240_000 },
  async () => {
    const fleet = await startFleet()
    onTestFinished(fleet.stop, 60_000)
    await fleet.call('POST', '/sandbox/accounts', { platform: 'mastodon' })
    await fleet.call('POST', '/sandbox/clock', { advanceMs: 31_000 })

    const first = await fleet.startWorker('page-turned')
    expect((await first.ended).how).toBe('SIGKILL')
    expect(await count(fleet, 'measured_posts')).toBe(40)
    const second = await fleet.startWorker('posts-measured:2')
    const finished = (): Promise<number> => count(fleet, 'backfills where finished_at is not null')
    await expect.poll(finished, { timeout: 60_000 }).toBe(1)
    expect(await count(fleet, 'post_points')).toBe(await count(fleet, 'measured_posts'))
    const pages = await requests(fleet, '/statuses?limit=40')
    expect(pages.length).toBeGreaterThanOrEqual(3)
    expect(new Set(pages).size).toBe(pages.length)

    // A week later all of them are due, twenty in a call.
    await fleet.call('POST', '/sandbox/clock', { advanceMs: 7 * 86_400_000 })
    expect((await second.ended).how).toBe('SIGKILL')
    const due = (): Promise<number> => count(fleet, `measured_posts where run_at <= vb_now()`)
    expect(await due()).toBeGreaterThan(0)
    const third = await fleet.startWorker(null)
    await expect.poll(due, { timeout: 60_000 }).toBe(0)
    const asked = (await requests(fleet, '/statuses?id')).flatMap((url) =>
      new URL(url).searchParams.getAll('id[]'),
    )
    expect(new Set(asked).size).toBe(asked.length)
    third.kill()
  },
)
