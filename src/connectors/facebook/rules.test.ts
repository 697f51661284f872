import { describe, expect, it } from 'vitest'
import { checkDraft } from '../../domain/check-draft.js'
import type { Draft, DraftMedia } from '../../domain/rules.js'
import { options } from './options.js'
import { rules } from './rules.js'

const file = (kind: DraftMedia['kind'], change: Partial<DraftMedia> = {}): DraftMedia => ({
  id: null,
  kind,
  contentType: { image: 'image/jpeg', gif: 'image/gif', video: 'video/mp4', document: 'application/pdf' }[
    kind
  ],
  sizeBytes: 100_000,
  width: 1_080,
  height: 1_920,
  durationMs: kind === 'video' ? 20_000 : null,
  videoCodec: kind === 'video' ? 'avc' : null,
  frameRate: kind === 'video' ? 30 : null,
  ...change,
})
const draft = (change: Partial<Draft>): Draft => ({
  text: 'Hello',
  contentType: null,
  media: [],
  thread: [],
  firstComment: null,
  options: {},
  ...change,
})
const said = (change: Partial<Draft>) =>
  checkDraft(rules, draft(change), rules.limits).map(({ code, severity }) => `${severity} ${code}`)

describe('section 4: limits', () => {
  it('a text has 63,206 UTF-16 units, an emoji two', () => {
    expect(said({ text: 'a'.repeat(63_206) })).toEqual([])
    expect(said({ text: `${'a'.repeat(63_204)}🍲` })).toEqual([])
    expect(said({ text: `${'a'.repeat(63_205)}🍲` })).toEqual(['error CONTENT_TOO_LONG'])
  })

  it('ten photos, GIFs among them; large ones are made smaller, a large GIF is refused', () => {
    expect(said({ media: [...Array<DraftMedia>(9).fill(file('image')), file('gif')] })).toEqual([])
    expect(said({ media: Array<DraftMedia>(11).fill(file('image')) })).toContain('error TOO_MANY_MEDIA')
    expect(said({ media: [file('image', { sizeBytes: 9_000_000 })] })).toEqual([])
    expect(said({ media: [file('gif', { sizeBytes: 4_000_001 })] })).toEqual(['error MEDIA_TOO_LARGE'])
  })

  it('a video goes out alone, of up to four hours, and has no alt text', () => {
    const long = file('video', { durationMs: 4 * 3_600_000, width: 640, height: 360 })
    expect(said({ media: [long] })).toEqual([])
    expect(said({ media: [file('video', { durationMs: 4 * 3_600_000 + 1 })] })).toEqual([
      'error DURATION_INVALID',
    ])
    expect(said({ media: [file('video'), file('image')] })).toEqual(['error MEDIA_MIX_NOT_SUPPORTED'])
    expect(said({ media: [file('video', { altText: 'A boat' })] })).toEqual([
      'warning ALT_TEXT_NOT_SUPPORTED',
    ])
  })

  it.each([
    ['as it should be', {}, []],
    ['2.9 s', { durationMs: 2_900 }, ['error DURATION_INVALID']],
    ['90.1 s', { durationMs: 90_100 }, ['error DURATION_INVALID']],
    ['539 pixels wide', { width: 539, height: 960 }, ['error DIMENSIONS_INVALID']],
    ['959 pixels high', { width: 540, height: 959 }, ['error DIMENSIONS_INVALID']],
    ['540 × 960', { width: 540, height: 960 }, []],
    ['16:9', { width: 1_920, height: 1_080 }, []],
    ['wider', { width: 2_400, height: 1_080 }, ['error ASPECT_RATIO_INVALID']],
    ['20 frames a second', { frameRate: 20 }, ['error FRAME_RATE_INVALID']],
    ['120 frames a second', { frameRate: 120 }, ['error FRAME_RATE_INVALID']],
    ['in MPEG-4', { videoCodec: 'mpeg4' }, ['error MEDIA_CODEC_NOT_SUPPORTED']],
    ['in MOV', { contentType: 'video/quicktime' }, ['error MEDIA_TYPE_NOT_SUPPORTED']],
    ['not looked into yet', { width: null, height: null, durationMs: null, frameRate: null }, []],
  ] as const)('a reel: %s', (_what, change, issues) => {
    expect(said({ contentType: 'REEL', media: [file('video', change)] })).toEqual(issues)
  })

  it('a video of a story has 60 s', () => {
    const story = (durationMs: number) =>
      said({ contentType: 'STORY', text: '', media: [file('video', { durationMs })] })
    expect(story(60_000)).toEqual([])
    expect(story(61_000)).toEqual(['error DURATION_INVALID'])
  })

  it('a story is one file, without text, comment or settings', () => {
    const story = (change: Partial<Draft>) => said({ contentType: 'STORY', text: '', ...change })
    expect(story({ media: [file('image')] })).toEqual([])
    expect(story({ media: [file('image'), file('image')] })).toEqual(['error MEDIA_REQUIRED'])
    expect(story({ text: 'Hello', media: [file('image')] })).toEqual(['warning TEXT_IGNORED'])
    expect(story({ firstComment: 'Below', media: [file('image')] })).toEqual([
      'error FIRST_COMMENT_NOT_SUPPORTED',
    ])
    expect(story({ media: [file('gif')] })).toEqual(['warning GIF_STANDS_STILL'])
  })
})

describe('section 4: what is unwise', () => {
  it('is more than thirty hashtags', () => {
    const tags = (count: number) =>
      Array.from({ length: count }, (_, index) => `#tag${String(index)}`).join(' ')
    expect(said({ text: tags(30) })).toEqual([])
    expect(said({ text: tags(31) })).toEqual(['warning TOO_MANY_HASHTAGS'])
  })

  it('is a link to Facebook itself, in the text or as a card', () => {
    expect(said({ text: 'See https://www.facebook.com/events/1' })).toEqual(['warning LINK_UNWISE'])
    expect(said({ options: { link: 'https://fb.me/x' } })).toEqual(['warning LINK_UNWISE'])
    expect(said({ text: 'See https://facebook.com.example/ and https://notfacebook.com/' })).toEqual([])
  })
})

describe('settings', () => {
  it('that a kind does not take are left out, with a warning', () => {
    const link = { link: 'https://example.com/' }
    expect(said({ options: link })).toEqual([])
    expect(said({ options: link, media: [file('image')] })).toEqual(['warning SETTING_IGNORED'])
    expect(said({ options: { title: 'A' } })).toEqual(['warning SETTING_IGNORED'])
    expect(
      said({ options: { title: 'A', place: '7' }, contentType: 'REEL', media: [file('video')] }),
    ).toEqual([])
    expect(said({ options: { place: '7' }, media: [file('video')] })).toEqual(['warning SETTING_IGNORED'])
  })

  it('a background is for a short text without a card', () => {
    const background = { background: '106018623298955' }
    expect(said({ options: background, text: 'a'.repeat(130) })).toEqual([])
    expect(said({ options: background, text: 'a'.repeat(131) })).toEqual(['error CONTENT_TOO_LONG'])
    expect(said({ options: { ...background, link: 'https://example.com/' } })).toEqual([
      'error OPTIONS_NOT_TOGETHER',
    ])
  })

  it.each([
    [{ link: 'ftp://example.com' }],
    [{ link: 'example' }],
    [{ place: 'Berlin' }],
    [{ title: '' }],
    [{ title: '🍲'.repeat(128) }],
    [{ colour: 'red' }],
  ])('%j is refused', (given) => {
    expect(options.safeParse(given).success).toBe(false)
  })
})
