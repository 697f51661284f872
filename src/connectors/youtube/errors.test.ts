import { describe, expect, it } from 'vitest'
import { aReply } from '../../../tests/support/scripted-network.js'
import { failureOf, isRefusal, refusalOf } from './errors.js'

const now = new Date('2026-01-01T12:00:00.000Z')
const said = (status: number, reason: string, headers: Record<string, string> = {}) =>
  aReply(
    status,
    { error: { code: status, message: 'Google’s own words', errors: [{ domain: 'youtube', reason }] } },
    headers,
  )

describe('section 5', () => {
  it.each([
    ['auth, refresh once', 401, 'authError', 'ACCOUNT_DISCONNECTED', 'reconnect'],
    ['auth, refresh once', 401, 'expired', 'ACCOUNT_DISCONNECTED', 'reconnect'],
    ['auth, reconnect', 401, 'required', 'ACCOUNT_DISCONNECTED', 'reconnect'],
    ['auth, reconnect', 401, 'authorizationRequired', 'ACCOUNT_DISCONNECTED', 'reconnect'],
    ['auth, reconnect', 401, 'youtubeSignupRequired', 'ACCOUNT_DISCONNECTED', 'reconnect'],
    ['auth, reconnect', 403, 'authenticatedUserNotChannel', 'ACCOUNT_DISCONNECTED', 'reconnect'],
    ['auth, reconnect', 403, 'insufficientPermissions', 'PERMISSION_DENIED', 'reconnect'],
    ['auth, reconnect', 403, 'authenticatedUserAccountClosed', 'ACCOUNT_SUSPENDED', 'reconnect'],
    ['auth, reconnect', 403, 'authenticatedUserAccountSuspended', 'ACCOUNT_SUSPENDED', 'reconnect'],
    ['auth, reconnect', 403, 'channelClosed', 'ACCOUNT_SUSPENDED', 'reconnect'],
    ['auth, reconnect', 403, 'channelSuspended', 'ACCOUNT_SUSPENDED', 'reconnect'],
    ['quota, next midnight Pacific', 403, 'quotaExceeded', 'QUOTA_EXCEEDED', 'wait'],
    ['quota, next midnight Pacific', 403, 'dailyLimitExceeded', 'QUOTA_EXCEEDED', 'wait'],
    ['quota, 24 h, this channel', 400, 'uploadLimitExceeded', 'QUOTA_EXCEEDED', 'wait'],
    ['rate limit, backoff', 403, 'rateLimitExceeded', 'RATE_LIMITED', 'wait'],
    ['rate limit, backoff', 429, 'rateLimitExceeded', 'RATE_LIMITED', 'wait'],
    ['rate limit, backoff', 403, 'userRateLimitExceeded', 'RATE_LIMITED', 'wait'],
    ['rate limit, backoff', 403, 'servingLimitExceeded', 'RATE_LIMITED', 'wait'],
    ['rate limit, backoff', 429, 'uploadRateLimitExceeded', 'RATE_LIMITED', 'wait'],
    ['content, fix', 400, 'invalidTitle', 'CONTENT_REJECTED', 'edit'],
    ['content, fix', 400, 'invalidDescription', 'CONTENT_REJECTED', 'edit'],
    ['content, fix', 400, 'invalidTags', 'CONTENT_REJECTED', 'edit'],
    ['content, fix', 400, 'invalidCategoryId', 'CONTENT_REJECTED', 'edit'],
    ['content, fix', 400, 'invalidPublishAt', 'CONTENT_REJECTED', 'edit'],
    ['content, fix', 400, 'invalidVideoMetadata', 'CONTENT_REJECTED', 'edit'],
    ['content, fix', 400, 'invalidFilename', 'MEDIA_REJECTED', 'edit'],
    ['content, fix', 400, 'mediaBodyRequired', 'MEDIA_REJECTED', 'edit'],
    ['content, fix', 413, 'uploadTooLarge', 'MEDIA_REJECTED', 'edit'],
    ['content, fix', 400, 'defaultLanguageNotSet', 'CONTENT_REJECTED', 'edit'],
    ['permission', 403, 'forbidden', 'PUBLISH_ERROR', 'edit'],
    ['permission', 403, 'forbiddenPrivacySetting', 'PUBLISH_ERROR', 'edit'],
    ['permission', 403, 'forbiddenLicenseSetting', 'PUBLISH_ERROR', 'edit'],
    ['permission', 403, 'accessNotConfigured', 'PUBLISH_ERROR', 'edit'],
    ['upload resync', 416, 'requestedRangeNotSatisfiable', 'PLATFORM_UNAVAILABLE', 'wait'],
    ['comments', 403, 'commentsDisabled', 'PUBLISH_ERROR', 'edit'],
    ['comments', 400, 'commentTextTooLong', 'CONTENT_TOO_LONG', 'edit'],
  ])('%s: %i %s is %s (%s)', (_row, status, reason, code, cure) => {
    expect(isRefusal(said(status, reason))).toBe(true)
    expect(refusalOf(said(status, reason), now)).toMatchObject({
      kind: 'refused',
      cure,
      error: { code, networkCode: reason, networkMessage: 'Google’s own words', httpStatus: status },
    })
  })

  it.each([
    [500, 'internalError'],
    [503, 'backendError'],
    [503, 'notReady'],
  ])('transient: %i %s is no refusal of a call that creates, and waited for elsewhere', (status, reason) => {
    expect(isRefusal(said(status, reason))).toBe(false)
    expect(refusalOf(said(status, reason), now)).toMatchObject({
      cure: 'wait',
      error: { code: 'PLATFORM_UNAVAILABLE' },
    })
  })

  it.each([
    [401, 'ACCOUNT_DISCONNECTED'],
    [403, 'PUBLISH_ERROR'],
    [413, 'MEDIA_REJECTED'],
    [416, 'PLATFORM_UNAVAILABLE'],
    [429, 'RATE_LIMITED'],
    [502, 'PLATFORM_UNAVAILABLE'],
    [400, 'CONTENT_REJECTED'],
  ])('a status alone: %i is %s, and no refusal of a call that creates', (status, code) => {
    const plain = aReply(status, undefined)
    expect(isRefusal(plain)).toBe(false)
    expect(refusalOf(plain, now).error.code).toBe(code)
  })

  it('a refusal without a reason has the name of its status', () => {
    const reply = aReply(401, { error: { code: 401, message: 'No.', status: 'UNAUTHENTICATED' } })
    expect(refusalOf(reply, now).error).toMatchObject({
      code: 'ACCOUNT_DISCONNECTED',
      networkCode: 'UNAUTHENTICATED',
    })
  })

  it.each([
    ['2026-01-01T12:00:00.000Z', '2026-01-02T08:00:00.000Z'],
    ['2026-07-01T06:59:00.000Z', '2026-07-01T07:00:00.000Z'],
    // The clocks are put forward in this night.
    ['2026-03-08T09:00:00.000Z', '2026-03-09T07:00:00.000Z'],
  ])('quota: at %s it waits for midnight Pacific, %s', (at, until) => {
    const { retryAfterMs = 0 } = refusalOf(said(403, 'quotaExceeded'), new Date(at))
    expect(new Date(Date.parse(at) + retryAfterMs).toISOString()).toBe(until)
  })

  it('quota of one channel: a day; rate limit: half a minute, or as long as YouTube says', () => {
    expect(refusalOf(said(400, 'uploadLimitExceeded'), now).retryAfterMs).toBe(86_400_000)
    expect(refusalOf(said(429, 'rateLimitExceeded'), now).retryAfterMs).toBe(30_000)
    const told = { 'retry-after': '300' }
    expect(refusalOf(said(429, 'rateLimitExceeded', told), now).retryAfterMs).toBe(300_000)
    expect(refusalOf(said(503, 'backendError', told), now).retryAfterMs).toBe(300_000)
  })
})

describe('section 3d: a video that YouTube does not keep', () => {
  it.each([
    ['conversion', 'PROCESSING_FAILED', 'edit'],
    ['uploadAborted', 'PROCESSING_FAILED', 'edit'],
    ['invalidFile', 'MEDIA_REJECTED', 'edit'],
    ['emptyFile', 'MEDIA_REJECTED', 'edit'],
    ['tooSmall', 'MEDIA_REJECTED', 'edit'],
    ['codec', 'MEDIA_REJECTED', 'edit'],
    ['length', 'MEDIA_REJECTED', 'edit'],
    ['duplicate', 'DUPLICATE_CONTENT', 'edit'],
    ['copyright', 'CONTENT_REJECTED', 'edit'],
    ['claim', 'CONTENT_REJECTED', 'edit'],
    ['trademark', 'CONTENT_REJECTED', 'edit'],
    ['legal', 'CONTENT_REJECTED', 'edit'],
    ['inappropriate', 'CONTENT_REJECTED', 'edit'],
    ['termsOfUse', 'CONTENT_REJECTED', 'edit'],
    ['uploaderAccountSuspended', 'ACCOUNT_SUSPENDED', 'reconnect'],
    ['uploaderAccountClosed', 'ACCOUNT_SUSPENDED', 'reconnect'],
    ['of another day', 'CONTENT_REJECTED', 'edit'],
  ])('%s is %s (%s)', (reason, code, cure) => {
    expect(failureOf(reason)).toMatchObject({ cure, error: { code, networkCode: reason } })
  })
})
