import { expect, it } from 'vitest'
import { plantedHour } from '../../src/sandbox/past.js'
import { startHouse } from '../support/house.js'

const dayMs = 86_400_000
const zone = 'America/New_York'
const house = await startHouse()

type Slot = {
  day: string
  dayOfWeek: number
  hour: number
  time: string
  nextAt: string
  score: number
  posts: number
}
type Times = {
  basis: string
  message: string
  metric: string
  postsAnalyzed: number
  optimalTimes: Slot[]
  data: Slot[]
}

const times = (id: string, query = `timezone=${zone}`): Promise<Times> =>
  house.call('GET', `/v1/accounts/${id}/optimal-times?${query}`)
const now = async (): Promise<number> =>
  Date.parse((await house.call<{ now: string }>('GET', '/sandbox/clock')).now)

/** The next year in which everything below is still to come. */
const year = new Date(await now()).getUTCFullYear() + 1
/** In New York clocks are put forward on the second Sunday of March, and back on the first of November. */
const forward = sundayOf(year, 2, 2)
const back = sundayOf(year, 10, 1)
function sundayOf(inYear: number, month: number, which: number): number {
  const first = Date.UTC(inYear, month, 1)
  return first + (((7 - new Date(first).getUTCDay()) % 7) + (which - 1) * 7) * dayMs
}

async function goTo(time: number): Promise<void> {
  await house.advance(time - (await now()))
}

/** An account whose past is read; answers the hour (UTC) at which its people answer most. */
async function anAccount(): Promise<{ id: string; bestHour: number }> {
  const { id } = await house.account('mastodon')
  await house.advance(31_000)
  await expect
    .poll(async () => (await house.call<{ status: string }>('GET', `/v1/accounts/${id}/backfill`)).status, {
      timeout: 30_000,
    })
    .toBe('completed')
  const [row] = await house.db.query<{ remote_id: string }>({
    text: 'select remote_id from accounts where id = $1',
    values: [id],
  })
  return { id, bestHour: plantedHour(row?.remote_id.split(':').at(-1) ?? '') }
}

const inWinter = (hour: number): number => (hour + 24 - 5) % 24
const inSummer = (hour: number): number => (hour + 24 - 4) % 24
const hours = ({ optimalTimes }: Times): number[] => optimalTimes.map(({ hour }) => hour)
const utcHours = ({ optimalTimes }: Times): number[] =>
  optimalTimes.map(({ nextAt }) => new Date(nextAt).getUTCHours())

it('are those of the planted hour, and stay at the same hour by the clocks when these are put forward', async () => {
  await goTo(forward - 12 * dayMs)
  const { id, bestHour } = await anAccount()
  const before = await times(id)
  expect(before).toMatchObject({ basis: 'account', metric: 'engagements' })
  expect(before.postsAnalyzed).toBeGreaterThan(80)
  expect(before.data).toEqual(before.optimalTimes)
  expect(hours(before)).toEqual(Array(5).fill(inWinter(bestHour)))
  expect(utcHours(before)).toEqual(Array(5).fill(bestHour))
  expect(before.optimalTimes[0]).toMatchObject({
    score: 100,
    time: `${String(inWinter(bestHour)).padStart(2, '0')}:00`,
  })
  for (const { nextAt, dayOfWeek } of before.optimalTimes) {
    const inMs = Date.parse(nextAt) - (await now())
    expect([inMs > 0, inMs <= 7 * dayMs]).toEqual([true, true])
    const day = new Intl.DateTimeFormat('en-US', { timeZone: zone, weekday: 'short' }).format(
      new Date(nextAt),
    )
    expect(['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][dayOfWeek]).toBe(day)
  }

  await goTo(forward + 2 * dayMs)
  const after = await times(id)
  expect(hours(after)).toEqual(Array(5).fill(inWinter(bestHour)))
  // People look at their clocks, not at UTC.
  expect(utcHours(after)).toEqual(Array(5).fill((bestHour + 23) % 24))
})

it('of a past on both sides of the change are drawn from what the clocks showed then', async () => {
  await goTo(forward + 45 * dayMs)
  const across = await anAccount()
  const both = (await times(across.id, `timezone=${zone}&limit=10`)).optimalTimes
  expect(new Set(both.map(({ hour }) => hour))).toEqual(
    new Set([inWinter(across.bestHour), inSummer(across.bestHour)]),
  )
  expect(both.every(({ posts }) => posts >= 12 && posts <= 18)).toBe(true)
  expect(hours(await times(across.id, 'timezone=UTC'))).toEqual(Array(5).fill(across.bestHour))

  await goTo(forward + 100 * dayMs)
  const { id, bestHour } = await anAccount()
  const summer = await times(id)
  expect(hours(summer)).toEqual(Array(5).fill(inSummer(bestHour)))
  expect(utcHours(summer)).toEqual(Array(5).fill(bestHour))
})

it('stay at the same hour by the clocks when these are put back', async () => {
  await goTo(back - 12 * dayMs)
  const { id, bestHour } = await anAccount()
  expect(utcHours(await times(id))).toEqual(Array(5).fill(bestHour))
  await goTo(back + 2 * dayMs)
  const after = await times(id)
  expect(hours(after)).toEqual(Array(5).fill(inSummer(bestHour)))
  expect(utcHours(after)).toEqual(Array(5).fill((bestHour + 1) % 24))
})

it('are common advice, and said to be, of an account that hardly posted', async () => {
  const { id } = await house.account('telegram')
  const advice = await times(id, 'timezone=Europe/Berlin&limit=3')
  expect(advice).toMatchObject({ basis: 'general', metric: null, postsAnalyzed: 0 })
  expect(advice.message).toContain('Common advice')
  expect(advice.optimalTimes).toHaveLength(3)
  expect(advice.optimalTimes.every(({ score }) => score === null)).toBe(true)
})

it.each([
  ['timezone=Europe/Atlantis', 'timezone'],
  ['timezone=%2B02:00', 'timezone'],
  ['limit=0', 'limit'],
  ['limit=11', 'limit'],
])('%s is refused', async (query, field) => {
  const { id } = await house.account('telegram')
  expect(
    await house.call('GET', `/v1/accounts/${id}/optimal-times?${query}`, undefined, { status: 400 }),
  ).toMatchObject({ error: { code: 'VALIDATION_ERROR', details: { field } } })
})

it('are those of Chicago where no zone is named', async () => {
  const { id } = await house.account('telegram')
  expect(await times(id, '')).toMatchObject({ timezone: 'America/Chicago' })
})

it('of several accounts come in one request, each as its own page has them', async () => {
  const { data: all } = await house.call<{ data: { id: string; platform: string }[] }>(
    'GET',
    '/v1/accounts?limit=100',
  )
  const [one, other] = all.filter(({ platform }) => platform === 'mastodon')
  const [chat] = all.filter(({ platform }) => platform === 'telegram')
  if (one === undefined || other === undefined || chat === undefined) throw new Error('Accounts are missing')
  const list = async (query: string): Promise<(Times & { accountId: string; timezone: string })[]> =>
    (
      await house.call<{ data: (Times & { accountId: string; timezone: string })[] }>(
        'GET',
        `/v1/analytics/optimal-times?${query}`,
      )
    ).data
  const asked = `timezone=${zone}&limit=3`
  const named = await list(`accountIds=${chat.id},${other.id},${one.id}&${asked}`)
  const alone = await Promise.all(
    [one, other, chat].map(async ({ id }) => [id, await times(id, asked)] as const),
  )
  const told = ({ basis, postsAnalyzed, optimalTimes }: Times) => ({ basis, postsAnalyzed, optimalTimes })
  expect(new Map(named.map((each) => [each.accountId, told(each)]))).toEqual(
    new Map(alone.map(([id, each]) => [id, told(each)])),
  )

  expect((await list('')).map(({ accountId }) => accountId)).toEqual(all.map(({ id }) => id).sort())
  await house.call('DELETE', `/v1/accounts/${chat.id}`)
  const connected = (await list(`platforms=Telegram`)).map(({ accountId }) => accountId)
  expect(connected).not.toContain(chat.id)
  expect(connected.length).toBeGreaterThan(0)
  const { workspaceId } = await house.call<{ workspaceId: string }>('GET', '/v1/auth/me')
  await house.call('PATCH', `/v1/workspaces/${workspaceId}`, { settings: { timezone: 'Europe/Berlin' } })
  expect((await list(`accountIds=${chat.id}`)).map(({ timezone }) => timezone)).toEqual(['Europe/Berlin'])
  await house.call('GET', '/v1/analytics/optimal-times?accountIds=acc_none', undefined, { status: 400 })
})
