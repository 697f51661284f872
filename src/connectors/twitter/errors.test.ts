import { describe, expect, it } from 'vitest'
import { outcomeOf } from '../../../tests/support/one-answer.js'
import { publish } from './publish.js'

const problem = (status: number, detail: string, type = 'about:blank') => ({
  title: 'Said',
  detail,
  type,
  status,
})
const typed = (status: number, name: string) =>
  problem(status, 'In its own words', `https://api.twitter.com/2/problems/${name}`)
const legacy = (code: number) => ({ errors: [{ code, message: 'In its own words' }] })
const validation = {
  errors: [{ parameters: { text: [] }, message: 'No text' }],
  ...typed(400, 'invalid-request'),
}

describe('what X answers to a post', () => {
  it.each([
    ['400 invalid-request', 400, validation, 'PUBLISH_ERROR', 'edit'],
    ['401 Unauthorized', 401, problem(401, 'Unauthorized'), 'ACCOUNT_DISCONNECTED', 'reconnect'],
    ['402, credits used up', 402, problem(402, 'No credits'), 'QUOTA_EXCEEDED', 'wait'],
    [
      '403 unsupported-authentication',
      403,
      typed(403, 'unsupported-authentication'),
      'PERMISSION_DENIED',
      'reconnect',
    ],
    [
      '403 duplicate content',
      403,
      problem(403, 'You are not allowed to create a Tweet with duplicate content.'),
      'DUPLICATE_CONTENT',
      'edit',
    ],
    [
      '403 not permitted',
      403,
      problem(403, 'You are not permitted to perform this action.'),
      'CONTENT_REJECTED',
      'edit',
    ],
    [
      '403 reply not allowed',
      403,
      problem(403, 'Reply to this conversation is not allowed because you have not been mentioned.'),
      'CONTENT_REJECTED',
      'edit',
    ],
    [
      '403 one cashtag',
      403,
      problem(403, 'Posts can contain a maximum of one cashtag.'),
      'CONTENT_REJECTED',
      'edit',
    ],
    ['403 invalid URL', 403, problem(403, 'The text has an invalid URL.'), 'CONTENT_REJECTED', 'edit'],
    ['403 client-forbidden', 403, typed(403, 'client-forbidden'), 'PERMISSION_DENIED', 'reconnect'],
    ['403 user-suspended', 403, typed(403, 'user-suspended'), 'ACCOUNT_SUSPENDED', 'reconnect'],
    ['429 usage-capped', 429, typed(429, 'usage-capped'), 'QUOTA_EXCEEDED', 'wait'],
    ['429 otherwise', 429, problem(429, 'Too Many Requests'), 'RATE_LIMITED', 'wait'],
    ['code 32', 401, legacy(32), 'ACCOUNT_DISCONNECTED', 'reconnect'],
    ['code 89', 401, legacy(89), 'ACCOUNT_DISCONNECTED', 'reconnect'],
    ['code 88', 429, legacy(88), 'RATE_LIMITED', 'wait'],
    ['code 185', 403, legacy(185), 'QUOTA_EXCEEDED', 'wait'],
    ['code 186', 403, legacy(186), 'CONTENT_TOO_LONG', 'edit'],
    ['code 187', 403, legacy(187), 'DUPLICATE_CONTENT', 'edit'],
    ['code 226', 403, legacy(226), 'CONTENT_REJECTED', 'edit'],
    ['code 324', 400, legacy(324), 'MEDIA_REJECTED', 'edit'],
    ['code 325', 400, legacy(325), 'MEDIA_REJECTED', 'edit'],
    ['code 326', 403, legacy(326), 'ACCOUNT_SUSPENDED', 'reconnect'],
  ] as const)('%s is a refusal with its cure', async (_what, status, body, code, cure) => {
    expect(await outcomeOf({ publish }, status, body)).toMatchObject({
      kind: 'refused',
      cure,
      error: { code, httpStatus: status, networkMessage: expect.any(String) as unknown },
    })
  })

  it.each([500, 502, 503, 504])('%i leaves it open whether the post is out', async (status) => {
    expect((await outcomeOf({ publish }, status, problem(status, 'Service Unavailable'))).kind).toBe(
      'unknown',
    )
    expect((await outcomeOf({ publish }, status, '<html>A proxy</html>')).kind).toBe('unknown')
  })

  it('waits until the reset that a 429 tells, of the day where the day is used up', async () => {
    const at = (seconds: number) => String(Date.parse('2026-01-01T00:00:10.000Z') / 1_000 + seconds)
    const headers = { 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': at(60) }
    const short = await outcomeOf({ publish }, 429, problem(429, 'Too Many Requests'), headers)
    expect(short).toMatchObject({ error: { code: 'RATE_LIMITED' }, retryAfterMs: 60_000 })
    const day = { ...headers, 'x-user-limit-24hour-remaining': '0', 'x-user-limit-24hour-reset': at(7_200) }
    const long = await outcomeOf({ publish }, 429, problem(429, 'Too Many Requests'), day)
    expect(long).toMatchObject({ error: { code: 'QUOTA_EXCEEDED' }, retryAfterMs: 7_200_000 })
  })
})
