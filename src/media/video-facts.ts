import { ALL_FORMATS, EncodedPacketSink, Input, StreamSource, type InputVideoTrack } from 'mediabunny'
import type { Probed } from '../store/media.js'
import { aviFacts } from './avi-facts.js'
import { collect, NotAcceptable, type Known } from './bytes.js'
import type { Storage } from './storage.js'

/** The index of a video is read at once; one that claims to be larger is no honest file. */
const mostAtOnce = 64_000_000
const packetsForRate = 120

export type VideoFacts = Pick<Probed, 'width' | 'height' | 'durationMs' | 'videoCodec' | 'frameRate'>

/** Size as it is shown (rotation applied), length, codec and pace of a video, from its index and its last frame. */
export async function videoFacts(storage: Storage, known: Known): Promise<VideoFacts> {
  const read = async (start: number, end: number): Promise<Buffer> => {
    if (end - start > mostAtOnce) throw cannotDecode()
    return collect(storage.read(known.key, { start, end: Math.min(end, known.size) }))
  }
  if (known.type === 'video/x-msvideo') return aviFacts(known.size, read)
  const input = new Input({
    formats: ALL_FORMATS,
    source: new StreamSource({
      getSize: () => known.size,
      read: async (start, end) => new Uint8Array(await read(start, end)),
    }),
  })
  try {
    const track = await input.getPrimaryVideoTrack()
    if (track === null)
      throw new NotAcceptable(
        'CANNOT_DECODE',
        'The file holds no video that can be read: it is damaged, cut off, or only sound.',
      )
    await refuseCutOff(track)
    return {
      width: track.displayWidth,
      height: track.displayHeight,
      durationMs: Math.round((await input.computeDuration()) * 1_000),
      videoCodec: codecOf(track),
      frameRate: (await track.computePacketStats(packetsForRate)).averagePacketRate,
    }
  } catch (error) {
    if (error instanceof NotAcceptable) throw error
    throw cannotDecode()
  } finally {
    input.dispose()
  }
}

/** An index at the front looks whole even when the frames behind it are missing. */
async function refuseCutOff(track: InputVideoTrack): Promise<void> {
  const sink = new EncodedPacketSink(track)
  const last = await sink.getPacket(Infinity)
  if (last === null || last.data.length === 0) throw cannotDecode()
}

/** As networks' rules call them; what is not coded for the web keeps its own name. */
function codecOf(track: InputVideoTrack): string {
  if (track.codec !== null) return track.codec
  const own = typeof track.internalCodecId === 'string' ? track.internalCodecId.trim() : ''
  if (own === '')
    throw new NotAcceptable(
      'CODEC_NOT_SUPPORTED',
      'The video does not tell how it is coded. Save it as H.264 (MP4).',
    )
  return own === 'mp4v' || own.startsWith('V_MPEG4') ? 'mpeg4' : own
}

export function cannotDecode(): NotAcceptable {
  return new NotAcceptable(
    'CANNOT_DECODE',
    'The video is damaged or cut off. Save it again and upload it once more.',
  )
}
