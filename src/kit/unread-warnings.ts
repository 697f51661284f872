import type { z } from 'zod'
import { unreadFields } from './schema-fields.js'

export type UnreadWarning = { code: 'UNKNOWN_FIELD'; message: string; field: string }

/**
 * What a caller sent and nobody reads. Clients may send more than we know, so it is no error; but a misspelt
 * `scheduledFor` would make a draft that never goes out, so it is said.
 */
export function unreadWarnings(schema: z.ZodType, sent: unknown): UnreadWarning[] {
  return unreadFields(schema, sent).map(({ path, nearest }) => ({
    code: 'UNKNOWN_FIELD',
    message: `${path} is not known here and is left out.${nearest === null ? '' : ` Did you mean ${nearest}?`}`,
    field: path,
  }))
}
