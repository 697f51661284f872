import { describe, expect, it } from 'vitest'
import { anItem, scripted } from '../../../tests/support/scripted-network.js'
import { film, no, ok, plan, publicId, status } from '../../../tests/support/tiktok-answers.js'
import type { Json } from '../../kit/json.js'
import type { LostAttempt } from '../connector.js'
import type { PlatformReply } from '../platform-http.js'
import { find } from './find.js'

describe('section 6: a lost answer', () => {
  const attempt = (change: Partial<LostAttempt> = {}): LostAttempt => ({
    plan,
    startedAt: new Date('2026-01-01T00:00:00.000Z'),
    deadlineAt: new Date('2026-01-01T00:00:05.000Z'),
    lookNumber: 1,
    claimed: new Set(),
    ...change,
  })
  const looked = (
    answers: PlatformReply[],
    change: Partial<LostAttempt> = {},
    now = '2026-01-01T00:00:10.000Z',
  ) => {
    const { ctx } = scripted(answers, { now: new Date(now) })
    return find(film(), attempt(change), ctx)
  }

  it.each<[PlatformReply, object]>([
    [status('PROCESSING_UPLOAD', ',"uploaded_bytes":2'), { kind: 'absent' }],
    [status('PROCESSING_UPLOAD', ',"uploaded_bytes":3'), { kind: 'cannotTell' }],
    [status('PROCESSING_DOWNLOAD'), { kind: 'cannotTell' }],
    [status('FAILED', ',"fail_reason":"internal"'), { kind: 'absent' }],
    [status('PUBLISH_COMPLETE'), { kind: 'cannotTell' }],
    [status('PUBLISH_COMPLETE', publicId), { kind: 'found', remoteId: '7412345678901234567' }],
    [status('SEND_TO_USER_INBOX'), { kind: 'found', remoteId: plan.publishId, url: null }],
    [no(400, 'token_not_authorized_for_specified_publish_id'), { kind: 'cannotTell' }],
  ])('of a video: %j', async (answer, look) => {
    expect(await looked([answer])).toMatchObject(look)
  })

  it('of a video that is complete and not public after three minutes: it is out', async () => {
    expect(await looked([status('PUBLISH_COMPLETE')], {}, '2026-01-01T00:03:06.000Z')).toMatchObject({
      kind: 'found',
      remoteId: plan.publishId,
    })
  })

  const listed = (change: object = {}) => ({
    id: '7',
    create_time: 1_767_225_603,
    title: 'Hello',
    share_url: 'https://www.tiktok.com/@ann/video/7',
    ...change,
  })
  const list = (...videos: object[]) => ok({ videos, has_more: false, cursor: 0 } as Json)
  const photos = { plan: { kind: 'photos' } }

  it('of photos, and where the publish_id is not known any more: what everybody sees may show it', async () => {
    expect(await looked([list(listed())], photos)).toMatchObject({ kind: 'found', remoteId: '7' })
    expect(await looked([no(400, 'invalid_publish_id'), list(listed())])).toMatchObject({ kind: 'found' })
    expect(await looked([list(listed())], { plan: null })).toMatchObject({ kind: 'found', remoteId: '7' })
  })

  it.each<[string, object[], Partial<LostAttempt>]>([
    ['nothing there', [], {}],
    ['another text', [listed({ title: 'Bye' })], {}],
    ['an older one', [listed({ create_time: 1_767_225_000 })], {}],
    ['one of another post of ours', [listed()], { claimed: new Set(['7']) }],
    ['two', [listed(), listed({ id: '8' })], {}],
  ])('not there is not absent: %s', async (_what, videos, change) => {
    expect(await looked([list(...videos)], { ...photos, ...change })).toMatchObject({ kind: 'cannotTell' })
  })

  it('titles are cut there', async () => {
    const text = 'long '.repeat(60)
    const { ctx } = scripted([list(listed({ title: text.slice(0, 150) }))])
    expect(await find(anItem({ text }), attempt(photos), ctx)).toMatchObject({ kind: 'found' })
  })
})
