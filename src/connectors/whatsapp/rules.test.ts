import { expect, it } from 'vitest'
import type { Draft, DraftMedia } from '../../domain/rules.js'
import { options } from './options.js'
import { rules } from './rules.js'

const photo: DraftMedia = {
  id: 'med_1',
  kind: 'image',
  contentType: 'image/jpeg',
  sizeBytes: 1,
  width: 1,
  height: 1,
  durationMs: null,
}

function issues(change: Partial<Draft>): string[] {
  const draft: Draft = {
    text: 'Hello',
    contentType: null,
    media: [],
    thread: [],
    firstComment: null,
    options: { to: ['+4915112345678'], template: 'news' },
    ...change,
  }
  return (rules.check?.(draft, rules.limits) ?? []).map(({ code, field }) => `${code} ${field ?? ''}`)
}
const at = (name: string): string => `platformMetadata.WHATSAPP.${name}`
const to = ['+4915112345678']

it.each([
  ['a template to people', { to, template: 'news' }, []],
  ['a text to a group', { group: 'Y2Fw' }, []],
  ['nobody', { template: 'news' }, [`RECIPIENTS_REQUIRED ${at('to')}`]],
  ['people and a group', { to, group: 'Y2Fw', template: 'news' }, [`OPTIONS_NOT_TOGETHER ${at('group')}`]],
  [
    'marketing to a group',
    { group: 'Y2Fw', template: 'news', marketing: {} },
    [`OPTIONS_NOT_TOGETHER ${at('marketing')}`],
  ],
  [
    'what is part of a template without one',
    { group: 'Y2Fw', parameters: ['a'], buttons: [{ index: 0, url: 'a' }] },
    [`OPTIONS_NOT_TOGETHER ${at('parameters')}`, `OPTIONS_NOT_TOGETHER ${at('buttons')}`],
  ],
  [
    'what is no part of a template with one',
    { to, template: 'news', linkPreview: true, choices: ['Yes'] },
    [`OPTIONS_NOT_TOGETHER ${at('linkPreview')}`, `OPTIONS_NOT_TOGETHER ${at('choices')}`],
  ],
  [
    'a button without anything',
    { to, template: 'news', buttons: [{ index: 0 }] },
    [`OPTIONS_NOT_TOGETHER ${at('buttons.0')}`],
  ],
  [
    'buttons under a place',
    { group: 'Y2Fw', location: { latitude: 1, longitude: 1 }, choices: ['Yes'] },
    [`OPTIONS_NOT_TOGETHER ${at('choices')}`, 'TEXT_NOT_SENT content'],
  ],
  ['a free text to people, which few get', { to }, [`REACHES_RECENT_WRITERS_ONLY ${at('template')}`]],
  ['a text that is not sent', { to, template: 'news', parameters: ['a'] }, ['TEXT_NOT_SENT content']],
])('%s', (_what, given, found) => {
  expect(options.safeParse(given).success).toBe(true)
  expect(issues({ options: given })).toEqual(found)
})

it.each([
  ['in a template', { to, template: 'news' }, [], 1_024],
  ['under a file', { group: 'Y2Fw' }, [photo], 1_024],
  ['over buttons', { group: 'Y2Fw', choices: ['Yes'] }, [], 1_024],
])('a text %s is shorter', (_where, given, media, max) => {
  expect(issues({ options: given, media, text: 'é'.repeat(max) })).toEqual([])
  expect(issues({ options: given, media, text: 'é'.repeat(max + 1) })).toEqual(['CONTENT_TOO_LONG content'])
})

it('a text that is not sent may be long', () => {
  const given = { to, template: 'news', parameters: ['a'] }
  expect(issues({ options: given, text: 'a'.repeat(2_000) })).toEqual(['TEXT_NOT_SENT content'])
})

it.each([
  ['the text', {}, 'two\nlines', 'content'],
  ['a parameter', { parameters: ['a', 'b\tc'] }, '', at('parameters.1')],
  ['a named one', { parameters: { offer: '20     %' } }, '', at('parameters.offer')],
])('%s in a template is one line', (_what, given, text, field) => {
  expect(issues({ options: { to, template: 'news', ...given }, text })).toEqual([
    `PARAMETER_INVALID ${field}`,
  ])
  const free = issues({ options: { group: 'Y2Fw' }, text: 'two\nlines' })
  expect(free).toEqual([])
})

it('a header is a text or a file, and a place has none', () => {
  const header = { to, template: 'news', headerText: 'Spring' }
  expect(issues({ options: header, media: [photo] })).toEqual([`OPTION_WITH_MEDIA ${at('headerText')}`])
  const place = { group: 'Y2Fw', location: { latitude: 1, longitude: 1 } }
  expect(issues({ options: place, media: [photo], text: '' })).toEqual([
    `OPTION_WITH_MEDIA ${at('location')}`,
  ])
})

it.each([
  ['letters in a number', { to: ['+49 CALL ME'] }],
  ['six digits', { to: ['123456'] }],
  ['sixteen digits', { to: ['1234567890123456'] }],
  ['an empty list', { to: [] }],
  ['capital letters in the name of a template', { to, template: 'News' }],
  ['a language that is none', { to, template: 'news', language: 'English' }],
  ['four choices', { to, choices: ['1', '2', '3', '4'] }],
  ['a choice of 21 characters', { to, choices: ['a'.repeat(21)] }],
  ['an empty parameter', { to, template: 'news', parameters: [''] }],
  ['a name that it does not know', { to, templat: 'news' }],
])('%s is refused by the schema', (_what, given) => {
  expect(options.safeParse(given).success).toBe(false)
})
