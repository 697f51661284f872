import { describe, expect, it } from 'vitest'
import { outcomeOf } from '../../../tests/support/one-answer.js'
import { publish } from './publish.js'

describe('what Pinterest answers to a pin', () => {
  it.each([
    [400, 1, 'Invalid parameters.', 'CONTENT_REJECTED', 'edit'],
    [400, 400, 'Invalid board section parameters.', 'CONTENT_REJECTED', 'edit'],
    [400, 4196, 'Something about the words', 'CONTENT_REJECTED', 'edit'],
    [400, 6126, 'Something about the words', 'CONTENT_REJECTED', 'edit'],
    [400, 1, 'Unable to reach the URL. Please check the URL is correct.', 'MEDIA_REJECTED', 'wait'],
    [400, 1, 'All images of a carousel must have the same size.', 'MEDIA_REJECTED', 'edit'],
    [401, 2, 'Authentication failed.', 'ACCOUNT_DISCONNECTED', 'reconnect'],
    [403, 2, 'Authentication failed.', 'ACCOUNT_DISCONNECTED', 'reconnect'],
    [403, 3, 'Your token does not have sufficient permissions', 'PERMISSION_DENIED', 'reconnect'],
    [401, 7, 'Not authorized to access board or Pin.', 'PERMISSION_DENIED', 'edit'],
    [403, 29, 'You are not permitted to access that resource.', 'PERMISSION_DENIED', 'edit'],
    [403, 403, 'Not authorized to create board sections.', 'PERMISSION_DENIED', 'edit'],
    [403, 403, 'Not authorized to access the user account.', 'ACCOUNT_SUSPENDED', 'reconnect'],
    [404, 50, 'Pin not found.', 'PUBLISH_ERROR', 'edit'],
    [404, 404, 'Board not found.', 'PUBLISH_ERROR', 'edit'],
    [404, 4842, 'Something is not there', 'PUBLISH_ERROR', 'edit'],
    [409, 409, 'Could not get exclusive access to the board', 'PLATFORM_UNAVAILABLE', 'wait'],
    [409, 409, 'Board section conflict.', 'PUBLISH_ERROR', 'edit'],
    [429, 8, 'This request exceeded a rate limit.', 'RATE_LIMITED', 'wait'],
    [429, 30, 'Too many requests', 'RATE_LIMITED', 'wait'],
    [429, 8, 'This was blocked as Spam.', 'CONTENT_REJECTED', 'edit'],
  ] as const)(
    '%i with code %i, %s, is a refusal with its cure',
    async (status, code, message, ours, cure) => {
      expect(await outcomeOf({ publish }, status, { code, message })).toMatchObject({
        kind: 'refused',
        cure,
        error: { code: ours, httpStatus: status, networkCode: String(code), networkMessage: message },
      })
    },
  )

  it('is told with the id of the request, which Pinterest’s support asks for', async () => {
    const body = { code: 1, message: 'Invalid parameters.' }
    expect(await outcomeOf({ publish }, 400, body, { 'x-pinterest-rid': '4711' })).toMatchObject({
      error: { details: { networkRequestId: '4711' } },
    })
  })

  it('spam is told by the detail of a message, too, and nothing is sent again by itself', async () => {
    const body = { code: 8, message: 'Too many requests', message_detail: 'Spam was detected' }
    const outcome = await outcomeOf({ publish }, 429, body, { 'retry-after': '5' })
    expect(outcome).toMatchObject({ kind: 'refused', cure: 'edit', error: { code: 'CONTENT_REJECTED' } })
    expect(outcome).not.toHaveProperty('retryAfterMs')
  })

  it.each([
    [500, { code: 500, message: 'Something went wrong on our end.' }],
    [502, '<html>A proxy</html>'],
    [503, '<html>A proxy</html>'],
    [200, '<html>A proxy</html>'],
    [201, {}],
  ])('%i %j leaves it open whether the pin is out', async (status, body) => {
    expect((await outcomeOf({ publish }, status, body)).kind).toBe('unknown')
  })

  it.each([
    [{ 'x-ratelimit-reset': '12' }, 12_000, 'RATE_LIMITED'],
    [{ 'retry-after': '30' }, 30_000, 'RATE_LIMITED'],
    [{ 'x-ratelimit-reset': '12', 'retry-after': '30' }, 30_000, 'RATE_LIMITED'],
    [{}, 60_000, 'RATE_LIMITED'],
    [{ 'x-ratelimit-reset': 'soon' }, 60_000, 'RATE_LIMITED'],
    [{ 'x-ratelimit-reset': '3600' }, 3_600_000, 'RATE_LIMITED'],
    [{ 'x-ratelimit-reset': '43200', 'x-ratelimit-limit': '1000' }, 43_200_000, 'QUOTA_EXCEEDED'],
    // The context's time is ten seconds into 2026.
    [{ 'x-ratelimit-reset': '1767225640' }, 30_000, 'RATE_LIMITED'],
  ])('429 with %j is waited for', async (headers, retryAfterMs, code) => {
    const outcome = await outcomeOf({ publish }, 429, { code: 8, message: 'A rate limit' }, headers)
    expect(outcome).toMatchObject({ cure: 'wait', error: { code }, retryAfterMs })
  })
})
