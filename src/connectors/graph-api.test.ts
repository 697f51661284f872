import { expect, it } from 'vitest'
import type { Json } from '../kit/json.js'
import { appSecretProof, cursorIn, graphErrors, nextIn, restOf, timeIn } from './graph-api.js'

const row = (message: string) => ({ code: 'PUBLISH_ERROR', cure: 'edit', message }) as const
const { isRefusal, refusalOf, accountRefusalOf } = graphErrors({
  name: 'Acme',
  bySubcode: { '42': row('subcode') },
  byWords: [['100', /too long/, row('words')]],
  byCode: { '4': { code: 'RATE_LIMITED', cure: 'wait', message: 'limit' }, '100': row('code') },
  passing: ['43'],
  missing: row('missing'),
  permission: row('permission'),
  outOfOrder: { code: 'PLATFORM_UNAVAILABLE', cure: 'wait', message: 'out of order' },
})
const reply = (error: Json, headers: Record<string, string> = {}, status = 400) => ({
  status,
  headers,
  text: '',
  json: { error },
})

it.each([
  ['its subcode, whatever the code', { code: 1, error_subcode: 42 }, 'subcode'],
  ['100 with 33', { code: 100, error_subcode: 33 }, 'missing'],
  ['its words', { code: 100, message: 'It is', error_user_msg: 'too long' }, 'words'],
  ['its code', { code: 100, message: 'It is' }, 'code'],
  ['its range', { code: 299 }, 'permission'],
])('a refusal is told by %s', (_by, error, message) => {
  expect(isRefusal(reply(error))).toBe(true)
  expect(refusalOf(reply(error)).error.message).toBe(message)
})

it('where no post is, 100 speaks of the account; whatever says more says it still', () => {
  const ofAccount = expect.stringMatching(/^Acme .* about the account/) as string
  for (const error of [
    { code: 100, message: 'No' },
    { code: 100, error_subcode: 33 },
  ])
    expect(accountRefusalOf(reply(error)).error.message).toEqual(ofAccount)
  expect(accountRefusalOf(reply({ code: 100, error_user_msg: 'too long' })).error.message).toBe('words')
  expect(accountRefusalOf(reply({ code: 4 }))).toMatchObject({ cure: 'wait', error: { message: 'limit' } })
  expect(accountRefusalOf(reply(null)).error.message).toBe('out of order')
})

it.each([
  ['1', { code: 1 }],
  ['2', { code: 2 }],
  ['a subcode that passes', { code: 100, error_subcode: 43 }],
  ['is_transient', { code: 100, is_transient: true }],
  ['a code that no table has', { code: 4_711 }],
  ['no error at all', null],
])('%s is no refusal: a post may have been made', (_what, error) => {
  expect(isRefusal(reply(error))).toBe(false)
  expect(refusalOf(reply(error))).toMatchObject({ cure: 'wait', error: { message: 'out of order' } })
})

it('a server error is no refusal, whatever it says', () => {
  expect(isRefusal(reply({ code: 100 }, {}, 500))).toBe(false)
})

it('tells code, subcode, all words, and by what Meta finds the call', () => {
  const error = {
    code: 100,
    error_subcode: 42,
    message: 'No',
    error_user_msg: 'Not this',
    fbtrace_id: 'AbC',
  }
  expect(refusalOf(reply(error)).error).toMatchObject({
    networkCode: '100/42',
    networkMessage: 'No Not this',
    details: { fbtraceId: 'AbC' },
    httpStatus: 400,
  })
})

it('waits for the longest that the header names, in minutes; five where it names none', () => {
  const usage = (...minutes: number[]) => ({
    'x-business-use-case-usage': JSON.stringify({
      7: minutes.map((each) => ({ estimated_time_to_regain_access: each })),
    }),
  })
  expect(refusalOf(reply({ code: 4 }, usage(2, 12))).retryAfterMs).toBe(12 * 60_000)
  expect(refusalOf(reply({ code: 4 }, usage(0))).retryAfterMs).toBe(5 * 60_000)
  expect(refusalOf(reply({ code: 4 }, { 'x-business-use-case-usage': '{"7": 5' })).retryAfterMs).toBe(300_000)
})

it('proves that it knows the secret of the app: hex HMAC-SHA256 of the token', () => {
  // RFC 4231, test case 2.
  expect(appSecretProof('what do ya want for nothing?', 'Jefe')).toBe(
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  )
})

it.each([
  ['the app', { 'x-app-usage': '{"call_count":81,"total_time":2,"total_cputime":2}' }, 15 * 60_000],
  [
    'the page',
    {
      'x-business-use-case-usage':
        '{"7":[{"type":"pages","call_count":5,"total_time":97,"estimated_time_to_regain_access":3}]}',
    },
    3 * 60_000,
  ],
])('reading rests once %s has used four fifths', (_who, headers, restMs) => {
  expect(restOf(reply(null, headers))).toEqual({ restMs })
})

it('reading goes on below, and where nothing is told', () => {
  expect(restOf(reply(null, { 'x-app-usage': '{"call_count":80}' }))).toEqual({})
  expect(restOf(reply(null))).toEqual({})
})

it('reads times, whose zones have no colon', () => {
  expect(timeIn('2026-05-02T15:36:24+0200')).toEqual(new Date('2026-05-02T13:36:24Z'))
})

it('a list goes on where it says so: the last page has a cursor still', () => {
  const cursors = { before: 'a', after: 'b' }
  const page = (paging: Json) => ({ ...reply(null), json: { data: [], paging } })
  expect(nextIn(page({ cursors, next: 'https://graph.facebook.com/next' }))).toBe('b')
  expect(nextIn(page({ cursors }))).toBeNull()
  expect(cursorIn(page({ cursors }))).toBe('b')
})
