import { randomBytes } from 'node:crypto'
import sharp from 'sharp'
import { beforeEach, describe, expect, it } from 'vitest'
import { startSimulator } from '../../../../tests/support/simulator.js'
import { refusalOf, threadsClient, type Person } from '../../../../tests/support/threads.js'
import { complaint } from './files.js'
import { simulator } from './index.js'

/** The limits of section 4 of the facts, and the words of section 5 for who does not keep them. */
const noise = (width: number, height: number) =>
  sharp(randomBytes(width * height * 3), { raw: { width, height, channels: 3 } }).png({ compressionLevel: 0 })
const pictures: Record<string, Promise<Buffer>> = {
  '8-mb': noise(1_630, 1_630).toBuffer(),
  'more-than-8-mb': noise(1_640, 1_640).toBuffer(),
  '10-to-1': noise(1_000, 100).toBuffer(),
  '1-to-10': noise(100, 1_000).toBuffer(),
  '11-to-1': noise(1_100, 100).toBuffer(),
  '1-to-11': noise(100, 1_100).toBuffer(),
}
const client = await startSimulator(simulator, async (url) => {
  const bytes = await pictures[new URL(url).pathname.slice(1)]
  if (bytes === undefined) throw new Error('nobody answers')
  return { status: 200, contentType: 'image/png', bytes }
})

let ann: Person
beforeEach(async () => {
  ann = await threadsClient(client).person()
})
const picture = (name: string) => ({ media_type: 'IMAGE', image_url: `https://files.example/${name}` })

describe('a picture', () => {
  it.each([
    ['8-mb', 'FINISHED'],
    ['10-to-1', 'FINISHED'],
    ['1-to-10', 'FINISHED'],
    ['11-to-1', 'INVALID_ASPEC_RATIO'],
    ['1-to-11', 'INVALID_ASPEC_RATIO'],
  ])('of %s is %s', async (name, outcome) => {
    const id = await ann.container(picture(name))
    await client.control.advance(600)
    const { body } = await ann.get(id, { fields: 'status,error_message' })
    expect(body).toEqual(
      outcome === 'FINISHED' ? { status: outcome } : { status: 'ERROR', error_message: outcome },
    )
  })

  it('of more than 8 MB is not downloaded', async () => {
    const refused = await ann.post('me/threads', picture('more-than-8-mb'))
    expect(refusalOf(refused)).toEqual([400, 100, 2_207_004])
  })

  it.each(['https://files.example/nobody', 'ftp://files.example/x', 'data:image/png;base64,AAAA', 'x'])(
    'at %s cannot be fetched',
    async (image_url) => {
      const refused = await ann.post('me/threads', { media_type: 'IMAGE', image_url })
      expect(refusalOf(refused)).toEqual([400, 100, 2_207_052])
    },
  )
})

describe('a film', () => {
  const sound = { codec: 'aac', channels: 2, samplesPerSecond: 48_000 }
  const good = {
    container: 'mp4',
    codec: 'avc',
    width: 1_920,
    height: 1_080,
    seconds: 300,
    framesPerSecond: 60,
    bitsPerSecond: 100_000_000,
    sound,
  } as const

  it.each([
    {},
    { container: 'mov' },
    { codec: 'hevc' },
    { framesPerSecond: 23.976 },
    { sound: null },
  ] as const)('at the limits goes through: %j', (more) => {
    expect(complaint({ ...good, ...more })).toBeNull()
  })

  it.each([
    ['FAILED_PROCESSING_VIDEO', { container: 'other' }],
    ['FAILED_PROCESSING_VIDEO', { codec: 'vp9' }],
    ['FAILED_PROCESSING_VIDEO', { width: 1_922 }],
    ['INVALID_ASPEC_RATIO', { width: 1_100, height: 100 }],
    ['INVALID_DURATION', { seconds: 301 }],
    ['INVALID_FRAME_RATE', { framesPerSecond: 15 }],
    ['INVALID_FRAME_RATE', { framesPerSecond: 120 }],
    ['INVALID_BIT_RATE', { bitsPerSecond: 100_000_001 }],
    ['FAILED_PROCESSING_AUDIO', { sound: { ...sound, codec: 'opus' } }],
    ['FAILED_PROCESSING_AUDIO', { sound: { ...sound, samplesPerSecond: 96_000 } }],
    ['INVALID_AUDIO_CHANNELS', { sound: { ...sound, channels: 6 } }],
  ] as const)('is %s with %j', (word, more) => {
    expect(complaint({ ...good, ...more })).toBe(word)
  })
})
