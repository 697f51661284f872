import { afterAll, beforeEach, expect, it, vi } from 'vitest'
import type { JsonObject } from '../../../kit/json.js'
import {
  fixture,
  itemsOf,
  savedStory,
  snapchatClient,
  spotlight,
  type Snapchatter,
} from '../../../../tests/support/snapchat.js'
import { startSimulator, type Answer } from '../../../../tests/support/simulator.js'
import { simulator } from './index.js'

// Time moves when it is moved: how fast the machine is says nothing.
vi.useFakeTimers({ toFake: ['Date'] })
afterAll(() => vi.useRealTimers())
const client = await startSimulator(simulator)
const { signIn } = snapchatClient(client)
const film = await fixture('portrait-540x960-6s.mp4')
const photo = await fixture('portrait-4x5-1080x1350.jpg')
const dayMs = 86_400_000

let ann: Snapchatter
beforeEach(async () => {
  await client.control.reset()
  ann = await signIn({ username: 'ann', tokenExpiresInSeconds: 900_000 })
})

type Bucket = { start_time: string; fields: { field: { field_name: string }; stats: { value: string }[] }[] }

/** Names and numbers of each bucket. */
function bucketsOf({ status, body }: Answer): Record<string, number>[] {
  expect(status).toBe(200)
  const { assets } = body as unknown as { assets: { timeseries: Bucket[] }[] }
  return (assets[0]?.timeseries ?? []).map(({ fields }) =>
    Object.fromEntries(fields.map(({ field, stats }) => [field.field_name, Number(stats[0]?.value)])),
  )
}
const at = (day: number): string =>
  `${new Date(Math.floor(Date.now() / dayMs + day) * dayMs).toISOString().slice(0, 10)}T00:00:00`

it('7. tells what each day of the past 90 brought, and their sum', async () => {
  const ask = async (more: string) =>
    bucketsOf(await ann.get(`/stats?fields=VIEWS,SPOTLIGHT_VIEWS,STORY_VIEWS,SUBSCRIBERS&${more}`))
  const days = await ask(`granularity=DAY&startTime=${at(-89)}&endTime=${at(0)}`)
  expect(days).toHaveLength(89)
  const sum = (name: string) => days.reduce((total, day) => total + (day[name] ?? 0), 0)
  expect(days.every(({ VIEWS = 0 }) => VIEWS > 0)).toBe(true)
  const [total] = await ask(`granularity=TOTAL&startTime=${at(-89)}&endTime=${at(0)}Z`)
  expect(total).toEqual({
    VIEWS: sum('VIEWS'),
    SPOTLIGHT_VIEWS: sum('SPOTLIGHT_VIEWS'),
    STORY_VIEWS: sum('STORY_VIEWS'),
    SUBSCRIBERS: 1_873,
  })
  expect(sum('VIEWS')).toBe(sum('SPOTLIGHT_VIEWS') + sum('STORY_VIEWS'))
  const [spotlights] = bucketsOf(await ann.get('/stats?assetType=SPOTLIGHT&fields=VIEWS'))
  const [all] = await ask('granularity=LIFETIME')
  expect(spotlights).toEqual({ VIEWS: all?.['SPOTLIGHT_VIEWS'] })
})

it('7. counts each asset by itself, more as time goes on', async () => {
  const { body } = await ann.post('/spotlights', spotlight(await ann.media(film)))
  await ann.post('/stories', { media_id: await ann.media(photo, 'IMAGE') })
  await ann.post('/saved_stories', savedStory(await ann.media(photo, 'IMAGE')))
  await client.control.advance(3_000)
  const paths = await Promise.all(
    ['spotlights', 'stories', 'saved_stories'].map(
      async (kind) => `/${kind}/${String(itemsOf(await ann.get(`/${kind}?limit=1`))[0]?.['id'])}/stats`,
    ),
  )
  expect(paths[0]).toBe(`/spotlights/${String((body as JsonObject)['spotlight_id'])}/stats`)
  const read = async () =>
    Promise.all(paths.map(async (path) => bucketsOf(await ann.get(path))[0] as Record<string, number>))
  const early = await read()
  expect(early.map((names) => Object.keys(names).join())).toEqual([
    'VIEWS,VIEWERS,SHARES,REPLIES,FAVORITES,SCREENSHOTS,SPOTLIGHT_VIEWS',
    'VIEWS,VIEWERS,SHARES,REPLIES,SWIPE_UPS,SCREENSHOTS,STORY_VIEWS',
    'VIEWS,VIEWERS,SHARES,SWIPE_UPS,SCREENSHOTS,STORY_VIEWS',
  ])
  await client.control.advance(20 * 3_600_000)
  const late = await read()
  for (const [index, { VIEWS = 0 }] of late.entries())
    expect(VIEWS).toBeGreaterThan(early[index]?.['VIEWS'] ?? Infinity)
})

it('7. tells of today what there is so far', async () => {
  await ann.post('/stories', { media_id: await ann.media(photo, 'IMAGE') })
  await client.control.advance(3_000)
  const path = `/stories/${String(itemsOf(await ann.get('/stories'))[0]?.['id'])}/stats?fields=VIEWS`
  const days = bucketsOf(await ann.get(`${path}&granularity=DAY&startTime=${at(-1)}&endTime=${at(3)}`))
  const [lifetime] = bucketsOf(await ann.get(path))
  expect(days.reduce((sum, { VIEWS = 0 }) => sum + VIEWS, 0)).toBe(lifetime?.['VIEWS'])
})

it.each([
  ['a field that is not known', 'fields=LIKES'],
  ['a field of another type of asset', 'assetType=SPOTLIGHT&fields=SWIPE_UPS'],
  ['another type of asset', 'assetType=REEL'],
  ['another granularity', 'granularity=HOUR'],
  ['days without times', 'granularity=DAY'],
  ['times that stand on their head', `granularity=DAY&startTime=${at(0)}&endTime=${at(-1)}`],
  ['what is no time', `granularity=DAY&startTime=yesterday&endTime=${at(0)}`],
  ['days before the past 90', `granularity=DAY&startTime=${at(-91)}&endTime=${at(0)}`],
  ['times of a lifetime', `granularity=LIFETIME&startTime=${at(-1)}&endTime=${at(0)}`],
  ['another parameter', 'start_time=x'],
])('7. refuses %s', async (_what, query) => {
  expect((await ann.get(`/stats?${query}`)).status).toBe(400)
})

it('plants two Spotlights and a saved story in turn, with a page for each Spotlight', async () => {
  const spotlights = itemsOf(await ann.get('/spotlights?limit=2'))
  expect(spotlights.map(({ description }) => description)).toEqual([
    'What we did 1 days before',
    'What we did 2 days before',
  ])
  expect(itemsOf(await ann.get('/saved_stories?limit=1'))).toMatchObject([
    { title: 'What we did 3 days before' },
  ])
  const id = String(spotlights[0]?.['id'])
  const page = async (path: string) => (await client.call('GET', `https://www.snapchat.com${path}`)).text
  expect(await page(`/spotlight/${id}`)).toContain('What we did 1 days before')
  expect(await page(`/@ann/spotlight/${id}`)).toContain('What we did 1 days before')
  expect(await page(`/@bea/spotlight/${id}`)).not.toContain('What we did')
  expect(await page('/add/ann')).toContain('What we did 1 days before')
  expect(await client.control.posts({ limit: 9 })).toEqual([])
})
