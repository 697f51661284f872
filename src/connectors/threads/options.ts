import { z } from 'zod'
import type { RenderedItem } from '../connector.js'

const postId = z.string().regex(/^\d{1,25}$/, 'must be the id of a post, as `platformPostId` tells it.')
const address = z.url({ protocol: /^https?$/ }).max(2_000)

/** `platformMetadata.THREADS`. What goes together: rules.ts. Source: README.md, "What can be posted". */
export const options = z.strictObject({
  inReplyTo: postId.optional().describe('Id of the post that this one answers'),
  quote: postId.optional().describe('Id of the post that this one quotes'),
  replyControl: z
    .enum(['everyone', 'accounts_you_follow', 'mentioned_only', 'parent_post_author_only', 'followers_only'])
    .optional()
    .describe('Who may reply; absent: everyone'),
  replyApprovals: z.boolean().optional().describe('Replies are shown once the account has approved them'),
  topic: z
    .string()
    .min(1)
    .max(50)
    .regex(/^[^.&]*$/, 'takes neither . nor &.')
    .optional()
    .describe('Topic of the post; absent: the first # of the text'),
  link: address.optional().describe('Address shown as a card; absent: the first of the text'),
  poll: z
    .strictObject({ options: z.array(z.string().min(1).max(25)).min(2).max(4) })
    .optional()
    .describe('Open for a day; the text is the question'),
  gif: z
    .strictObject({
      id: z.string().regex(/^[\w-]{1,64}$/, 'must be the id that the GIF has at its provider.'),
      provider: z.enum(['GIPHY', 'TENOR']),
    })
    .optional()
    .describe('A GIF of a library, under a text without media'),
  longText: z
    .strictObject({
      text: z.string().min(1).max(10_000),
      link: address.optional(),
    })
    .optional()
    .describe('A longer text that the post opens'),
  spoilers: z
    .array(z.strictObject({ offset: z.int().min(0), length: z.int().min(1) }))
    .min(1)
    .max(10)
    .optional()
    .describe('Parts of the text that are hidden until they are touched'),
  spoilerMedia: z.boolean().optional().describe('Media are hidden until they are touched'),
  ghost: z.boolean().optional().describe('Archived by Threads after 24 hours'),
  countries: z
    .array(
      z
        .string()
        .regex(/^[A-Z]{2}$/i, 'must be codes of two letters, such as DE.')
        .toUpperCase(),
    )
    .min(1)
    .max(250)
    .optional()
    .describe('ISO 3166 codes of the only countries in which it is shown; not for every account'),
})

export type Options = z.infer<typeof options>

/** The post under which an item stands: the one before it, else the one that it answers; null where it stands alone. */
export function parentIdOf({ previous, sequence, options: given }: RenderedItem): string | null {
  const { inReplyTo = null } = options.parse(given)
  return previous.at(-1)?.remoteId ?? (sequence === 0 ? inReplyTo : null)
}
