import { z } from 'zod'

const id = z.string().regex(/^\d{1,32}$/, 'must be an id of Facebook, such as 110506962309835.')

/** `platformMetadata.FACEBOOK`. What goes together: rules.ts. Source: README.md, "What can be posted". */
export const options = z.strictObject({
  link: z
    .url({ protocol: /^https?$/ })
    .max(2_048)
    .optional()
    .describe('Address shown as a card under a post without files'),
  title: z
    .string()
    .min(1)
    .refine((title) => title.length <= 255, 'must have at most 255 characters.')
    .meta({ maxLength: 255 })
    .optional()
    .describe('Title of a video or a reel; its description is the post’s text'),
  place: id.optional().describe('Id of the page of the place that a post or a reel is about'),
  background: id
    .optional()
    .describe('Id of a coloured background (text_format_preset_id), for a text of at most 130 characters'),
})
