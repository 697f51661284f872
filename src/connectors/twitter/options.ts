import { z } from 'zod'
import type { RenderedItem } from '../connector.js'

/** `platformMetadata.TWITTER`. Limits: README.md, "Limits". */
export const options = z.strictObject({
  inReplyTo: z
    .string()
    .regex(/^\d{1,19}$/, 'must be the id of a post, such as 1445880548472328192.')
    .optional()
    .describe('Id of the post that this one answers'),
  replySettings: z
    .enum(['following', 'mentionedUsers', 'subscribers', 'verified'])
    .optional()
    .describe('Who may reply; absent: everyone'),
  madeWithAi: z.boolean().optional().describe('Labels the post'),
  paidPartnership: z.boolean().optional().describe('Labels the post'),
  poll: z
    .strictObject({
      options: z.array(z.string().min(1).max(25)).min(2).max(4),
      durationMinutes: z.int().min(5).max(10_080),
    })
    .optional()
    .describe('A poll under the text, which has no files then'),
})

/** The post under which an item stands: the part before it, else the one that it answers; null where it stands alone. */
export function parentIdOf({ previous, sequence, options: given }: RenderedItem): string | null {
  const { inReplyTo = null } = options.parse(given)
  return previous.at(-1)?.remoteId ?? (sequence === 0 ? inReplyTo : null)
}
