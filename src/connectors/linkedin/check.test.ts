import { expect, it } from 'vitest'
import { outcomeOf } from '../../../tests/support/one-answer.js'
import type { Json } from '../../kit/json.js'
import { check } from './publish.js'

const urn = 'urn:li:ugcPost:7'
const author = 'urn:li:organization:1'
const asked = (status: number, body: Json) =>
  outcomeOf({ publish: (item, _plan, ctx) => check(item, { urn, author }, ctx) }, status, body)

it.each<[string, number, Json, object]>([
  ['is out', 200, { lifecycleState: 'PUBLISHED' }, { kind: 'published', remoteId: urn, data: { author } }],
  ['is on its way', 200, { lifecycleState: 'PUBLISH_REQUESTED' }, { kind: 'processing', checkInMs: 15_000 }],
  [
    'failed',
    200,
    { lifecycleState: 'PUBLISH_FAILED' },
    { kind: 'refused', cure: 'edit', error: { code: 'PROCESSING_FAILED', networkCode: 'PUBLISH_FAILED' } },
  ],
  ['was taken, and may not be read', 403, {}, { kind: 'published', remoteId: urn }],
  ['was taken, and is not listed yet', 404, {}, { kind: 'published', remoteId: urn }],
  ['cannot be asked for now', 503, '<html>A proxy</html>', { kind: 'processing' }],
])('section 6, line 6: a page’s video that %s', async (_what, status, body, outcome) => {
  expect(await asked(status, body)).toMatchObject(outcome)
})
