import { describe, expect, it } from 'vitest'
import { checkDraft } from '../../domain/check-draft.js'
import type { DraftMedia } from '../../domain/rules.js'
import { rules } from './rules.js'

const files: Record<string, DraftMedia> = {
  image: picture('image', 'image/jpeg'),
  gif: picture('gif', 'image/gif'),
  video: { ...picture('video', 'video/mp4'), durationMs: 4_000 },
  document: { ...picture('document', 'application/pdf'), width: null, height: null },
}

function picture(kind: DraftMedia['kind'], contentType: string): DraftMedia {
  return { id: kind, kind, contentType, sizeBytes: 100_000, width: 1_200, height: 900, durationMs: null }
}

function said(media: readonly (string | DraftMedia)[], options = {}, text = 'Hello'): string[] {
  const draft = {
    text,
    contentType: null,
    media: media.map((each) => (typeof each === 'string' ? (files[each] as DraftMedia) : each)),
    thread: [],
    firstComment: null,
    options,
  }
  return checkDraft(rules, draft, rules.limits).map(({ severity, code }) => `${severity} ${code}`)
}
const video = files['video'] as DraftMedia
const poll = { question: 'Tea?', options: ['Yes', 'No'] }
const article = { url: 'https://example.com/', title: 'Menu' }

describe('section 4: limits known before posting', () => {
  it.each<[string, string[], string[]]>([
    ['3,000 characters', said([], {}, 'x'.repeat(3_000)), []],
    ['one more', said([], {}, 'x'.repeat(3_001)), ['error CONTENT_TOO_LONG']],
    ['escapes are not counted', said([], {}, '('.repeat(3_000)), []],
    [
      'of a mention its name is counted',
      said([], {}, `${'x'.repeat(2_996)}@[Acme](urn:li:organization:12345678901234567890)`),
      [],
    ],
    ['twenty pictures, a GIF among them', said([...Array<string>(19).fill('image'), 'gif']), []],
    ['twenty-one', said(Array(21).fill('image')), ['error TOO_MANY_MEDIA']],
    ['pictures without text', said(['image'], {}, ''), []],
    ['a video and an image', said(['video', 'image']), ['error MEDIA_MIX_NOT_SUPPORTED']],
    ['a document and an image', said(['image', 'document']), ['error MEDIA_MIX_NOT_SUPPORTED']],
    ['a video below 75 kB', said([{ ...video, sizeBytes: 74_999 }]), ['error MEDIA_TOO_SMALL']],
    ['a video above 500 MB', said([{ ...video, sizeBytes: 500_000_001 }]), ['error MEDIA_TOO_LARGE']],
    ['a video below 3 s', said([{ ...video, durationMs: 2_900 }]), ['error DURATION_INVALID']],
    ['a video above 30 min', said([{ ...video, durationMs: 1_800_001 }]), ['error DURATION_INVALID']],
    ['a video of 1:2.5', said([{ ...video, width: 400, height: 1_000 }]), ['error ASPECT_RATIO_INVALID']],
    ['alt text of a video', said([{ ...video, altText: 'A boat' }]), ['warning ALT_TEXT_NOT_SUPPORTED']],
    ['a poll with an image', said(['image'], { poll }), ['error POLL_WITH_MEDIA']],
    ['a card with an image', said(['image'], { article }), []],
    ['a card with two', said(['image', 'image'], { article }), ['error CONTENT_MIX_NOT_SUPPORTED']],
    ['a card and a poll', said([], { article, poll }), ['error CONTENT_MIX_NOT_SUPPORTED']],
    [
      'a repost with an image',
      said(['image'], { reshareOf: 'urn:li:share:1' }),
      ['error CONTENT_MIX_NOT_SUPPORTED'],
    ],
    ['a title of an image', said(['image'], { title: 'Boat' }), ['warning SETTING_IGNORED']],
  ])('%s', (_what, found, expected) => {
    expect(found).toEqual(expected)
  })
})
