import { isDeepStrictEqual } from 'node:util'
import type { z } from 'zod'
import { twoNames } from '../../contract/post-body.js'
import { unreadFields } from '../kit/schema-fields.js'
import type { PostWarning } from '../store/posts.js'

/**
 * What a caller sent and nobody reads. Clients may send more than we know, so it is no error; but a misspelt
 * `scheduledFor` would make a draft that never goes out, so it is said.
 */
export function warnOfUnread(schema: z.ZodType, sent: unknown): PostWarning[] {
  const unknown = unreadFields(schema, sent).map(({ path, nearest }) => ({
    code: 'UNKNOWN_FIELD',
    message: `${path} is not known here and is left out.${nearest === null ? '' : ` Did you mean ${nearest}?`}`,
    field: path,
  }))
  return [...unknown, ...contradictions(sent)]
}

/** A field that came under both of its names, with two values. */
function contradictions(sent: unknown): PostWarning[] {
  if (typeof sent !== 'object' || sent === null) return []
  const body = sent as Record<string, unknown>
  return twoNames
    .filter(([first, second]) => body[first] != null && body[second] != null)
    .filter(([first, second]) => !isDeepStrictEqual(body[first], body[second]))
    .map(([first, second]) => ({
      code: 'SETTING_IGNORED',
      message: `${second} is another name for ${first}, which says something else and counts.`,
      field: second,
    }))
}
