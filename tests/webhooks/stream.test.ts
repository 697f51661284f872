import { connect } from 'node:net'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { positionOf } from '../../src/store/events.js'
import { createEventFeed, type Reader } from '../../src/webhooks/event-feed.js'
import { startHouse, type PostView } from '../support/house.js'
import { follow, type Following, type Message } from '../support/following.js'

const house = await startHouse()
// A second process over the same database: its streams hear of what the first one does.
const other = await startHouse(
  { VOXBURST_SERVICES: 'web', VOXBURST_SANDBOX_URL: house.url },
  undefined,
  house.db,
)
const account = await house.account('mastodon')

type Set = { data: { id: string } }
const draft = (content = 'A draft'): Promise<{ id: string }> =>
  house.call('POST', '/v1/posts', { content, accountIds: [account.id], saveAsDraft: true })
const isEventOf =
  (type: string, postId: string) =>
  ({ name, data }: Message): boolean =>
    name === null && data['type'] === type && (data['data'] as { id: string }).id === postId
const isChangeOf =
  (noun: string, id: string) =>
  ({ name, data }: Message): boolean =>
    name === 'change' && (data['changed'] as Record<string, string[]> | null)?.[noun]?.includes(id) === true
const events = ({ messages }: Following): (string | null)[] =>
  messages.filter(({ name }) => name === null).map(({ id }) => id)

async function allEvents(): Promise<string[]> {
  const { data } = await house.call<{ data: { id: string }[] }>('GET', '/v1/events?limit=500')
  return data.map(({ id }) => id)
}

describe('following a workspace', () => {
  it('shows a post from being made to being published, in every process', async () => {
    const streams = await Promise.all([follow(house.url, house.key), follow(other.url, house.key)])
    const { id } = await house.call<PostView>('POST', '/v1/posts', {
      content: 'Seen while it leaves',
      accountIds: [account.id],
      scheduledFor: new Date().toISOString(),
    })
    for (const stream of streams) {
      const created = await stream.next(isEventOf('post.created', id))
      expect(created.data).toMatchObject({ id: created.id, event: 'post.created' })
      await stream.next(isChangeOf('posts', id))
      const published = await stream.next(isEventOf('post.published', id))
      expect(published.data).toMatchObject({ data: { status: 'PUBLISHED' } })
    }
    expect(streams[0]?.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(streams[0]?.headers.get('x-accel-buffering')).toBe('no')
    expect(streams[0]?.headers.get('cache-control')).toContain('no-store')
  })

  it('tells of what others change that is no event', async () => {
    const stream = await follow(other.url, house.key)
    const set = await house.call<Set>('POST', '/v1/hashtag-sets', { name: 'Seen', tags: ['a'] })
    await stream.next(isChangeOf('hashtag-sets', set.data.id))
    const post = await draft()
    await house.call('PATCH', `/v1/posts/${post.id}`, { content: 'Another text' })
    await stream.next(isChangeOf('posts', post.id))
  })

  it('tells at once of an account that is found to be suspended because its network refuses a post', async () => {
    const { id } = await house.account('mastodon', { username: 'suspended', suspended: true })
    // Else reading numbers might find it first.
    await house.db.query({ text: `update measurements set run_at = 'infinity'` })
    await house.db.query({ text: `update accounts set status = 'active' where id = $1`, values: [id] })
    const { id: postId } = await house.call<PostView>('POST', '/v1/posts', {
      content: 'Nobody sees this',
      accountIds: [id],
    })
    const before = await follow(house.url, house.key)
    const { id: later } = await draft()
    // That the account was connected has been told by then.
    await before.next(isChangeOf('posts', later))
    const stream = await follow(house.url, house.key)
    await house.call('POST', `/v1/posts/${postId}/publish`)
    await stream.next(isChangeOf('accounts', id))
    expect(await house.call('GET', `/v1/accounts/${id}`)).toMatchObject({ status: 'suspended' })
  })

  it('begins with what comes, not with what was', async () => {
    await draft()
    const stream = await follow(house.url, house.key)
    const { id } = await draft()
    await stream.next(isEventOf('post.created', id))
    expect(events(stream)).toHaveLength(1)
  })

  it('goes on after a break where it stopped: everything once, in order', async () => {
    const before = await follow(house.url, house.key)
    const first = await draft()
    const { id: from } = await before.next(isEventOf('post.created', first.id))
    before.stop()
    for (let count = 0; count < 120; count += 1) await draft(`In between ${String(count)}`)
    const last = await draft()
    const after = await follow(other.url, house.key, { lastEventId: from ?? '' })
    await after.next(isEventOf('post.created', last.id))
    const live = await draft()
    await after.next(isEventOf('post.created', live.id))
    const all = await allEvents()
    expect(events(after)).toEqual(all.slice(all.indexOf(from ?? '') + 1))
    expect(after.messages[0]).toMatchObject({ name: 'change', data: { changed: null } })
    const byQuery = await follow(house.url, house.key, { query: `?lastEventId=${String(from)}` })
    await byQuery.next(isEventOf('post.created', live.id))
    expect(events(byQuery)).toEqual(events(after))
  })

  it('skips no event that is committed after a later one', async () => {
    const stream = await follow(house.url, house.key)
    const workspaceId = (await house.call<{ workspaceId: string }>('GET', '/v1/auth/me')).workspaceId
    const late = await house.db.transaction(async (tx) => {
      const [row] = await tx.query<{ id: string }>({
        text: `insert into events (id, workspace_id, type, data) values (vb_id('evt'), $1, 'webhook.test', '{}') returning id`,
        values: [workspaceId],
      })
      const { id } = await draft('Committed first')
      await stream.next(isChangeOf('posts', id))
      return row?.id
    })
    const { id } = await draft('Committed last')
    await stream.next(isEventOf('post.created', id))
    const all = await allEvents()
    expect(events(stream)).toEqual(all.slice(-3))
    expect(events(stream)[0]).toBe(late)
  })

  it('says when it cannot go on from there, and begins anew', async () => {
    for (const lastEventId of ['evt_unknown', 'nonsense']) {
      const stream = await follow(house.url, house.key, { lastEventId })
      await stream.next(({ name }) => name === 'reset')
      const { id } = await draft()
      await stream.next(isEventOf('post.created', id))
      expect(events(stream)).toHaveLength(1)
    }
  })

  it('asked for JSON, says where a stream would begin', async () => {
    const { lastEventId } = await house.call<{ lastEventId: string }>('GET', '/v1/stream', undefined, {
      headers: { accept: 'application/json' },
    })
    const { id } = await draft()
    const stream = await follow(house.url, house.key, { lastEventId })
    await stream.next(isEventOf('post.created', id))
    expect(events(stream)).toHaveLength(1)
  })
})

describe('who may follow', () => {
  const newKey = (scopes: string[], more: object = {}): Promise<{ id: string; key: string }> =>
    house.call('POST', '/v1/api-keys', { name: 'Follower', scopes, ...more })

  it('sees nothing of another workspace', async () => {
    const { apiKey } = await house.call<{ apiKey: string }>('POST', '/v1/workspaces', { name: 'Second' })
    const theirs = await follow(house.url, apiKey)
    const ours = await follow(house.url, house.key)
    const { id } = await draft()
    await ours.next(isEventOf('post.created', id))
    // Told later than ours: had it been told of ours, that would stand before.
    const set = await house.call<Set>(
      'POST',
      '/v1/hashtag-sets',
      { name: 'Theirs', tags: ['a'] },
      { key: apiKey },
    )
    await theirs.next(isChangeOf('hashtag-sets', set.data.id))
    expect(theirs.messages.map(({ name, data }) => [name, data])).toEqual([
      ['change', { changed: { 'hashtag-sets': [set.data.id] } }],
    ])
    const resumed = await follow(house.url, apiKey, { lastEventId: (await allEvents()).at(-1) ?? '' })
    await resumed.next(({ name }) => name === 'reset')
  })

  it('needs a key with the scope', async () => {
    expect((await follow(house.url, 'vb_live_unknown')).status).toBe(401)
    expect((await follow(house.url, (await newKey(['posts:read'])).key)).status).toBe(403)
    expect((await follow(house.url, (await newKey(['webhooks:read'])).key)).status).toBe(200)
  })

  it('is cut off when the key is revoked', async () => {
    const { id, key } = await newKey(['webhooks:read'])
    const stream = await follow(other.url, key)
    await house.call('DELETE', `/v1/api-keys/${id}`)
    await stream.ended
    expect((await follow(other.url, key)).status).toBe(401)
  })

  it('is one of a hundred at most', async () => {
    const { apiKey } = await house.call<{ apiKey: string }>('POST', '/v1/workspaces', { name: 'Many' })
    const streams = await Promise.all(Array.from({ length: 101 }, () => follow(house.url, apiKey)))
    expect(streams.filter(({ status }) => status === 200)).toHaveLength(100)
    expect(streams.filter(({ status }) => status === 409)).toHaveLength(1)
    const stream = streams.find(({ status }) => status === 200)
    stream?.stop()
    for (let isFree = false; !isFree;) isFree = (await follow(house.url, apiKey)).status === 200
  })
})

it('a reader that takes nothing is given nothing more, and then all at once', async () => {
  const feed = createEventFeed(house.db, () => undefined)
  onTestFinished(() => feed.close())
  await feed.listen()
  const { workspaceId } = await house.call<{ workspaceId: string }>('GET', '/v1/auth/me')
  const { lastEventId } = await house.call<{ lastEventId: string }>('GET', '/v1/stream', undefined, {
    headers: { accept: 'application/json' },
  })
  const position = await positionOf(house.db, workspaceId, lastEventId)
  const given: Record<string, string[]> = { slow: [], quick: [] }
  let isReady = false
  const reader = (name: string, ready: () => boolean): Reader => ({
    workspaceId,
    position,
    isReady: ready,
    take: (rows) => given[name]?.push(...rows.map(({ id }) => id)),
    changed: () => undefined,
    end: () => undefined,
  })
  feed.add(reader('slow', () => isReady))
  feed.add(reader('quick', () => true))
  for (let count = 0; count < 3; count += 1) await draft()
  await expect.poll(() => given['quick']).toHaveLength(3)
  expect(given['slow']).toEqual([])
  isReady = true
  feed.look(workspaceId)
  await expect.poll(() => given['slow']).toEqual(given['quick'])
})

it('cuts off who takes nothing from one beat to the next, and nobody else', async () => {
  const { apiKey } = await house.call<{ apiKey: string }>('POST', '/v1/workspaces', { name: 'Slow' })
  const { workspaceId } = await house.call<{ workspaceId: string }>('GET', '/v1/auth/me', undefined, {
    key: apiKey,
  })
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
  onTestFinished(() => void vi.useRealTimers())
  const { hostname, port } = new URL(house.url)
  const slow = connect(Number(port), hostname)
  onTestFinished(() => void slow.destroy())
  slow.write(`GET /v1/stream HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${apiKey}\r\n\r\n`)
  let taken = ''
  await new Promise<void>((resolve) => {
    slow.on('data', (bytes) => {
      taken += bytes.toString('latin1')
      if (taken.includes('retry:')) resolve()
    })
  })
  slow.pause()
  const quick = await follow(house.url, apiKey)
  // More than the buffers of both ends take together.
  const [row] = await house.db.query<{ ids: string[] }>({
    text: `with written as (
             insert into events (id, workspace_id, type, data)
             select vb_id('evt'), $1, 'webhook.test', jsonb_build_object('text', repeat('x', 500000))
             from generate_series(1, 40) returning id, seq)
           select array_agg(id order by seq) as ids from written`,
    values: [workspaceId],
  })
  const written = row?.ids ?? []
  await house.call('POST', '/v1/hashtag-sets', { name: 'Look', tags: ['a'] }, { key: apiKey })
  // Who stands at the same place is given the same at the same time.
  await quick.next(({ id }) => id === written.at(-1))

  const closed = new Promise((resolve) => slow.once('close', resolve))
  vi.advanceTimersByTime(30_000)
  slow.resume()
  await closed
  const got = [...taken.matchAll(/^id: (evt_\w+)$/gm)].map(([, id]) => id)
  expect(got.length).toBeLessThan(40)
  expect(got).toEqual(written.slice(0, got.length))
  expect(events(quick)).toEqual(written)
})

it('ends with its process, and holds it up as little as a connection that carries nothing', async () => {
  const stream = await follow(other.url, house.key)
  const unused = connect(Number(new URL(other.url).port), '127.0.0.1')
  await new Promise((resolve) => unused.once('connect', resolve))
  const closed = new Promise((resolve) => unused.once('close', resolve))
  await other.app.stop()
  await Promise.all([stream.ended, closed])
})
