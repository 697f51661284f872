import { describe, expect, it } from 'vitest'
import { checkDraft } from '../../domain/check-draft.js'
import type { Draft, DraftMedia } from '../../domain/rules.js'
import { options } from './options.js'
import { rules } from './rules.js'

const aVideo: DraftMedia = {
  id: 'm',
  kind: 'video',
  contentType: 'video/mp4',
  sizeBytes: 1_000,
  width: 540,
  height: 960,
  durationMs: 6_000,
  videoCodec: 'avc',
}
const aPicture: DraftMedia = {
  ...aVideo,
  kind: 'image',
  contentType: 'image/jpeg',
  durationMs: null,
  videoCodec: null,
}

function issuesOf(file: Partial<DraftMedia>, more: Partial<Draft> = {}): string[] {
  const media = [{ ...(file.kind === 'image' ? aPicture : aVideo), ...file }]
  const draft: Draft = {
    text: '',
    contentType: null,
    media,
    thread: [],
    firstComment: null,
    options: {},
    ...more,
  }
  return checkDraft(rules, draft, rules.limits).map(({ severity, code }) => `${severity} ${code}`)
}
const image = { kind: 'image' } as const
const of = (type: string, more: object = {}) => ({ options: { type, ...more } })

describe('section 4', () => {
  const cases: [string, Partial<DraftMedia>, Partial<Draft>, string[]][] = [
    ['story image: 540 × 960', image, {}, []],
    ['story image: PNG', { ...image, contentType: 'image/png' }, {}, []],
    ['story image: no WebP', { ...image, contentType: 'image/webp' }, {}, ['error MEDIA_TYPE_NOT_SUPPORTED']],
    ['story image: narrower', { ...image, width: 539 }, {}, ['error DIMENSIONS_INVALID']],
    ['story image: lower', { ...image, width: 540, height: 959 }, {}, ['error DIMENSIONS_INVALID']],
    ['story image: more than 20 MB is mended', { ...image, sizeBytes: 20_000_001 }, {}, []],
    [
      'story image: not 9:16',
      { ...image, height: 1_080, width: 1_080 },
      {},
      ['warning ASPECT_RATIO_UNUSUAL'],
    ],
    ['story video: 5 s', { durationMs: 5_000 }, { contentType: 'STORY' }, []],
    ['story video: shorter', { durationMs: 4_999 }, { contentType: 'STORY' }, ['error DURATION_INVALID']],
    ['story video: longer', { durationMs: 60_001 }, { contentType: 'STORY' }, ['error DURATION_INVALID']],
    [
      'story video: no MOV',
      { contentType: 'video/quicktime' },
      of('STORY'),
      ['error MEDIA_TYPE_NOT_SUPPORTED'],
    ],
    ['story video: H.264', { videoCodec: 'hevc' }, of('STORY'), ['error MEDIA_CODEC_NOT_SUPPORTED']],
    ['spotlight: 6 s', {}, {}, []],
    ['spotlight: 60 s', { durationMs: 60_000 }, {}, []],
    ['spotlight: 5 s', { durationMs: 5_999 }, {}, ['error DURATION_INVALID']],
    ['spotlight: shorter is said once', { durationMs: 4_000 }, {}, ['error DURATION_INVALID']],
    ['spotlight: 9:16', { width: 1_080, height: 1_350 }, {}, ['error ASPECT_RATIO_INVALID']],
    ['spotlight: nearly 9:16', { width: 1_088, height: 1_920 }, {}, []],
    ['spotlight: of a picture', image, of('SPOTLIGHT'), ['error SETTINGS_CONTRADICT']],
    ['size: 1 GB', { sizeBytes: 1_000_000_001 }, {}, ['error MEDIA_TOO_LARGE']],
    ['description: 160', {}, { text: 'a'.repeat(160) }, []],
    ['description: more', {}, { text: 'a'.repeat(161) }, ['error CONTENT_TOO_LONG']],
    ['saved title: 45', {}, { text: 'a'.repeat(45), ...of('SAVED_STORY') }, []],
    ['saved title: more', {}, { text: 'a'.repeat(46), ...of('SAVED_STORY') }, ['error CONTENT_TOO_LONG']],
    ['saved title: none', {}, of('SAVED_STORY'), ['error CONTENT_REQUIRED']],
    ['saved title: of its own', {}, of('SAVED_STORY', { title: 'Soups' }), []],
  ]
  it.each(cases)('%s', (_row, file, more, expected) => {
    expect(issuesOf(file, more)).toEqual(expected)
  })

  it('what cannot be known yet breaks no rule', () => {
    const unknown = { sizeBytes: null, width: null, height: null, durationMs: null, contentType: null }
    expect(issuesOf({ ...unknown, videoCodec: null })).toEqual([])
  })
})

describe('section 3', () => {
  it('one image or video; no text-only post', () => {
    const draft = { contentType: null, thread: [], firstComment: null, options: {} }
    const codes = (media: DraftMedia[]) =>
      checkDraft(rules, { ...draft, text: 'Hello', media }, rules.limits).map(({ code }) => code)
    expect(codes([])).toEqual(['MEDIA_REQUIRED'])
    expect(
      checkDraft(rules, { ...draft, text: '', media: [] }, rules.limits).map(({ code }) => code),
    ).toEqual(['CONTENT_REQUIRED', 'MEDIA_REQUIRED'])
    expect(codes([aVideo, aVideo])).toEqual(['TOO_MANY_MEDIA'])
  })

  it.each<[string, Partial<DraftMedia>, Partial<Draft>]>([
    ['a Story shows none', image, { text: 'Hello' }],
    ['a Story of a video shows none', {}, { text: 'Hello', contentType: 'STORY' }],
    ['beside a title it is not shown', {}, { text: 'Hello', ...of('SAVED_STORY', { title: 'Soups' }) }],
    ['what is not shown may be of any length', image, { text: 'a'.repeat(5_000) }],
    ['beside a title, too', {}, { text: 'a'.repeat(161), ...of('SAVED_STORY', { title: 'Soups' }) }],
  ])('text: %s', (_what, file, more) => {
    expect(issuesOf(file, more)).toEqual(['warning TEXT_NOT_SHOWN'])
  })

  it('settings of another kind are said to be ignored', () => {
    expect(issuesOf({}, { options: { title: 'Soups' } })).toEqual(['warning SETTING_IGNORED'])
    expect(issuesOf(image, { options: { locale: 'en_US', skipSaveToProfile: true } })).toEqual([
      'warning SETTING_IGNORED',
      'warning SETTING_IGNORED',
    ])
  })

  it.each([
    [{ type: 'SNAP' }, false],
    [{ locale: 'en' }, false],
    [{ locale: 'en_US' }, true],
    [{ title: '' }, false],
    [{ title: ' \n' }, false],
    [{ title: '🍲'.repeat(23) }, false],
    [{ title: '🍲'.repeat(22) }, true],
    [{ colour: 'red' }, false],
  ])('options: %j', (given, isValid) => {
    expect(options.safeParse(given).success).toBe(isValid)
  })
})
