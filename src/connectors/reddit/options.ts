import { z } from 'zod'

const upTo = (max: number) =>
  z
    .string()
    .refine((text) => lengthOf(text) <= max, `must have at most ${String(max)} characters.`)
    .meta({ maxLength: max })

const link = z.url({ protocol: /^https?$/ }).max(2_048)

export const mostTitle = 300

/** `platformMetadata.REDDIT`. Limits: README.md, "Limits". */
export const options = z.strictObject({
  subreddit: z
    .string()
    .regex(/^[\w-]{2,24}$/, 'must be a name such as test, without r/; u_NAME is a user’s own profile.')
    .optional()
    .describe(
      'Where the post goes; absent: the page that was selected for the account, else its own profile',
    ),
  title: upTo(mostTitle)
    .refine((text) => text.trim() !== '', 'must not be blank.')
    .optional()
    .describe('Title of the post; absent: the first line of the text, and the rest is its body'),
  url: link.optional().describe('Makes a link post that leads here; the text is its body'),
  crosspostOf: z
    .string()
    .regex(/^t3_[a-z0-9]{1,13}$/, 'must be the full id of a post, such as t3_1kh35wk.')
    .optional()
    .describe('Full id of the post that is crossposted'),
  poll: z
    .strictObject({
      options: z.array(upTo(120).min(1)).min(2).max(6),
      durationDays: z.int().min(1).max(7),
    })
    .optional()
    .describe('A poll under the title, for some days'),
  flairId: z
    .string()
    .min(1)
    .max(36)
    .optional()
    .describe('Id of a flair of the subreddit; those of the selected page are in `/pages`'),
  flairText: upTo(64).optional().describe('Text of a flair that can be edited'),
  nsfw: z.boolean().optional().describe('Marks the post as not safe for work'),
  spoiler: z
    .boolean()
    .optional()
    .describe('Marks the post as a spoiler: its picture is hidden until it is touched'),
  sendReplies: z
    .boolean()
    .optional()
    .describe('Whether answers come to the account’s inbox; absent: they do'),
  resubmit: z
    .boolean()
    .optional()
    .describe('False: a link that is in the subreddit already is refused; absent: it is posted again'),
  videoGif: z.boolean().optional().describe('Shows the video as a loop without sound'),
  gallery: z
    .array(z.strictObject({ caption: upTo(180).optional(), url: link.optional() }))
    .max(20)
    .optional()
    .describe('What the images of a gallery say and where they lead, in their order'),
})

/** Unicode code points. */
export function lengthOf(text: string): number {
  return [...text].length
}
