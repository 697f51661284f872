import { randomBytes } from 'node:crypto'
import sharp from 'sharp'
import { beforeEach, describe, expect, it } from 'vitest'
import { codesOf, instagramClient, type Person } from '../../../../tests/support/instagram.js'
import { startSimulator } from '../../../../tests/support/simulator.js'
import { suits } from './files.js'
import { simulator } from './index.js'

/** The limits of section 4 of the facts, and the words of section 5 for who does not keep them. */
const flat = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: 'teal' } })
const mib = 1_048_576
/** A picture of exactly so many bytes: what stands behind its end is passed over. */
const padded = async (bytes: number) => {
  const jpeg = await flat(400, 400).jpeg().toBuffer()
  return Buffer.concat([jpeg, randomBytes(bytes - jpeg.length)])
}
const pictures: Record<string, Promise<Buffer>> = {
  '8-mib': padded(8 * mib),
  'more-than-8-mib': padded(8 * mib + 1),
  '4-to-5': flat(400, 500).jpeg().toBuffer(),
  '1.91-to-1': flat(1_080, 566).jpeg().toBuffer(),
  '3-to-4': flat(300, 400).jpeg().toBuffer(),
  '2-to-1': flat(400, 200).jpeg().toBuffer(),
  '9-to-16': flat(90, 160).jpeg().toBuffer(),
  turned: flat(400, 300).withMetadata({ orientation: 6 }).jpeg().toBuffer(),
}
const client = await startSimulator(simulator, async (url) => {
  const bytes = await pictures[new URL(url).pathname.slice(1)]
  if (bytes === undefined) throw new Error('nobody answers')
  return { status: 200, contentType: 'image/jpeg', bytes }
})

let ann: Person
beforeEach(async () => {
  ann = await instagramClient(client).person()
})
const create = (name: string, more = {}) =>
  ann.post(`${ann.id}/media`, { image_url: `https://files.example/${name}`, ...more })

describe('a picture', () => {
  it.each(['8-mib', '4-to-5', '1.91-to-1'])('of %s is taken', async (name) => {
    expect((await create(name)).status).toBe(200)
  })

  it.each([
    ['more-than-8-mib', 36_000, 2_207_004],
    ['3-to-4', 36_003, 2_207_009],
    ['2-to-1', 36_003, 2_207_009],
    // As the camera says, it stands upright.
    ['turned', 36_003, 2_207_009],
    ['nobody', 9_004, 2_207_052],
  ])('of %s is %i/%i', async (name, code, subcode) => {
    expect(codesOf(await create(name))).toEqual([code, subcode])
  })

  it('of 9 to 16 fills a story', async () => {
    expect(codesOf(await create('9-to-16'))).toEqual([36_003, 2_207_009])
    expect((await create('9-to-16', { media_type: 'STORIES' })).status).toBe(200)
  })
})

describe('a film', () => {
  const sound = { codec: 'aac', channels: 2, samplesPerSecond: 48_000 }
  const good = {
    container: 'mp4',
    codec: 'avc',
    width: 1_920,
    height: 1_080,
    seconds: 60,
    framesPerSecond: 60,
    bitsPerSecond: 25_000_000,
    bytes: 100 * mib,
    sound,
  } as const

  it.each([
    {},
    { container: 'mov' },
    { codec: 'hevc' },
    { framesPerSecond: 23.976 },
    { seconds: 3 },
    { sound: null },
    { width: 192, height: 1_920 },
  ] as const)('at the limits goes through, as a reel and as a story: %j', (more) => {
    expect([suits({ ...good, ...more }, 'reel'), suits({ ...good, ...more }, 'story')]).toEqual([true, true])
  })

  it.each([
    { seconds: 900 },
    { seconds: 61 },
    { bytes: 300 * mib },
    { bytes: 101 * mib },
    { width: 20, height: 1_920 },
  ] as const)('is a reel and no story with %j', (more) => {
    expect([suits({ ...good, ...more }, 'reel'), suits({ ...good, ...more }, 'story')]).toEqual([true, false])
  })

  it.each([
    { container: 'other' },
    { codec: 'vp9' },
    { width: 1_922 },
    { width: 1_100, height: 100 },
    { width: 10, height: 1_920 },
    { seconds: 2 },
    { seconds: 901 },
    { framesPerSecond: 15 },
    { framesPerSecond: 120 },
    { bitsPerSecond: 25_000_001 },
    { bytes: 300 * mib + 1 },
    { sound: { ...sound, codec: 'opus' } },
    { sound: { ...sound, samplesPerSecond: 96_000 } },
    { sound: { ...sound, channels: 6 } },
  ] as const)('does not go through with %j', (more) => {
    expect(suits({ ...good, ...more }, 'reel')).toBe(false)
  })
})
