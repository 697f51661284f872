import { expect, it, onTestFinished } from 'vitest'
import { startFleet } from './fleet.js'

type Made = { id: string }
const total = 60

it(
  'a worker that is killed while it makes the post of a row leaves it to the next, who goes on: each row makes one post',
  { timeout: 120_000 },
  async () => {
    const fleet = await startFleet({})
    onTestFinished(fleet.stop, 60_000)
    const account = await fleet.call<Made>('POST', '/sandbox/accounts', { platform: 'mastodon' })
    const lines = Array.from({ length: total }, (_, n) => `Row ${String(n)},2037-01-01 09:00,${account.id}`)
    const data = ['content,date,accounts', ...lines].join('\n')
    const first = await fleet.startWorker('row-made:20')
    const made = await fleet.call<Made>('POST', '/v1/imports', { format: 'csv', data })
    expect((await first.ended).how).toBe('SIGKILL')
    const count = (): Promise<{ n: number }[]> =>
      fleet.db.query({ text: 'select count(*)::integer as n from posts' })
    // Killed before its commit: the post of that row is not there either.
    expect(await count()).toEqual([{ n: 19 }])

    const second = await fleet.startWorker(null)
    const state = (): Promise<object> => fleet.call('GET', `/v1/imports/${made.id}`)
    await expect.poll(state, { timeout: 60_000 }).toMatchObject({
      status: 'completed',
      rows: { total, created: total, failed: 0, skipped: 0 },
    })
    expect(await count()).toEqual([{ n: total }])
    const [different] = await fleet.db.query<{ n: number }>({
      text: 'select count(distinct content)::integer as n from posts',
    })
    expect(different?.n).toBe(total)
    second.kill()
  },
)
