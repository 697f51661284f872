import { readFile } from 'node:fs/promises'
import { expect } from 'vitest'
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
