import { describe, expect, it } from 'vitest'
import { checkDraft } from '../../domain/check-draft.js'
import type { Draft, DraftMedia } from '../../domain/rules.js'
import type { JsonObject } from '../../kit/json.js'
import { options } from './options.js'
import { rules } from './rules.js'
import { wordsOf } from './words.js'

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
const files = (count: number, kind: DraftMedia['kind'] = 'image') =>
  Array.from({ length: count }, () => file(kind))

function issues(more: Partial<Draft>): string[] {
  const draft: Draft = {
    text: 'A title',
    contentType: null,
    media: [],
    thread: [],
    firstComment: null,
    options: {},
    ...more,
  }
  return checkDraft(rules, draft, rules.limits).map(({ severity, code }) => `${severity} ${code}`)
}

describe('title and body', () => {
  it.each<[text: string, given: JsonObject, title: string, body: string]>([
    ['One line', {}, 'One line', ''],
    ['  One \t line  \n\n The rest\nand more ', {}, 'One line', 'The rest\nand more'],
    ['Text', { title: ' A   title ' }, 'A title', 'Text'],
    ['a'.repeat(300), {}, 'a'.repeat(300), ''],
    ['a'.repeat(301), {}, `${'a'.repeat(299)}…`, 'a'.repeat(301)],
    [`${'🍲'.repeat(300)}\nB`, {}, '🍲'.repeat(300), 'B'],
    ['', {}, '', ''],
  ])('%j %j', (text, given, title, body) => {
    expect(wordsOf({ text, options: given })).toEqual({ title, body })
  })
})

describe('section 4', () => {
  const mib = 1_048_576
  it.each<[string, Partial<Draft>, string[]]>([
    ['a text of one line', {}, []],
    ['a text of several', { text: 'One\nTwo' }, ['warning TITLE_FROM_TEXT']],
    ['several with a title', { text: 'One\nTwo', options: { title: 'T' } }, []],
    ['40,000 characters', { text: `T\n${'a'.repeat(39_998)}`, options: { title: 'T' } }, []],
    ['one more', { text: 'a'.repeat(40_001), options: { title: 'T' } }, ['error CONTENT_TOO_LONG']],
    ['20 images', { media: files(20) }, []],
    ['21 images', { media: files(21) }, ['error TOO_MANY_MEDIA']],
    ['images and GIFs', { media: [file('image'), file('gif')] }, []],
    ['a video', { media: [file('video')] }, []],
    ['a video with its poster', { media: [file('video'), file('image')] }, ['warning MEDIA_USED_AS_COVER']],
    ['a video with two images', { media: [file('video'), ...files(2)] }, ['error MEDIA_MIX_NOT_SUPPORTED']],
    ['a video with a GIF', { media: [file('video'), file('gif')] }, ['error MEDIA_MIX_NOT_SUPPORTED']],
    ['two videos', { media: files(2, 'video') }, ['error TOO_MANY_MEDIA']],
    ['a GIF of 20 MiB', { media: [file('gif', { sizeBytes: 20 * mib })] }, []],
    ['a larger GIF', { media: [file('gif', { sizeBytes: 20 * mib + 1 })] }, ['error MEDIA_TOO_LARGE']],
    ['a larger image, made smaller', { media: [file('image', { sizeBytes: 20 * mib + 1 })] }, []],
    ['a WebP, made a JPEG', { media: [file('image', { contentType: 'image/webp' })] }, []],
    ['a video of 15 minutes', { media: [file('video', { durationMs: 900_000 })] }, []],
    ['a longer one', { media: [file('video', { durationMs: 900_001 })] }, ['error DURATION_INVALID']],
    ['a WebM', { media: [file('video', { contentType: 'video/webm' })] }, ['error MEDIA_TYPE_NOT_SUPPORTED']],
    ['media without words', { text: '', media: files(1) }, ['error TITLE_REQUIRED']],
    ['media with a title', { text: '', media: files(1), options: { title: 'T' } }, []],
    ['alt text', { media: [file('image', { altText: 'A boat' })] }, ['warning ALT_TEXT_NOT_SUPPORTED']],
  ])('%s', (_what, draft, expected) => {
    expect(issues(draft)).toEqual(expected)
  })
})

describe('options', () => {
  const poll = { options: ['Yes', 'No'], durationDays: 1 }
  const crosspostOf = 't3_1kh35wk'
  const url = 'https://example.com/'
  it.each<[string, Partial<Draft>, string[]]>([
    ['a poll', { options: { poll } }, []],
    ['a poll with a file', { options: { poll }, media: files(1) }, ['error POLL_WITH_MEDIA']],
    ['a link with a file', { options: { url }, media: files(1) }, ['error OPTION_WITH_MEDIA']],
    ['a poll and a link', { options: { poll, url } }, ['error OPTIONS_NOT_TOGETHER']],
    ['a crosspost', { options: { crosspostOf } }, []],
    ['a crosspost with a text', { text: 'T\nMore', options: { crosspostOf } }, ['error CONTENT_TOO_LONG']],
    ['captions of one image', { options: { gallery: [{}] }, media: files(1) }, ['warning SETTING_IGNORED']],
    [
      'too many captions',
      { options: { gallery: [{}, {}, {}] }, media: files(2) },
      ['warning SETTING_IGNORED'],
    ],
    ['captions', { options: { gallery: [{}, {}] }, media: files(2) }, []],
    ['a loop without video', { options: { videoGif: true } }, ['warning SETTING_IGNORED']],
    ['reposting no link', { options: { resubmit: false } }, ['warning SETTING_IGNORED']],
    ['a flair’s text without flair', { options: { flairText: 'Hot' } }, ['warning SETTING_IGNORED']],
  ])('%s', (_what, draft, expected) => {
    expect(issues(draft)).toEqual(expected)
  })

  it.each<[JsonObject, boolean]>([
    [{ subreddit: 'test' }, true],
    [{ subreddit: 'u_ann-s' }, true],
    [{ subreddit: 'r/test' }, false],
    [{ subreddit: '../api' }, false],
    [{ title: 'a'.repeat(300) }, true],
    [{ title: 'a'.repeat(301) }, false],
    [{ title: ' ' }, false],
    [{ url: 'javascript:alert(1)' }, false],
    [{ crosspostOf: '1kh35wk' }, false],
    [{ poll: { ...poll, options: ['One'] } }, false],
    [{ poll: { ...poll, options: ['1', '2', '3', '4', '5', '6', '7'] } }, false],
    [{ poll: { ...poll, durationDays: 8 } }, false],
    [{ gallery: [{ caption: 'a'.repeat(181) }] }, false],
    [{ flairText: 'a'.repeat(65) }, false],
    [{ colour: 'red' }, false],
  ])('%j: %s', (given, isGood) => {
    expect(options.safeParse(given).success).toBe(isGood)
  })
})
