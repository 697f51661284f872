import sharp from 'sharp'
import type { JpegLimit } from '../connectors/connector.js'
import type { Rewritten } from './links.js'

export type Jpeg = { bytes: Uint8Array; contentType: 'image/jpeg'; width: number; height: number }

/** What an address asks a picture to be served as. */
export async function rewritten(bytes: Uint8Array, as: Rewritten): Promise<Uint8Array> {
  return as === 'plain' ? baseline(bytes) : (await reencode(bytes, as)).bytes
}

/** A JPEG within the limit: first by quality, then by size. */
export async function reencode(bytes: Uint8Array, limit: JpegLimit): Promise<Jpeg> {
  const facts = await sharp(bytes).metadata()
  let width = Math.min(facts.autoOrient.width, limit.maxWidth ?? Infinity)
  const height = Math.min(facts.autoOrient.height, limit.maxHeight ?? Infinity)
  for (;;) {
    for (const quality of [90, 80, 70, 60]) {
      const image = sharp(bytes)
        .autoOrient()
        .flatten({ background: '#ffffff' })
        .resize({ width, height, fit: 'inside', withoutEnlargement: true })
      const { data, info } = await image.jpeg({ quality }).toBuffer({ resolveWithObject: true })
      if (data.length <= limit.maxBytes || info.width <= 64)
        return { bytes: data, contentType: 'image/jpeg', width: info.width, height: info.height }
    }
    width = Math.round(width * 0.8)
  }
}

/** The plainest JPEG there is, for a network that did not like the file: baseline, sRGB, nothing but pixels. */
export async function baseline(bytes: Uint8Array): Promise<Uint8Array> {
  return sharp(bytes)
    .autoOrient()
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .jpeg({ quality: 90, progressive: false })
    .toBuffer()
}
