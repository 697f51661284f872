import { describe, expect, it } from 'vitest'
import { createPostBody, updatePostBody } from './post-body.js'
import { fixBody, validateBody } from './posts.js'

describe('the body of create', () => {
  it.each<[string, object, object]>([
    ['mediaIds', { mediaIds: ['m1'] }, { media: [{ id: 'm1' }] }],
    [
      'media',
      { media: ['m1', { id: 'm2', altText: 'A menu' }] },
      { media: [{ id: 'm1' }, { id: 'm2', altText: 'A menu' }] },
    ],
    ['overrides', { overrides: { twitter: { content: 'x' } } }, { overrides: { twitter: { content: 'x' } } }],
    [
      'platformOverrides',
      { platformOverrides: { A: { content: 'x', mediaIds: ['m'] } } },
      { overrides: { A: { content: 'x', media: ['m'] } } },
    ],
    [
      'the kind of post on one network, in any case',
      { platformOverrides: { A: { contentType: 'story' }, B: { contentType: null } } },
      { overrides: { A: { contentType: 'STORY' }, B: {} } },
    ],
    [
      'scheduledFor',
      { scheduledFor: '2027-01-01T00:00:00Z' },
      { scheduledFor: { value: '2027-01-01T00:00:00Z', field: 'scheduledFor' } },
    ],
    [
      'scheduledAt',
      { scheduledAt: '2027-01-01 10:00' },
      { scheduledFor: { value: '2027-01-01 10:00', field: 'scheduledAt' } },
    ],
    ['contentType in any case', { contentType: 'carousel' }, { contentType: 'CAROUSEL' }],
    ['null accountIds, as the Go client sends', { accountIds: null, platforms: ['X'] }, { platforms: ['X'] }],
    ['an account twice', { accountIds: ['a1', 'a1'] }, { accountIds: ['a1'] }],
    [
      'parts of a thread out of order',
      {
        threadPosts: [
          { sequence: 2, content: 'c' },
          { sequence: 1, content: 'b', mediaIds: ['m'] },
        ],
      },
      {
        threadPosts: [
          { sequence: 1, content: 'b', media: [{ id: 'm' }] },
          { sequence: 2, content: 'c' },
        ],
      },
    ],
    ['queue false', { queue: false }, {}],
    [
      'null for one network, or for a place in the thread',
      {
        platformOverrides: { X: null, MASTODON: { content: 'b' } },
        platformMetadata: { X: null },
        threadPosts: [{ content: 'c', sequence: null }],
      },
      {
        overrides: { MASTODON: { content: 'b' } },
        platformMetadata: {},
        threadPosts: [{ sequence: 1, content: 'c' }],
      },
    ],
  ])('has one spelling for %s', (_name, given, expected) => {
    expect(createPostBody.parse({ content: 'a', ...given })).toEqual({ content: 'a', ...expected })
  })

  it('prefers the newer spelling where both come', () => {
    const body = createPostBody.parse({
      content: 'a',
      media: ['new'],
      mediaIds: ['old'],
      platformOverrides: {},
      overrides: { a: { content: 'x' } },
      scheduledFor: 'new',
      scheduledAt: 'old',
    })
    expect(body).toMatchObject({ media: [{ id: 'new' }], overrides: {}, scheduledFor: { value: 'new' } })
  })

  it('takes a value before nothing, under either name', () => {
    const old = { mediaIds: ['old'], overrides: { a: { content: 'x' } }, scheduledAt: 'old' }
    const none = { media: null, platformOverrides: null, scheduledFor: null }
    expect(createPostBody.parse({ content: 'a', ...old, ...none })).toMatchObject({
      media: [{ id: 'old' }],
      overrides: old.overrides,
      scheduledFor: { value: 'old', field: 'scheduledAt' },
    })
  })

  it.each<[string, string, object]>([
    ['queue beside a time', 'queue', { queue: true, scheduledAt: '2027-01-01 09:00' }],
    ['queue for a draft', 'queue', { queue: true, saveAsDraft: true }],
    ['a personaId that is none', 'personaId', { personaId: 17 }],
    ['content over 10,000', 'content', { content: 'x'.repeat(10_001) }],
    ['firstComment over 2,200', 'firstComment', { firstComment: 'x'.repeat(2_201) }],
    ['firstCommentDelay over an hour', 'firstCommentDelay', { firstCommentDelay: 3_601 }],
    ['26 parts', 'threadPosts', { threadPosts: Array.from({ length: 26 }, () => ({ content: 'x' })) }],
    ['a gap in a thread', 'threadPosts', { threadPosts: [{ sequence: 2, content: 'x' }] }],
    ['an unknown contentType', 'contentType', { contentType: 'POEM' }],
    ['metadata that is a list', 'metadata', { metadata: [] }],
  ])('refuses %s and names %s', (_what, field, given) => {
    const parsed = createPostBody.safeParse({ content: 'a', ...given })
    expect(parsed.error?.issues[0]?.path[0]).toBe(field)
  })

  it('needs content', () => {
    expect(createPostBody.safeParse({ accountIds: ['a'] }).error?.issues[0]?.path).toEqual(['content'])
  })
})

describe('the other bodies', () => {
  it('tell a cleared field from one left out', () => {
    expect(updatePostBody.parse({})).toEqual({})
    expect(
      updatePostBody.parse({ scheduledFor: null, metadata: null, media: null, firstComment: '' }),
    ).toEqual({
      scheduledFor: null,
      metadata: null,
      media: [],
      firstComment: null,
    })
    expect(updatePostBody.parse({ status: 'ARCHIVED' })).toEqual({ status: 'archived' })
    expect(updatePostBody.safeParse({ status: 'draft' }).success).toBe(false)
  })

  it('take nothing as a fix', () => {
    const nothing = { mediaId: null, mediaUrl: null, content: null, refreshMedia: false }
    expect(fixBody.parse(undefined)).toEqual(nothing)
    expect(fixBody.parse({})).toEqual(nothing)
  })

  it('take media by id or described in validate', () => {
    const described = { type: 'image', mimeType: 'image/png', sizeBytes: 12 }
    expect(
      validateBody.parse({ content: 'a', platforms: ['x'], mediaIds: ['m1'], media: [described] }).media,
    ).toEqual([described, 'm1'])
  })
})
