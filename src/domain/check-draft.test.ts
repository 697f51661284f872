import { describe, expect, it } from 'vitest'
import { checkDraft } from './check-draft.js'
import type { Draft, DraftMedia, Limits } from './rules.js'

const limits: Limits = {
  text: { max: 10, unit: 'characters', optionalWithMedia: true, optionalWith: ['place'] },
  media: {
    required: false,
    max: 1,
    mixed: false,
    image: { max: 1, maxBytes: 50_000_000, minRatio: 0.8, maxRatio: 1.91 },
    video: { max: 1, maxMs: 60_000 },
  },
  altText: null,
  thread: null,
  firstComment: true,
  contentTypes: ['TEXT'],
}
const file = (change: Partial<DraftMedia>): DraftMedia => ({
  id: 'med_1',
  kind: 'image',
  contentType: null,
  sizeBytes: null,
  width: null,
  height: null,
  durationMs: null,
  ...change,
})
function issues(change: Partial<Draft>) {
  const draft: Draft = {
    text: 'Hello',
    contentType: null,
    media: [],
    thread: [],
    firstComment: null,
    options: {},
    ...change,
  }
  return checkDraft({ measure: (text) => text.length }, draft, limits)
}
const codes = (change: Partial<Draft>): string[] => issues(change).map(({ code }) => code)

describe('a post without a text', () => {
  it('is none, unless an option of it is something to post by itself', () => {
    expect(codes({ text: '' })).toEqual(['CONTENT_REQUIRED'])
    expect(codes({ text: '', options: { colour: 'red' } })).toEqual(['CONTENT_REQUIRED'])
    expect(codes({ text: ' \u200b', options: { place: {} } })).toEqual([])
  })

  it('may not have an empty comment for that', () => {
    expect(codes({ text: '', options: { place: {} }, firstComment: ' ' })).toEqual(['CONTENT_REQUIRED'])
  })
})

describe('what is told of a file lets the two numbers differ', () => {
  it.each([
    [{ sizeBytes: 60_000_000 }, 'The file has 60.0 MB; 50.0 MB are allowed.'],
    [{ sizeBytes: 50_000_001 }, 'The file has 50.000001 MB; 50.000000 MB are allowed.'],
    [
      { width: 1_912, height: 1_000 },
      'The file is 1912 × 1000 (1.912:1); the network takes at most 1.910:1.',
    ],
    [{ width: 7, height: 10 }, 'The file is 7 × 10 (0.70:1); the network takes at least 0.80:1.'],
    [
      { kind: 'video' as const, durationMs: 60_010 },
      'The video is 60.01 s long; the network takes 0 s to 60 s.',
    ],
  ])('%o', (change, message) => {
    expect(issues({ media: [file(change)] })).toMatchObject([{ message }])
  })
})
