import { z } from 'zod'

export const privacyLevels = [
  'PUBLIC_TO_EVERYONE',
  'FOLLOWER_OF_CREATOR',
  'MUTUAL_FOLLOW_FRIENDS',
  'SELF_ONLY',
] as const

const longestTitle = 90

/** TikTok counts UTF-16 code units: an emoji is two or more. */
export function lengthOf(text: string): number {
  return text.length
}

/** `platformMetadata.TIKTOK`. Limits: README.md, "Limits". */
export const options = z.strictObject({
  privacyLevel: z
    .enum(privacyLevels)
    .optional()
    .describe(
      'Who sees it, as the person who posts has chosen; absent: as many as the account allows. A private account offers FOLLOWER_OF_CREATOR instead of PUBLIC_TO_EVERYONE',
    ),
  allowComment: z.boolean().optional().describe('Others may comment; not when absent'),
  allowDuet: z.boolean().optional().describe('Others may make duets of a video; not when absent'),
  allowStitch: z.boolean().optional().describe('Others may use parts of a video; not when absent'),
  brandContent: z.boolean().optional().describe('Paid partnership: it promotes somebody else’s business'),
  brandOrganic: z.boolean().optional().describe('It promotes the account’s own business'),
  isAigc: z.boolean().optional().describe('Made with artificial intelligence'),
  coverTimestampMs: z
    .int()
    .min(0)
    .max(600_000)
    .optional()
    .describe('Milliseconds into a video whose frame becomes its cover; the first when absent'),
  title: z
    .string()
    .refine((text) => lengthOf(text) <= longestTitle, `must have at most ${String(longestTitle)} characters.`)
    .meta({ maxLength: longestTitle })
    .optional()
    .describe('Title of photos, in UTF-16 units; the post’s text is their description'),
  photoCoverIndex: z
    .int()
    .min(0)
    .max(34)
    .optional()
    .describe('Which photo is the cover, from 0; the first when absent'),
  autoAddMusic: z.boolean().optional().describe('TikTok puts music under photos; not when absent'),
  draft: z
    .boolean()
    .optional()
    .describe('Sends it to the inbox of the person’s TikTok app, who finishes and posts it there'),
})

export type Options = z.infer<typeof options>
