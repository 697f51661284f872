import { z } from 'zod'

const username = z.string().regex(/^[A-Za-z0-9._]{1,30}$/, 'must be a username, without the @.')
const id = z.string().regex(/^\d{1,25}$/, 'must be an id, in digits.')
const place = z.number().min(0).max(1)

/** `platformMetadata.INSTAGRAM`. What goes with which kind of post: rules.ts. Source: README.md, "What can be posted". */
export const options = z.strictObject({
  collaborators: z
    .array(username)
    .min(1)
    .max(3)
    .optional()
    .describe('Usernames of up to three accounts that are invited to share the post as theirs'),
  userTags: z
    .array(
      z.strictObject({
        username,
        x: place.optional().describe('From the left edge, 0 to 1; needed on pictures'),
        y: place.optional().describe('From the top, 0 to 1; needed on pictures'),
        media: z
          .int()
          .min(0)
          .max(9)
          .optional()
          .describe('Which file of a carousel, from 0; the first when absent'),
      }),
    )
    .min(1)
    .max(20)
    .optional()
    .describe('Accounts that are tagged on files; in a story, mentioned'),
  locationId: id.optional().describe('Id of a Facebook page that has a place'),
  shareToFeed: z
    .boolean()
    .optional()
    .describe('A reel is shown among the posts, too; as Instagram likes when absent'),
  coverUrl: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .optional()
    .describe('Address of the JPEG that becomes the cover of a reel; wins over thumbOffsetMs'),
  thumbOffsetMs: z
    .int()
    .min(0)
    .max(900_000)
    .optional()
    .describe('Milliseconds into a reel whose frame becomes its cover; the first when absent'),
  audioName: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('Name of a reel’s own sound; it can be given once'),
  audio: z
    .strictObject({
      id: id.describe('Id of a track, as `/v1/instagram/audio/search` tells it'),
      volume: z.int().min(0).max(100).optional().describe('Of the sound, 0 to 100'),
      videoVolume: z.int().min(0).max(100).optional().describe('Of the reel’s own sound, 0 to 100'),
    })
    .optional()
    .describe('Music or a sound under a reel; for accounts connected by Facebook login'),
  trial: z
    .enum(['MANUAL', 'SS_PERFORMANCE'])
    .optional()
    .describe(
      'Shows a reel to people who do not follow first; it is shared with all by hand, or where it does well. Not for every account',
    ),
  aiGenerated: z.boolean().optional().describe('Labels the post as made with artificial intelligence'),
  paidPartnership: z
    .boolean()
    .optional()
    .describe('Labels the post as a paid partnership; for accounts connected by Facebook login'),
  sponsors: z
    .array(id)
    .min(1)
    .max(2)
    .optional()
    .describe('Ids of up to two accounts that pay for it; for accounts connected by Facebook login'),
})

export type Options = z.infer<typeof options>
