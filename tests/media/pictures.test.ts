import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { startMediaRoom } from '../support/media-room.js'
import { sample } from '../support/samples.js'

const room = await startMediaRoom()

describe('a picture', () => {
  it('that is transparent becomes a JPEG on white, small ones as small as they are', async () => {
    const drawing = sharp({
      create: { width: 40, height: 20, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
    const media = await room.upload(await drawing.png().toBuffer(), 'image/png', 'logo.png')
    expect(media).toMatchObject({ status: 'READY', contentType: 'image/jpeg' })
    for (const url of [media.url, media.thumbnailUrl]) {
      const shown = sharp((await room.get(url ?? '')).bytes)
      expect(await shown.metadata()).toMatchObject({ format: 'jpeg', width: 40, height: 20 })
      expect([...(await shown.raw().toBuffer()).subarray(0, 3)]).toEqual([255, 255, 255])
    }
  })

  it.each([1, 1_000, 20_000])('that moves and lacks its last %s bytes is refused', async (missing) => {
    const whole = await sample('animated-480x270-2s.gif')
    const media = await room.upload(whole.subarray(0, whole.length - missing), 'image/gif', 'cut.gif')
    expect(media).toMatchObject({ status: 'FAILED', validationResults: [{ code: 'CANNOT_DECODE' }] })
  })
})
