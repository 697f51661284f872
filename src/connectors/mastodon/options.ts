import { z } from 'zod'

/** `platformMetadata.MASTODON`. Limits of polls: README.md, "Limits". */
export const options = z.strictObject({
  visibility: z
    .enum(['public', 'unlisted', 'private', 'direct'])
    .optional()
    .describe('Who sees it; absent: the account’s own setting'),
  spoilerText: z.string().max(500).optional().describe('Content warning'),
  sensitive: z.boolean().optional().describe('Hides the media behind a warning'),
  language: z
    .string()
    .regex(/^[a-z]{2,3}$/i, 'must be a code of two or three letters, such as en.')
    .toLowerCase()
    .optional()
    .describe('ISO 639 code'),
  poll: z
    .strictObject({
      options: z.array(z.string().min(1).max(50)).min(2).max(4),
      expiresInSeconds: z.int().min(300).max(2_629_746),
      multiple: z.boolean().optional(),
      hideTotals: z.boolean().optional(),
    })
    .optional(),
})
