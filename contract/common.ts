import { z } from 'zod'
import { errorCodes, type ErrorCode } from './errors.js'

/** A date in a reply: ISO 8601 in UTC with milliseconds. */
export const date = z.iso.datetime({ offset: true }).describe('ISO 8601, UTC')

/**
 * An id in a path: a prefix and what follows, or a bare cuid. Malformed ones are refused before any look-up. Looser
 * than what we make, so that nobody has to know that.
 */
export const pathId = z
  .string()
  .regex(
    /^(?:[A-Za-z]{2,12}_[A-Za-z0-9_]{1,50}|c[a-z0-9]{19,31})$/,
    'is not an id; ids look like post_cm1x2y3z4, and come in replies.',
  )
  .describe('An id as a reply gave it')

export const byId = z.object({ id: pathId })

/** A platform in a path. */
export const pathPlatform = z.string().max(50).describe('A platform, in any case')

/** Every spelling of pagination that known clients read. */
export const pagination = z
  .object({
    has_more: z.boolean(),
    next_cursor: z.string().nullable(),
    limit: z.int(),
    hasMore: z.boolean(),
    nextCursor: z.string().nullable(),
    cursor: z.string().nullable(),
  })
  .meta({
    id: 'Pagination',
    description: 'Every spelling that known clients read; next_cursor is the one to use.',
  })

export type Pagination = z.output<typeof pagination>

export function paginated(limit: number, next: string | null): Pagination {
  return {
    has_more: next !== null,
    next_cursor: next,
    limit,
    hasMore: next !== null,
    nextCursor: next,
    cursor: next,
  }
}

/** `limit` and `cursor` of a list. */
export function pageQuery(
  standard: number,
  most: number,
): { limit: z.ZodType<number>; cursor: z.ZodType<string | undefined> } {
  return {
    limit: z.coerce.number().int().min(1).max(most).default(standard).describe('How many to a page'),
    cursor: z.string().max(500).optional().describe('next_cursor of the page before'),
  }
}

export const success = z.object({ success: z.literal(true) }).meta({ id: 'Success' })

/** Every error, whatever went wrong. `contract/errors.ts` has the codes. */
export const errorEnvelope = z
  .object({
    error: z.object({
      code: z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]),
      message: z.string().describe('For people: what is wrong and what to do'),
      details: z.record(z.string(), z.unknown()).optional().describe('`field` names the field at fault'),
    }),
  })
  .meta({ id: 'Error' })

/** In an example: stands for a platform. Whoever shows the example puts in one that the server has. */
export const anyPlatform = '{platform}'

/**
 * Refuses characters that no network shows, in a text that people are to read. They come from a slip of the keyboard or
 * a file read in the wrong encoding. Tabs and line ends are text; what joins emoji or turns the direction is too.
 */
export function refuseControls(value: string, context: z.RefinementCtx<string>): void {
  const found = /[^\P{Cc}\t\n\r]/u.exec(value)
  if (found === null) return
  const code = (found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  const place = String(found.index + 1)
  context.addIssue({
    code: 'custom',
    message: `holds the control character U+${code} (character ${place}), which no network shows. Take it out.`,
  })
}

/** Aliases count (Asia/Kolkata, which lists of zones call Calcutta); offsets and abbreviations have no daylight saving. */
function isTimeZone(zone: string): boolean {
  if (!/^(?:UTC|GMT|[A-Za-z_]+\/[A-Za-z0-9_+/-]+)$/.test(zone)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

/** A time zone by its IANA name. */
export const timeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, 'is not an IANA time zone such as Europe/Berlin')
  .describe('IANA name, e.g. Europe/Berlin')

/** One of some words, sent in any case. */
export function anyCase<const Words extends readonly [string, ...string[]]>(
  words: Words,
): z.ZodType<Words[number], string> {
  return z
    .string()
    .transform((value) => words.find((word) => word.toLowerCase() === value.toLowerCase()) ?? value)
    .pipe(z.enum(words))
    .describe(`In any case: ${words.join(', ')}`)
}
