import { beforeEach, describe, expect, it } from 'vitest'
import {
  bodyOf,
  itemsOf,
  pinterestClient,
  refusalOf,
  type Pinner,
} from '../../../../tests/support/pinterest.js'
import { startSimulator } from '../../../../tests/support/simulator.js'
import type { JsonObject } from '../../../kit/json.js'
import { plantedHour } from '../../../sandbox/past.js'
import { simulator } from './index.js'

const client = await startSimulator(simulator)
const { signIn } = pinterestClient(client)
const dayMs = 86_400_000

let ann: Pinner
beforeEach(async () => {
  await client.control.reset()
  ann = await signIn({ username: 'ann' })
})

const dayBefore = async (days: number): Promise<string> => {
  const { now } = await client.control.clock()
  return new Date(Date.parse(now) - days * dayMs).toISOString().slice(0, 10)
}
type Report = {
  daily_metrics: { date: string; data_status: string; metrics: Record<string, number> }[]
  summary_metrics: Record<string, number>
  lifetime_metrics: Record<string, number>
}
async function report(path: string, from: number, to: number, metrics: string): Promise<Report> {
  const query = `start_date=${await dayBefore(from)}&end_date=${await dayBefore(to)}&metric_types=${metrics}`
  const answer = await ann.call('GET', `${path}?${query}`)
  expect(answer.status).toBe(200)
  return bodyOf(answer)['all'] as Report
}
type Measured = { id: string; created_at: string; pin_metrics: Record<string, Record<string, number>> }
const past = async (): Promise<Measured[]> =>
  itemsOf(await ann.call('GET', '/pins?page_size=250&pin_metrics=true')) as Measured[]

describe('7. the 90 days before', () => {
  it('are pins with figures, the same every time, best at one hour', async () => {
    const pins = await past()
    expect(pins).toHaveLength(90)
    expect(await past()).toEqual(pins)
    const impressions = (pin: Measured): number => pin.pin_metrics['lifetime_metrics']?.['impression'] ?? 0
    // Those of the last week are still being found.
    const old = pins.slice(7)
    const best = old.filter((pin) => new Date(`${pin.created_at}Z`).getUTCHours() === plantedHour(ann.id))
    const rest = old.filter((pin) => !best.includes(pin))
    expect(best.length).toBeGreaterThan(10)
    expect(Math.min(...best.map(impressions))).toBeGreaterThan(Math.max(...rest.map(impressions)))
    const [one] = old
    expect(bodyOf(await ann.call('GET', `/pins/${String(one?.id)}?pin_metrics=true`))).toEqual(one)
    expect(bodyOf(await ann.call('GET', `/pins/${String(one?.id)}`))['pin_metrics']).toBe(null)
  })

  it('are found for a week, and then no more', async () => {
    const [latest] = await past()
    const found = async (): Promise<number> => {
      const { pin_metrics } = bodyOf(
        await ann.call('GET', `/pins/${String(latest?.id)}?pin_metrics=true`),
      ) as Measured
      return pin_metrics['lifetime_metrics']?.['impression'] ?? 0
    }
    const counts: number[] = []
    for (let days = 0; days < 9; days += 1) {
      counts.push(await found())
      await client.control.advance(dayMs)
    }
    expect(new Set(counts.slice(0, 5)).size).toBe(5)
    expect(counts).toEqual([...counts].sort((a, b) => a - b))
    expect(counts[7]).toBe(counts[8])
  })

  it('stay where they are when time goes on', async () => {
    const before = (await past()).map(({ id }) => id)
    await client.control.advance(5 * dayMs)
    expect((await past()).map(({ id }) => id)).toEqual(before)
  })
})

describe('7. the analytics of a pin', () => {
  it('are daily, add up to their summary, and grow from day to day', async () => {
    const id = String(bodyOf(await ann.pin())['id'])
    const impressions = async () =>
      (await report(`/pins/${id}/analytics`, 7, 0, 'IMPRESSION,SAVE')).summary_metrics
    const first = await impressions()
    await client.control.advance(3 * dayMs)
    const later = await impressions()
    expect(first['IMPRESSION']).toBe(0)
    expect(later['IMPRESSION']).toBeGreaterThan(100)
    const { daily_metrics: days, summary_metrics: sum } = await report(
      `/pins/${id}/analytics`,
      7,
      0,
      'IMPRESSION,SAVE',
    )
    expect(days).toHaveLength(8)
    // Nothing has come of days ahead.
    expect((await report(`/pins/${id}/analytics`, 7, -2, 'IMPRESSION,SAVE')).summary_metrics).toEqual(sum)
    for (const metric of ['IMPRESSION', 'SAVE'])
      expect(days.reduce((total, { metrics }) => total + (metrics[metric] ?? 0), 0)).toBe(sum[metric])
  })

  it('say which days are not final, and which came before the pin', async () => {
    const id = String(bodyOf(await ann.pin())['id'])
    await client.control.advance(3 * dayMs)
    const { daily_metrics: days } = await report(`/pins/${id}/analytics`, 4, 0, 'IMPRESSION')
    const statuses = days.map(({ data_status }) => data_status)
    expect(statuses).toEqual(['BEFORE_PIN_CREATED', 'READY', 'READY', 'ESTIMATE', 'PROCESSING'])
  })

  it('count comments and reactions for a lifetime, and films only for films', async () => {
    const [oldest] = (await past()).slice(-1)
    const path = `/pins/${String(oldest?.id)}/analytics`
    const { lifetime_metrics: life, summary_metrics: sum } = await report(
      path,
      89,
      0,
      'IMPRESSION,TOTAL_COMMENTS,TOTAL_REACTIONS,VIDEO_MRC_VIEW',
    )
    expect(life).toEqual({
      TOTAL_COMMENTS: oldest?.pin_metrics['lifetime_metrics']?.['comment'],
      TOTAL_REACTIONS: oldest?.pin_metrics['lifetime_metrics']?.['reaction'],
    })
    expect(Object.keys(sum)).toEqual(['IMPRESSION'])
  })

  it('are asked for at most 90 days back, over 90 days, with known names', async () => {
    const id = String(bodyOf(await ann.pin())['id'])
    const [today, old, older] = [await dayBefore(0), await dayBefore(90), await dayBefore(91)]
    const status = async (query: string) => (await ann.call('GET', `/pins/${id}/analytics?${query}`)).status
    expect(await status(`start_date=${old}&end_date=${today}&metric_types=SAVE`)).toBe(200)
    const wrong = [
      `start_date=${older}&end_date=${today}&metric_types=SAVE`,
      `start_date=${today}&end_date=${old}&metric_types=SAVE`,
      `start_date=${old}&end_date=${await dayBefore(-1)}&metric_types=SAVE`,
      `start_date=${old}&end_date=tomorrow&metric_types=SAVE`,
      `start_date=${old}&end_date=${today}&metric_types=LIKES`,
      `start_date=${old}&end_date=${today}`,
    ]
    for (const query of wrong) expect([query, await status(query)]).toEqual([query, 400])
  })

  it('are not there for a pin that is not', async () => {
    const query = `start_date=${await dayBefore(1)}&end_date=${await dayBefore(0)}&metric_types=SAVE`
    expect(refusalOf(await ann.call('GET', `/pins/123/analytics?${query}`))).toEqual([404, 404])
  })
})

describe('7. the analytics of an account', () => {
  it('are those of all its pins together', async () => {
    const all = await report('/user_account/analytics', 30, 1, 'IMPRESSION,ENGAGEMENT,ENGAGEMENT_RATE')
    let impressions = 0
    for (const { id } of await past())
      impressions +=
        (await report(`/pins/${id}/analytics`, 30, 1, 'IMPRESSION')).summary_metrics['IMPRESSION'] ?? 0
    expect(all.summary_metrics['IMPRESSION']).toBe(impressions)
    expect(impressions).toBeGreaterThan(0)
    expect(all.summary_metrics['ENGAGEMENT_RATE']).toBeCloseTo(
      Number(all.summary_metrics['ENGAGEMENT']) / impressions,
    )
  })

  it('name the top pins, 50 at most', async () => {
    const days = `start_date=${await dayBefore(60)}&end_date=${await dayBefore(1)}`
    const path = `/user_account/analytics/top_pins?${days}`
    const { pins, sort_by } = bodyOf(await ann.call('GET', `${path}&sort_by=SAVE&num_of_pins=5`)) as {
      pins: { pin_id: string; metrics: JsonObject }[]
      sort_by: string
    }
    expect([pins.length, sort_by]).toEqual([5, 'SAVE'])
    const saves = pins.map(({ metrics }) => Number(metrics['SAVE']))
    expect(saves).toEqual([...saves].sort((a, b) => b - a))
    expect((await ann.call('GET', path)).status).toBe(400)
    expect((await ann.call('GET', `${path}&sort_by=SAVE&num_of_pins=51`)).status).toBe(400)
  })
})
