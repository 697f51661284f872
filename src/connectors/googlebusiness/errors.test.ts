import { describe, expect, it } from 'vitest'
import { aReply, scripted } from '../../../tests/support/scripted-network.js'
import type { Json } from '../../kit/json.js'
import { isRefusal, refusalOf, refusalOfV4 } from './errors.js'

const now = new Date('2026-01-01T00:00:10.000Z')
const envelope = (code: number, status: string, message: string, ...details: Json[]) =>
  aReply(code, { error: { code, message, status, details } })
const v4Error = (code: number, status: string, ...errorDetails: Json[]) =>
  envelope(code, status, 'Request contains an invalid argument.', {
    '@type': 'type.googleapis.com/google.mybusiness.v4.ValidationError',
    errorDetails,
  })
const invalid = (code: string | number, field: string, message = 'No') =>
  v4Error(400, 'INVALID_ARGUMENT', { code, field, message, value: '' })
const info = (reason: string, metadata: Record<string, string | number> = {}) => ({
  '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
  reason,
  domain: 'googleapis.com',
  metadata,
})

type Row = [what: string, reply: ReturnType<typeof aReply>, said: string, isRefusal: boolean]
const rows: Row[] = [
  [
    'auth: 401 UNAUTHENTICATED',
    envelope(401, 'UNAUTHENTICATED', 'No'),
    'reconnect ACCOUNT_DISCONNECTED',
    true,
  ],
  [
    'permission: 403 PERMISSION_DENIED',
    envelope(403, 'PERMISSION_DENIED', 'No'),
    'edit PERMISSION_DENIED',
    true,
  ],
  [
    'permission: 400 FAILED_PRECONDITION',
    envelope(400, 'FAILED_PRECONDITION', 'No'),
    'edit PERMISSION_DENIED',
    true,
  ],
  [
    'permission: OPERATION_UNSUPPORTED_UNDER_ACCOUNT_CONDITION (1301)',
    v4Error(403, 'PERMISSION_DENIED', { code: 1301, message: 'No' }),
    'edit PERMISSION_DENIED not verified',
    true,
  ],
  [
    'permission: OPERATION_UNSUPPORTED_UNDER_ACCOUNT_CONDITION, by name',
    v4Error(403, 'PERMISSION_DENIED', { code: 'OPERATION_UNSUPPORTED_UNDER_ACCOUNT_CONDITION' }),
    'edit PERMISSION_DENIED not verified',
    true,
  ],
  [
    'permission: LOCATION_DISABLED_FOR_LOCAL_POST_API, in words',
    v4Error(403, 'PERMISSION_DENIED', { code: 9, message: 'LOCATION_DISABLED_FOR_LOCAL_POST_API: no' }),
    'edit PERMISSION_DENIED chains',
    true,
  ],
  [
    'permission: a scope that was not ticked',
    envelope(403, 'PERMISSION_DENIED', 'No', info('ACCESS_TOKEN_SCOPE_INSUFFICIENT')),
    'reconnect PERMISSION_DENIED ticked',
    true,
  ],
  [
    'content: 400 INVALID_ARGUMENT with MISSING_VALUE',
    invalid('MISSING_VALUE', 'summary'),
    'edit CONTENT_REJECTED the text',
    true,
  ],
  [
    'content: … with INVALID_VALUE',
    invalid('INVALID_VALUE', 'event.schedule'),
    'edit CONTENT_REJECTED the event',
    true,
  ],
  [
    'content: … with VALUE_OUTSIDE_ALLOWED_RANGE',
    invalid('VALUE_OUTSIDE_ALLOWED_RANGE', 'offer'),
    'edit CONTENT_REJECTED the offer',
    true,
  ],
  ['content: … of the button', invalid(3, 'callToAction.url'), 'edit CONTENT_REJECTED the button', true],
  ['content: … of the language', invalid(3, 'languageCode'), 'edit CONTENT_REJECTED languageCode', true],
  ['content: … of the photo', invalid(3, 'media[0]'), 'edit MEDIA_REJECTED photo', true],
  [
    'content: … of what nobody knows',
    envelope(400, 'INVALID_ARGUMENT', 'No'),
    'edit CONTENT_REJECTED this post',
    true,
  ],
  [
    'content: … told as a BadRequest',
    envelope(400, 'INVALID_ARGUMENT', 'No', {
      fieldViolations: [{ field: 'local_post.summary', description: 'No' }],
    }),
    'edit CONTENT_REJECTED the text',
    true,
  ],
  [
    'content: 1,500 characters',
    invalid(3, 'summary', 'Must be at most 1500 characters'),
    'edit CONTENT_TOO_LONG 1,500',
    true,
  ],
  ['content: PHOTO_FETCH_FAILED', invalid('PHOTO_FETCH_FAILED', 'media'), 'wait MEDIA_REJECTED fetch', true],
  ['content: … as its number', invalid(1_000, 'media'), 'wait MEDIA_REJECTED fetch', true],
  [
    'content: a photo for a reason that is not told',
    invalid(1_001, 'media'),
    'edit MEDIA_REJECTED use',
    true,
  ],
  ['content: PHOTO_UPLOAD_FAILED', invalid('PHOTO_UPLOAD_FAILED', 'media'), 'edit MEDIA_REJECTED JPEG', true],
  ['gone: 404 NOT_FOUND', envelope(404, 'NOT_FOUND', 'No'), 'edit PUBLISH_ERROR select one again', true],
  [
    'rate limit: 429 RESOURCE_EXHAUSTED',
    envelope(429, 'RESOURCE_EXHAUSTED', 'No'),
    'wait RATE_LIMITED',
    true,
  ],
  ['transient: 500', envelope(500, 'INTERNAL', 'No'), 'wait PLATFORM_UNAVAILABLE', false],
  ['transient: 503', envelope(503, 'UNAVAILABLE', 'No'), 'wait PLATFORM_UNAVAILABLE', false],
  [
    'transient: 504, after which nobody knows',
    envelope(504, 'DEADLINE_EXCEEDED', 'No'),
    'wait PLATFORM_UNAVAILABLE',
    false,
  ],
  ['transient: 409 ABORTED', envelope(409, 'ABORTED', 'No'), 'wait PLATFORM_UNAVAILABLE', false],
  [
    'transient: OPERATION_EXECUTION_ERROR',
    invalid('OPERATION_EXECUTION_ERROR', ''),
    'wait PLATFORM_UNAVAILABLE',
    false,
  ],
  [
    'section 1: a project that is not approved',
    envelope(429, 'RESOURCE_EXHAUSTED', 'No', info('RATE_LIMIT_EXCEEDED', { quota_limit_value: '0' })),
    'edit PUBLISH_ERROR approved',
    true,
  ],
  [
    'section 1: a project that is not approved, as a number',
    envelope(429, 'RESOURCE_EXHAUSTED', 'No', info('RATE_LIMIT_EXCEEDED', { quota_limit_value: 0 })),
    'edit PUBLISH_ERROR approved',
    true,
  ],
  [
    'section 1: a limit that is not nought',
    envelope(429, 'RESOURCE_EXHAUSTED', 'No', info('RATE_LIMIT_EXCEEDED', { quota_limit_value: '300' })),
    'wait RATE_LIMITED',
    true,
  ],
  [
    'section 1: an API that is not switched on',
    envelope(403, 'PERMISSION_DENIED', 'No', info('SERVICE_DISABLED')),
    'edit PUBLISH_ERROR switched on',
    true,
  ],
  ['an answer that is not Google’s', aReply(400, { error: 'no' }), 'edit CONTENT_REJECTED', false],
  ['401 without an envelope', aReply(401), 'reconnect ACCOUNT_DISCONNECTED', false],
  ['403 without an envelope', aReply(403), 'edit PERMISSION_DENIED', false],
  ['404 without an envelope', aReply(404), 'edit PUBLISH_ERROR', false],
  ['429 without an envelope', aReply(429), 'wait RATE_LIMITED', false],
]

it.each(rows)('section 5: %s', (_what, reply, said, is) => {
  const { cure, error } = refusalOf(reply, now)
  const [expectedCure, code, ...words] = said.split(' ')
  expect([cure, error.code]).toEqual([expectedCure, code])
  expect(error.message).toContain(words.join(' '))
  expect(isRefusal(reply)).toBe(is)
})

it('section 5: the network’s own code and words come along', () => {
  expect(refusalOf(invalid('MISSING_VALUE', 'summary', 'Summary is missing'), now).error).toMatchObject({
    networkCode: 'MISSING_VALUE',
    networkMessage: 'Request contains an invalid argument. Summary is missing',
    httpStatus: 400,
  })
  expect(refusalOf(envelope(403, 'PERMISSION_DENIED', 'No'), now).error.networkCode).toBe('PERMISSION_DENIED')
  const saidTwice = invalid('MISSING_VALUE', 'summary', 'Request contains an invalid argument.')
  expect(refusalOf(saidTwice, now).error.networkMessage).toBe('Request contains an invalid argument.')
})

it('section 5: no answer of a server that is out of order is a refusal, whatever it says', () => {
  for (const status of [500, 502, 503, 504])
    expect(isRefusal(envelope(status, 'INVALID_ARGUMENT', 'No'))).toBe(false)
})

it.each([
  [999, 'CONTENT_REJECTED'],
  [1_001, 'MEDIA_REJECTED'],
  [1_099, 'MEDIA_REJECTED'],
  [1_100, 'CONTENT_REJECTED'],
  [1_299, 'CONTENT_REJECTED'],
  [1_300, 'PERMISSION_DENIED'],
  [1_399, 'PERMISSION_DENIED'],
  [1_400, 'CONTENT_REJECTED'],
])('section 5: a code that is told as the number %s alone is %s', (code, expected) => {
  expect(refusalOf(invalid(code, ''), now).error.code).toBe(expected)
})

describe('section 5: rate limit', () => {
  it('wait to the next minute', () => {
    expect(refusalOf(envelope(429, 'RESOURCE_EXHAUSTED', 'No'), now).retryAfterMs).toBe(50_000)
  })

  it('or as long as Google says', () => {
    expect(refusalOf(aReply(429, {}, { 'retry-after': '7' }), now).retryAfterMs).toBe(7_000)
  })
})

describe('section 5: a 401 from v4 while v1 works is usually transient', () => {
  const refusal = envelope(401, 'UNAUTHENTICATED', 'No')
  it.each([
    ['v1 works', aReply(200, { accounts: [] }), 'wait PLATFORM_UNAVAILABLE'],
    ['v1 refuses too', refusal, 'reconnect ACCOUNT_DISCONNECTED'],
    ['v1 is away', new Error('away'), 'reconnect ACCOUNT_DISCONNECTED'],
  ])('%s', async (_what, answer, said) => {
    const { ctx, asked } = scripted([answer])
    const { cure, error } = await refusalOfV4(refusal, ctx)
    expect(`${cure} ${error.code}`).toBe(said)
    expect(asked.map(({ url }) => url)).toEqual([
      'https://mybusinessaccountmanagement.googleapis.com/v1/accounts',
    ])
  })

  it('of nothing else v1 is asked', async () => {
    const { ctx, asked } = scripted([])
    expect(await refusalOfV4(envelope(403, 'PERMISSION_DENIED', 'No'), ctx)).toMatchObject({ cure: 'edit' })
    expect(asked).toEqual([])
  })
})
