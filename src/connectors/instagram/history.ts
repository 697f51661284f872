import type { JsonObject } from '../../kit/json.js'
import type { EarlierPost, History } from '../connector.js'
import { cursorIn, dataIn, idOf } from '../graph-api.js'
import { textOf } from '../values.js'
import { refusalOf } from './errors.js'
import { posterOf, read } from './graph.js'

/** Neither stories nor live videos are told. */
export const history: History = async ({ cursor, since }, ctx) => {
  const poster = posterOf(ctx)
  if (poster === null) return { kind: 'ok', posts: [], next: null }
  const reply = await read(ctx, `${poster.id}/media`, {
    fields: 'id,caption,permalink,timestamp',
    since: String(Math.floor(since.getTime() / 1_000)),
    limit: '100',
    after: cursor ?? undefined,
  })
  const media = dataIn(reply)
  if (media === null) return refusalOf(reply)
  return { kind: 'ok', posts: media.map(earlierPost), next: media.length === 0 ? null : cursorIn(reply) }
}

function earlierPost(media: JsonObject): EarlierPost {
  return {
    remoteId: idOf(media) ?? '',
    url: textOf(media['permalink']),
    text: textOf(media['caption']) ?? '',
    createdAt: new Date(String(media['timestamp'])),
  }
}
