import { describe, expect, it } from 'vitest'
import { aReply, anItem, scripted, type Scripted } from '../../../tests/support/scripted-network.js'
import type { JsonObject } from '../../kit/json.js'
import { check } from './check.js'

const tokens = { accessToken: 'person', extra: { pages: { '7': 'page' } } }
const status = (more: JsonObject = {}, video: JsonObject = {}): Scripted =>
  aReply(200, { id: '55', status: { video_status: 'upload_complete', ...more }, ...video })

describe('what Facebook works on', () => {
  const resume = { kind: 'reel', pageId: '7', videoId: '55', postId: null, asked: 0 }
  const checked = async (...answers: Scripted[]) => check(anItem(), resume, scripted(answers, { tokens }).ctx)

  it('section 9.3: is asked for again until it is public', async () => {
    const phases = {
      processing_phase: { status: 'in_progress' },
      publishing_phase: { status: 'not_started' },
    }
    expect(await checked(status(phases, { published: false }))).toMatchObject({
      kind: 'processing',
      resume: { asked: 1 },
    })
  })

  it('is out with the id of its post and its address', async () => {
    const publishing_phase = { status: 'complete', publish_status: 'published', publish_time: 1 }
    const more = { permalink_url: '/reel/55/', post_id: '8' }
    expect(await checked(status({ publishing_phase }, more))).toEqual({
      kind: 'published',
      remoteId: '7_8',
      url: 'https://www.facebook.com/reel/55/',
      data: { pageId: '7', kind: 'reel', videoId: '55' },
    })
  })

  it('whose post is not told is out under the id of the video', async () => {
    const publishing_phase = { status: 'complete', publish_status: 'published' }
    expect(await checked(status({ publishing_phase }))).toMatchObject({
      remoteId: '55',
      url: 'https://www.facebook.com/reel/55',
    })
  })

  it.each([
    ['errors', { errors: [{ code: 1_363_128, message: 'Too short' }] }, 'MEDIA_REJECTED'],
    ['errors', { errors: [{ code: 1_363_040, message: 'Too wide' }] }, 'ASPECT_RATIO_INVALID'],
    ['error', { error: { message: 'Unreadable' } }, 'PROCESSING_FAILED'],
  ])('section 9.3: failed for what it says under %s', async (_name, more, code) => {
    expect(await checked(status({ processing_phase: { status: 'error', ...more } }))).toMatchObject({
      kind: 'refused',
      cure: 'edit',
      error: { code },
    })
  })

  it('that failed is uploaded anew when it is sent again', async () => {
    const { ctx, kept } = scripted([status({ processing_phase: { status: 'error' } })], { tokens })
    kept.set('film', { madeFrom: '', value: null }).set('film-sent', { madeFrom: '', value: true })
    await check(anItem(), resume, ctx)
    expect(kept.size).toBe(0)
  })

  it('that cannot be asked for any more is unknown, and no refusal', async () => {
    const over = aReply(400, { error: { code: 190 } })
    expect((await checked(over, over)).kind).toBe('unknown')
    expect((await checked(aReply(500, { error: { code: 2 } }))).kind).toBe('processing')
  })
})
