import { describe, expect, it } from 'vitest'
import type { Draft, DraftMedia } from '../../domain/rules.js'
import { checkDraft } from '../../domain/check-draft.js'
import { rules } from './rules.js'

const draft = (change: Partial<Draft>): Draft => ({
  text: 'Hello',
  contentType: null,
  media: [],
  thread: [],
  firstComment: null,
  options: {},
  ...change,
})
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
const codes = (change: Partial<Draft>): string[] =>
  checkDraft(rules, draft(change), rules.limits).map(({ code }) => code)
const poll = { options: ['Yes', 'No'] }

describe('lengths are told in the units in which Telegram counts', () => {
  it.each<[string, Partial<Draft>, number | null]>([
    ['a text of 4,096', { text: 'a'.repeat(4_096) }, null],
    ['a text of 4,097', { text: 'a'.repeat(4_097) }, 4_096],
    ['2,049 emoji of two units each', { text: '😀'.repeat(2_049) }, 4_096],
    ['1,024 under a picture', { text: 'a'.repeat(1_024), media: [file('image')] }, null],
    ['1,025 under a picture', { text: 'a'.repeat(1_025), media: [file('image')] }, 1_024],
    ['a question of 300', { text: 'a'.repeat(300), options: { poll } }, null],
    ['a question of 301', { text: 'a'.repeat(301), options: { poll } }, 300],
  ])('%s', (_what, change, maxLength) => {
    const issues = checkDraft(rules, draft(change), rules.limits)
    expect(issues.map(({ code, details }) => [code, details?.['maxLength']])).toEqual(
      maxLength === null ? [] : [['CONTENT_TOO_LONG', maxLength]],
    )
  })
})

describe('albums', () => {
  it.each<[string, DraftMedia[], string[]]>([
    ['ten photos and videos', [...Array<DraftMedia>(9).fill(file('image')), file('video')], []],
    ['eleven photos', Array<DraftMedia>(11).fill(file('image')), ['TOO_MANY_MEDIA']],
    ['two documents', [file('document'), file('document')], []],
    ['a document and a photo', [file('document'), file('image')], ['MEDIA_MIX_NOT_SUPPORTED']],
    ['a GIF and a photo', [file('gif'), file('image')], ['MEDIA_MIX_NOT_SUPPORTED']],
    ['a GIF alone', [file('gif')], []],
  ])('%s', (_what, media, expected) => {
    expect(codes({ media })).toEqual(expected)
  })

  it('as files everything goes together, but a picture is not made smaller', () => {
    const media = [file('gif'), file('document'), file('image', { sizeBytes: 50_000_001 })]
    expect(codes({ media, options: { asFiles: true } })).toEqual(['MEDIA_TOO_LARGE'])
  })
})

it('knows the limits of files before anything is sent', () => {
  expect(codes({ media: [file('video', { sizeBytes: 50_000_001 })] })).toEqual(['MEDIA_TOO_LARGE'])
  expect(codes({ media: [file('image', { sizeBytes: 20_000_000 })] })).toEqual([])
  expect(codes({ media: [file('image', { width: 2_100, height: 100 })] })).toEqual(['ASPECT_RATIO_INVALID'])
  expect(codes({ media: [file('image')], options: { poll } })).toEqual(['POLL_WITH_MEDIA'])
})

it('says that there is no alt text, thread or first comment', () => {
  const media = [file('image', { altText: 'A boat' })]
  expect(codes({ media, firstComment: 'More', thread: [{ text: 'Two', media: [] }] })).toEqual([
    'ALT_TEXT_NOT_SUPPORTED',
    'THREAD_NOT_SUPPORTED',
    'FIRST_COMMENT_NOT_SUPPORTED',
  ])
})
