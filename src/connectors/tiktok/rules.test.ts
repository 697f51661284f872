import { describe, expect, it } from 'vitest'
import { checkDraft } from '../../domain/check-draft.js'
import type { Draft, DraftMedia } from '../../domain/rules.js'
import { options } from './options.js'
import { rules } from './rules.js'

const photo: DraftMedia = {
  id: 'media_1',
  kind: 'image',
  contentType: 'image/jpeg',
  sizeBytes: 1_000,
  width: 1_080,
  height: 1_350,
  durationMs: null,
}
const video: DraftMedia = {
  ...photo,
  kind: 'video',
  contentType: 'video/mp4',
  width: 1_280,
  height: 720,
  durationMs: 4_000,
  videoCodec: 'avc',
  frameRate: 30,
}
const chosen = { privacyLevel: 'SELF_ONLY' }

function issues(change: Partial<Draft>): string[] {
  const draft: Draft = {
    text: 'Hello',
    contentType: null,
    media: [photo],
    thread: [],
    firstComment: null,
    options: chosen,
    ...change,
  }
  return checkDraft(rules, draft, rules.limits).map(({ severity, code }) => `${severity} ${code}`)
}

describe('section 4: what TikTok takes', () => {
  it('1 to 35 photos, or one video', () => {
    expect(issues({ media: [] })).toEqual(['error MEDIA_REQUIRED'])
    expect(issues({ media: Array<DraftMedia>(35).fill(photo) })).toEqual([])
    expect(issues({ media: Array<DraftMedia>(36).fill(photo) })).toEqual(['error TOO_MANY_MEDIA'])
    expect(issues({ media: [video] })).toEqual([])
    expect(issues({ media: [video, video] })).toEqual(['error TOO_MANY_MEDIA'])
    expect(issues({ media: [photo, video] })).toEqual(['error MEDIA_MIX_NOT_SUPPORTED'])
  })

  it('4000 UTF-16 units under photos, 2200 under a video, or none', () => {
    expect(issues({ text: '😀'.repeat(2_000) })).toEqual([])
    expect(issues({ text: 'a'.repeat(4_001) })).toEqual(['error CONTENT_TOO_LONG'])
    expect(issues({ text: 'a'.repeat(2_200), media: [video] })).toEqual([])
    expect(issues({ text: '😀'.repeat(1_101), media: [video] })).toEqual(['error CONTENT_TOO_LONG'])
    expect(issues({ text: '', media: [video] })).toEqual([])
  })

  it.each<[string, Partial<DraftMedia>, string[]]>([
    ['a WebM of VP9', { contentType: 'video/webm', videoCodec: 'vp9' }, []],
    ['AV1', { videoCodec: 'av1' }, ['error MEDIA_CODEC_NOT_SUPPORTED']],
    ['an AVI', { contentType: 'video/x-msvideo' }, ['error MEDIA_TYPE_NOT_SUPPORTED']],
    ['15 frames a second', { frameRate: 15 }, ['error FRAME_RATE_INVALID']],
    ['359 pixels', { height: 359 }, ['error DIMENSIONS_INVALID']],
    ['4097 pixels', { width: 4_097 }, ['error DIMENSIONS_INVALID']],
    ['ten minutes', { durationMs: 600_000 }, []],
    ['more than ten minutes', { durationMs: 600_001 }, ['error DURATION_INVALID']],
    ['4 GB', { sizeBytes: 4_294_967_296 }, []],
    ['more than 4 GB', { sizeBytes: 4_294_967_297 }, ['error MEDIA_TOO_LARGE']],
  ])('video: %s', (_what, change, expected) => {
    expect(issues({ media: [{ ...video, ...change }] })).toEqual(expected)
  })

  it.each<[string, Partial<DraftMedia>, string[]]>([
    ['a PNG that stayed one', { contentType: 'image/png' }, ['error MEDIA_TYPE_NOT_SUPPORTED']],
    ['WebP', { contentType: 'image/webp' }, []],
  ])('photo: %s', (_what, change, expected) => {
    expect(issues({ media: [{ ...photo, ...change }] })).toEqual(expected)
  })

  it('a paid partnership is not for oneself', () => {
    expect(issues({ options: { ...chosen, brandContent: true } })).toEqual(['error SETTINGS_CONTRADICT'])
    expect(issues({ options: { privacyLevel: 'PUBLIC_TO_EVERYONE', brandContent: true } })).toEqual([])
  })

  it('says that nobody has chosen who sees it, but of drafts', () => {
    expect(issues({ options: {} })).toEqual(['warning PRIVACY_NOT_CHOSEN'])
    expect(issues({ options: { draft: true } })).toEqual([])
  })

  it('says which settings do nothing', () => {
    const ignored = 'warning SETTING_IGNORED'
    expect(issues({ options: { ...chosen, allowDuet: true, coverTimestampMs: 1 } })).toEqual([
      ignored,
      ignored,
    ])
    expect(issues({ media: [video], options: { ...chosen, title: 'A' } })).toEqual([ignored])
    expect(issues({ media: [video], options: { draft: true, isAigc: true } })).toEqual([ignored, ignored])
    expect(issues({ options: { draft: true, title: 'A', isAigc: true, allowComment: true } })).toEqual([
      ignored,
    ])
  })

  it('the cover is one of the photos', () => {
    expect(issues({ options: { ...chosen, photoCoverIndex: 0 } })).toEqual([])
    expect(issues({ options: { ...chosen, photoCoverIndex: 1 } })).toEqual(['error SETTINGS_CONTRADICT'])
  })
})

it.each([
  { privacyLevel: 'EVERYBODY' },
  { title: 'a'.repeat(91) },
  { photoCoverIndex: 35 },
  { coverTimestampMs: -1 },
  { colour: 'red' },
])('%j is no setting', (given) => {
  expect(options.safeParse(given).success).toBe(false)
})
