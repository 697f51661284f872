import { readFile } from 'node:fs/promises'
import { beforeEach, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../kit/json.js'
import {
  businessClient,
  bodyOf,
  postsApi,
  refusalOf,
  schedule,
  type Owner,
} from '../../../../tests/support/googlebusiness.js'
import { startSimulator } from '../../../../tests/support/simulator.js'
import { simulator } from './index.js'

/** What a local post may say, to the character. */
const bytes = await readFile(new URL('../../../../tests/fixtures/media/card-1200x630.png', import.meta.url))
const client = await startSimulator(simulator, () =>
  Promise.resolve({ status: 200, contentType: 'image/png', bytes }),
)
const { signIn } = businessClient(client)
const media = [{ mediaFormat: 'PHOTO', sourceUrl: 'https://voxburst.example/card.png' }]
const later = (): Promise<void> => client.control.advance(500)
const shown = () => client.control.posts({ limit: 100 })

let owner: Owner
beforeEach(async () => {
  await client.control.reset()
  owner = await signIn({}, { client_id: 'sandbox' })
})

describe('9. validate 1500/58, CTA rules, four-part schedules; use the google.rpc error envelope', () => {
  const event = (more: JsonObject = {}): JsonObject => ({
    topicType: 'EVENT',
    event: { title: 'Quiz', schedule, ...more },
  })
  const button = (more: JsonObject): JsonObject => ({ callToAction: more })
  const without = (part: string): JsonObject =>
    Object.fromEntries(Object.entries(schedule).filter(([name]) => name !== part))
  const url = 'https://shop.example/'

  it('what is at its limit passes', async () => {
    const fine: JsonObject[] = [
      { summary: '🥐'.repeat(1_500) },
      event({ title: 'é'.repeat(58) }),
      { ...event(), ...button({ actionType: 'BOOK', url }) },
      {
        topicType: 'OFFER',
        event: { title: 'Deal', schedule },
        offer: { couponCode: 'A1', redeemOnlineUrl: url, termsConditions: 'One each' },
      },
      { topicType: 'OFFER', event: { title: 'Deal', schedule } },
      { summary: '', media },
      ...['BOOK', 'ORDER', 'SHOP', 'LEARN_MORE', 'SIGN_UP'].map((actionType) => button({ actionType, url })),
      button({ actionType: 'CALL' }),
    ]
    for (const more of fine) {
      const post = bodyOf(await owner.post(more))
      expect(post).toMatchObject(
        Object.fromEntries(Object.entries(more).filter(([name]) => name !== 'media')),
      )
    }
  })

  it.each<[string, JsonObject, ...string[]]>([
    ['a summary of 1501', { summary: '🥐'.repeat(1_501) }, '9 summary'],
    ['neither summary nor photo', { summary: '' }, '2 summary'],
    ['an alert', { topicType: 'ALERT' }, '12 topic_type'],
    ['an event without its event', { topicType: 'EVENT' }, '2 event'],
    ['an offer without its event', { topicType: 'OFFER', offer: {} }, '2 event'],
    ['an event of another topic', { event: { title: 'Quiz', schedule } }, '12 event'],
    ['an offer of another topic', { ...event(), offer: { couponCode: 'A1' } }, '12 offer'],
    ['a title of 59', event({ title: 'é'.repeat(59) }), '9 event.title'],
    ['no title', event({ title: '' }), '2 event.title'],
    ...Object.keys(schedule).map((part): [string, JsonObject, string] => [
      `a schedule without ${part}`,
      event({ schedule: without(part) }),
      `2 event.schedule.${part.replace(/[A-Z]/, (letter) => `_${letter.toLowerCase()}`)}`,
    ]),
    [
      'an end at the start',
      event({ schedule: { ...schedule, endTime: schedule['startTime'] ?? null } }),
      '8 event.schedule',
    ],
    [
      'a day that there is not',
      event({ schedule: { ...schedule, endDate: { year: 2027, month: 2, day: 30 } } }),
      '3 event.schedule',
    ],
    [
      'an hour that there is not',
      event({ schedule: { ...schedule, endTime: { hours: 24 } } }),
      '3 event.schedule',
    ],
    [
      'a second of more than it has',
      event({ schedule: { ...schedule, endTime: { hours: 21, nanos: 1_000_000_000 } } }),
      '3 event.schedule',
    ],
    [
      'two patterns',
      event({ recurrenceInfo: { dailyPattern: {}, weeklyPattern: { daysOfWeek: ['MONDAY'] } } }),
      '12 event.recurrence_info',
    ],
    ['a button without url', button({ actionType: 'BOOK' }), '2 call_to_action.url'],
    [
      'a button with no real url',
      button({ actionType: 'BOOK', url: 'shop.example' }),
      '3 call_to_action.url',
    ],
    ['a call with url', button({ actionType: 'CALL', url }), '12 call_to_action.url'],
    ['a button that does nothing', button({ url }), '2 call_to_action.action_type'],
    ['GET_OFFER', button({ actionType: 'GET_OFFER', url }), '12 call_to_action.action_type'],
    ['a time that has passed', { scheduledTime: '2020-01-01T00:00:00Z' }, '3 scheduled_time'],
    ['what Google sets', { state: 'LIVE' }, '6 state'],
  ])('%s is refused', async (_, more, ...said) => {
    expect(refusalOf(await owner.post(more))).toEqual([400, 'INVALID_ARGUMENT', ...said])
    await later()
    expect(await shown()).toEqual([])
  })

  it.each<[string, JsonObject, string]>([
    ['a member that there is not', { text: 'Hello' }, 'local_post'],
    ['a topic that there is not', { topicType: 'PRODUCT' }, 'local_post.topicType'],
    [
      'a button that there is not',
      button({ actionType: 'DONATE', url }),
      'local_post.callToAction.actionType',
    ],
    [
      'a number in words',
      event({ schedule: { ...schedule, startDate: { year: '2027' } } }),
      'local_post.event.schedule.startDate.year',
    ],
    ['a time zone', event({ schedule: { ...schedule, timeZone: 'UTC' } }), 'local_post.event.schedule'],
  ])('%s is no local post', async (_, more, field) => {
    expect(refusalOf(await owner.post(more))).toEqual([400, 'INVALID_ARGUMENT', field])
  })

  it('a topic there has to be, and JSON', async () => {
    const [location = ''] = await owner.locations()
    const to = `${postsApi}/${location}/localPosts`
    expect(refusalOf(await owner.call('POST', to, { json: { summary: 'Hi' } }))).toEqual([
      400,
      'INVALID_ARGUMENT',
      '2 topic_type',
    ])
    expect(refusalOf(await owner.call('POST', to, { form: { summary: 'Hi' } }))).toEqual([
      400,
      'INVALID_ARGUMENT',
      'local_post',
    ])
  })

  it('an offer’s button is ignored', async () => {
    const post = bodyOf(
      await owner.post({
        topicType: 'OFFER',
        event: { title: 'Deal', schedule },
        ...button({ actionType: 'BOOK' }),
      }),
    )
    expect(post).not.toHaveProperty('callToAction')
  })

  it('its page tells all of it', async () => {
    const offer = { couponCode: 'BREAD', redeemOnlineUrl: url, termsConditions: 'One each' }
    const post = bodyOf(
      await owner.post({ topicType: 'OFFER', event: { title: 'Half price', schedule }, offer }),
    )
    const other = bodyOf(await owner.post({ ...event(), ...button({ actionType: 'BOOK', url }) }))
    await later()
    const { text } = await client.call('GET', String(post['searchUrl']))
    for (const words of ['Half price', 'BREAD', 'One each', '2027-03-05 18:30']) expect(text).toContain(words)
    expect((await client.call('GET', String(other['searchUrl']))).text).toContain('Button: BOOK')
  })
})
