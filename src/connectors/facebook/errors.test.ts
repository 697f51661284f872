import { describe, expect, it } from 'vitest'
import { scripted, anItem, aReply } from '../../../tests/support/scripted-network.js'
import type { Json, JsonObject } from '../../kit/json.js'
import { refusalOf } from './errors.js'
import { publish } from './publish.js'

const graphError = (code: number, more: JsonObject = {}) => ({
  error: { message: 'No', type: 'OAuthException', code, fbtrace_id: 'A', ...more },
})
const tokens = { accessToken: 'person', extra: { pages: { '7': 'page' } } }

/** What becomes of a text to whose creating call Facebook gives this answer; the person's login is over. */
function outcomeOf(status: number, json: Json, headers: Record<string, string> = {}) {
  const over = aReply(400, graphError(190))
  const { ctx } = scripted((_request, number) => (number === 1 ? { status, json, headers } : over), {
    tokens,
  })
  return publish(anItem(), { kind: 'text', pageId: '7' }, ctx)
}

describe('section 5: what Facebook answers to a post, row by row', () => {
  it.each([
    ['rate limit', [4, 17, 32, 341, 613, 80_001], 'RATE_LIMITED', 'wait'],
    ['auth', [102, 190], 'ACCOUNT_DISCONNECTED', 'reconnect'],
    ['permission', [3, 10, 200, 210, 283, 299], 'PERMISSION_DENIED', 'edit'],
    ['content', [100, 194, 197, 1_500, 1_609_005], 'CONTENT_REJECTED', 'edit'],
    ['film', [1_363_127, 1_363_128, 1_363_129], 'MEDIA_REJECTED', 'edit'],
    ['ratio of a film', [1_363_040], 'ASPECT_RATIO_INVALID', 'edit'],
    ['blocked', [368], 'ACCOUNT_SUSPENDED', 'reconnect'],
    ['duplicate', [506], 'DUPLICATE_CONTENT', 'edit'],
    ['an id that is none', [803], 'PUBLISH_ERROR', 'edit'],
    ['proof of the secret', [104], 'PUBLISH_ERROR', 'edit'],
  ] as const)('%s: codes %j', async (_row, codes, ours, cure) => {
    for (const code of codes)
      expect(await outcomeOf(400, graphError(code))).toMatchObject({
        kind: 'refused',
        cure,
        error: { code: ours, networkCode: String(code), httpStatus: 400 },
      })
  })

  it.each([
    ['auth: why the access is over', 190, [458, 460, 463, 467], 'ACCOUNT_DISCONNECTED'],
    ['auth: what the person has to do first', 190, [459, 464], 'ACCOUNT_DISCONNECTED'],
    ['page publishing authorization', 200, [1_404_078], 'PERMISSION_DENIED'],
    ['content', 100, [1_349_125, 1_346_003, 1_404_102, 1_609_008, 2_061_006], 'CONTENT_REJECTED'],
    ['a file', 100, [1_366_046, 2_069_019, 1_363_127], 'MEDIA_REJECTED'],
    ['gone', 100, [33], 'PUBLISH_ERROR'],
    ['blocked', 200, [1_404_006, 1_404_112, 4_854_002], 'ACCOUNT_SUSPENDED'],
    ['duplicate', 100, [1_366_051], 'DUPLICATE_CONTENT'],
    ['too fast', 100, [1_390_008], 'RATE_LIMITED'],
  ] as const)('%s: code %i with subcodes %j', async (_row, code, subcodes, ours) => {
    for (const subcode of subcodes)
      expect(await outcomeOf(400, graphError(code, { error_subcode: subcode }))).toMatchObject({
        kind: 'refused',
        error: { code: ours, networkCode: `${String(code)}/${String(subcode)}` },
      })
  })

  it.each([
    ['a permission', 100, '(#100) No permission to publish the video', 'PERMISSION_DENIED'],
    ['the length', 100, 'Name parameter too long', 'CONTENT_TOO_LONG'],
    ['the proof', 100, 'Invalid appsecret_proof provided in the API argument', 'PUBLISH_ERROR'],
    ['thirty reels', 613, 'A page takes 30 reels in 24 hours', 'QUOTA_EXCEEDED'],
  ])('words tell of %s', async (_what, code, message, ours) => {
    expect(await outcomeOf(400, graphError(code, { message }))).toMatchObject({ error: { code: ours } })
    const said = graphError(code, { error_user_msg: message })
    expect(await outcomeOf(400, said)).toMatchObject({ error: { code: ours } })
  })

  it.each([
    ['1', 400, graphError(1)],
    ['2', 500, graphError(2)],
    ['is_transient', 400, graphError(100, { is_transient: true })],
    ['a video that passes', 400, graphError(100, { error_subcode: 1_363_047 })],
    ['a link that passes', 400, graphError(100, { error_subcode: 1_609_010 })],
    ['503 without a body', 503, null],
    ['a code that is not listed', 400, graphError(4_711)],
    ['an answer without an id', 200, {}],
  ] as const)('transient: %s: the outcome is unknown', async (_row, status, json) => {
    expect((await outcomeOf(status, json)).kind).toBe('unknown')
  })

  it('is asked again when the header says so, in minutes', async () => {
    const usage = { 7: [{ type: 'pages', call_count: 100, estimated_time_to_regain_access: 4 }] }
    const headers = { 'x-business-use-case-usage': JSON.stringify(usage) }
    expect(await outcomeOf(400, graphError(80_001), headers)).toMatchObject({ retryAfterMs: 4 * 60_000 })
  })

  it('what Facebook says to people is told', () => {
    const said = { error_user_msg: 'This message contains content that has been blocked.' }
    expect(refusalOf(aReply(400, graphError(368, said))).error).toMatchObject({
      networkMessage: 'No This message contains content that has been blocked.',
      details: { fbtraceId: 'A' },
    })
  })
})
