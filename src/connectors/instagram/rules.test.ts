import { describe, expect, it } from 'vitest'
import { checkDraft } from '../../domain/check-draft.js'
import type { Draft, DraftMedia } from '../../domain/rules.js'
import type { JsonObject } from '../../kit/json.js'
import { options } from './options.js'
import { rules } from './rules.js'

const file = (more: Partial<DraftMedia> = {}): DraftMedia => ({
  id: null,
  kind: 'image',
  contentType: 'image/jpeg',
  sizeBytes: 1_000,
  width: 1_080,
  height: 1_350,
  durationMs: null,
  ...more,
})
const video = (more: Partial<DraftMedia> = {}): DraftMedia =>
  file({
    kind: 'video',
    contentType: 'video/mp4',
    width: 1_080,
    height: 1_920,
    durationMs: 4_000,
    frameRate: 30,
    ...more,
  })
const draft = (more: Partial<Draft> = {}): Draft => ({
  text: 'Hello',
  contentType: null,
  media: [file()],
  thread: [],
  firstComment: null,
  options: {},
  ...more,
})
const story = (more: Partial<Draft> = {}) =>
  draft({ contentType: 'STORY', text: '', media: [file({ width: 1_080, height: 1_920 })], ...more })
const said = (given: Draft, data: JsonObject = { login: 'facebook' }): string[] =>
  checkDraft(rules, given, rules.limitsFor?.(data) ?? rules.limits).map(
    ({ code, field, severity }) => `${severity === 'error' ? '' : '~'}${code} ${field ?? ''}`,
  )
const option = (name: string) => `platformMetadata.INSTAGRAM.${name}`

describe('4 the caption', () => {
  it('takes 2,200 UTF-16 units', () => {
    expect(said(draft({ text: '👍'.repeat(1_100) }))).toEqual([])
    expect(said(draft({ text: `${'👍'.repeat(1_100)}!` }))).toEqual(['CONTENT_TOO_LONG content'])
  })

  it('takes 30 hashtags and 20 mentions', () => {
    const times = (count: number, sign: string) =>
      Array.from({ length: count }, (_, index) => `${sign}a${String(index)}`).join(' ')
    expect(said(draft({ text: `${times(30, '#')} ${times(20, '@')} mail@example.com` }))).toEqual([])
    expect(said(draft({ text: times(31, '#') }))).toEqual(['TOO_MANY_HASHTAGS content'])
    expect(said(draft({ text: times(21, '@') }))).toEqual(['TOO_MANY_MENTIONS content'])
  })

  it('may be missing, the file may not', () => {
    expect(said(draft({ text: '' }))).toEqual([])
    expect(said(draft({ media: [] }))).toEqual(['MEDIA_REQUIRED media'])
  })
})

describe('4 pictures', () => {
  it.each([
    [1_080, 1_350, []],
    [1_080, 1_351, []],
    [1_080, 1_370, ['ASPECT_RATIO_INVALID media.0']],
    [1_200, 628, []],
    [1_200, 600, ['ASPECT_RATIO_INVALID media.0']],
    [null, null, []],
  ])('of %s × %s', (width, height, issues) => {
    expect(said(draft({ media: [file({ width, height })] }))).toEqual(issues)
  })

  it('PNG and what is too large become a smaller JPEG; a GIF is not taken', () => {
    expect(said(draft({ media: [file({ contentType: 'image/png', sizeBytes: 20_000_000 })] }))).toEqual([])
    expect(said(draft({ media: [file({ kind: 'gif', contentType: 'image/gif' })] }))).toEqual([
      'MEDIA_TYPE_NOT_SUPPORTED media',
    ])
  })

  it('ten go in a carousel, with videos, and what has another shape is cropped', () => {
    const ten = [...Array.from({ length: 9 }, () => file()), video({ width: 1_080, height: 1_350 })]
    expect(said(draft({ media: ten }))).toEqual([])
    expect(said(draft({ media: [...ten, file()] }))).toEqual(['TOO_MANY_MEDIA media'])
    expect(said(draft({ media: [file(), file({ height: 1_080 })] }))).toEqual(['~CROPPED media'])
  })

  it('alt texts are of pictures in posts alone', () => {
    expect(said(draft({ media: [file({ altText: 'x'.repeat(1_000) })] }))).toEqual([])
    expect(said(draft({ media: [file({ altText: 'x'.repeat(1_001) })] }))).toEqual([
      'ALT_TEXT_TOO_LONG media.0.altText',
    ])
    const described = { altText: 'A boat' }
    expect(said(draft({ media: [video(described)] }))).toEqual(['~ALT_TEXT_NOT_SUPPORTED media.0.altText'])
    expect(said(story({ media: [file({ width: 9, height: 16, ...described })] }))).toEqual([
      '~ALT_TEXT_NOT_SUPPORTED media.0.altText',
    ])
  })
})

describe('4 reels', () => {
  it.each([
    ['3 s to 15 minutes', { durationMs: 2_900 }, 'DURATION_INVALID media.0'],
    ['3 s to 15 minutes', { durationMs: 900_001 }, 'DURATION_INVALID media.0'],
    ['300 MB', { sizeBytes: 300_000_001 }, 'MEDIA_TOO_LARGE media.0'],
    ['1,920 wide', { width: 1_922, height: 3_417 }, 'DIMENSIONS_INVALID media.0'],
    ['23 frames a second', { frameRate: 15 }, 'FRAME_RATE_INVALID media.0'],
    ['60 frames a second', { frameRate: 120 }, 'FRAME_RATE_INVALID media.0'],
    ['H.264 or HEVC', { videoCodec: 'av1' }, 'MEDIA_CODEC_NOT_SUPPORTED media.0'],
    ['MP4 or MOV', { contentType: 'video/webm' }, 'MEDIA_TYPE_NOT_SUPPORTED media.0'],
  ] as const)('take %s: %j', (_limit, more, issue) => {
    expect(said(draft({ media: [video()] }))).toEqual([])
    expect(said(draft({ media: [video(more)] }))).toEqual([issue])
  })

  it('a video lying on its side is taken, and 9:16 advised', () => {
    expect(said(draft({ media: [video({ width: 1_280, height: 720 })] }))).toEqual([
      '~ASPECT_RATIO_UNWISE media.0',
    ])
  })
})

describe('4 stories', () => {
  it('have one file, no text and no comments', () => {
    expect(said(story())).toEqual([])
    expect(said(story({ text: 'Read this', firstComment: 'And this' }))).toEqual([
      '~SETTING_IGNORED content',
      '~FIRST_COMMENT_NOT_SUPPORTED firstComment',
    ])
    const file916 = file({ width: 9, height: 16 })
    expect(said(story({ media: [file916, file916] }))).toEqual(['TOO_MANY_MEDIA media'])
  })

  it('take pictures of any shape, and advise 9:16', () => {
    expect(said(story({ media: [file({ width: 3_000, height: 1_000 })] }))).toEqual([
      '~ASPECT_RATIO_UNWISE media.0',
    ])
  })

  it('take videos of 3–60 s, 100 MB and 0.1:1', () => {
    expect(said(story({ media: [video({ durationMs: 60_000, sizeBytes: 100_000_000 })] }))).toEqual([])
    expect(said(story({ media: [video({ durationMs: 60_001 })] }))).toEqual(['DURATION_INVALID media.0'])
    expect(said(story({ media: [video({ sizeBytes: 100_000_001 })] }))).toEqual(['MEDIA_TOO_LARGE media.0'])
    expect(said(story({ media: [video({ width: 100, height: 1_100 })] }))).toEqual([
      '~ASPECT_RATIO_UNWISE media.0',
      'ASPECT_RATIO_INVALID media.0',
    ])
  })
})

describe('3 the first comment', () => {
  it.each([
    ['300 characters', 'a'.repeat(300), 'a'.repeat(301)],
    ['4 hashtags', '#a #b #c #d', '#a #b #c #d #e'],
    ['1 link', 'See https://example.com/a', 'See https://example.com/a and www.example.com'],
    ['not all capitals', 'LOOK here', 'LOOK HERE'],
  ])('takes %s', (_limit, good, bad) => {
    expect(said(draft({ firstComment: good }))).toEqual([])
    expect(said(draft({ firstComment: bad }))).toEqual(['COMMENT_INVALID firstComment'])
  })

  it('in a script without capitals is not all in capitals', () => {
    expect(said(draft({ firstComment: '日本語です' }))).toEqual([])
  })
})

describe('options', () => {
  const reel = (given: JsonObject) => draft({ media: [video()], options: given })

  it('of reels do nothing elsewhere, and posts’ nothing in stories', () => {
    const given = { shareToFeed: true, thumbOffsetMs: 1_000, trial: 'MANUAL' }
    expect(said(reel(given))).toEqual([])
    const ignored = Object.keys(given).map((name) => `~SETTING_IGNORED ${option(name)}`)
    expect(said(draft({ options: given }))).toEqual(ignored)
    expect(said(story({ options: { collaborators: ['ann'], locationId: '1' } }))).toEqual([
      `~SETTING_IGNORED ${option('collaborators')}`,
      `~SETTING_IGNORED ${option('locationId')}`,
    ])
  })

  it('a cover is within the video', () => {
    expect(said(reel({ thumbOffsetMs: 4_000 }))).toEqual([])
    expect(said(reel({ thumbOffsetMs: 4_001 }))).toEqual([`SETTINGS_CONTRADICT ${option('thumbOffsetMs')}`])
  })

  it('tags on pictures say where they stand, and on which file', () => {
    const tags = (...userTags: JsonObject[]) => ({ options: { userTags } })
    expect(said(draft(tags({ username: 'ann', x: 0.5, y: 1 })))).toEqual([])
    expect(said(draft(tags({ username: 'ann', x: 0.5 })))).toEqual([
      `SETTINGS_CONTRADICT ${option('userTags.0')}`,
    ])
    expect(said(draft({ media: [video()], ...tags({ username: 'ann' }) }))).toEqual([])
    expect(said(story(tags({ username: 'ann' })))).toEqual([])
    expect(said(draft(tags({ username: 'ann', x: 0, y: 0, media: 1 })))).toEqual([
      `SETTINGS_CONTRADICT ${option('userTags.0.media')}`,
    ])
  })

  it('music and paid partnerships are for accounts connected by login with Facebook', () => {
    const given = { audio: { id: '1' }, paidPartnership: true, sponsors: ['2'] }
    expect(said(reel(given))).toEqual([])
    expect(said(reel(given), { login: 'instagram' })).toEqual(
      Object.keys(given).map((name) => `OPTION_NOT_AVAILABLE ${option(name)}`),
    )
    // Of no account yet nothing is known.
    expect(checkDraft(rules, reel(given), rules.limits)).toEqual([])
  })

  it.each([
    [{ collaborators: ['a', 'b', 'c', 'd'] }],
    [{ collaborators: ['@ann'] }],
    [{ userTags: [{ username: 'ann', x: 1.1, y: 0 }] }],
    [{ userTags: Array.from({ length: 21 }, () => ({ username: 'ann' })) }],
    [{ locationId: 'Paris' }],
    [{ coverUrl: 'ftp://example.com/a.jpg' }],
    [{ audio: { id: '1', volume: 101 } }],
    [{ trial: 'SOMETIMES' }],
    [{ sponsors: ['1', '2', '3'] }],
    [{ music: true }],
  ])('%j is none', (given) => {
    expect(options.safeParse(given).success).toBe(false)
  })
})
