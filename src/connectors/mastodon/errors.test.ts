import { describe, expect, it } from 'vitest'
import { outcomeOf } from '../../../tests/support/one-answer.js'
import { publish } from './publish.js'

describe('what an instance answers to a status', () => {
  it.each([
    [400, 'Missing parameter', 'PUBLISH_ERROR', 'edit'],
    [401, 'The access token is invalid', 'ACCOUNT_DISCONNECTED', 'reconnect'],
    [401, 'The access token was revoked', 'ACCOUNT_DISCONNECTED', 'reconnect'],
    [401, 'The access token expired', 'ACCOUNT_DISCONNECTED', 'reconnect'],
    [403, 'This action is outside the authorized scopes', 'PERMISSION_DENIED', 'reconnect'],
    [403, 'This action is not allowed', 'CONTENT_REJECTED', 'edit'],
    [403, 'Your login is currently disabled', 'ACCOUNT_SUSPENDED', 'reconnect'],
    [403, 'Your login is currently pending approval', 'ACCOUNT_SUSPENDED', 'reconnect'],
    [403, 'Your login is missing a confirmed e-mail address', 'ACCOUNT_SUSPENDED', 'reconnect'],
    [404, 'The post you are trying to reply to does not appear to exist.', 'PUBLISH_ERROR', 'edit'],
    [413, 'Request entity too large', 'MEDIA_REJECTED', 'edit'],
    [422, 'Validation failed: Text character limit of 500 exceeded', 'CONTENT_REJECTED', 'edit'],
    [422, 'This method requires an authenticated user', 'ACCOUNT_DISCONNECTED', 'reconnect'],
    [422, 'Cannot attach more than 4 files', 'MEDIA_REJECTED', 'edit'],
    [422, 'Cannot attach a video to a post that already contains images', 'MEDIA_REJECTED', 'edit'],
    [422, 'Media 1, 2 not found or already attached to another post', 'MEDIA_REJECTED', 'edit'],
    [
      422,
      'Cannot attach files that have not finished processing. Try again in a moment!',
      'PLATFORM_UNAVAILABLE',
      'wait',
    ],
    [422, 'Duplicate record', 'DUPLICATE_CONTENT', 'edit'],
    [429, 'Too many requests', 'RATE_LIMITED', 'wait'],
  ] as const)('%i %s is a refusal with its cure', async (status, error, code, cure) => {
    expect(await outcomeOf({ publish }, status, { error })).toMatchObject({
      kind: 'refused',
      cure,
      error: { code, httpStatus: status, networkMessage: error },
    })
  })

  it.each([
    [503, { error: 'There was a temporary problem serving your request, please try again' }],
    [503, { error: 'Remote data could not be fetched' }],
    [502, '<html>A proxy</html>'],
    [504, '<html>A proxy</html>'],
    [200, '<html>A proxy</html>'],
    [200, {}],
  ])('%i %j leaves it open whether the status is out', async (status, body) => {
    expect((await outcomeOf({ publish }, status, body)).kind).toBe('unknown')
  })

  it('waits until the reset, an ISO time with microseconds', async () => {
    const headers = { 'x-ratelimit-limit': '300', 'x-ratelimit-reset': '2026-01-01T00:02:10.000000Z' }
    expect(await outcomeOf({ publish }, 429, { error: 'Too many requests' }, headers)).toMatchObject({
      error: { code: 'RATE_LIMITED' },
      retryAfterMs: 120_000,
    })
  })
})
