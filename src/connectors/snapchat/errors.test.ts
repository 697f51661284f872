import { describe, expect, it } from 'vitest'
import { aReply, scripted } from '../../../tests/support/scripted-network.js'
import { film, mine, no, ok, plan, profile } from '../../../tests/support/snapchat-answers.js'
import type { PlatformReply } from '../platform-http.js'
import { refusalOf } from './errors.js'
import { publish } from './publish.js'

describe('section 5', () => {
  it('401: auth, refreshed once, then reconnect', () => {
    expect(refusalOf(no(401, null))).toMatchObject({
      cure: 'reconnect',
      error: { code: 'ACCOUNT_DISCONNECTED', httpStatus: 401 },
    })
  })

  const forbidden: [string, PlatformReply, PlatformReply, object][] = [
    [
      'my_profile is refused, too: the app is not allow-listed, which is its operator’s to mend',
      no(403, 'AUTHORIZATION_PERMISSION_DENIED'),
      no(403, 'AUTHORIZATION_PERMISSION_DENIED'),
      {
        cure: 'edit',
        error: { code: 'PUBLISH_ERROR', message: expect.stringContaining('operator') as string },
      },
    ],
    [
      'with an empty body',
      aReply(403),
      aReply(403),
      {
        cure: 'edit',
        error: { code: 'PUBLISH_ERROR', message: expect.stringContaining('operator') as string },
      },
    ],
    [
      'my_profile tells another profile: the person lost the role',
      no(403, null),
      ok({ public_profile: { ...profile, id: '8' } }),
      { cure: 'reconnect', error: { code: 'PERMISSION_DENIED' } },
    ],
    [
      'my_profile tells none: the person lost the role',
      no(403, null),
      ok({ public_profiles: [] }),
      { cure: 'reconnect', error: { code: 'PERMISSION_DENIED' } },
    ],
    [
      'my_profile tells this profile: the app may not post to it',
      no(403, null),
      mine,
      { cure: 'edit', error: { code: 'PUBLISH_ERROR' } },
    ],
    ['my_profile does not answer: later', no(403, null), aReply(503), { cure: 'wait' }],
    [
      'my_profile says 401',
      no(403, null),
      aReply(401),
      { cure: 'reconnect', error: { code: 'ACCOUNT_DISCONNECTED' } },
    ],
  ]
  it.each(forbidden)('403: %s', async (_row, reply, own, expected) => {
    const { ctx, asked } = scripted([reply, own])
    expect(await publish(film(), plan, ctx)).toMatchObject({ kind: 'refused', ...expected })
    expect(asked[1]?.url).toBe('https://businessapi.snapchat.com/v1/public_profiles/my_profile')
  })

  it('400 other (`display_message`): content, with Snapchat’s own words', () => {
    expect(refusalOf(no(400, 'INVALID_REQUEST', 'The description has bad words'))).toEqual({
      kind: 'refused',
      cure: 'edit',
      error: {
        code: 'CONTENT_REJECTED',
        message: expect.any(String) as string,
        networkCode: 'INVALID_REQUEST',
        networkMessage: 'The description has bad words',
        httpStatus: 400,
        details: { networkRequestId: 'r2' },
      },
    })
  })

  it.each([
    ['its code', no(400, 'INVALID_MEDIA', 'No.')],
    ['its words', no(400, null, 'The video is too short')],
  ])('400 that is about the file, by %s', (_how, reply) => {
    expect(refusalOf(reply).error.code).toBe('MEDIA_REJECTED')
  })

  it('429: rate limit, `Retry-After` if present', () => {
    expect(refusalOf(no(429, null, 'Slow', { 'retry-after': '7' }))).toMatchObject({
      cure: 'wait',
      retryAfterMs: 7_000,
      error: { code: 'RATE_LIMITED' },
    })
    expect(refusalOf(aReply(429)).retryAfterMs).toBe(30_000)
  })

  it('5xx: transient before 3d', () => {
    expect(refusalOf(aReply(502))).toMatchObject({ cure: 'wait', error: { code: 'PLATFORM_UNAVAILABLE' } })
    expect(refusalOf(no(200, 'INTERNAL_ERROR'))).toMatchObject({ cure: 'wait' })
  })
})
