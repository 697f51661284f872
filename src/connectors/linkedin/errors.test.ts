import { describe, expect, it } from 'vitest'
import { outcomeOf } from '../../../tests/support/one-answer.js'
import { comment, publish } from './publish.js'

const plain = (status: number, code: string | null, message: string) => ({
  status,
  message,
  ...(code === null ? {} : { code }),
})
const ofField = (status: number, code: string, message: string) => ({
  status,
  message: 'The request is invalid',
  errorDetailType: 'com.linkedin.common.error.BadRequest',
  errorDetails: { inputErrors: [{ code, description: message }] },
})

describe('section 5: what LinkedIn answers to a post', () => {
  it.each([
    [400, 'VERSION_MISSING', 'A version must be present...', 'PLATFORM_UNAVAILABLE', 'wait'],
    [426, 'NONEXISTENT_VERSION', 'Requested version 20250101 is not active', 'PLATFORM_UNAVAILABLE', 'wait'],
    [400, 'FIELD_LENGTH_TOO_LONG', 'commentary length 3001', 'CONTENT_TOO_LONG', 'edit'],
    [400, 'INVALID_VALUE_FOR_FIELD', 'poll can’t be set to …', 'CONTENT_REJECTED', 'edit'],
    [400, 'INVALID_VALUE_FOR_FIELD', 'parent can’t be set to urn:li:share:1', 'CONTENT_REJECTED', 'edit'],
    [400, 'INVALID_VALUE_BLANK_FIELD', 'title can’t be blank', 'CONTENT_REJECTED', 'edit'],
    [400, 'MEDIA_ASSET_PROCESSING_FAILED', 'Media asset failed processing', 'PROCESSING_FAILED', 'edit'],
    [400, 'MEDIA_ASSET_WAITING_UPLOAD', 'Media asset is waiting upload', 'PLATFORM_UNAVAILABLE', 'wait'],
    [400, 'INVALID_IMAGE_ID', 'This Image ID is invalid', 'PLATFORM_UNAVAILABLE', 'wait'],
    [400, 'EXPIRED_UPLOAD_URL', 'The Video upload URL is expired', 'PLATFORM_UNAVAILABLE', 'wait'],
    [400, 'INVALID_URN_TYPE', 'author must be a person URN', 'PUBLISH_ERROR', 'edit'],
    [400, 'MISSING_FIELD', 'commentary is required but missing', 'PUBLISH_ERROR', 'edit'],
    [401, 'EMPTY_ACCESS_TOKEN', 'Empty oauth2_access_token', 'ACCOUNT_DISCONNECTED', 'reconnect'],
    [401, 'REVOKED_ACCESS_TOKEN', 'Revoked', 'ACCOUNT_DISCONNECTED', 'reconnect'],
    [401, null, 'Invalid access token', 'ACCOUNT_DISCONNECTED', 'reconnect'],
    [401, null, 'Expired access token', 'ACCOUNT_DISCONNECTED', 'reconnect'],
    [401, null, 'The token has been revoked', 'ACCOUNT_DISCONNECTED', 'reconnect'],
    [403, 'ACCESS_DENIED', 'Not enough permissions to access: …', 'PERMISSION_DENIED', 'reconnect'],
    [404, 'NOT_FOUND', 'Could not find entity', 'PUBLISH_ERROR', 'edit'],
    [405, null, 'Method Not Allowed', 'PUBLISH_ERROR', 'edit'],
    [409, 'CONFLICT', 'A write conflict occurred. Retry the request.', 'PLATFORM_UNAVAILABLE', 'wait'],
    [411, null, 'Length Required', 'PUBLISH_ERROR', 'edit'],
    [413, 'REQUEST_ENTITY_TOO_LARGE', 'Too large', 'MEDIA_REJECTED', 'edit'],
    [415, 'UNSUPPORTED_MEDIA_TYPE', 'Unsupported', 'MEDIA_REJECTED', 'edit'],
    [422, 'DUPLICATE_POST', 'Content is a duplicate of urn:li:share:1', 'DUPLICATE_CONTENT', 'edit'],
    [422, null, 'Content is a duplicate of urn:li:ugcPost:1', 'DUPLICATE_CONTENT', 'edit'],
    [422, 'UNPROCESSABLE_ENTITY', 'Unprocessable', 'CONTENT_REJECTED', 'edit'],
    [429, 'TOO_MANY_REQUESTS', 'Resource level throttle limit …', 'RATE_LIMITED', 'wait'],
  ] as const)('%i %s %s', async (status, network, message, code, cure) => {
    const expected = { kind: 'refused', cure, error: { code, httpStatus: status } }
    expect(await outcomeOf({ publish }, status, plain(status, network, message))).toMatchObject({
      ...expected,
      error: { ...expected.error, networkMessage: message },
    })
    if (network !== null)
      expect(await outcomeOf({ publish }, status, ofField(status, network, message))).toMatchObject({
        ...expected,
        error: { ...expected.error, networkCode: network },
      })
  })

  it('403 with the number 100 is a missing permission too', async () => {
    const body = { serviceErrorCode: 100, message: 'Not enough permissions to access: posts', status: 403 }
    expect(await outcomeOf({ publish }, 403, body)).toMatchObject({
      cure: 'reconnect',
      error: { code: 'PERMISSION_DENIED', networkCode: '100' },
    })
  })

  it.each([
    [500, plain(500, 'INTERNAL_SERVER_ERROR', 'Internal')],
    [502, '<html>A proxy</html>'],
    [503, plain(503, 'SERVICE_UNAVAILABLE', 'Unavailable')],
    [504, plain(504, null, 'Gateway Timeout')],
    [200, {}],
    [201, {}],
    [302, ''],
  ])('%i may have made the post: the outcome is unknown', async (status, body) => {
    expect((await outcomeOf({ publish }, status, body)).kind).toBe('unknown')
  })

  it('201 has its URN in a header', async () => {
    const urn = 'urn:li:share:6844785523593134080'
    expect(await outcomeOf({ publish }, 201, '', { 'x-restli-id': urn })).toEqual({
      kind: 'published',
      remoteId: urn,
      url: `https://www.linkedin.com/feed/update/${urn}/`,
      data: { author: 'urn:li:person:7' },
    })
  })

  it('a duplicate names the post it would repeat', async () => {
    const message = 'Content is a duplicate of urn:li:share:7105273271557726208'
    expect(await outcomeOf({ publish }, 422, plain(422, 'DUPLICATE_POST', message))).toMatchObject({
      sameAs: {
        kind: 'found',
        remoteId: 'urn:li:share:7105273271557726208',
        createdAt: new Date('2023-09-06T19:39:17.533Z'),
      },
    })
  })

  it('429 says nothing of its end: the day’s limits end at midnight UTC', async () => {
    const outcome = await outcomeOf({ publish }, 429, plain(429, 'TOO_MANY_REQUESTS', 'Throttled'))
    expect(outcome).toMatchObject({ error: { details: { retryAt: '2026-01-02T00:00:00.000Z' } } })
    expect(outcome).not.toHaveProperty('retryAfterMs')
    expect(await outcomeOf({ publish }, 429, '', { 'retry-after': '30' })).toMatchObject({
      retryAfterMs: 30_000,
    })
  })

  it('a comment on a post that is not indexed yet waits', async () => {
    const asPublish = (...given: Parameters<typeof publish>) =>
      comment(given[0], { remoteId: 'urn:li:share:1', url: null, data: null }, given[2])
    const body = plain(400, null, 'Unable to obtain activity from urn:li:share:1')
    expect(await outcomeOf({ publish: asPublish }, 400, body)).toMatchObject({
      cure: 'wait',
      error: { code: 'PLATFORM_UNAVAILABLE' },
    })
  })
})
