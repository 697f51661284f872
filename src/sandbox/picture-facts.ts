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

/**
 * How large a film is shown, how long it runs and how it is coded (`avc` is H.264, `hevc` H.265; null what no browser
 * plays), as networks find out; null where it cannot be read.
 */
export async function filmSize(
  bytes: Buffer,
): Promise<{ width: number; height: number; seconds: number; codec: string | null } | null> {
  const { ALL_FORMATS, BufferSource, Input } = await import('mediabunny')
  const input = new Input({ formats: ALL_FORMATS, source: new BufferSource(bytes) })
  try {
    const track = await input.getPrimaryVideoTrack()
    if (track === null) return null
    const { displayWidth: width, displayHeight: height, codec } = track
    return { width, height, codec, seconds: await input.computeDuration() }
  } catch {
    // Not a film, or cut off: what the network says of that is for its simulator to decide.
    return null
  } finally {
    input.dispose()
  }
}

/** MP4 and MOV are boxes, one after the other, each beginning with its length: a file that was cut off ends in one. */
export function isWholeFilm(bytes: Buffer): boolean {
  let at = 0
  while (at + 16 <= bytes.length) {
    const short = bytes.readUInt32BE(at)
    const length = short === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : short
    if (length === 0) return true
    if (length < 8) return false
    at += length
  }
  return at <= bytes.length
}

/** By the first picture: it takes 14 MB of memory. */
async function load(): Promise<(typeof import('sharp'))['default']> {
  return (await import('sharp')).default
}
