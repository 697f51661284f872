import { describe, expect, it } from 'vitest'
import { checkDraft } from '../../domain/check-draft.js'
import type { Draft, DraftMedia } from '../../domain/rules.js'
import { measure, rules } from './rules.js'

const draft = (more: Partial<Draft> = {}): Draft => ({
  text: 'Hello',
  contentType: null,
  media: [],
  thread: [],
  firstComment: null,
  options: {},
  ...more,
})
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
  file({ kind: 'video', contentType: 'video/mp4', durationMs: 4_000, frameRate: 30, ...more })
const said = (given: Draft): string[] =>
  checkDraft(rules, given, rules.limits).map(({ code, field }) => `${code} ${field ?? ''}`)

describe('9.7 the 500 characters with emoji in bytes, the links, the polls and the children', () => {
  it.each([
    ['plain letters', 'a'.repeat(500), 500],
    ['letters of several bytes count one', 'Crème brûlée 日本語', 16],
    ['an emoji counts its bytes', '👍', 4],
    ['a skin tone is part of it', '👍🏽', 8],
    ['a family too', '👩‍👩‍👧‍👦', 25],
    ['a flag', '🇩🇪', 8],
    ['a heart that is shown as an emoji', '❤️', 6],
    ['a heart that is shown as a letter', '❤', 1],
    ['a key cap', '1️⃣', 7],
    ['digits and signs are no emoji', '#1 *2 ©', 7],
  ])('%s', (_what, text, length) => {
    expect(measure(text)).toBe(length)
  })

  it('a text of 125 thumbs is as long as it may be', () => {
    expect(said(draft({ text: '👍'.repeat(125) }))).toEqual([])
    expect(said(draft({ text: `${'👍'.repeat(125)}!` }))).toEqual(['CONTENT_TOO_LONG content'])
  })

  it('five different links go, those of cards count, and one that comes twice counts once', () => {
    const links = (count: number) =>
      Array.from({ length: count }, (_, index) => `https://example.com/${String(index)}`).join(' ')
    expect(said(draft({ text: `${links(5)} ${links(5)}` }))).toEqual([])
    expect(said(draft({ text: links(6) }))).toEqual(['TOO_MANY_LINKS content'])
    const link = 'https://example.com/card'
    expect(said(draft({ text: links(5), options: { link } }))).toEqual(['TOO_MANY_LINKS content'])
    expect(said(draft({ text: links(5), options: { link: 'https://example.com/3' } }))).toEqual([])
    expect(said(draft({ thread: [{ text: links(6), media: [] }], firstComment: links(6) }))).toEqual([
      'TOO_MANY_LINKS threadPosts.0.content',
      'TOO_MANY_LINKS firstComment',
    ])
  })

  it('a carousel has up to 20 files, images and videos together', () => {
    const files = (count: number) =>
      Array.from({ length: count }, (_, index) => (index % 2 === 0 ? file() : video()))
    expect(said(draft({ media: files(20) }))).toEqual([])
    expect(said(draft({ media: files(21) }))).toEqual(['TOO_MANY_MEDIA media'])
  })
})

describe('what does not go together is said with its field', () => {
  const poll = { options: ['Yes', 'No'] }
  const option = (name: string) => `platformMetadata.THREADS.${name}`
  it.each([
    [{ poll }, `POLL_WITH_MEDIA ${option('poll')}`],
    [{ link: 'https://example.com' }, `OPTION_WITH_MEDIA ${option('link')}`],
    [{ gif: { id: '1', provider: 'GIPHY' } }, `OPTION_WITH_MEDIA ${option('gif')}`],
    [{ longText: { text: 'Long' } }, `OPTION_WITH_MEDIA ${option('longText')}`],
    [{ ghost: true }, `OPTION_WITH_MEDIA ${option('ghost')}`],
  ])('with media: %j', (options, issue) => {
    expect(said(draft({ media: [file()], options }))).toEqual([issue])
    expect(said(draft({ options }))).toEqual([])
  })

  it.each([
    [{ poll, link: 'https://example.com' }, `OPTIONS_NOT_TOGETHER ${option('link')}`],
    [{ poll, longText: { text: 'Long' } }, `OPTIONS_NOT_TOGETHER ${option('longText')}`],
    [{ ghost: true, poll }, `OPTIONS_NOT_TOGETHER ${option('poll')}`],
    [{ ghost: true, inReplyTo: '1' }, `OPTIONS_NOT_TOGETHER ${option('inReplyTo')}`],
    [
      { link: 'https://example.com', longText: { text: 'Long', link: 'https://example.com/2' } },
      `OPTIONS_NOT_TOGETHER ${option('longText.link')}`,
    ],
  ])('%j', (options, issue) => {
    expect(said(draft({ options }))).toEqual([issue])
  })

  it('a thread or a first comment under a post that goes after a day', () => {
    const under = { thread: [{ text: 'More', media: [] }] }
    expect(said(draft({ options: { ghost: true }, ...under }))).toEqual([
      `OPTIONS_NOT_TOGETHER ${option('ghost')}`,
    ])
  })

  it('a spoiler beyond the end of the text', () => {
    const spoilers = [
      { offset: 0, length: 5 },
      { offset: 3, length: 3 },
    ]
    expect(said(draft({ options: { spoilers } }))).toEqual([`SPOILER_INVALID ${option('spoilers.1')}`])
  })
})

describe('what is allowed but has no effect warns', () => {
  it('a second hashtag is no topic', () => {
    expect(said(draft({ text: 'One #topic' }))).toEqual([])
    expect(said(draft({ text: 'Two #topics #here' }))).toEqual(['HASHTAGS_IGNORED content'])
    expect(said(draft({ text: 'One #topic', options: { topic: 'Soup' } }))).toEqual([
      'HASHTAGS_IGNORED content',
    ])
    expect(said(draft({ text: 'See https://example.com/#a and C# #1' }))).toEqual([])
  })

  it('there are no media to hide', () => {
    const options = { spoilerMedia: true }
    expect(said(draft({ options }))).toEqual(['SETTING_IGNORED platformMetadata.THREADS.spoilerMedia'])
    expect(said(draft({ options, thread: [{ text: 'Two', media: [file()] }] }))).toEqual([])
  })
})

it.each([
  ['a wide image', file({ width: 11_000, height: 1_000 }), 'ASPECT_RATIO_INVALID media.0'],
  ['a GIF', file({ kind: 'gif', contentType: 'image/gif' }), 'MEDIA_TYPE_NOT_SUPPORTED media'],
  ['a long video', video({ durationMs: 300_001 }), 'DURATION_INVALID media.0'],
  ['a wide video', video({ width: 2_000, height: 1_000 }), 'DIMENSIONS_INVALID media.0'],
  ['a slow video', video({ frameRate: 15 }), 'FRAME_RATE_INVALID media.0'],
  ['a fast video', video({ frameRate: 120 }), 'FRAME_RATE_INVALID media.0'],
  ['a video of another codec', video({ videoCodec: 'vp9' }), 'MEDIA_CODEC_NOT_SUPPORTED media.0'],
  ['a WebM', video({ contentType: 'video/webm' }), 'MEDIA_TYPE_NOT_SUPPORTED media.0'],
])('refuses %s', (_what, media, issue) => {
  expect(said(draft({ media: [media] }))).toEqual([issue])
})
