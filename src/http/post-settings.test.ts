import { beforeAll, describe, expect, it } from 'vitest'
import { startHouse } from '../../tests/support/house.js'
import { uploadFixture } from '../../tests/support/upload-fixture.js'

const house = await startHouse()
let accountId: string
beforeAll(async () => {
  accountId = (await house.account('mastodon')).id
})

type Warned = { id: string; status: string; warnings: { code: string; message: string; field?: string }[] }
type Refusal = { error: { code: string; message: string; details: Record<string, unknown> } }

const create = (body: object): Promise<Warned> =>
  house.call('POST', '/v1/posts', { content: 'New menu', accountIds: [accountId], ...body })
const refused = async (method: string, path: string, body?: object): Promise<Refusal['error']> =>
  (await house.call<Refusal>(method, path, body, { status: 400 })).error
const refusedPost = (body: object): Promise<Refusal['error']> =>
  refused('POST', '/v1/posts', { content: 'New menu', accountIds: [accountId], ...body })

describe('a name that nobody reads', () => {
  const warning = {
    code: 'UNKNOWN_FIELD',
    message: 'scheduled_for is not known here and is left out. Did you mean scheduledFor?',
    field: 'scheduled_for',
  }
  const misspelt = { scheduled_for: '2099-01-01T00:00:00Z' }

  it('comes back as a warning from create and is there when the post is read', async () => {
    const post = await create(misspelt)
    expect(post).toMatchObject({ status: 'draft', warnings: [warning] })
    expect((await house.call<Warned>('GET', `/v1/posts/${post.id}`)).warnings).toEqual([warning])
  })

  it('comes back from update, validate and bulk', async () => {
    const { id } = await create({})
    expect((await house.call<Warned>('PATCH', `/v1/posts/${id}`, misspelt)).warnings).toEqual([warning])
    const body = { content: 'New menu', platforms: ['MASTODON'] }
    const validated = await house.call('POST', '/v1/posts/validate', { ...body, ...misspelt })
    expect(validated).toMatchObject({ valid: true, errors: [], warnings: [warning] })
    const item = { content: 'One', accountIds: [accountId], ...misspelt }
    const bulk = { posts: [item, { ...item, content: 7 }], dryrun: true }
    expect(await house.call('POST', '/v1/posts/bulk', bulk)).toMatchObject({
      warnings: [{ field: 'dryrun', message: expect.stringContaining('dryRun') as string }],
      results: [
        { status: 'created', warnings: [warning] },
        { status: 'failed', warnings: [warning] },
      ],
    })
  })

  it('is found in the depth, and not where any name is free', async () => {
    const { warnings } = await create({
      metadata: { anything: 1 },
      platformOverrides: { MASTODON: { text: 'Other' } },
      threadPosts: [{ content: 'two', order: 1 }],
    })
    expect(warnings.map((each) => each.field)).toEqual([
      'platformOverrides.MASTODON.text',
      'threadPosts.0.order',
    ])
  })

  it('hides nothing that a known name brings', async () => {
    expect((await create({ ...misspelt, scheduledFor: '2099-01-01T00:00:00Z' })).status).toBe('scheduled')
    const archived = await create({})
    await house.call('POST', `/v1/posts/${archived.id}/cancel`)
    const body = { status: 'archived', note: 'x' }
    expect(await house.call('PATCH', `/v1/posts/${archived.id}`, body)).toMatchObject({ status: 'archived' })
  })
})

it('a value that its other name contradicts comes back as a warning; nothing beside a value counts for nothing', async () => {
  const two = { scheduledFor: '2099-01-01T00:00:00Z', scheduledAt: '2099-02-01T00:00:00Z' }
  expect(await create(two)).toMatchObject({
    scheduledFor: '2099-01-01T00:00:00.000Z',
    warnings: [{ code: 'SETTING_IGNORED', field: 'scheduledAt' }],
  })
  const same = { overrides: { MASTODON: { content: 'Other' } }, platformOverrides: null }
  expect(await create(same)).toMatchObject({ platformOverrides: same.overrides, warnings: [] })
  const cleared = { scheduledFor: null, scheduledAt: '2099-02-01 10:00' }
  expect(await create(cleared)).toMatchObject({ status: 'scheduled', warnings: [] })
})

it('a fix with a name that nobody reads sends nothing: what it was to mend would go out as it is', async () => {
  await house.call(
    'POST',
    '/sandbox/faults',
    { platform: 'mastodon', fault: 'content_rejected' },
    { status: 201 },
  )
  const post = await create({})
  await house.call('POST', `/v1/posts/${post.id}/publish`)
  const { platforms } = await house.settled(post.id)
  const path = `/v1/posts/${post.id}/platforms/${String(platforms[0]?.postPlatformId)}/fix`
  expect(await refused('POST', path, { contnt: 'New menu' })).toMatchObject({
    message: 'contnt: is not known here. Did you mean content?',
    details: { field: 'contnt' },
  })
  expect((await house.call<Warned>('GET', `/v1/posts/${post.id}`)).status).toBe('failed')
})

describe('what is refused', () => {
  it.each<[string, object]>([
    ['content', { content: 'New\u0007 menu' }],
    ['platformOverrides.MASTODON.content', { platformOverrides: { MASTODON: { content: 'a\u001b[31mb' } } }],
    ['threadPosts.0.content', { threadPosts: [{ content: 'two\u0085' }] }],
    ['firstComment', { firstComment: 'a\u007f' }],
    ['media.0.altText', { media: [{ id: 'media_1', altText: 'a\u000b' }] }],
  ])('includes a control character in %s, which no network shows', async (field, body) => {
    expect(await refusedPost(body)).toMatchObject({
      message: expect.stringContaining(`${field}: holds the control character U+00`) as string,
      details: { field },
    })
  })

  it('does not include line ends, nor what joins emoji or turns the direction', async () => {
    const content = 'one\r\n\ttwo 👩\u200d🍳 \u200fשלום'
    expect(await create({ content })).toMatchObject({ content })
  })

  it('includes a text in which nothing can be seen', async () => {
    expect(await refusedPost({ content: '\u200b \u2060\n' })).toMatchObject({
      details: { field: 'content', issue: 'CONTENT_REQUIRED' },
    })
  })

  it('says what an item of media may be', async () => {
    expect(await refusedPost({ media: [7] })).toMatchObject({
      message: 'media.0: must be the id of a file, or {id, altText}.',
    })
    const body = { content: 'New menu', platforms: ['MASTODON'], media: [{ type: 'poem' }] }
    expect((await refused('POST', '/v1/posts/validate', body)).message).toBe(
      'media.0.type: must be one of image, video, gif, document.',
    )
  })

  it('says how long a text may be and is', async () => {
    expect(await refusedPost({ content: 'x'.repeat(10_001) })).toMatchObject({
      code: 'VALIDATION_ERROR',
      details: { field: 'content', maxLength: 10_000, actualLength: 10_001 },
    })
  })

  it('says what an option may be, under its exact name', async () => {
    const at = 'platformMetadata.MASTODON'
    expect(await refusedPost({ platformMetadata: { mastodon: { visibility: 'nobody' } } })).toMatchObject({
      message: `${at}.visibility: must be one of public, unlisted, private, direct.`,
      details: { field: `${at}.visibility`, platform: 'MASTODON' },
    })
    expect(await refusedPost({ platformMetadata: { mastodon: { visiblity: 'private' } } })).toMatchObject({
      message: `${at}.visiblity: is not known here. Did you mean visibility?`,
      details: { field: `${at}.visiblity` },
    })
  })

  it('includes a change that leaves a post without accounts', async () => {
    const { id } = await create({})
    for (const field of ['accountIds', 'platforms'])
      expect(await refused('PATCH', `/v1/posts/${id}`, { [field]: [] })).toMatchObject({
        code: 'VALIDATION_ERROR',
        details: { field },
      })
    expect(await house.call('PATCH', `/v1/posts/${id}`, { accountIds: null })).toMatchObject({
      accountIds: [accountId],
    })
  })
})

it('the words of an option are taken in any case', async () => {
  expect(await create({ platformMetadata: { mastodon: { visibility: 'Unlisted' } } })).toMatchObject({
    platformMetadata: { MASTODON: { visibility: 'unlisted' } },
  })
})

it('overrides come back under both names', async () => {
  const overrides = { MASTODON: { content: 'Other' } }
  expect(await create({ overrides })).toMatchObject({ overrides, platformOverrides: overrides })
})

it('a part of a thread has alt text of its own, on the network too', async () => {
  const mediaId = await uploadFixture(house, 'portrait-4x5-1080x1350.jpg', 'image/jpeg', 'A portrait')
  const post = await create({
    threadPosts: [{ content: 'two', media: [{ id: mediaId, altText: 'The cook' }] }],
  })
  expect(post).toMatchObject({
    threadPosts: [{ sequence: 1, media: [{ id: mediaId, altText: 'The cook' }], mediaIds: [mediaId] }],
  })
  await house.call('POST', `/v1/posts/${post.id}/publish`)
  expect(await house.settled(post.id)).toMatchObject({ status: 'published' })
  const part = (await house.posts('mastodon')).find((each) => each.parentId !== null)
  expect(part).toMatchObject({ text: 'two', media: [{ altText: 'The cook' }] })
})
