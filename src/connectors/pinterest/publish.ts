import type { Json, JsonObject } from '../../kit/json.js'
import type { PublishContext, PublishOutcome, RenderedItem } from '../connector.js'
import { unknown } from '../outcomes.js'
import { NotSent } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'
import { altTextOf } from './alt-text.js'
import { call } from './api.js'
import { boardOf } from './board.js'
import { isRefusal, refusalOf } from './errors.js'
import { mediaSourceOf, mediaTypeOf } from './media-source.js'
import { options as schema } from './options.js'
import type { Plan } from './prepare.js'

/** One POST, with the pictures in it or their addresses, which Pinterest fetches before it answers. */
export async function publish(item: RenderedItem, plan: Json, ctx: PublishContext): Promise<PublishOutcome> {
  const given = plan as Plan
  const json = {
    ...textsOf(item),
    board_id: given?.boardId ?? boardOf(item, ctx) ?? undefined,
    dominant_color: schema.parse(item.options).dominantColor,
    media_source: await read(() => mediaSourceOf(item, given)),
  }
  const reply = await call(ctx, 'POST', '/pins', { json, creating: true, timeoutMs: 300_000 })
  if (reply.status === 201 || reply.status === 200) {
    const id = textOf(objectOf(reply.json)['id'])
    if (id === null) return unknown(reply, 'Pinterest answered without the id of the pin.')
    return { kind: 'published', remoteId: id, url: urlOf(id), data: { mediaType: mediaTypeOf(item) } }
  }
  if (isRefusal(reply)) return refusalOf(reply, ctx.now)
  return unknown(reply, `Pinterest answered ${String(reply.status)}: the pin may be out.`)
}

/** What a pin says, as it is sent and as it is shown; what is not there is absent. */
export function textsOf(item: RenderedItem): JsonObject {
  const { title, link, boardSectionId } = schema.parse(item.options)
  return {
    title,
    description: item.text === '' ? undefined : item.text,
    alt_text: altTextOf(item.media) ?? undefined,
    link,
    board_section_id: boardSectionId,
  }
}

async function read<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw new NotSent('A file of the pin could not be read', { cause: error })
  }
}

export function urlOf(id: string): string {
  return `https://www.pinterest.com/pin/${id}/`
}
