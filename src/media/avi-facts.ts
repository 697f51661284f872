import { NotAcceptable } from './bytes.js'
import type { VideoFacts } from './video-facts.js'

const codecs: Record<string, string> = {
  h264: 'avc',
  avc1: 'avc',
  x264: 'avc',
  hevc: 'hevc',
  xvid: 'mpeg4',
  divx: 'mpeg4',
  dx50: 'mpeg4',
  fmp4: 'mpeg4',
  mp4v: 'mpeg4',
}

/** Reads an AVI's main header, which stands at its beginning: RIFF, a list `hdrl`, in it `avih` and the streams. */
export async function aviFacts(
  size: number,
  read: (start: number, end: number) => Promise<Buffer>,
): Promise<VideoFacts> {
  const head = await read(0, Math.min(size, 16_384))
  const main = head.indexOf('avih', 12, 'latin1')
  const stream = head.indexOf('vids', 12, 'latin1')
  const announced = head.length < 8 ? Infinity : head.readUInt32LE(4) + 8
  if (main < 0 || main + 48 > head.length || stream < 0 || stream + 8 > head.length || announced > size + 1)
    throw new NotAcceptable(
      'CANNOT_DECODE',
      'The video is damaged or cut off. Save it again and upload it once more.',
    )
  const field = (at: number): number => head.readUInt32LE(main + 8 + at)
  const [microsPerFrame, frames] = [field(0), field(16)]
  const own = head
    .toString('latin1', stream + 4, stream + 8)
    .toLowerCase()
    .replaceAll('\0', ' ')
    .trim()
  return {
    width: field(32),
    height: field(36),
    durationMs: Math.round((microsPerFrame * frames) / 1_000),
    videoCodec: codecs[own] ?? (own === '' ? 'unknown' : own),
    frameRate: microsPerFrame === 0 ? null : 1_000_000 / microsPerFrame,
  }
}
