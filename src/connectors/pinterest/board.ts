import type { JsonObject } from '../../kit/json.js'
import type { PublishContext, RenderedItem } from '../connector.js'
import { objectOf, textOf } from '../values.js'
import { options as schema } from './options.js'

/** The board of a pin: the one that the post names, else the one chosen for the account; null where there is neither. */
export function boardOf(
  item: Pick<RenderedItem, 'options'>,
  ctx: Pick<PublishContext, 'data'>,
): string | null {
  return schema.parse(item.options).boardId ?? textOf(objectOf(ctx.data['page'])['id'])
}

/** The choice, as an account shows it. */
export function presentBoard(data: JsonObject): JsonObject {
  const { id, name, privacy } = objectOf(data['page'])
  return { board: textOf(id) === null ? null : { id, name, privacy } }
}
