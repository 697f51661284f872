import { afterEach, expect, it, vi } from 'vitest'
import { localPostOf } from './local-post.js'

afterEach(() => {
  vi.unstubAllEnvs()
})

const event = { title: 'Soup night', start: '2026-12-24T18:05', end: '2027-01-01T00:00' }
const schedule = {
  startDate: { year: 2026, month: 12, day: 24 },
  startTime: { hours: 18, minutes: 5, seconds: 0, nanos: 0 },
  endDate: { year: 2027, month: 1, day: 1 },
  endTime: { hours: 0, minutes: 0, seconds: 0, nanos: 0 },
}
const url = 'https://example.com/soup'

it.each<[string, Record<string, unknown>, string | null, object]>([
  ['section 3: a text', {}, null, { topicType: 'STANDARD', summary: 'Soup' }],
  [
    'section 3: a photo, in the place for one',
    {},
    'https://post.example/a.jpg',
    {
      topicType: 'STANDARD',
      summary: 'Soup',
      media: [{ mediaFormat: 'PHOTO', sourceUrl: 'https://post.example/a.jpg' }],
    },
  ],
  [
    'section 3: a button, in a language',
    { callToAction: { actionType: 'LEARN_MORE', url }, languageCode: 'en' },
    null,
    {
      topicType: 'STANDARD',
      languageCode: 'en',
      summary: 'Soup',
      callToAction: { actionType: 'LEARN_MORE', url },
    },
  ],
  [
    'section 3: an event, all four parts by the location’s clock',
    { event },
    null,
    { topicType: 'EVENT', summary: 'Soup', event: { title: 'Soup night', schedule } },
  ],
  [
    'section 3: an offer, whose button is left out',
    { event, offer: { couponCode: 'SOUP' }, callToAction: { actionType: 'CALL' } },
    null,
    {
      topicType: 'OFFER',
      summary: 'Soup',
      event: { title: 'Soup night', schedule },
      offer: { couponCode: 'SOUP' },
    },
  ],
])('%s', (_what, options, sourceUrl, expected) => {
  for (const zone of ['UTC', 'America/Los_Angeles', 'Pacific/Kiritimati']) {
    vi.stubEnv('TZ', zone)
    expect(localPostOf({ text: 'Soup', options: options as never }, sourceUrl)).toEqual(expected)
  }
})

it('an event without a text has none', () => {
  expect(localPostOf({ text: '', options: { event } }, null)).not.toHaveProperty('summary')
})
