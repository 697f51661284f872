import { describe, expect, it } from 'vitest'
import { outcomeOf } from '../../../tests/support/one-answer.js'
import type { JsonObject } from '../../kit/json.js'
import { failureOf } from './errors.js'
import { publish } from './publish.js'

const graphError = (code: number, more: JsonObject = {}) => ({
  error: { message: 'No', type: 'OAuthException', code, fbtrace_id: 'A', ...more },
})
const subcode = (error_subcode: number) => ({ error_subcode })

describe('what Instagram answers, by the rows of its list', () => {
  it.each([
    ['9004/2207052 not fetched', 9004, subcode(2207052), 'MEDIA_REJECTED', 'wait'],
    ['36003/2207009 ratio', 36003, subcode(2207009), 'ASPECT_RATIO_INVALID', 'edit'],
    ['36000/2207004 > 8 MiB', 36000, subcode(2207004), 'MEDIA_REJECTED', 'edit'],
    ['36001/2207005 format', 36001, subcode(2207005), 'MEDIA_REJECTED', 'edit'],
    ['352/2207026 video format', 352, subcode(2207026), 'MEDIA_REJECTED', 'edit'],
    ['36004/2207010 caption', 36004, subcode(2207010), 'CONTENT_TOO_LONG', 'edit'],
    ['100/2207040 tags', 100, subcode(2207040), 'CONTENT_REJECTED', 'edit'],
    ['100/2207028 carousel count', 100, subcode(2207028), 'MEDIA_REJECTED', 'edit'],
    ['1/2207057 thumb offset', 1, subcode(2207057), 'CONTENT_REJECTED', 'edit'],
    ['9007/2207027 not ready', 9007, subcode(2207027), 'PLATFORM_UNAVAILABLE', 'wait'],
    ['24/2207008 container missing or expired', 24, subcode(2207008), 'PLATFORM_UNAVAILABLE', 'wait'],
    ['24/2207006 media not found', 24, subcode(2207006), 'PLATFORM_UNAVAILABLE', 'wait'],
    ['−2/2207020 media expired', -2, subcode(2207020), 'PLATFORM_UNAVAILABLE', 'wait'],
    ['−1/2207053 unknown upload error', -1, subcode(2207053), 'PLATFORM_UNAVAILABLE', 'wait'],
    ['−2/2207003 slow download', -2, subcode(2207003), 'PLATFORM_UNAVAILABLE', 'wait'],
    ['9/2207042 quota', 9, subcode(2207042), 'QUOTA_EXCEEDED', 'wait'],
    ['4/2207051 spam-like activity, no rate limit', 4, subcode(2207051), 'CONTENT_REJECTED', 'edit'],
    ['25/2207050 restricted', 25, subcode(2207050), 'ACCOUNT_SUSPENDED', 'reconnect'],
    ['190/463 expired', 190, subcode(463), 'ACCOUNT_DISCONNECTED', 'reconnect'],
    ['190 alone', 190, {}, 'ACCOUNT_DISCONNECTED', 'reconnect'],
    ['102', 102, {}, 'ACCOUNT_DISCONNECTED', 'reconnect'],
    ['10: permission', 10, {}, 'PERMISSION_DENIED', 'reconnect'],
    ['200: permission', 200, {}, 'PERMISSION_DENIED', 'reconnect'],
    ['299: permission', 299, {}, 'PERMISSION_DENIED', 'reconnect'],
    [
      '"not an Instagram Business": permission',
      100,
      { message: 'The user is not an Instagram Business' },
      'PERMISSION_DENIED',
      'reconnect',
    ],
    ['4: rate limit', 4, {}, 'RATE_LIMITED', 'wait'],
    ['17: rate limit', 17, {}, 'RATE_LIMITED', 'wait'],
    ['32: rate limit', 32, {}, 'RATE_LIMITED', 'wait'],
    ['80002: rate limit', 80002, {}, 'RATE_LIMITED', 'wait'],
    ['100/33 gone or no access', 100, subcode(33), 'PUBLISH_ERROR', 'edit'],
    ['100: content', 100, {}, 'CONTENT_REJECTED', 'edit'],
    ['2207081 no trial reels', 100, subcode(2207081), 'CONTENT_REJECTED', 'edit'],
  ] as const)('%s', async (_row, code, more, ours, cure) => {
    expect(await outcomeOf({ publish }, 400, graphError(code, more))).toMatchObject({
      kind: 'refused',
      cure,
      error: { code: ours, httpStatus: 400 },
    })
  })

  it.each([
    ['−1/2207001 server', 400, graphError(-1, subcode(2207001))],
    ['−1/2207032 create failed', 400, graphError(-1, subcode(2207032))],
    ['2207082 upload failed, whatever its code', 400, graphError(100, subcode(2207082))],
    ['1: transient', 400, graphError(1)],
    ['2: transient', 500, graphError(2)],
    ['is_transient: transient', 400, graphError(100, { is_transient: true })],
    ['a server error, whatever it says', 500, graphError(100)],
    ['a code that is not listed', 400, graphError(4_711)],
    ['a page of a proxy', 502, '<html>Bad gateway</html>'],
    ['an answer without an id', 200, {}],
    ['an answer that is none', 200, '<html>Hello</html>'],
  ] as const)('%s: the outcome is unknown', async (_row, status, body) => {
    expect((await outcomeOf({ publish }, status, body)).kind).toBe('unknown')
  })

  it('80002 waits as many minutes as the header says, and five where there is none', async () => {
    const usage = { 7: [{ type: 'instagram', estimated_time_to_regain_access: 12 }] }
    const headers = { 'x-business-use-case-usage': JSON.stringify(usage) }
    const refused = await outcomeOf({ publish }, 400, graphError(80002), headers)
    expect(refused).toMatchObject({ retryAfterMs: 12 * 60_000 })
    expect(await outcomeOf({ publish }, 400, graphError(80002))).toMatchObject({ retryAfterMs: 300_000 })
  })
})

describe('why a container came to nothing', () => {
  const failed = (code: string) => failureOf(`Error: Media upload has failed with error code ${code}`)

  it.each([
    ['2207026', 'MEDIA_REJECTED'],
    ['2207009', 'ASPECT_RATIO_INVALID'],
    ['2207005', 'MEDIA_REJECTED'],
    ['2207010', 'CONTENT_TOO_LONG'],
  ])('%s is a matter of the post', (code, ours) => {
    expect(failed(code)).toMatchObject({
      isPassing: false,
      refused: { cure: 'edit', error: { code: ours, networkCode: code } },
    })
  })

  it('2207077 and 2207052: this server may have been away, and is asked again', () => {
    for (const code of ['2207077', '2207052'])
      expect(failed(code)).toMatchObject({
        isPassing: false,
        refused: { cure: 'wait', error: { code: 'MEDIA_REJECTED' } },
      })
  })

  it.each(['2207001', '2207003', '2207020', '2207032', '2207053', '2207082'])(
    '%s: another container may do',
    (code) => {
      expect(failed(code)).toMatchObject({
        isPassing: true,
        refused: { error: { code: 'PROCESSING_FAILED' } },
      })
    },
  )

  it('without a number, or a word, it could not be processed', () => {
    for (const said of ['Error', null])
      expect(failureOf(said)).toMatchObject({
        isPassing: false,
        refused: { cure: 'edit', error: { code: 'PROCESSING_FAILED' } },
      })
  })
})
