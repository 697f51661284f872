import type { JsonObject } from '../../kit/json.js'
import { textOf } from '../values.js'

/** Who sees a status, as the instance says it and as it is asked for; nothing where it does not say. */
export function seenBy(status: JsonObject): JsonObject {
  const visibility = textOf(status['visibility'])
  return visibility === null ? {} : { visibility }
}
