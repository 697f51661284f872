import { z } from 'zod'

/** `platformMetadata.TELEGRAM`. Limits: README.md, "Limits". */
export const options = z.strictObject({
  parseMode: z
    .enum(['HTML', 'MarkdownV2'])
    .optional()
    .describe('How the text is marked up; absent: it is shown as it is'),
  silent: z.boolean().optional().describe('No sound at the receivers'),
  protectContent: z.boolean().optional().describe('Cannot be forwarded or saved'),
  linkPreview: z
    .strictObject({
      disabled: z.boolean().optional().describe('Shows none'),
      url: z
        .url({ protocol: /^https?$/ })
        .max(2_000)
        .optional()
        .describe('Instead of the first address of the text'),
      size: z.enum(['small', 'large']).optional().describe('Of its picture; absent: as Telegram likes'),
      aboveText: z.boolean().optional().describe('Above the text instead of below'),
    })
    .optional()
    .describe('The preview of an address in a text without media'),
  captionAboveMedia: z.boolean().optional().describe('The text above photos and videos instead of below'),
  spoiler: z.boolean().optional().describe('Photos and videos are hidden until they are touched'),
  asFiles: z.boolean().optional().describe('Media as documents, untouched by Telegram'),
  inReplyTo: z
    .string()
    .regex(/^(-\d{1,15}:)?\d{1,10}$/, 'must be the number of a message in the chat, such as 7.')
    .optional()
    .describe('Number, in the chat, of the message that this one answers; as `platformPostId` tells it'),
  topicId: z.int().min(1).optional().describe('Topic of a forum'),
  poll: z
    .strictObject({
      options: z.array(z.string().min(1).max(100)).min(1).max(12),
      multiple: z.boolean().optional().describe('More than one answer can be chosen'),
      anonymous: z.boolean().optional().describe('false only in groups: polls of channels are anonymous'),
      openForSeconds: z
        .int()
        .min(5)
        .max(2_628_000)
        .optional()
        .describe('When it closes by itself; absent: never'),
    })
    .optional()
    .describe('A poll whose question is the text'),
})

export type Options = z.infer<typeof options>
