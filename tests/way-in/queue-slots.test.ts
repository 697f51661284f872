import { beforeEach, describe, expect, it } from 'vitest'
import { startTestApp, type Api, type Reply } from '../support/app.js'
import { anAccount, aWorkspace } from '../support/builders.js'

const app = await startTestApp()
let api: Api
let accountIds: string[]

beforeEach(async () => {
  const home = await aWorkspace(app.db)
  api = await app.apiOf({ home })
  accountIds = [(await anAccount(app.db, home)).id]
})

type Post = { id: string; status: string; scheduledFor: string | null }
type Place = { scheduledFor: string; postId: string | null; isFree: boolean }

const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
const everyDayAt = (...times: string[]): object => ({
  slots: days.flatMap((day) => times.map((time) => ({ day, time }))),
})
const create = (body: object = {}, headers?: Record<string, string>): Promise<Reply> =>
  api('POST', '/v1/posts', { content: 'From the queue', accountIds, queue: true, ...body }, headers)
const queued = async (body?: object): Promise<Post> => (await create(body)).body as Post
const places = async (limit = 5): Promise<Place[]> =>
  ((await api('GET', `/v1/queue-slots/upcoming?limit=${String(limit)}`)).body as { data: Place[] }).data
const errorOf = (reply: Reply): unknown => (reply.body as { error: unknown }).error

describe('a post for the queue', () => {
  beforeEach(async () => {
    await api('PUT', '/v1/queue-slots', everyDayAt('09:00', '17:30'))
  })

  it('is scheduled at the next free slot, each at one of its own', async () => {
    const [first, second, third] = await places()
    const made = [await queued(), await queued(), await queued()]
    expect(made.map(({ status, scheduledFor }) => [status, scheduledFor])).toEqual(
      [first, second, third].map((place) => ['scheduled', place?.scheduledFor]),
    )
    expect((await places()).map(({ postId, isFree }) => [postId, isFree])).toEqual([
      ...made.map(({ id }) => [id, false]),
      [null, true],
      [null, true],
    ])
  })

  it('never shares a slot, however many come at once', async () => {
    const made = await Promise.all(Array.from({ length: 20 }, () => queued()))
    const times = made.map(({ scheduledFor }) => scheduledFor)
    expect(new Set(times).size).toBe(20)
    expect(times.sort()).toEqual((await places(20)).map(({ scheduledFor }) => scheduledFor))
  })

  it('gives its slot back when it is cancelled, deleted or moved', async () => {
    const [a, b, c] = [await queued(), await queued(), await queued()]
    await api('POST', `/v1/posts/${a.id}/cancel`)
    await api('DELETE', `/v1/posts/${b.id}`)
    await api('PATCH', `/v1/posts/${c.id}`, { scheduledFor: '2031-01-01T00:00:00Z' })
    const again = [await queued(), await queued(), await queued()]
    expect(again.map(({ scheduledFor }) => scheduledFor)).toEqual(
      [a, b, c].map(({ scheduledFor }) => scheduledFor),
    )
  })

  it('passes over a slot at which another post goes out', async () => {
    const [first, second] = await places()
    await create({ queue: false, scheduledFor: first?.scheduledFor })
    await create({ queue: false, saveAsDraft: true, scheduledFor: second?.scheduledFor })
    expect((await queued()).scheduledFor).toBe(second?.scheduledFor)
  })

  it('keeps its slot when the request is sent again', async () => {
    const headers = { 'Idempotency-Key': 'queued once'.replaceAll(' ', '-') }
    const first = await create({}, headers)
    expect(await create({}, headers)).toMatchObject({ status: 201, body: first.body })
    expect((await places(2)).map(({ isFree }) => isFree)).toEqual([false, true])
  })

  it('may be a draft that is queued later, or one of many', async () => {
    const { id } = await queued({ queue: false })
    const moved = (await api('PATCH', `/v1/posts/${id}`, { queue: true })).body as Post
    const posts = [1, 2].map((n) => ({ content: `Bulk ${String(n)}`, accountIds, queue: true }))
    const dry = await api('POST', '/v1/posts/bulk', { posts, dryRun: true })
    expect(dry.body).toMatchObject({ results: [{ status: 'valid' }, { status: 'valid' }] })
    expect((await api('POST', '/v1/posts/bulk', { posts })).body).toMatchObject({ created: 2 })
    expect((await places(4)).map(({ isFree }) => isFree)).toEqual([false, false, false, true])
    expect(moved).toMatchObject({ status: 'scheduled', scheduledFor: (await places(1))[0]?.scheduledFor })
  })

  it.each([
    ['a time', { scheduledFor: '2031-01-01T00:00:00Z' }],
    ['saveAsDraft', { saveAsDraft: true }],
  ])('is refused beside %s', async (_what, more) => {
    expect(errorOf(await create(more))).toMatchObject({
      code: 'VALIDATION_ERROR',
      details: { field: 'queue' },
    })
  })
})

describe('the grid', () => {
  it('is in the time zone of the workspace, also when that changes', async () => {
    const me = (await api('GET', '/v1/auth/me')).body as { workspaceId: string }
    await api('PUT', '/v1/queue-slots', everyDayAt('09:00'))
    const hoursIn = async (timezone: string): Promise<string[]> => {
      await api('PATCH', `/v1/workspaces/${me.workspaceId}`, { settings: { timezone } })
      const show = new Intl.DateTimeFormat('en-GB', { timeZone: timezone, timeStyle: 'short' })
      return (await places(10)).map(({ scheduledFor }) => show.format(new Date(scheduledFor)))
    }
    for (const zone of ['America/Los_Angeles', 'Asia/Kolkata', 'Europe/Berlin'])
      expect(new Set(await hoursIn(zone)), zone).toEqual(new Set(['09:00']))
  })

  it('is changed slot by slot, or whole; a slot that stays keeps its id', async () => {
    const added = (await api('POST', '/v1/queue-slots', { day: 'Friday', time: '12:00' })).body as {
      id: string
    }
    expect(errorOf(await api('POST', '/v1/queue-slots', { day: 'friday', time: '12:00' }))).toMatchObject({
      code: 'CONFLICT',
    })
    const slots = [
      { day: 'sunday', time: '20:00' },
      { day: 'friday', time: '12:00' },
    ]
    const whole = await api('PUT', '/v1/queue-slots', { slots })
    expect(whole.body).toMatchObject({
      data: [
        { id: added.id, day: 'friday', time: '12:00' },
        { day: 'sunday', time: '20:00' },
      ],
      timezone: 'UTC',
    })
    expect((await api('DELETE', `/v1/queue-slots/${added.id}`)).status).toBe(200)
    expect((await api('GET', '/v1/queue-slots')).body).toMatchObject({ data: [{ day: 'sunday' }] })
  })

  it('that is empty refuses posts for the queue, and says what to do', async () => {
    expect(errorOf(await create())).toMatchObject({
      code: 'VALIDATION_ERROR',
      message: expect.stringContaining('POST /v1/queue-slots') as string,
      details: { field: 'queue' },
    })
    expect(await places()).toEqual([])
  })

  it.each([
    ['an unknown day', { day: 'someday', time: '09:00' }, 'day'],
    ['24:00', { day: 'monday', time: '24:00' }, 'time'],
    ['a time of one digit', { day: 'monday', time: '9:00' }, 'time'],
    ['no time', { day: 'monday' }, 'time'],
  ])('refuses %s', async (_what, body, field) => {
    expect(errorOf(await api('POST', '/v1/queue-slots', body))).toMatchObject({ details: { field } })
  })

  it('refuses a slot that is there twice', async () => {
    const slots = [1, 2].map(() => ({ day: 'monday', time: '09:00' }))
    expect(errorOf(await api('PUT', '/v1/queue-slots', { slots }))).toMatchObject({
      details: { field: 'slots.1' },
    })
  })
})
