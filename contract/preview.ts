import { z } from 'zod'
import { contentTypes } from './post-body.js'

const sign = z.enum([
  'reply',
  'repost',
  'like',
  'thumb',
  'star',
  'up',
  'down',
  'views',
  'save',
  'share',
  'send',
  'forward',
  'more',
])

/** What differs between the kinds of posts of one network. */
const look = {
  layout: z
    .enum([
      'microblog',
      'feed',
      'update',
      'forum',
      'photo',
      'video',
      'story',
      'watch',
      'channel',
      'message',
      'pin',
    ])
    .describe(
      'What stands where; `video` and `story` are upright and fill the screen, `watch` has the text below, `update` the picture above the text',
    ),
  fold: z
    .object({
      characters: z.int().nullable(),
      lines: z.int().nullable(),
      linesKept: z
        .int()
        .optional()
        .describe('How many lines are left of a text with more than `lines`; as many when absent'),
    })
    .nullable()
    .describe('Where the text is cut until somebody asks for the rest; null: it is shown in full'),
  media: z
    .enum(['grid', 'banner', 'collage', 'strip', 'carousel', 'first'])
    .describe(
      'How several files share the place. Of three, `grid` has the first upright at the left, `banner` across the top; `collage` is a banner whose fifth tells how many more; `strip` has them beside each other, as high as each other',
    ),
  mediaRatios: z
    .object({ min: z.number(), max: z.number() })
    .nullable()
    .describe('Width by height: what is beyond is cropped when shown'),
  cropRatios: z.array(z.string()).describe('Shapes that suit the network, the best first, e.g. 4:5'),
}

/**
 * How a network draws a post, for those who want to show one before it is there. Learned by looking at the networks;
 * where it is from stands in the README of each connector.
 */
export const preview = z
  .object({
    ...look,
    avatar: z.enum(['round', 'square']),
    handle: z
      .enum(['below', 'beside', 'instead', 'none'])
      .describe('Where the username stands to the name; `instead`: the name is not shown'),
    byline: z
      .enum(['time', 'public', 'followers'])
      .describe('What stands with the name: the time, with a globe, under the number of followers'),
    linkCard: z.boolean().describe('The first address of a text without files becomes a card'),
    color: z.string().describe('Of links and buttons, #rrggbb'),
    ground: z
      .object({ light: z.string(), dark: z.string() })
      .nullable()
      .describe('Behind the post, #rrggbb, where that is not the page’s own'),
    more: z.string().describe('What the network writes where it cuts a text'),
    signs: z
      .array(z.object({ sign, words: z.string().nullable() }))
      .describe('What stands under a post, in its order, with the network’s words where it has some'),
    kinds: z
      .array(
        z.object({
          contentType: z.enum(contentTypes).nullable().describe('null: none is named, the files decide'),
          name: z.string().describe('What the network calls it'),
          impliedBy: z
            .enum(['video', 'upright video'])
            .optional()
            .describe('A post becomes one by itself where this is its only file'),
          look: z.object(look).partial().describe('What is drawn in another way'),
        }),
      )
      .describe('What one may choose to make of the same files by contentType; empty: nothing'),
  })
  .meta({ id: 'Preview' })

export type Preview = z.output<typeof preview>
