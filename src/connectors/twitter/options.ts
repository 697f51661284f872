import { z } from 'zod'

/** `platformMetadata.TWITTER`. Limits: README.md, "Limits". */
export const options = z.strictObject({
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
    .optional(),
})
