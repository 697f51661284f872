import { isDeepStrictEqual } from 'node:util'
import type { z } from 'zod'
import { twoNames } from '../../contract/post-body.js'
import { unreadWarnings } from '../kit/unread-warnings.js'
import type { PostWarning } from '../store/posts.js'

/** What a caller sent of a post and nobody reads, or what another field outdoes. */
export function warnOfUnread(schema: z.ZodType, sent: unknown): PostWarning[] {
  return [...unreadWarnings(schema, sent), ...contradictions(sent)]
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
