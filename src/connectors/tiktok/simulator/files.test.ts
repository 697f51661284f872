import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import type { SimWorld } from '../../../sandbox/simulator.js'
import { complaint, pullPhoto } from './files.js'

/** Section 4 of what is known of TikTok: each limit of files, at its edge. */
const film = {
  container: 'mp4',
  codec: 'avc',
  width: 360,
  height: 4_096,
  seconds: 600,
  framesPerSecond: 23.976,
  bitsPerSecond: 1_000_000,
  sound: null,
} as const

describe('4. a film', () => {
  it('at every limit is taken', () => {
    for (const codec of ['avc', 'hevc', 'vp8', 'vp9'])
      expect([codec, complaint({ ...film, codec }, 600)]).toEqual([codec, null])
    expect(complaint({ ...film, framesPerSecond: 60 }, 600)).toBeNull()
    expect(complaint({ ...film, framesPerSecond: 23 }, 600)).toBeNull()
  })

  it.each([
    ['file_format_check_failed', { codec: 'av1' }],
    ['picture_size_check_failed', { width: 359 }],
    ['picture_size_check_failed', { height: 4_097 }],
    ['frame_rate_check_failed', { framesPerSecond: 15 }],
    ['frame_rate_check_failed', { framesPerSecond: 120 }],
    ['duration_check_failed', { seconds: 600.1 }],
  ])('%s: %j', (reason, more) => {
    expect(complaint({ ...film, ...more }, 600)).toBe(reason)
  })
})

describe('4. a photo', () => {
  const judged = async (width: number, height: number, orientation = 1) => {
    const picture = sharp({ create: { width, height, channels: 3, background: 'teal' } })
    const bytes = await picture.withMetadata({ orientation }).jpeg().toBuffer()
    const fetch = () => Promise.resolve({ status: 200, contentType: 'image/jpeg', bytes })
    return pullPhoto('id', 'https://files.example/a.jpg', { fetch, keepFile() {} } as unknown as SimWorld)
  }

  it.each([
    [1_080, 1_920, null],
    [1_920, 1_080, null],
    [1_081, 1_081, 'picture_size_check_failed'],
    [1_921, 1_000, 'picture_size_check_failed'],
  ])('of %i × %i: %s', async (width, height, reason) => {
    expect(await judged(width, height)).toMatchObject({ file: { width, height }, failReason: reason })
  })

  it('is measured as it is shown', async () => {
    expect(await judged(1_920, 1_080, 6)).toMatchObject({ file: { width: 1_080, height: 1_920 } })
  })
})
