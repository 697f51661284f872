import { describe, expect, it } from 'vitest'
import type { MediaFile, MediaKind, RenderedItem } from '../connector.js'
import { messageOf } from './message.js'

const item = (change: Partial<RenderedItem>): RenderedItem => ({
  targetId: 'pp_1',
  sequence: 0,
  plannedAt: new Date('2026-01-01T00:00:00.000Z'),
  text: 'Hello <b>there</b>',
  media: [],
  options: {},
  contentType: null,
  previous: [],
  ...change,
})
const file = (kind: MediaKind): MediaFile =>
  ({ kind, width: 1_280, height: 720, durationMs: 4_400, sha256: kind }) as unknown as MediaFile
const caption = 'Hello <b>there</b>'

describe('a text', () => {
  it('goes out as it is, without marks of any kind', () => {
    expect(messageOf(item({}), null, '@harbour')).toEqual({
      method: 'sendMessage',
      fields: { chat_id: '@harbour', text: caption },
      files: [],
    })
  })

  it('has what was asked for, in the network’s words', () => {
    const options = {
      parseMode: 'HTML',
      silent: true,
      protectContent: true,
      linkPreview: { url: 'https://example.com/', size: 'large', aboveText: true },
      inReplyTo: '-1001:7',
      topicId: 3,
    }
    expect(messageOf(item({ options }), null, -1001).fields).toEqual({
      chat_id: -1001,
      text: caption,
      parse_mode: 'HTML',
      disable_notification: true,
      protect_content: true,
      message_thread_id: 3,
      reply_parameters: { message_id: 7 },
      link_preview_options: { url: 'https://example.com/', prefer_large_media: true, show_above_text: true },
    })
  })
})

describe('one file', () => {
  it.each([
    ['image', 'sendPhoto', 'photo', {}],
    ['gif', 'sendAnimation', 'animation', { width: 1_280, height: 720, duration: 4 }],
    ['video', 'sendVideo', 'video', { width: 1_280, height: 720, duration: 4, supports_streaming: true }],
    ['document', 'sendDocument', 'document', { disable_content_type_detection: true }],
  ] as const)('%s goes out by %s, along with the call or by its id', (kind, method, field, facts) => {
    const media = [file(kind)]
    const along = messageOf(item({ media }), null, 5)
    expect(along).toMatchObject({ method, fields: { chat_id: 5, caption, ...facts } })
    expect(along.files).toEqual([{ name: field, file: media[0], isPhoto: kind === 'image' }])
    expect(messageOf(item({ media }), ['id-0'], 5)).toEqual({
      method,
      fields: { chat_id: 5, caption, [field]: 'id-0' },
      files: [],
    })
  })

  it('is hidden, and its text above, only where Telegram can do so', () => {
    const options = { spoiler: true, captionAboveMedia: true }
    const shown = { has_spoiler: true, show_caption_above_media: true }
    expect(messageOf(item({ media: [file('image')], options }), null, 5).fields).toMatchObject(shown)
    const asFile = messageOf(
      item({ media: [file('image')], options: { ...options, asFiles: true } }),
      null,
      5,
    )
    expect(asFile).toMatchObject({ method: 'sendDocument', files: [{ name: 'document', isPhoto: false }] })
    expect(asFile.fields).toEqual({ chat_id: 5, caption, disable_content_type_detection: true })
  })

  it('needs no text', () => {
    expect(messageOf(item({ text: '', media: [file('image')] }), null, 5).fields).toEqual({ chat_id: 5 })
  })
})

describe('an album', () => {
  const media = [file('image'), file('video')]

  it('names its files in order, and has its text once', () => {
    const { method, fields, files } = messageOf(item({ media }), null, 5)
    expect(method).toBe('sendMediaGroup')
    expect(fields['media']).toMatchObject([
      { type: 'photo', media: 'attach://file0', caption },
      { type: 'video', media: 'attach://file1', supports_streaming: true },
    ])
    expect((fields['media'] as object[])[1]).not.toHaveProperty('caption')
    expect(files.map(({ name }) => name)).toEqual(['file0', 'file1'])
  })

  it('of files that Telegram has is a small request', () => {
    expect(messageOf(item({ media }), ['id-0', 'id-1'], 5)).toEqual({
      method: 'sendMediaGroup',
      fields: {
        chat_id: 5,
        media: [
          { type: 'photo', media: 'id-0', caption },
          { type: 'video', media: 'id-1' },
        ],
      },
      files: [],
    })
  })
})

it('a poll asks the text', () => {
  const poll = { options: ['Yes', 'No'], multiple: true, openForSeconds: 60 }
  expect(messageOf(item({ text: 'Soup?', options: { poll, silent: true } }), null, 5)).toEqual({
    method: 'sendPoll',
    fields: {
      chat_id: 5,
      disable_notification: true,
      question: 'Soup?',
      options: [{ text: 'Yes' }, { text: 'No' }],
      allows_multiple_answers: true,
      open_period: 60,
    },
    files: [],
  })
})
