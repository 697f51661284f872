import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { apiError, date, startClientRoom, type ClientRoom } from '../support/client-room.js'
import { startFileServer } from '../support/file-server.js'
import { startReceiver } from '../support/receiver.js'

// What a published client sends, header for header, and the fields that its code reads from the replies. It parses
// every 2xx as JSON; a field that is missing, or of another type, crashes it or loses the whole reply.

let room: ClientRoom
let accountId = ''
let cdn: { url: (name: string) => string }
const send: ClientRoom['send'] = (...given) => room.send(...given)

beforeAll(async () => {
  room = await startClientRoom()
  accountId = room.accountId
  cdn = await startFileServer()
})

describe('the command line', () => {
  const headers = { 'user-agent': 'voxburst-cli/0.2.1' }
  const post = z.object({
    id: z.string(),
    content: z.string(),
    status: z.string().lowercase(),
    platforms: z.array(z.object({ platform: z.string().lowercase() })),
    createdAt: date,
    scheduledAt: date.nullish(),
    publishedAt: date.nullish(),
    media: z.array(z.object({ type: z.string(), url: z.string().nullable() })),
  })

  it('asks who it is: a name, and a plan that can be lower-cased', async () => {
    const me = z.object({ workspaceId: z.string(), workspaceName: z.string(), plan: z.string().uppercase() })
    me.parse(await send('GET', '/v1/auth/me', { headers }))
  })

  it('lists, shows, connects and disconnects accounts', async () => {
    const account = z.object({
      id: z.string(),
      platform: z.string().lowercase(),
      username: z.string().regex(/^[^@]/),
      displayName: z.string(),
      status: z.literal('active'),
      connectedAt: date,
    })
    const listed = await send('GET', '/v1/accounts', { headers })
    const [first] = z.object({ data: z.array(account).min(2) }).parse(listed).data
    account.parse(await send('GET', `/v1/accounts/${first?.id ?? ''}`, { headers }))
    const begun = await send('POST', '/v1/accounts/connect', { headers, body: { platform: 'twitter' } })
    expect((await fetch(z.object({ url: z.url() }).parse(begun).url)).status).toBe(200)

    const { id } = await room.server.call<{ id: string }>('POST', '/sandbox/accounts', {
      platform: 'mastodon',
    })
    await send('DELETE', `/v1/accounts/${id}`, { headers })
  })

  it('posts by platform names alone, at zoned and unzoned times, and saves drafts', async () => {
    const create = (body: object) => send('POST', '/v1/posts', { headers, body, status: 201 })
    const plain = post.parse(await create({ content: 'No accounts named', platforms: ['twitter'] }))
    expect(plain).toMatchObject({ status: 'draft', platforms: [{ platform: 'twitter' }] })
    const draft = await create({ content: 'A draft', platforms: ['mastodon', 'twitter'], saveAsDraft: true })
    expect(post.parse(draft).platforms.length).toBeGreaterThan(1)
    for (const scheduledAt of ['2099-06-15 14:00', '2099-06-15T14:00:00.000Z', '2099-06-15T16:00:00+02:00'])
      expect(
        post.parse(await create({ content: 'Timed', platforms: ['twitter'], scheduledAt })).scheduledAt,
      ).toBe('2099-06-15T14:00:00.000Z')
  })

  it('lists, changes, cancels and deletes posts, with bodies of no bytes', async () => {
    const listed = await send('GET', '/v1/posts?status=scheduled&limit=20&offset=1', { headers })
    const [first] = z.object({ data: z.array(post).min(1), posts: z.array(post).min(1) }).parse(listed).data
    const path = `/v1/posts/${first?.id ?? ''}`
    const changed = await send('PATCH', path, {
      headers,
      body: { content: 'Changed', platforms: ['mastodon'] },
    })
    expect(post.parse(changed)).toMatchObject({ content: 'Changed', platforms: [{ platform: 'mastodon' }] })
    await send('POST', `${path}/cancel`, { headers })
    await send('DELETE', path, { headers })
    apiError.parse(
      z.object({ error: z.unknown() }).parse(await send('GET', path, { headers, status: 404 })).error,
    )
  })

  it('validates by upper-case platforms and reads them in either case', async () => {
    const issue = z.object({ message: z.string() })
    const warning = issue.extend({ suggestion: z.string() })
    const result = z.object({
      platforms: z.record(
        z.string(),
        z.object({ valid: z.boolean(), errors: z.array(issue), warnings: z.array(warning) }),
      ),
    })
    const reply = await send('POST', '/v1/posts/validate', {
      headers,
      body: { content: 'x'.repeat(300), platforms: ['TWITTER', 'MASTODON'] },
    })
    const { platforms } = result.parse(reply)
    expect(Object.keys(platforms).sort()).toEqual(['MASTODON', 'TWITTER', 'mastodon', 'twitter'])
    expect([platforms['TWITTER']?.valid, platforms['MASTODON']?.valid]).toEqual([false, true])
  })

  it('lists webhooks under their own name', async () => {
    const receiver = await startReceiver()
    await send('POST', '/v1/webhooks', {
      headers,
      body: { url: receiver.url, events: ['post.published'] },
      status: 201,
    })
    const webhook = z.object({
      id: z.string(),
      url: z.url(),
      events: z.array(z.string()),
      active: z.boolean(),
    })
    z.object({ webhooks: z.array(webhook).min(1) }).parse(await send('GET', '/v1/webhooks', { headers }))
  })
})

describe('the MCP server', () => {
  const headers = { 'user-agent': 'VoxBurst-MCP-Server/0.2.1' }

  it('registers pictures by address, and posts with the ids that came back', async () => {
    const registered = await send('POST', '/v1/media/register', {
      headers,
      body: { url: cdn.url('card-1200x630.png'), contentType: 'image/png', filename: 'card-1200x630.png' },
      status: 201,
    })
    const media = z.object({
      id: z.string(),
      filename: z.string(),
      contentType: z.string(),
      status: z.literal('READY'),
    })
    const post = await send('POST', '/v1/posts', {
      headers,
      status: 201,
      body: {
        content: 'From an agent',
        accountIds: [accountId],
        media: [media.parse(registered).id],
        scheduledFor: '2099-06-15T14:00:00Z',
        contentType: 'IMAGE',
        firstComment: 'And more',
        firstCommentDelay: 3600,
      },
    })
    const { id } = z.object({ id: z.string(), status: z.literal('scheduled'), updatedAt: date }).parse(post)
    const changed = await send('PATCH', `/v1/posts/${id}`, {
      headers,
      body: {
        content: 'Changed by an agent',
        scheduledFor: '2099-07-15T14:00:00Z',
        media: [],
        contentType: 'TEXT',
        firstCommentDelay: 0,
        platformOverrides: { TWITTER: { content: 'On X' } },
      },
    })
    expect(changed).toMatchObject({ scheduledFor: '2099-07-15T14:00:00.000Z', media: [] })
    expect(await send('POST', `/v1/posts/${id}/retry`, { headers, status: 409 })).toMatchObject({
      error: { code: 'CONFLICT', message: expect.any(String) as unknown },
    })
    expect(await send('POST', `/v1/posts/${id}/cancel`, { headers })).toMatchObject({
      id,
      status: 'cancelled',
    })
    await send('DELETE', `/v1/posts/${id}`, { headers })
  })

  it('lists posts of every status and of one account, page by page', async () => {
    const page = z.object({
      data: z.array(z.object({ id: z.string() })),
      pagination: z.object({ has_more: z.boolean(), next_cursor: z.string().nullable() }),
    })
    for (const content of ['One', 'Two', 'Three'])
      await send('POST', '/v1/posts', { headers, body: { content, accountIds: [accountId] }, status: 201 })
    const path = `/v1/posts?status=all&accountId=${accountId}&limit=2`
    const first = page.parse(await send('GET', path, { headers }))
    expect(first.pagination.has_more).toBe(true)
    const second = page.parse(
      await send('GET', `${path}&cursor=${encodeURIComponent(first.pagination.next_cursor ?? '')}`, {
        headers,
      }),
    )
    const ids = [...first.data, ...second.data].map((each) => each.id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('reads an account whose optional parts are left out, not null', async () => {
    const account = await send('GET', `/v1/accounts/${accountId}`, { headers })
    z.looseObject({
      id: z.string(),
      platform: z.string(),
      username: z.string().nullable(),
      displayName: z.string().nullable(),
      avatarUrl: z.string().nullable(),
      accountType: z.string().nullable(),
      status: z.string(),
      connectedAt: date,
      followers: z.number().optional(),
      oauthVersion: z.string().optional(),
      flobProbe: z.object({}).optional(),
      needsPlaylistReauth: z.boolean().optional(),
      scopeHealth: z.object({ status: z.string() }).optional(),
    }).parse(account)
  })
})
