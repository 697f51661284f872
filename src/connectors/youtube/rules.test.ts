import { describe, expect, it } from 'vitest'
import { checkDraft } from '../../domain/check-draft.js'
import type { Draft, DraftMedia } from '../../domain/rules.js'
import { options } from './options.js'
import { rules } from './rules.js'
import { titleOf } from './title.js'

const video: DraftMedia = {
  id: 'media_1',
  kind: 'video',
  contentType: 'video/mp4',
  sizeBytes: 1_000,
  width: 1_280,
  height: 720,
  durationMs: 4_000,
  videoCodec: 'avc',
  frameRate: 30,
}
const upright = { ...video, width: 720, height: 1_280 }
const picture: DraftMedia = { ...video, kind: 'image', contentType: 'image/png', durationMs: null }
const captions: DraftMedia = { ...picture, kind: 'document', contentType: 'text/vtt', width: null }

function issues(change: Partial<Draft>, limits = rules.limits): string[] {
  const draft: Draft = {
    text: 'Hello',
    contentType: null,
    media: [video],
    thread: [],
    firstComment: null,
    options: {},
    ...change,
  }
  return checkDraft(rules, draft, limits).map(({ severity, code }) => `${severity} ${code}`)
}

describe('section 4: what YouTube takes', () => {
  it('one video, a thumbnail, captions', () => {
    expect(issues({ media: [] })).toEqual(['error MEDIA_REQUIRED'])
    expect(issues({ media: [video, captions] })).toEqual([])
    expect(issues({ media: [picture, video, captions] })).toEqual(['warning MEDIA_USED_AS_COVER'])
    expect(issues({ media: [picture] })).toEqual(['error MEDIA_REQUIRED'])
    expect(issues({ media: [captions] })).toEqual(['error MEDIA_REQUIRED'])
    expect(issues({ media: [video, video] })).toEqual(['error TOO_MANY_MEDIA'])
    expect(issues({ media: [video, captions, captions] })).toEqual(['error TOO_MANY_MEDIA'])
    expect(issues({ media: [{ ...picture, kind: 'gif' }] })).toContain('error MEDIA_TYPE_NOT_SUPPORTED')
    expect(issues({ media: [video, { ...captions, contentType: 'application/pdf' }] })).toEqual([
      'error MEDIA_TYPE_NOT_SUPPORTED',
    ])
  })

  it('title: 1 to 100 characters, of the text where none is given', () => {
    const titled = (title: string) => options.safeParse({ title }).success
    expect([titled('😀'.repeat(100)), titled('a'.repeat(101)), titled(' ')]).toEqual([true, false, false])
    expect(issues({ text: '' })).toEqual(['error CONTENT_REQUIRED'])
    expect(issues({ text: ' \n\u200b' })).toEqual(['error CONTENT_REQUIRED'])
    expect(issues({ text: '', options: { title: 'A title' } })).toEqual([])
    expect(issues({ text: `${'a'.repeat(100)}\nb` })).toEqual([])
    expect(issues({ text: 'a'.repeat(101) })).toEqual(['warning TITLE_SHORTENED'])
    expect(issues({ text: 'a'.repeat(101), options: { title: 'A title' } })).toEqual([])
  })

  it.each([
    ['Soup of the day\nMore', undefined, 'Soup of the day'],
    ['\n  \n  Soup  \r\nMore', undefined, 'Soup'],
    ['Soup', 'Another', 'Another'],
    ['😀'.repeat(101), undefined, `${'😀'.repeat(99)}…`],
    [`${'soup '.repeat(25)}end`, undefined, `${'soup '.repeat(18)}soup…`],
    [`${'a'.repeat(100)}`, undefined, 'a'.repeat(100)],
  ])('the title of %j with %s', (text, chosen, title) => {
    expect(titleOf(text, chosen)).toBe(title)
    expect([...titleOf(text, chosen)].length).toBeLessThanOrEqual(100)
  })

  it('description: 5000 bytes of UTF-8', () => {
    expect(issues({ text: `Soup\n${'a'.repeat(4_995)}` })).toEqual([])
    expect(issues({ text: `Soup\n${'a'.repeat(4_996)}` })).toEqual(['error CONTENT_TOO_LONG'])
    expect(issues({ text: `Soup\n${'😀'.repeat(1_249)}` })).toEqual(['error CONTENT_TOO_LONG'])
  })

  it.each(['<', '>'])('neither title nor text has %s', (character) => {
    expect(issues({ text: `a ${character} b` })).toEqual(['error CHARACTERS_NOT_ALLOWED'])
    expect(issues({ options: { title: character } })).toEqual(['error CHARACTERS_NOT_ALLOWED'])
  })

  it('tags: 500 characters, commas and the quotes of those with spaces included', () => {
    const tags = (...given: string[]) => issues({ options: { tags: given } })
    expect(tags('a'.repeat(249), 'b'.repeat(250))).toEqual([])
    expect(tags('a'.repeat(250), 'b'.repeat(250))).toEqual(['error TAGS_TOO_LONG'])
    expect(tags(`a ${'b'.repeat(496)}`)).toEqual([])
    expect(tags(`a ${'b'.repeat(497)}`)).toEqual(['error TAGS_TOO_LONG'])
  })

  it('file: 256 GB and twelve hours; a quarter of an hour for a channel that is not verified', () => {
    const hour = 3_600_000
    expect(issues({ media: [{ ...video, sizeBytes: 274_877_906_944, durationMs: 12 * hour }] })).toEqual([])
    expect(issues({ media: [{ ...video, sizeBytes: 274_877_906_945 }] })).toEqual(['error MEDIA_TOO_LARGE'])
    expect(issues({ media: [{ ...video, durationMs: 12 * hour + 1 }] })).toEqual(['error DURATION_INVALID'])
    const media = [{ ...video, durationMs: 900_001 }]
    const limitsOf = (data: object) => rules.limitsFor?.(data as never)
    expect(issues({ media }, limitsOf({ longUploads: 'allowed' }))).toEqual([])
    expect(issues({ media }, limitsOf({}))).toEqual([])
    expect(issues({ media }, limitsOf({ longUploads: 'eligible' }))).toEqual(['error DURATION_INVALID'])
  })

  it('captions: 100 MB', () => {
    expect(issues({ media: [video, { ...captions, sizeBytes: 104_857_601 }] })).toEqual([
      'error MEDIA_TOO_LARGE',
    ])
  })

  it('section 3h: what becomes a Short is told where something else was meant', () => {
    const warned = ['warning CONTENT_TYPE_IGNORED']
    expect(issues({ contentType: 'REEL', media: [upright] })).toEqual([])
    expect(issues({ contentType: 'REEL', media: [{ ...upright, durationMs: 180_000 }] })).toEqual([])
    expect(issues({ contentType: 'REEL', media: [{ ...upright, durationMs: 180_001 }] })).toEqual(warned)
    expect(issues({ contentType: 'REEL', media: [video] })).toEqual(warned)
    expect(issues({ contentType: 'VIDEO', media: [video] })).toEqual([])
    expect(issues({ contentType: 'VIDEO', media: [{ ...video, width: 720 }] })).toEqual(warned)
    expect(issues({ contentType: 'REEL', media: [{ ...video, durationMs: null }] })).toEqual([])
    expect(issues({ contentType: 'IMAGE' })).toEqual(['error CONTENT_TYPE_NOT_SUPPORTED'])
  })

  it('section 3g, 3l: no comment under what is made for kids, or private', () => {
    expect(issues({ firstComment: 'First' })).toEqual([])
    const closed = ['warning COMMENTS_CLOSED']
    expect(issues({ firstComment: 'First', options: { madeForKids: true } })).toEqual(closed)
    expect(issues({ firstComment: 'First', options: { privacyStatus: 'private' } })).toEqual(closed)
  })

  it('settings without what they are for are told', () => {
    const ignored = ['warning SETTING_IGNORED']
    expect(issues({ options: { captionsLanguage: 'en' } })).toEqual(ignored)
    expect(issues({ options: { captionsName: 'English' } })).toEqual(ignored)
    expect(issues({ options: { playlistId: 'PL1', playlistTitle: 'Soups' } })).toEqual(ignored)
    const media = [video, captions]
    expect(issues({ media, options: { captionsLanguage: 'en', captionsName: 'English' } })).toEqual([])
  })

  it.each<[string, object, boolean]>([
    ['all of them', { privacyStatus: 'unlisted', license: 'creativeCommon', categoryId: '10' }, true],
    ['a language', { language: 'pt-BR' }, true],
    ['no language', { language: 'Portuguese (Brazil)' }, false],
    ['no category', { categoryId: 'Music' }, false],
    ['no privacy', { privacyStatus: 'friends' }, false],
    ['no playlist', { playlistId: 'https://youtube.com/playlist' }, false],
    ['an unknown one', { publishAt: '2030-01-01T00:00:00Z' }, false],
  ])('options: %s', (_what, given, isTaken) => {
    expect(options.safeParse(given).success).toBe(isTaken)
  })
})
