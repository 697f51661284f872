import { describe, expect, it } from 'vitest'
import { approvalsRoom } from '../support/approvals-room.js'
import { startHouse } from '../support/house.js'

const house = await startHouse()
const { call } = house
const platform = 'bluesky'
const account = await house.account(platform)
const me = await call<{ workspaceId: string; userId: string }>('GET', '/v1/auth/me')
await call('PATCH', `/v1/workspaces/${me.workspaceId}`, { settings: { timezone: 'Europe/Berlin' } })

type Recurrence = {
  id: string
  nextAt: string | null
  nextPostId: string | null
  paused: boolean
  lastError: { code: string; message: string } | null
  upcoming: string[]
}
type Post = { id: string; status: string; scheduledFor: string; content: string }

const weekly = { frequency: 'weekly', days: ['sunday'], time: '09:00' }
const make = (body: object = {}): Promise<Recurrence> =>
  call('POST', '/v1/recurrences', {
    name: 'Sunday',
    post: { content: 'Fresh rolls', accountIds: [account.id] },
    rule: weekly,
    ...body,
  })
const read = ({ id }: { id: string }): Promise<Recurrence> => call('GET', `/v1/recurrences/${id}`)
const post = (id: string | null): Promise<Post> => call('GET', `/v1/posts/${String(id)}`)
const now = async (): Promise<number> =>
  Date.parse((await call<{ now: string }>('GET', '/sandbox/clock')).now)
const moveTo = async (at: string): Promise<void> => {
  const ms = Date.parse(at) - (await now())
  if (ms > 0) await house.advance(ms)
}

/** Lets the next time come; answers what went out, and the recurrence once the post after it is there. */
async function letItCome(recurrence: Recurrence): Promise<{ published: Post; then: Recurrence }> {
  const { nextAt, nextPostId } = recurrence
  if (nextAt === null || nextPostId === null) throw new Error('nothing is to come')
  await moveTo(nextAt)
  await house.settled(nextPostId)
  for (;;) {
    const then = await read(recurrence)
    if (then.nextPostId !== nextPostId) return { published: await post(nextPostId), then }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const inBerlin = (at: string | null): string =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Europe/Berlin',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }).format(new Date(at ?? 0))
const hourInUtc = (at: string | null): number => new Date(at ?? 0).getUTCHours()

describe('a post that recurs', () => {
  it('goes out on Sunday at nine through both changes of the clocks, once each', async () => {
    const year = new Date(await now()).getUTCFullYear() + 1
    const before = (await house.posts(platform)).length
    const hours: number[] = []
    let recurrence = await make({ startsOn: `${String(year)}-03-15` })
    // Three Sundays in spring, then three in autumn: one of each is the last before the clocks change.
    for (const from of [`${String(year)}-03-16`, `${String(year)}-10-15`]) {
      if (from.endsWith('15')) {
        await moveTo(`${from}T00:00:00Z`)
        recurrence = (await letItCome(recurrence)).then
      }
      for (let weeks = 0; weeks < 4; weeks += 1) {
        const { published, then } = await letItCome(recurrence)
        expect(published).toMatchObject({ status: 'published', content: 'Fresh rolls' })
        expect(inBerlin(published.scheduledFor)).toBe('Sun 09:00')
        hours.push(hourInUtc(published.scheduledFor))
        recurrence = then
      }
    }
    expect(new Set(hours.slice(0, 4))).toEqual(new Set([8, 7]))
    expect(new Set(hours.slice(4))).toEqual(new Set([7, 8]))
    expect(hours).toEqual([...hours.slice(0, 4).toSorted((a, b) => b - a), ...hours.slice(4).toSorted()])
    expect((await house.posts(platform)).length - before).toBe(9)
    await call('DELETE', `/v1/recurrences/${recurrence.id}`)
  })

  it('has its next post ahead, and its next ten times', async () => {
    const made = await make()
    expect(made.lastError).toBeNull()
    expect(await post(made.nextPostId)).toMatchObject({ status: 'scheduled', scheduledFor: made.nextAt })
    const { upcoming } = await read(made)
    expect(upcoming).toHaveLength(10)
    expect(upcoming[0]).toBe(made.nextAt)
    expect(new Set(upcoming.map(inBerlin))).toEqual(new Set(['Sun 09:00']))
    await call('DELETE', `/v1/recurrences/${made.id}`)
  })

  it('takes a frequency in any case, and says which there are', async () => {
    const loud = await make({ rule: { frequency: 'WEEKLY', days: ['Sunday'], time: '09:00' } })
    expect(loud).toMatchObject({ rule: weekly })
    await call('DELETE', `/v1/recurrences/${loud.id}`)
    const rule = { frequency: 'yearly', time: '09:00' }
    const refused = { name: 'Birthday', post: { content: 'Cake', accountIds: [account.id] }, rule }
    expect(await call('POST', '/v1/recurrences', refused, { status: 400 })).toMatchObject({
      error: {
        message: 'rule.frequency: must be one of daily, weekly, monthly.',
        details: { field: 'rule.frequency' },
      },
    })
  })

  it('is changed with its next post, paused without one, and leaves nothing behind when it is deleted', async () => {
    const made = await make()
    const changed = await call<Recurrence>('PATCH', `/v1/recurrences/${made.id}`, {
      post: { content: 'Rye', accountIds: [account.id] },
      rule: { frequency: 'daily', time: '07:15' },
    })
    await call('GET', `/v1/posts/${String(made.nextPostId)}`, undefined, { status: 404 })
    expect(await post(changed.nextPostId)).toMatchObject({ content: 'Rye' })
    expect(inBerlin(changed.nextAt)).toContain('07:15')

    const paused = await call<Recurrence>('PATCH', `/v1/recurrences/${made.id}`, { paused: true })
    expect(paused).toMatchObject({ paused: true, nextAt: null, nextPostId: null })
    await call('GET', `/v1/posts/${String(changed.nextPostId)}`, undefined, { status: 404 })
    const again = await call<Recurrence>('PATCH', `/v1/recurrences/${made.id}`, { paused: false })
    expect(again.nextAt).toBe(changed.nextAt)

    await call('DELETE', `/v1/recurrences/${made.id}`)
    await call('GET', `/v1/posts/${String(again.nextPostId)}`, undefined, { status: 404 })
    await call('GET', `/v1/recurrences/${made.id}`, undefined, { status: 404 })
  })

  it('passes over a time at which its post cannot be made, says why, and goes on', async () => {
    const other = await house.account(platform)
    const made = await make({
      post: { content: 'From the other', accountIds: [other.id] },
      rule: { frequency: 'daily', time: '12:00' },
    })
    await call('DELETE', `/v1/accounts/${other.id}`)
    await moveTo(made.nextAt ?? '')
    let then = await read(made)
    while (then.lastError === null) {
      await new Promise((resolve) => setTimeout(resolve, 20))
      then = await read(made)
    }
    expect(then).toMatchObject({ nextPostId: null, lastError: { code: 'ACCOUNT_NOT_FOUND' } })
    expect(Date.parse(then.nextAt ?? '') - Date.parse(made.nextAt ?? '')).toBe(86_400_000)
    const mended = await call<Recurrence>('PATCH', `/v1/recurrences/${made.id}`, {
      post: { content: 'From this one', accountIds: [account.id] },
    })
    expect(mended).toMatchObject({ nextAt: then.nextAt, lastError: null })
    await call('DELETE', `/v1/recurrences/${made.id}`)
  })

  it('posts in the name of who changed it last, and not again at a time whose post is out', async () => {
    const made = await make()
    await call('POST', `/v1/posts/${String(made.nextPostId)}/publish`)
    await house.settled(String(made.nextPostId))
    const room = await approvalsRoom(house)
    const [editor, approver] = [await room.person('editor'), await room.person('approver')]
    await room.demand((await room.workflow([approver])).id)
    const changed = await editor.call<Recurrence>('PATCH', `/v1/recurrences/${made.id}`, { name: 'Mine' })
    expect(await post(changed.nextPostId)).toMatchObject({ status: 'pending_approval' })
    expect(Date.parse(changed.nextAt ?? '')).toBeGreaterThan(Date.parse(made.nextAt ?? ''))
    await room.demand(null)
    await call('DELETE', `/v1/recurrences/${made.id}`)
    await call('GET', `/v1/posts/${String(changed.nextPostId)}`, undefined, { status: 404 })
  })

  it('does not bring back a post that a person cancelled or deleted', async () => {
    const made = await make()
    await call('POST', `/v1/posts/${String(made.nextPostId)}/cancel`)
    const after = await call<Recurrence>('PATCH', `/v1/recurrences/${made.id}`, { name: 'Sundays' })
    expect(Date.parse(after.nextAt ?? '')).toBeGreaterThan(Date.parse(made.nextAt ?? ''))
    expect(await post(made.nextPostId)).toMatchObject({ status: 'cancelled' })
    await call('DELETE', `/v1/posts/${String(after.nextPostId)}`)
    const last = await call<Recurrence>('PATCH', `/v1/recurrences/${made.id}`, { name: 'Sunday' })
    expect(Date.parse(last.nextAt ?? '')).toBeGreaterThan(Date.parse(after.nextAt ?? ''))
    await call('DELETE', `/v1/recurrences/${made.id}`)
  })

  it('ends on its last day', async () => {
    const day = new Date((await now()) + 2 * 86_400_000).toISOString().slice(0, 10)
    let recurrence = await make({ rule: { frequency: 'daily', time: '23:59' }, startsOn: day, endsOn: day })
    expect((await read(recurrence)).upcoming).toHaveLength(1)
    recurrence = (await letItCome(recurrence)).then
    expect(recurrence).toMatchObject({ nextAt: null, nextPostId: null })
  })

  it.each([
    [
      'a time of its own',
      { post: { content: 'a', scheduledFor: '2031-01-01T00:00:00Z' } },
      'post.scheduledFor',
    ],
    ['the queue', { post: { content: 'a', queue: true } }, 'post.queue'],
    ['no text', { post: { accountIds: [account.id] } }, 'post.content'],
    ['an unknown account', { post: { content: 'a', accountIds: ['acc_unknown'] } }, 'post.accountIds'],
    ['no days', { rule: { frequency: 'weekly', days: [], time: '09:00' } }, 'rule.days'],
    ['a day 32', { rule: { frequency: 'monthly', dayOfMonth: 32, time: '09:00' } }, 'rule.dayOfMonth'],
    ['no time', { rule: { frequency: 'daily' } }, 'rule.time'],
    ['an end before its first time', { startsOn: '2020-01-01', endsOn: '2020-02-01' }, 'endsOn'],
    ['a day that is none', { startsOn: '2027-02-30' }, 'startsOn'],
  ])('is refused with %s, and nothing is kept', async (_what, body, field) => {
    const answer = await call<{ error: { details: { field: string } } }>(
      'POST',
      '/v1/recurrences',
      { name: 'x', post: { content: 'a', accountIds: [account.id] }, rule: weekly, ...body },
      { status: 400 },
    )
    expect(answer.error.details.field).toBe(field)
    expect(await call('GET', '/v1/recurrences?limit=100')).not.toMatchObject({ data: [{ name: 'x' }] })
  })
})
