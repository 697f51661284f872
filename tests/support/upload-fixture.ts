import { readFile } from 'node:fs/promises'
import { expect } from 'vitest'
import type { Connector } from '../../src/connectors/connector.js'
import type { House } from './house.js'

const fixtures = new URL('../fixtures/media/', import.meta.url)

/** Uploads a file as a client does, and waits until it can be posted. Answers its id. */
export async function uploadFixture(
  house: House,
  filename: string,
  contentType: string,
  altText?: string,
): Promise<string> {
  return uploadBytes(house, await readFile(new URL(filename, fixtures)), { filename, contentType, altText })
}

export async function uploadBytes(
  house: House,
  bytes: Buffer,
  file: { filename: string; contentType: string; altText?: string | undefined },
): Promise<string> {
  const upload = await house.call<{
    mediaId: string
    uploadUrl: string
    uploadHeaders: Record<string, string>
  }>('POST', '/v1/media/upload', { ...file, sizeBytes: bytes.length })
  const sent = await fetch(upload.uploadUrl, {
    method: 'PUT',
    headers: upload.uploadHeaders,
    body: new Uint8Array(bytes),
  })
  expect(sent.status).toBe(200)
  await expect
    .poll(async () => (await house.call<{ status: string }>('GET', `/v1/media/${upload.mediaId}`)).status, {
      timeout: 10_000,
    })
    .toBe('READY')
  return upload.mediaId
}

/** Whether a network takes posts of pictures: some take videos alone. */
export function takesPictures({ rules }: Pick<Connector, 'rules'>): boolean {
  return rules.limits.contentTypes.includes('IMAGE')
}

/** They show no words with a picture: what is tested with words has a video. */
const wordless = new Set(['snapchat'])

/** The least file that a post with a text can have at a network that takes none without: a picture, else a video. */
export function leastFile(house: House, connector: Pick<Connector, 'slug' | 'rules'>): Promise<string> {
  return takesPictures(connector) && !wordless.has(connector.slug)
    ? aPicture(house, connector)
    : aVideo(house, connector)
}

/** A picture that the network takes: some want it upright and large. */
export function aPicture(house: House, { rules }: Pick<Connector, 'rules'>): Promise<string> {
  return (rules.limits.media.image?.minHeight ?? 0) > 630
    ? uploadFixture(house, 'portrait-4x5-1080x1350.jpg', 'image/jpeg')
    : uploadFixture(house, 'card-1200x630.png', 'image/png')
}

/** A video that the network takes: some want it upright and longer. */
export function aVideo(house: House, { rules }: Pick<Connector, 'rules'>): Promise<string> {
  return uploadFixture(
    house,
    (rules.limits.media.video?.minHeight ?? 0) > 720
      ? 'portrait-540x960-6s.mp4'
      : 'landscape-1280x720-4s-moov-last.mp4',
    'video/mp4',
  )
}
