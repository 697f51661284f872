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

/** The least file that a post can have at a network that takes none without: a picture, else a video. */
export function leastFile(house: House, connector: Pick<Connector, 'rules'>): Promise<string> {
  return takesPictures(connector)
    ? uploadFixture(house, 'card-1200x630.png', 'image/png')
    : uploadFixture(house, 'landscape-1280x720-4s-moov-last.mp4', 'video/mp4')
}
