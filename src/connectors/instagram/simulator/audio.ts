import type { Json } from '../../../kit/json.js'
import { fieldsIn, pick } from '../../../sandbox/graph-api/fields.js'
import { invalid, noSuchObject, ok } from '../../../sandbox/graph-api/refusal.js'
import type { SimReply, SimRoute } from '../../../sandbox/simulator.js'
import { api, reaches, type Call } from './call.js'
import { requireScope } from './tokens.js'

export type Track = {
  id: string
  type: 'music' | 'original_sound'
  title: string
  /** Of music; an original sound has whoever made it. */
  artist: string
  seconds: number
  isLent: boolean
}

/** Every second one may not be heard elsewhere: it has no address. */
const tracks: readonly Track[] = [
  ['music', 'Soup Season', 'The Ladles'],
  ['music', 'Slow Boat', 'Harbour Choir'],
  ['music', 'Morning Bread', 'Cleo and the Crumbs'],
  ['music', 'Tin Roof Rain', 'Harbour Choir'],
  ['music', 'Last Tram Home', 'Night Kiosk'],
  ['original_sound', 'Original audio', 'kettle.and.cup'],
  ['original_sound', 'Soup on the stove', 'the_soup_bar'],
  ['original_sound', 'Gulls at six', 'harbour.walks'],
].map(([type, title, artist], index) => ({
  id: String(1_870_000_000_000_000 + index),
  type: type as Track['type'],
  title: title ?? '',
  artist: artist ?? '',
  seconds: 30 + 7 * index,
  isLent: index % 2 === 0,
}))

export const audioRoutes: readonly SimRoute[] = api(
  { method: 'GET', path: '/ig_audio', operation: 'other', only: 'facebook' },
  search,
)

export function findTrack(id: string): Track | undefined {
  return tracks.find((track) => track.id === id)
}

/** Without words, what is trending. */
function search(call: Call): SimReply {
  const { given, request, token } = call
  requireScope(token, 'instagram_basic')
  const type = given.text('audio_type')
  if (type !== 'music' && type !== 'original_sound')
    invalid('Param audio_type must be one of {music, original_sound}')
  if (!reaches(call, given.text('user_id'))) noSuchObject(request.method, given.text('user_id'))
  const words = given.text('search_query').toLowerCase().split(/\s+/)
  const found = tracks.filter(
    (track) =>
      track.type === type &&
      words.every((word) => `${track.title} ${track.artist}`.toLowerCase().includes(word)),
  )
  return ok({ audio: found.map(present) })
}

export function readTrack(track: Track, { given }: Call): SimReply {
  return ok(pick(present(track), fieldsIn(given, Object.keys(present(track))), 'IGAudio'))
}

function present({ id, type, title, artist, seconds, isLent }: Track): Record<string, Json> {
  return {
    audio_id: id,
    title,
    ...(type === 'music' ? { display_artist: artist } : { ig_username: artist }),
    duration_in_ms: seconds * 1_000,
    audio_type: type,
    ...(type === 'music'
      ? { cover_artwork_thumbnail_uri: `https://scontent.cdninstagram.com/v/cover-${id}` }
      : { cover_artwork_thumbnail_url: `https://scontent.cdninstagram.com/v/cover-${id}` }),
    profile_picture_url: `https://scontent.cdninstagram.com/v/face-${id}`,
    download_url: isLent ? `https://scontent.cdninstagram.com/v/sound-${id}` : null,
  }
}
