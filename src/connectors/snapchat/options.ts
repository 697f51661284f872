import { z } from 'zod'
import type { Draft } from '../../domain/rules.js'
import { longest, type Kind } from './api.js'

/** Whether Snapchat counts characters or UTF-16 units it does not say: counted is what comes out longer. */
export function lengthOf(text: string): number {
  return text.length
}

/** `platformMetadata.SNAPCHAT`. Limits: README.md, "Limits". */
export const options = z.strictObject({
  type: z
    .enum(['STORY', 'SPOTLIGHT', 'SAVED_STORY'])
    .optional()
    .describe(
      'What it becomes: a Story (gone after 24 hours), a Spotlight (video), or a Saved Story on the Public Profile. Absent: a picture and contentType STORY become a Story, another video a Spotlight',
    ),
  title: z
    .string()
    .refine((title) => title.trim() !== '', 'must not be empty.')
    .refine(
      (text) => lengthOf(text) <= longest.title,
      `must have at most ${String(longest.title)} characters.`,
    )
    .meta({ maxLength: longest.title })
    .optional()
    .describe('Title of a Saved Story; the post’s text when absent'),
  locale: z
    .string()
    .regex(/^[a-z]{2}_[A-Z]{2}$/, 'must look like en_US.')
    .optional()
    .describe('Language and country of a Spotlight; en_US when absent'),
  skipSaveToProfile: z
    .boolean()
    .optional()
    .describe('A Spotlight is not kept on the Public Profile; it is when absent'),
})

type Asked = Pick<Draft, 'contentType' | 'options'> & { media: readonly { kind: string }[] }

/** What a post becomes at Snapchat. */
export function kindOf({ contentType, media, options: given }: Asked): Kind {
  const { type } = given
  if (type === 'STORY' || type === 'SPOTLIGHT' || type === 'SAVED_STORY') return type
  const isVideo = media.some(({ kind }) => kind === 'video')
  return isVideo && contentType !== 'STORY' ? 'SPOTLIGHT' : 'STORY'
}
