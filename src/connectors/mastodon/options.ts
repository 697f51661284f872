import { z } from 'zod'
import type { RenderedItem } from '../connector.js'

const fromInstance = (usual: string): string => `As the instance takes them; usually ${usual}`

/** `platformMetadata.MASTODON`. What one instance takes of a poll: rules.ts. */
export const options = z.strictObject({
  inReplyTo: z
    .string()
    .regex(/^\w{1,64}$/, 'must be the id that the post has on the account’s instance.')
    .optional()
    .describe('Id, on the account’s instance, of the post that this one answers'),
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
      options: z
        .array(z.string().min(1).max(500))
        .min(2)
        .max(50)
        .describe(fromInstance('4 of 50 characters')),
      expiresInSeconds: z.int().min(1).max(31_622_400).describe(fromInstance('300 to 2,629,746')),
      multiple: z.boolean().optional().describe('More than one answer can be chosen'),
      hideTotals: z.boolean().optional().describe('Votes are shown when the poll is over'),
    })
    .optional()
    .describe('A poll under the text, which has no files then'),
})

/** The status under which an item stands: the part before it, else the one that it answers; null where it stands alone. */
export function parentIdOf({ previous, sequence, options: given }: RenderedItem): string | null {
  const { inReplyTo = null } = options.parse(given)
  return previous.at(-1)?.remoteId ?? (sequence === 0 ? inReplyTo : null)
}
