import { describe, expect, it } from 'vitest'
import { outcomeOf } from '../../../tests/support/one-answer.js'
import type { JsonObject } from '../../kit/json.js'
import { failureOf } from './errors.js'
import { publish } from './publish.js'

const graphError = (code: number, more: JsonObject = {}) => ({
  error: { message: 'No', type: 'OAuthException', code, fbtrace_id: 'A', ...more },
})

describe('what Threads answers to a publication, by the rows of its list', () => {
  it.each([
    [
      '190 and its words: auth',
      401,
      190,
      { message: 'Error validating access token' },
      'ACCOUNT_DISCONNECTED',
      'reconnect',
    ],
    ['190 with why', 401, 190, { error_subcode: 463 }, 'ACCOUNT_DISCONNECTED', 'reconnect'],
    ['10: permission', 403, 10, {}, 'PERMISSION_DENIED', 'reconnect'],
    ['200: permission', 403, 200, {}, 'PERMISSION_DENIED', 'reconnect'],
    ['299: permission', 400, 299, {}, 'PERMISSION_DENIED', 'reconnect'],
    ['4: rate limit', 403, 4, {}, 'RATE_LIMITED', 'wait'],
    ['17: rate limit', 400, 17, {}, 'RATE_LIMITED', 'wait'],
    ['32: rate limit', 400, 32, {}, 'RATE_LIMITED', 'wait'],
    ['613: rate limit', 400, 613, {}, 'RATE_LIMITED', 'wait'],
    ['4 with 2207051: spam block', 403, 4, { error_subcode: 2207051 }, 'CONTENT_REJECTED', 'edit'],
    [
      '24 with 4279009: not ready or gone',
      400,
      24,
      { error_subcode: 4279009 },
      'PLATFORM_UNAVAILABLE',
      'wait',
    ],
    ['4279013: user restricted', 403, 200, { error_subcode: 4279013 }, 'ACCOUNT_SUSPENDED', 'reconnect'],
    ['100: content', 400, 100, {}, 'CONTENT_REJECTED', 'edit'],
    [
      '100, text too long',
      400,
      100,
      { message: 'Param text must be at most 500 characters long.' },
      'CONTENT_TOO_LONG',
      'edit',
    ],
    [
      '100, not fetched',
      400,
      100,
      { error_user_msg: 'The media could not be fetched from this URI: x' },
      'MEDIA_REJECTED',
      'wait',
    ],
    ['100 with 2207004: too large', 400, 100, { error_subcode: 2207004 }, 'MEDIA_REJECTED', 'edit'],
    ['100 with 2207005: format', 400, 100, { error_subcode: 2207005 }, 'MEDIA_REJECTED', 'edit'],
    ['100, links', 400, 100, { message: 'THREADS_API__LINK_LIMIT_EXCEEDED' }, 'CONTENT_REJECTED', 'edit'],
    ['100 with 33: what it refers to', 400, 100, { error_subcode: 33 }, 'PUBLISH_ERROR', 'edit'],
    ['9 with 2207042: quota', 400, 9, { error_subcode: 2207042 }, 'QUOTA_EXCEEDED', 'wait'],
  ] as const)('%s', async (_row, status, code, more, ours, cure) => {
    expect(await outcomeOf({ publish }, status, graphError(code, more))).toMatchObject({
      kind: 'refused',
      cure,
      error: { code: ours, httpStatus: status },
    })
  })

  it.each([
    ['1: transient', 400, graphError(1)],
    ['2: transient', 500, graphError(2)],
    ['is_transient: transient', 400, graphError(100, { is_transient: true })],
    ['a server error, whatever it says', 500, graphError(100)],
    ['a code that is not listed', 400, graphError(4_711)],
    ['a page of a proxy', 502, '<html>Bad gateway</html>'],
    ['a 404 of a proxy', 404, '<html>Nothing</html>'],
    ['an answer without an id', 200, {}],
    ['an answer that is none', 200, '<html>Hello</html>'],
  ] as const)('%s: the outcome is unknown', async (_row, status, body) => {
    expect((await outcomeOf({ publish }, status, body)).kind).toBe('unknown')
  })

  it('tells the network’s own code and all of its words', async () => {
    const body = graphError(24, {
      message: 'The requested resource does not exist',
      error_subcode: 4279009,
      error_user_msg: 'Media Not Found',
    })
    expect(await outcomeOf({ publish }, 400, body)).toMatchObject({
      error: {
        networkCode: '24/4279009',
        networkMessage: 'The requested resource does not exist Media Not Found',
      },
    })
  })

  it('waits as many minutes as the header says, and five where there is none', async () => {
    const usage = { 7: [{ type: 'threads', estimated_time_to_regain_access: 12 }] }
    const headers = { 'x-business-use-case-usage': JSON.stringify(usage) }
    expect(await outcomeOf({ publish }, 403, graphError(4), headers)).toMatchObject({
      retryAfterMs: 12 * 60_000,
    })
    expect(await outcomeOf({ publish }, 403, graphError(4))).toMatchObject({ retryAfterMs: 5 * 60_000 })
    const broken = { 'x-business-use-case-usage': '{"7": 5' }
    expect(await outcomeOf({ publish }, 403, graphError(4), broken)).toMatchObject({ retryAfterMs: 300_000 })
  })
})

describe('what a container says it failed for', () => {
  it.each([
    ['FAILED_PROCESSING_AUDIO', 'PROCESSING_FAILED'],
    ['FAILED_PROCESSING_VIDEO', 'PROCESSING_FAILED'],
    ['INVALID_ASPEC_RATIO', 'ASPECT_RATIO_INVALID'],
    ['INVALID_BIT_RATE', 'MEDIA_REJECTED'],
    ['INVALID_DURATION', 'MEDIA_REJECTED'],
    ['INVALID_FRAME_RATE', 'MEDIA_REJECTED'],
    ['INVALID_AUDIO_CHANNELS', 'MEDIA_REJECTED'],
    ['INVALID_AUDIO_CHANNEL_LAYOUT', 'MEDIA_REJECTED'],
    ['UNKNOWN', 'PROCESSING_FAILED'],
    [null, 'PROCESSING_FAILED'],
  ])('%s', (why, code) => {
    expect(failureOf(why)).toMatchObject({ kind: 'refused', cure: 'edit', error: { code } })
  })

  it('FAILED_DOWNLOADING_VIDEO: this server may have been away, and is asked again', () => {
    const refused = { kind: 'refused', cure: 'wait', error: { code: 'MEDIA_REJECTED' } }
    expect(failureOf('FAILED_DOWNLOADING_VIDEO')).toMatchObject(refused)
  })
})
