import { z } from 'zod'

/** YouTube says "characters": Unicode code points here. */
export function lengthOf(text: string): number {
  return [...text].length
}

const upTo = (max: number) =>
  z
    .string()
    .refine((text) => lengthOf(text) <= max, `must have at most ${String(max)} characters.`)
    .meta({ maxLength: max })
const language = z
  .string()
  .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'must be a language such as en or pt-BR.')

export const longestTitle = 100

/** `platformMetadata.YOUTUBE`. Limits: README.md, "Limits". */
export const options = z.strictObject({
  title: upTo(longestTitle)
    .refine((text) => text.trim() !== '', 'must not be empty.')
    .optional()
    .describe(
      'Title of the video; the first line of the post’s text when absent. The text is its description',
    ),
  tags: z.array(upTo(500)).max(500).optional().describe('Words to find it by, 500 characters in all'),
  categoryId: z
    .string()
    .regex(/^\d{1,3}$/, 'must be a number such as 22.')
    .optional()
    .describe('Category; 22 (People & Blogs) when absent'),
  privacyStatus: z
    .enum(['public', 'unlisted', 'private'])
    .optional()
    .describe('Who can see it; public when absent'),
  madeForKids: z
    .boolean()
    .optional()
    .describe('Made for kids, as the law makes you declare; absent: as the channel is set'),
  containsSyntheticMedia: z
    .boolean()
    .optional()
    .describe('Realistic, and altered or made with artificial intelligence'),
  notifySubscribers: z.boolean().optional().describe('Tells subscribers; so it is when absent'),
  embeddable: z.boolean().optional().describe('Other sites may show it'),
  publicStatsViewable: z.boolean().optional().describe('Everybody sees its numbers'),
  license: z.enum(['youtube', 'creativeCommon']).optional().describe('youtube when absent'),
  language: language.optional().describe('Of title and description'),
  playlistId: z
    .string()
    .regex(/^[\w-]{2,64}$/, 'must be an id such as PL0123456789abcdef.')
    .optional()
    .describe(
      'Playlist of the channel to put it into, as `/v1/accounts/{id}/{platform}/playlists` lists them',
    ),
  playlistTitle: upTo(150)
    .refine((text) => text.trim() !== '', 'must not be empty.')
    .optional()
    .describe(
      'Playlist by its title; made, as visible as the video, where the channel has none of this title',
    ),
  captionsLanguage: language
    .optional()
    .describe('Of the captions that are attached; as `language`, or en, when absent'),
  captionsName: upTo(150).optional().describe('What viewers choose the captions by'),
})
