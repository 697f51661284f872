import { z } from 'zod'

/** `platformMetadata.BLUESKY`. Limits: README.md, "Limits". */
export const options = z.strictObject({
  langs: z
    .array(
      z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$/, 'must be a language tag such as en or pt-BR.'),
    )
    .min(1)
    .max(3)
    .optional()
    .describe('Languages of the text, as BCP 47 tags'),
  tags: z
    .array(z.string().min(1).max(64))
    .min(1)
    .max(8)
    .optional()
    .describe('Hashtags beside those in the text, without #'),
  labels: z
    .array(z.enum(['sexual', 'nudity', 'porn', 'graphic-media']))
    .min(1)
    .max(4)
    .optional()
    .describe('Content warnings'),
  card: z
    .strictObject({
      url: z.url({ protocol: /^https?$/ }).max(2_000),
      title: z.string().min(1).max(300),
      description: z.string().max(1_000).optional(),
    })
    .optional()
    .describe('A link card under the text; an attached image becomes its picture'),
})
