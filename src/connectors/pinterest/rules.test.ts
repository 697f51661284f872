import { describe, expect, it } from 'vitest'
import { checkDraft } from '../../domain/check-draft.js'
import type { Draft, DraftMedia } from '../../domain/rules.js'
import { options } from './options.js'
import { rules } from './rules.js'

const file = (kind: DraftMedia['kind'], more: Partial<DraftMedia> = {}): DraftMedia => ({
  id: null,
  kind,
  contentType: null,
  sizeBytes: null,
  width: null,
  height: null,
  durationMs: null,
  ...more,
})
const issues = (change: Partial<Draft>) =>
  checkDraft(
    rules,
    {
      text: 'Hello',
      contentType: null,
      media: [file('image')],
      thread: [],
      firstComment: null,
      options: {},
      ...change,
    },
    rules.limits,
  )
const codes = (change: Partial<Draft>): string[] => issues(change).map(({ code }) => code)

describe('a pin', () => {
  it.each<[string, Partial<Draft>, string[]]>([
    ['has an image', {}, []],
    ['may be silent', { text: '' }, []],
    ['has media', { media: [] }, ['MEDIA_REQUIRED']],
    ['has no document', { media: [file('document')] }, ['MEDIA_TYPE_NOT_SUPPORTED']],
    ['has 800 characters, however they are coded', { text: '🛶'.repeat(800) }, []],
    ['has no more', { text: 'a'.repeat(801) }, ['CONTENT_TOO_LONG']],
    ['is no text', { contentType: 'TEXT' }, ['CONTENT_TYPE_NOT_SUPPORTED']],
    ['has up to five images', { media: Array.from({ length: 5 }, () => file('image')) }, []],
    ['has no sixth', { media: Array.from({ length: 6 }, () => file('image')) }, ['TOO_MANY_MEDIA']],
    ['has one GIF', { media: [file('gif')] }, []],
    ['has a GIF alone', { media: [file('gif'), file('image')] }, ['MEDIA_MIX_NOT_SUPPORTED']],
    ['has one video', { media: [file('video')] }, []],
    ['has a video with its cover', { media: [file('video'), file('image')] }, ['MEDIA_USED_AS_COVER']],
    [
      'has no video among images',
      { media: [file('image'), file('video'), file('image')] },
      ['MEDIA_MIX_NOT_SUPPORTED'],
    ],
    ['has no short video', { media: [file('video', { durationMs: 3_900 })] }, ['DURATION_INVALID']],
    ['has no long video', { media: [file('video', { durationMs: 901_000 })] }, ['DURATION_INVALID']],
    ['has no wide video', { media: [file('video', { width: 200, height: 100 })] }, ['ASPECT_RATIO_INVALID']],
    ['has no tall video', { media: [file('video', { width: 99, height: 200 })] }, ['ASPECT_RATIO_INVALID']],
    ['is best upright', { media: [file('image', { width: 600, height: 400 })] }, ['ASPECT_RATIO_UNWISE']],
    ['is best not tiny', { media: [file('image', { width: 90, height: 120 })] }, ['IMAGE_SMALL']],
    ['has no thread', { thread: [{ text: 'More', media: [] }] }, ['THREAD_NOT_SUPPORTED']],
    ['has no first comment', { firstComment: 'More' }, ['FIRST_COMMENT_NOT_SUPPORTED']],
  ])('%s', (_what, change, expected) => {
    expect(codes(change)).toEqual(expected)
  })

  it('has images of one size in its carousel, as far as their sizes are known', () => {
    const [one, other] = [
      file('image', { width: 600, height: 900 }),
      file('image', { width: 600, height: 800 }),
    ]
    expect(codes({ media: [one, one, file('image')] })).toEqual([])
    expect(issues({ media: [one, other] })).toMatchObject([
      {
        code: 'DIMENSIONS_INVALID',
        field: 'media',
        message: expect.stringContaining('600 × 900, 600 × 800'),
      },
    ])
  })

  it('has one alt text of 500 characters, made of those of its images', () => {
    const told = (length: number) => file('image', { altText: 'a'.repeat(length) })
    expect(codes({ media: [told(500)] })).toEqual([])
    expect(codes({ media: [told(501)] })).toEqual(['ALT_TEXT_TOO_LONG'])
    expect(codes({ media: [told(250), told(248)] })).toEqual([])
    expect(issues({ media: [told(250), told(249)] })).toMatchObject([
      { code: 'ALT_TEXT_TOO_LONG', details: { maxLength: 500, actualLength: 501 } },
    ])
  })

  it.each<[object, Partial<Draft>]>([
    [{ carousel: [{ title: 'One' }] }, {}],
    [{ carousel: [{}, {}, {}] }, { media: [file('image'), file('image')] }],
    [{ coverKeyFrameSeconds: 2 }, {}],
    [{ coverImageUrl: 'https://example.com/a.jpg' }, {}],
    [{ coverKeyFrameSeconds: 2 }, { media: [file('video'), file('image')] }],
    [{ coverKeyFrameSeconds: 2, coverImageUrl: 'https://example.com/a.jpg' }, { media: [file('video')] }],
  ])('says that %j is ignored', (given, change) => {
    const ignored = issues({ options: given as Draft['options'], ...change }).filter(
      ({ code }) => code === 'SETTING_IGNORED',
    )
    expect(ignored).toHaveLength(1)
    expect(Object.keys(given)).toContain(ignored[0]?.field?.split('.').at(-1))
  })

  it('is told nothing of settings that are used', () => {
    expect(codes({ options: { carousel: [{}, {}] }, media: [file('image'), file('image')] })).toEqual([])
    expect(codes({ options: { coverKeyFrameSeconds: 2 }, media: [file('video')] })).toEqual([])
  })
})

describe('options', () => {
  it.each([
    { title: '🛶'.repeat(100) },
    { link: `https://example.com/${'a'.repeat(2_028)}` },
    { boardId: '549755885175', boardSectionId: '5' },
    { dominantColor: '#6e7874' },
    { carousel: [{ title: 'One', description: 'a'.repeat(800), link: 'https://example.com' }] },
    { coverKeyFrameSeconds: 0 },
  ])('%j is taken', (given) => {
    expect(options.safeParse(given).success).toBe(true)
  })

  it.each([
    { title: 'a'.repeat(101) },
    { link: 'javascript:alert(1)' },
    { link: `https://example.com/${'a'.repeat(2_029)}` },
    { boardId: 'soups' },
    { boardSectionId: '1/pins' },
    { dominantColor: 'red' },
    { carousel: Array.from({ length: 6 }, () => ({})) },
    { carousel: [{ url: 'https://example.com/a.jpg' }] },
    { coverKeyFrameSeconds: 1.5 },
    { coverImageUrl: 'file:///etc/passwd' },
    { board: '1' },
  ])('%j is refused', (given) => {
    expect(options.safeParse(given).success).toBe(false)
  })
})
