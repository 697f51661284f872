export type FilmFacts = {
  container: 'mp4' | 'mov' | 'other'
  codec: string
  width: number
  height: number
  seconds: number
  framesPerSecond: number
  bitsPerSecond: number
  sound: { codec: string; channels: number; samplesPerSecond: number } | null
}

/** Enough for a mean. */
const packets = 120

/** What a film is made of; null where it cannot be read to its end. */
export async function filmFacts(bytes: Buffer): Promise<FilmFacts | null> {
  const { ALL_FORMATS, BufferSource, EncodedPacketSink, Input, MP4, QTFF } = await import('mediabunny')
  const input = new Input({ formats: ALL_FORMATS, source: new BufferSource(bytes) })
  try {
    const picture = await input.getPrimaryVideoTrack()
    if (picture === null) return null
    const last = await new EncodedPacketSink(picture).getPacket(Infinity)
    if (last === null || last.data.length === 0) return null
    const sound = await input.getPrimaryAudioTrack()
    const format = await input.getFormat()
    const rate = await picture.computePacketStats(packets)
    return {
      container: format === MP4 ? 'mp4' : format === QTFF ? 'mov' : 'other',
      codec: picture.codec ?? 'other',
      width: picture.displayWidth,
      height: picture.displayHeight,
      seconds: await input.computeDuration(),
      framesPerSecond: rate.averagePacketRate,
      bitsPerSecond: rate.averageBitrate,
      sound:
        sound === null
          ? null
          : {
              codec: sound.codec ?? 'other',
              channels: sound.numberOfChannels,
              samplesPerSecond: sound.sampleRate,
            },
    }
  } catch {
    // Not a film, or cut off.
    return null
  } finally {
    input.dispose()
  }
}
