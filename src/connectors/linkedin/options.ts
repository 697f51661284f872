import { z } from 'zod'

/** `platformMetadata.LINKEDIN`. Limits: README.md, "Limits". */
export const options = z.strictObject({
  visibility: z
    .enum(['PUBLIC', 'CONNECTIONS', 'LOGGED_IN'])
    .optional()
    .describe('Who sees it; absent: everybody. What a page posts is always public'),
  disableReshare: z.boolean().optional().describe('Nobody can repost it'),
  title: z
    .string()
    .min(1)
    .max(400)
    .optional()
    .describe('Of the attached video or document; absent: a document’s file name'),
  article: z
    .strictObject({
      url: z.url({ protocol: /^https?$/ }).max(2_000),
      title: z.string().min(1).max(400),
      description: z.string().max(4_000).optional(),
    })
    .optional()
    .describe(
      'A card that leads to a web page. LinkedIn does not read the page; an attached image is its picture',
    ),
  poll: z
    .strictObject({
      question: z.string().min(1).max(140),
      options: z.array(z.string().min(1).max(30)).min(2).max(4),
      duration: z
        .enum(['ONE_DAY', 'THREE_DAYS', 'SEVEN_DAYS', 'FOURTEEN_DAYS'])
        .default('THREE_DAYS')
        .describe('How long it can be answered'),
    })
    .optional()
    .describe('A poll beside the text, which has no files then'),
  reshareOf: z
    .string()
    .regex(
      /^urn:li:(share|ugcPost):\d+$/,
      'must be the URN of a post, such as urn:li:share:6844785523593134080.',
    )
    .optional()
    .describe('URN of the post that this one reposts; as `platformPostId` tells it'),
})

export type Options = z.output<typeof options>
