import type { Metadata } from 'sharp'

/** What the head of a picture says of its size and kind; undefined for what is no picture. */
export async function pictureFacts(bytes: Uint8Array): Promise<Metadata | undefined> {
  const sharp = await load()
  // As lenient as networks are, which may have a first piece only: what else is wrong shows when it is decoded.
  return sharp(bytes, { failOn: 'none' })
    .metadata()
    .catch(() => undefined)
}

/** The same where every pixel can be decoded, else undefined. */
export async function wholePictureFacts(bytes: Uint8Array): Promise<Metadata | undefined> {
  const sharp = await load()
  return sharp(bytes)
    .stats()
    .then(
      () => pictureFacts(bytes),
      () => undefined,
    )
}

/** By the first picture: it takes 14 MB of memory. */
async function load(): Promise<(typeof import('sharp'))['default']> {
  return (await import('sharp')).default
}
