import type { JsonObject } from '../../kit/json.js'
import { ConnectRefused, type AccountContext, type Audio, type Refused, type Track } from '../connector.js'
import { asId } from '../graph-api.js'
import { objectOf, textOf } from '../values.js'
import { refusalOf } from './errors.js'
import { posterOf, read } from './graph.js'
import { loginOf } from './login-of.js'

/** For accounts behind the pages of a person. Source: README.md, "Music". */
export const audio: Audio = {
  isOn: (app) => app['INSTAGRAM_AUDIO_ENABLED'] === 'true',

  /** Music and original sounds by turns, each in Instagram's order: business accounts are told of little music. */
  async search({ text, limit }, ctx) {
    if (loginOf(ctx.data) === 'instagram')
      throw new ConnectRefused(
        'Only accounts that were connected by way of Facebook can search. Connect the account again, with Facebook.',
        'VALIDATION_ERROR',
      )
    const [music, sounds] = await Promise.all([
      tracksOf('music', text, ctx),
      tracksOf('original_sound', text, ctx),
    ])
    if ('kind' in music) return music
    if ('kind' in sounds) return sounds
    return { kind: 'ok', tracks: byTurns(music, sounds).slice(0, limit) }
  },
}

async function tracksOf(type: string, text: string | null, ctx: AccountContext): Promise<Track[] | Refused> {
  const reply = await read(ctx, 'ig_audio', {
    audio_type: type,
    user_id: posterOf(ctx)?.id,
    search_query: text ?? undefined,
  })
  const { audio: found, data = found } = objectOf(reply.json)
  return reply.status === 200 && Array.isArray(data) ? data.map(objectOf).flatMap(trackIn) : refusalOf(reply)
}

function trackIn(found: JsonObject): Track[] {
  const id = asId(found['audio_id'])
  if (id === null) return []
  const artistName = textOf(found['display_artist']) ?? textOf(found['ig_username'])
  const audioUrl = textOf(found['download_url'])
  const coverImageUri =
    textOf(found['cover_artwork_thumbnail_uri']) ?? textOf(found['cover_artwork_thumbnail_url'])
  const { duration_in_ms: durationMs } = found
  return [
    {
      id,
      title: textOf(found['title']) ?? '',
      ...(artistName === null ? {} : { artistName }),
      ...(audioUrl === null ? {} : { audioUrl }),
      ...(coverImageUri === null ? {} : { coverImageUri }),
      ...(typeof durationMs === 'number' ? { durationMs } : {}),
    },
  ]
}

function byTurns<T>(first: readonly T[], second: readonly T[]): T[] {
  const turns = Array.from({ length: Math.max(first.length, second.length) }, (_, turn) => turn)
  return turns.flatMap((turn) => [...first.slice(turn, turn + 1), ...second.slice(turn, turn + 1)])
}
