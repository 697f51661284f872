import { z } from 'zod'

/** Pinterest counts characters as its JSON schemas do: an emoji of one code point is one. */
const upTo = (max: number) =>
  z
    .string()
    .refine((text) => lengthOf(text) <= max, `must have at most ${String(max)} characters.`)
    .meta({ maxLength: max })

const id = z.string().regex(/^\d{1,32}$/, 'must be an id, such as 549755885175.')
const link = z.url({ protocol: /^https?$/ }).max(2_048)

/** `platformMetadata.PINTEREST`. Limits: README.md, "Limits". */
export const options = z.strictObject({
  title: upTo(100).optional().describe('Title of the pin; its description is the post’s text'),
  link: link.optional().describe('Where the pin leads'),
  boardId: id
    .optional()
    .describe('Board of this pin; absent: the one that was selected for the account, as `/pages` lists them'),
  boardSectionId: id.optional().describe('Section of the board'),
  dominantColor: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/, 'must be a colour such as #6E7874.')
    .optional()
    .describe('Shown until the picture is there'),
  carousel: z
    .array(
      z.strictObject({
        title: upTo(100).optional(),
        description: upTo(800).optional(),
        link: link.optional(),
      }),
    )
    .max(5)
    .optional()
    .describe('What the images of a carousel say of themselves, in their order'),
  coverImageUrl: link.optional().describe('A public address of a video’s cover'),
  coverKeyFrameSeconds: z
    .int()
    .min(0)
    .max(900)
    .optional()
    .describe('Second of a video that becomes its cover; 1 where nothing else is said'),
})

export type Options = z.infer<typeof options>

/** Unicode code points. */
export function lengthOf(text: string): number {
  return [...text].length
}
