import { describe, expect, it } from 'vitest'
import { checkDraft } from '../../domain/check-draft.js'
import type { Draft, DraftMedia } from '../../domain/rules.js'
import { options } from './options.js'
import { rules } from './rules.js'

const draft = (change: Partial<Draft>): Draft => ({
  text: 'Soup of the day',
  contentType: null,
  media: [],
  thread: [],
  firstComment: null,
  options: {},
  ...change,
})
const photo = (change: Partial<DraftMedia> = {}): DraftMedia => ({
  id: 'media_1',
  kind: 'image',
  contentType: 'image/jpeg',
  sizeBytes: 60_000,
  width: 1_200,
  height: 900,
  durationMs: null,
  ...change,
})
const said = (change: Partial<Draft>) =>
  checkDraft(rules, draft(change), rules.limits).map(
    ({ severity, code, field }) => `${severity} ${code} ${field ?? ''}`,
  )
const event = { title: 'Soup night', start: '2026-12-24T18:00', end: '2026-12-24T22:00' }
const option = (name: string): string => `platformMetadata.GOOGLEBUSINESS.${name}`

describe('section 4: text and photo', () => {
  it.each<[string, Partial<Draft>, RegExp[]]>([
    ['1,500 characters', { text: 'é'.repeat(1_500) }, []],
    ['1,501', { text: 'é'.repeat(1_501) }, [/^error \S*TOO_LONG content/]],
    ['emoji are one', { text: '🍲'.repeat(1_500) }, []],
    ['a photo', { media: [photo()] }, []],
    ['a photo alone', { text: '', media: [photo()] }, []],
    ['a PNG', { media: [photo({ contentType: 'image/png' })] }, []],
    ['two photos', { media: [photo(), photo({ id: 'media_2' })] }, [/^error .*media/]],
    ['a large photo is made smaller', { media: [photo({ sizeBytes: 9_000_000 })] }, []],
    ['10,240 bytes', { media: [photo({ sizeBytes: 10_240 })] }, []],
    ['10,239 bytes', { media: [photo({ sizeBytes: 10_239 })] }, [/^error FILE_TOO_SMALL media\.0/]],
    ['a small WebP becomes a JPEG', { media: [photo({ sizeBytes: 9_000, contentType: 'image/webp' })] }, []],
    ['a size that is not known yet', { media: [photo({ sizeBytes: null, width: null, height: null })] }, []],
    ['250 × 250', { media: [photo({ width: 250, height: 250 })] }, [/^warning IMAGE_SMALL media\.0/]],
    ['400 × 300', { media: [photo({ width: 400, height: 300 })] }, []],
    ['249 wide', { media: [photo({ width: 249 })] }, [/^error DIMENSIONS/, /IMAGE_SMALL/]],
    ['249 high', { media: [photo({ height: 249 })] }, [/^error DIMENSIONS/, /IMAGE_SMALL/]],
    [
      'a video: Google answers 500 to it',
      { media: [photo({ kind: 'video', contentType: 'video/mp4', durationMs: 5_000 })] },
      [/^error \S+ media/],
    ],
    ['a GIF', { media: [photo({ kind: 'gif', contentType: 'image/gif' })] }, [/^error \S+ media/]],
  ])('%s', (_what, change, expected) => {
    const issues = said(change)
    expect(issues).toHaveLength(expected.length)
    expected.forEach((each, index) => expect(issues[index]).toMatch(each))
  })

  it.each([
    ['Call +49 151 12345678', true],
    ['Call (030) 1234567 today', true],
    ['Call 555-123-4567.', true],
    ['0151 234 5678', true],
    ['Open since 1998, from 2026-12-24 on', false],
    ['Only 1,299.00 for 12 pieces', false],
    ['https://example.com/555-123-4567', false],
    ['Room 1204, table 12', false],
  ])('text policy: a telephone number in "%s": %s', (text, is) => {
    expect(said({ text })).toEqual(is ? ['warning PHONE_NUMBER_IN_TEXT content'] : [])
  })
})

describe('section 3: what goes together', () => {
  it.each<[string, Record<string, unknown>, string[]]>([
    ['an event', { event }, []],
    ['an offer', { offer: {}, event }, []],
    ['an offer without its time', { offer: {} }, [`error EVENT_REQUIRED ${option('event')}`]],
    ['EVENT without an event', { topicType: 'EVENT' }, [`error EVENT_REQUIRED ${option('event')}`]],
    [
      'STANDARD with an event',
      { topicType: 'STANDARD', event },
      [`error OPTIONS_NOT_TOGETHER ${option('event')}`],
    ],
    [
      'EVENT with an offer',
      { topicType: 'EVENT', event, offer: {} },
      [`error OPTIONS_NOT_TOGETHER ${option('offer')}`],
    ],
    [
      'an offer with a button',
      { offer: {}, event, callToAction: { actionType: 'CALL' } },
      [`warning SETTING_IGNORED ${option('callToAction')}`],
    ],
    ['an event with a button', { event, callToAction: { actionType: 'CALL' } }, []],
  ])('%s', (_what, given, expected) => {
    expect(options.safeParse(given).error).toBeUndefined()
    expect(said({ options: given as Draft['options'] })).toEqual(expected)
  })
})

describe('platformMetadata.GOOGLEBUSINESS', () => {
  const url = 'https://example.com/'
  it.each<[string, object, string | null]>([
    ['a title of 58', { event: { ...event, title: '🍲'.repeat(58) } }, null],
    ['a title of 59', { event: { ...event, title: 'a'.repeat(59) } }, 'event.title'],
    ['a blank title', { event: { ...event, title: ' ' } }, 'event.title'],
    ['no end', { event: { title: 'Soup', start: event.start } }, 'event.end'],
    ['an end before the start', { event: { ...event, end: '2026-12-24T17:59' } }, 'event.end'],
    ['an end at the start', { event: { ...event, end: event.start } }, 'event.end'],
    ['a time with a zone', { event: { ...event, start: '2026-12-24T18:00Z' } }, 'event.start'],
    ['an offset', { event: { ...event, start: '2026-12-24T18:00+01:00' } }, 'event.start'],
    ['a day that is none', { event: { ...event, start: '2026-02-29T18:00' } }, 'event.start'],
    ['a leap day', { event: { ...event, start: '2024-02-29T18:00' } }, null],
    ['the hour 24', { event: { ...event, end: '2026-12-24T24:00' } }, 'event.end'],
    ['a button without its address', { callToAction: { actionType: 'BOOK' } }, 'callToAction.url'],
    ['CALL with an address', { callToAction: { actionType: 'CALL', url } }, 'callToAction.url'],
    ['CALL', { callToAction: { actionType: 'CALL' } }, null],
    ['LEARN_MORE', { callToAction: { actionType: 'LEARN_MORE', url } }, null],
    [
      'GET_OFFER, which is deprecated',
      { callToAction: { actionType: 'GET_OFFER', url } },
      'callToAction.actionType',
    ],
    [
      'an address of another kind',
      { callToAction: { actionType: 'BOOK', url: 'ftp://x.example' } },
      'callToAction.url',
    ],
    ['ALERT, which is not for everybody', { topicType: 'ALERT' }, 'topicType'],
    ['an offer of nothing', { offer: {} }, null],
    ['a language', { languageCode: 'pt-BR' }, null],
    ['no language', { languageCode: 'Brazilian' }, 'languageCode'],
    ['scheduling at Google', { scheduledTime: '2026-12-24T18:00:00Z' }, ''],
  ])('%s', (_what, given, path) => {
    const { error } = options.safeParse(given)
    expect(error?.issues.map((issue) => issue.path.join('.')) ?? []).toEqual(path === null ? [] : [path])
  })
})
