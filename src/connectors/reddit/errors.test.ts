import { describe, expect, it } from 'vitest'
import { aReply } from '../../../tests/support/scripted-network.js'
import type { PlatformReply } from '../platform-http.js'
import { isRefusal, refusalOf } from './errors.js'

const errors = (code: string, words = 'words', more = {}): PlatformReply =>
  aReply(200, { json: { errors: [[code, words, 'field']], ...more } })
const of = (reply: PlatformReply) => {
  const { cure, error, retryAfterMs } = refusalOf(reply)
  return [error.code, cure, ...(retryAfterMs === undefined ? [] : [retryAfterMs])]
}

describe('section 5, shape 1: HTTP 200 with json.errors', () => {
  it.each([
    ['RATELIMIT', ['RATE_LIMITED', 'wait', 60_000]],
    ['QUOTA_FILLED', ['QUOTA_EXCEEDED', 'wait', 3_600_000]],
    ['ALREADY_SUB', ['DUPLICATE_CONTENT', 'edit']],
    ['SUBREDDIT_NOEXIST', ['PUBLISH_ERROR', 'edit']],
    ['SUBREDDIT_NOTALLOWED', ['PERMISSION_DENIED', 'edit']],
    ['SUBREDDIT_REQUIRED', ['PUBLISH_ERROR', 'edit']],
    ['BAD_SR_NAME', ['PUBLISH_ERROR', 'edit']],
    ['NO_SELFS', ['CONTENT_REJECTED', 'edit']],
    ['NO_LINKS', ['CONTENT_REJECTED', 'edit']],
    ['NO_IMAGES', ['MEDIA_REJECTED', 'edit']],
    ['NO_VIDEOS', ['MEDIA_REJECTED', 'edit']],
    ['GALLERIES_DISABLED', ['MEDIA_REJECTED', 'edit']],
    ['NO_TEXT', ['CONTENT_REJECTED', 'edit']],
    ['TOO_LONG', ['CONTENT_TOO_LONG', 'edit']],
    ['NO_URL', ['CONTENT_REJECTED', 'edit']],
    ['BAD_URL', ['CONTENT_REJECTED', 'edit']],
    ['DOMAIN_BANNED', ['CONTENT_REJECTED', 'edit']],
    ['INVALID_OPTION', ['CONTENT_REJECTED', 'edit']],
    ['MISSING_VIDEO_URLS', ['MEDIA_REJECTED', 'edit']],
    ['BAD_FLAIR_TEMPLATE_ID', ['CONTENT_REJECTED', 'edit']],
    ['SUBMIT_VALIDATION_FLAIR_REQUIRED', ['CONTENT_REJECTED', 'edit']],
    ['SUBMIT_VALIDATION_ANYTHING', ['CONTENT_REJECTED', 'edit']],
    ['THREAD_LOCKED', ['PUBLISH_ERROR', 'edit']],
    ['TOO_OLD', ['PUBLISH_ERROR', 'edit']],
    ['DELETED_COMMENT', ['PUBLISH_ERROR', 'edit']],
    ['DELETED_LINK', ['PUBLISH_ERROR', 'edit']],
    ['USER_REQUIRED', ['ACCOUNT_DISCONNECTED', 'reconnect']],
    ['IN_TIMEOUT', ['ACCOUNT_SUSPENDED', 'reconnect']],
    ['BANNED_FROM_SUBREDDIT', ['PERMISSION_DENIED', 'edit']],
    ['NEVER_HEARD_OF', ['CONTENT_REJECTED', 'edit']],
  ])('%s', (code, expected) => {
    expect(of(errors(code))).toEqual(expected)
    expect(isRefusal(errors(code))).toBe(true)
    expect(refusalOf(errors(code)).error).toMatchObject({ networkCode: code, networkMessage: 'words' })
  })

  it.each([
    ['Take a break for 9 minutes before trying again.', {}, 541_000],
    ['you are doing that too much. try again in 4 minutes.', {}, 241_000],
    ['Take a break for 1 minute before trying again.', {}, 61_000],
    ['try again in 30 seconds.', {}, 31_000],
    ['try again in 250 milliseconds.', {}, 1_250],
    ['try again in 2 hours.', {}, 7_201_000],
    ['try again in 9 minutes.', { ratelimit: 523.4 }, 525_000],
  ])('RATELIMIT "%s" %j is waited for, and a second', (words, more, ms) => {
    expect(of(errors('RATELIMIT', words, more))).toEqual(['RATE_LIMITED', 'wait', ms])
  })
})

it('section 5, shape 2: 400 of a subreddit’s own rules, in Reddit’s words', () => {
  const reply = aReply(400, {
    fields: ['title'],
    explanation: 'You may not have "x" in your title. ',
    message: 'Bad Request',
    reason: 'SUBMIT_VALIDATION_TITLE_BLACKLISTED_STRING',
    error_type: 'SUBMIT_VALIDATION_ERROR',
  })
  expect(of(reply)).toEqual(['CONTENT_REJECTED', 'edit'])
  expect(refusalOf(reply).error).toMatchObject({
    networkCode: 'SUBMIT_VALIDATION_TITLE_BLACKLISTED_STRING',
    networkMessage: 'You may not have "x" in your title.',
    httpStatus: 400,
  })
})

describe('section 5, shape 3: a status', () => {
  const page = (status: number, headers = {}): PlatformReply => ({
    ...aReply(status, undefined, headers),
    text: '<html>',
  })
  it.each<[string, PlatformReply, unknown[]]>([
    ['401', aReply(401, { error: 401 }), ['ACCOUNT_DISCONNECTED', 'reconnect']],
    [
      '403 insufficient_scope',
      aReply(
        403,
        { error: 403 },
        { 'www-authenticate': 'Bearer realm="reddit", error="insufficient_scope"' },
      ),
      ['PERMISSION_DENIED', 'reconnect'],
    ],
    ['403', aReply(403, { message: 'Forbidden', error: 403 }), ['PERMISSION_DENIED', 'edit']],
    ['403 private', aReply(403, { reason: 'private', error: 403 }), ['PERMISSION_DENIED', 'edit']],
    ['403 IN_TIMEOUT', aReply(403, { reason: 'IN_TIMEOUT', error: 403 }), ['ACCOUNT_SUSPENDED', 'reconnect']],
    ['403 as a page', page(403), ['PERMISSION_DENIED', 'edit']],
    ['404 banned', aReply(404, { reason: 'banned', error: 404 }), ['PUBLISH_ERROR', 'edit']],
    ['404', aReply(404, { message: 'Not Found', error: 404 }), ['PUBLISH_ERROR', 'edit']],
    ['429 as a page with retry-after', page(429, { 'retry-after': '4' }), ['RATE_LIMITED', 'wait', 4_000]],
    ['429 with a reset', page(429, { 'x-ratelimit-reset': '167' }), ['RATE_LIMITED', 'wait', 167_000]],
    ['429 that says nothing', page(429), ['RATE_LIMITED', 'wait', 60_000]],
  ])('%s', (_what, reply, expected) => {
    expect(of(reply)).toEqual(expected)
    expect(isRefusal(reply)).toBe(true)
  })

  it('403 as a page says that the server or its name is blocked, and as JSON that the subreddit is closed', () => {
    expect(refusalOf(page(403)).error.message).toContain('REDDIT_USERNAME')
    expect(refusalOf(aReply(403, { error: 403 })).error.message).toContain('subreddit')
  })

  it.each([408, 500, 502, 503, 504, 520, 522])('%i leaves the outcome of a post unknown', (status) => {
    expect(isRefusal(page(status))).toBe(false)
    expect(of(page(status))).toEqual(['PLATFORM_UNAVAILABLE', 'wait'])
  })

  it('a 200 without errors is no refusal', () => {
    expect(isRefusal(aReply(200, { json: { errors: [], data: {} } }))).toBe(false)
  })
})
