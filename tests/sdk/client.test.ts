import { expect, it, vi } from 'vitest'
import { readFile } from 'node:fs/promises'
import { createClient, VoxBurstError, type ClientOptions, type Import } from '../../sdk/index.js'
import { startHouse } from '../support/house.js'
import { startReceiver } from '../support/receiver.js'
import { startProxy } from '../support/proxy.js'
import { zipOf } from '../support/zip.js'

const house = await startHouse()
const proxy = await startProxy(house.url)
const clientWith = (more: ClientOptions = {}) =>
  createClient({ baseUrl: proxy.url, apiKey: house.key, backoffMs: 1, ...more })
const client = clientWith()
const { id: accountId } = await house.account('bluesky')

/** What a promise is refused with. */
async function refusal(promise: PromiseLike<unknown>): Promise<VoxBurstError> {
  const error = await Promise.resolve(promise).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof VoxBurstError)) throw new Error(`not refused as it should be: ${String(error)}`)
  return error
}

/** The requests that `work` made. */
async function sentBy(work: () => PromiseLike<unknown>): Promise<typeof proxy.seen> {
  const before = proxy.seen.length
  await work()
  return proxy.seen.slice(before)
}

const postsSaying = async (content: string): Promise<number> => {
  const { data } = await client.posts.list({ limit: 100 })
  return data.filter((post) => post.content === content).length
}

it('publishes a post with a picture, from the upload to the network', async () => {
  const photo = await readFile('tests/fixtures/media/portrait-4x5-1080x1350.jpg')
  const file = {
    data: new Uint8Array(photo),
    filename: 'photo.jpg',
    contentType: 'image/jpeg',
    altText: 'A boat',
  }
  const shares: number[] = []
  const watched = { ...file, onProgress: (share: number) => void shares.push(share) }
  const media = await client.media.uploadFile(watched, { intervalMs: 20 })
  expect(shares).toEqual([1])
  expect(media).toMatchObject({
    status: 'READY',
    altText: 'A boat',
    dimensions: { width: 1080, height: 1350 },
  })

  const { id } = await client.posts.create({
    content: 'With a boat',
    accountIds: [accountId],
    media: [media.id],
  })
  await client.posts.publish(id)
  const post = await client.waitForPost(id, { intervalMs: 20 })
  expect([post.status, post.platforms[0]?.status]).toEqual(['published', 'published'])
  const [shown] = (await house.posts('bluesky')).filter(({ text }) => text === 'With a boat')
  expect(shown?.media).toMatchObject([{ altText: 'A boat' }])
})

it('imports a file as it is: CSV in its own encoding, JSON, and a zip with its pictures', async () => {
  const over = async (begun: Promise<Import>): Promise<Import> => {
    const { id } = await begun
    for (;;) {
      const found = await client.imports.get(id)
      if (found.status !== 'running') return found
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  const csv = Buffer.concat([
    Buffer.from(`content,accounts\nCr`),
    Buffer.from([0xe8]),
    Buffer.from(`me br\xfbl\xe9e,${accountId}\n`, 'latin1'),
  ])
  const stream = new Blob([`content,accounts\nFlan,${accountId}\n`]).stream()
  const typed = new Blob([csv], { type: 'text/csv;charset=windows-1252' })
  for (const data of [typed, stream]) {
    const sent = await sentBy(() =>
      over(client.imports.createFromFile({ data, format: 'csv', dryRun: true })),
    )
    expect(sent[0]).toMatchObject({ method: 'POST', path: '/v1/imports?dryRun=true' })
  }
  // Its first answer is lost, and its bytes are sent again under the same key.
  proxy.fates.push('cut after')
  expect(await over(client.imports.createFromFile({ data: typed, format: 'csv' }))).toMatchObject({
    status: 'completed',
    rows: { total: 1, created: 1 },
  })
  expect(await postsSaying('Crème brûlée')).toBe(1)

  const names = new TextEncoder().encode('content,accounts\nPie,the bakery\n')
  const accounts = { 'the bakery': accountId }
  await over(client.imports.createFromFile({ data: names, format: 'csv', accounts }))
  expect(await postsSaying('Pie')).toBe(1)

  const photo = await readFile('tests/fixtures/media/portrait-4x5-1080x1350.jpg')
  const rows = JSON.stringify([{ content: 'Tart', accounts: [accountId], media: ['tart.jpg'] }])
  const zip = new Uint8Array(await zipOf({ 'posts.json': rows, 'tart.jpg': photo }))
  expect(await over(client.imports.createFromFile({ data: zip, format: 'json' }))).toMatchObject({
    status: 'completed',
    rows: { total: 1, created: 1 },
  })
  expect(await postsSaying('Tart')).toBe(1)
})

it('says why a file does not pass', async () => {
  const file = { data: new Blob(['no picture at all']), filename: 'a.jpg', contentType: 'image/jpeg' }
  const error = await refusal(client.media.uploadFile(file, { intervalMs: 20 }))
  expect(error).toMatchObject({
    code: 'UPLOAD_FAILED',
    details: { mediaId: expect.stringMatching(/^media_/) },
  })
  expect(error.message).not.toBe('')
})

it('walks a list of several pages, and answers the first as the API does', async () => {
  const made = []
  for (let n = 0; n < 5; n += 1)
    made.push(await client.posts.create({ content: `Page ${String(n)}`, accountIds: [accountId] }))
  const list = client.posts.list({ limit: 2, status: 'draft' })
  const first = await list
  expect([first.data.length, first.pagination.has_more]).toEqual([2, true])
  const ids = new Set<string>()
  for await (const post of list) ids.add(post.id)
  expect([...ids]).toEqual(expect.arrayContaining(made.map(({ id }) => id)))
  const sizes = []
  for await (const page of list.pages()) sizes.push(page.data.length)
  expect(sizes.slice(0, 2)).toEqual([2, 2])
  // The newest events come last, and their page has a cursor too.
  const events = []
  for await (const event of client.webhooks.listEvents({ limit: 3 })) events.push(event.id)
  expect(new Set(events).size).toBe(events.length)
  expect(events.length).toBeGreaterThan(6)
})

it('fetches no page that nobody asks for', async () => {
  const sent = await sentBy(async () => {
    client.posts.list()
    for await (const _post of client.posts.list({ limit: 1 })) break
  })
  expect(sent.map(({ path }) => path)).toEqual(['/v1/posts?limit=1'])
})

it('tells what was wrong, by code and field', async () => {
  const error = await refusal(client.posts.create({ content: 'x', accountIds: ['acc_nobody1'] }))
  expect(error).toMatchObject({ code: 'ACCOUNT_NOT_FOUND', status: 400, field: 'accountIds' })
  expect(error.requestId).toBeTruthy()
  expect(error.isRetryable).toBe(false)
  expect(await refusal(client.posts.get('post_nothing1'))).toMatchObject({ code: 'NOT_FOUND', status: 404 })
  expect(await refusal(clientWith({ apiKey: 'vb_live_wrong' }).system.me())).toMatchObject({
    code: 'UNAUTHORIZED',
    status: 401,
  })
  expect(() => client.posts.get('')).toThrow('posts.get needs id')
})

it('does a write once whose answers were lost, under one key', async () => {
  proxy.fates.push('cut before', 'cut after', 'cut after')
  const create = () => client.posts.create({ content: 'Once', accountIds: [accountId] })
  const sent = await sentBy(create)
  expect(sent).toHaveLength(4)
  expect(new Set(sent.map(({ key }) => key)).size).toBe(1)
  expect(sent[0]?.key).toMatch(/^[0-9a-f]{32}$/)
  expect(await postsSaying('Once')).toBe(1)
  const [next] = await sentBy(create)
  expect(next?.key).not.toBe(sent[0]?.key)
})

it('keeps the key that the caller chose, and takes another reply for another body as the error it is', async () => {
  const options = { idempotencyKey: 'chosen-by-me' }
  const body = { content: 'Chosen', accountIds: [accountId] }
  const first = await client.posts.create(body, options)
  expect((await client.posts.create(body, options)).id).toBe(first.id)
  const conflict = await refusal(client.posts.create({ ...body, content: 'Another' }, options))
  expect([conflict.code, conflict.status]).toEqual(['IDEMPOTENCY_CONFLICT', 409])
})

it('waits for the first request with its key, when that is still running', async () => {
  const receiver = await startReceiver()
  const webhook = await client.webhooks.create({ url: receiver.url, events: ['post.published'] })
  let finish: () => void = () => undefined
  receiver.answers.push((response) => (finish = () => response.writeHead(200).end('OK')))
  const test = () =>
    client.webhooks.test({ webhookId: webhook.id }, { idempotencyKey: 'one-test', maxRetries: 20 })

  const first = test()
  await receiver.until(1)
  const before = proxy.seen.length
  const second = test()
  // It has been told to come back, and did.
  await vi.waitFor(() => expect(proxy.seen.length).toBeGreaterThan(before + 1), 10_000)
  finish()
  expect(await second).toEqual(await first)
  expect(receiver.received).toHaveLength(1)
})

it('waits as long as Retry-After asks, and not at all for longer than it may', async () => {
  const limited = (seconds: number) => (response: import('node:http').ServerResponse) => {
    response.writeHead(429, { 'content-type': 'application/json', 'retry-after': String(seconds) })
    response.end(JSON.stringify({ error: { code: 'RATE_LIMITED', message: 'Too many requests.' } }))
  }
  proxy.fates.push(limited(1))
  const startedAt = performance.now()
  await client.system.me()
  expect(performance.now() - startedAt).toBeGreaterThan(950)
  proxy.fates.push(limited(600))
  const error = await refusal(client.system.me())
  expect(error).toMatchObject({ code: 'RATE_LIMITED', status: 429, retryAfterMs: 600_000, isRetryable: true })
})

it('repeats what a proxy in between could not pass on, and gives up after so many tries', async () => {
  const badGateway = (response: import('node:http').ServerResponse) =>
    response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>')
  proxy.fates.push(badGateway)
  expect(await client.system.me()).toMatchObject({ role: 'owner' })
  proxy.fates.push(badGateway, badGateway, badGateway)
  const sent = await sentBy(async () => {
    const error = await refusal(clientWith({ maxRetries: 2 }).system.me())
    expect(error).toMatchObject({ code: 'UNEXPECTED_ANSWER', status: 502 })
  })
  expect(sent).toHaveLength(3)
})

it('does not repeat what is refused for good', async () => {
  const sent = await sentBy(() => refusal(client.posts.get('post_nothing1')))
  expect(sent).toHaveLength(1)
})

it('ends a try that takes too long, and the whole when its caller no longer wants it', async () => {
  proxy.fates.push('never')
  const sent = await sentBy(() => clientWith({ timeoutMs: 200 }).system.me())
  expect(sent).toHaveLength(2)
  proxy.fates.push('never')
  const late = await refusal(clientWith({ timeoutMs: 100, maxRetries: 0 }).system.me())
  expect(late).toMatchObject({ code: 'TIMED_OUT', status: 0, isRetryable: true })

  proxy.fates.push('never')
  const inFlight = new AbortController()
  const asked = client.system.me({ signal: inFlight.signal })
  inFlight.abort(new Error('changed my mind'))
  await expect(asked).rejects.toThrow('changed my mind')
  proxy.fates.length = 0

  proxy.fates.push('cut before')
  const waiting = new AbortController()
  const patient = clientWith({ backoffMs: 60_000 }).system.me({ signal: waiting.signal })
  setTimeout(() => waiting.abort(new Error('not that long')), 50)
  await expect(patient).rejects.toThrow('not that long')
})

it('says that nobody listens, and never says the key', async () => {
  const nowhere = clientWith({ baseUrl: 'http://127.0.0.1:1', maxRetries: 1 })
  const error = await refusal(nowhere.system.me())
  expect(error).toMatchObject({ code: 'CONNECTION_FAILED', status: 0 })
  expect(error.message).toContain('/v1/auth/me')
  const broken = `${house.key}\n`
  const refused = (() => {
    try {
      return clientWith({ apiKey: broken })
    } catch (reason) {
      return reason
    }
  })()
  expect(refused).toBeInstanceOf(VoxBurstError)
  for (const each of [error, refused]) expect(JSON.stringify([String(each), each])).not.toContain(house.key)
})

it('sends no key where a cookie does its work, and the headers that it is told', async () => {
  const seen: Record<string, unknown>[] = []
  const own: typeof fetch = (input, init) => {
    expect(input).toBe('https://social.example.com/v1/workspaces')
    seen.push({ ...(init?.headers as Record<string, string>), credentials: init?.credentials })
    return Promise.resolve(Response.json({ data: [] }))
  }
  expect(() => createClient()).toThrow('baseUrl')
  expect(() => createClient({ baseUrl: 'localhost:3000' })).toThrow('baseUrl')
  const page = createClient({
    baseUrl: 'https://social.example.com/',
    credentials: 'include',
    fetch: own,
    headers: () => ({ 'x-csrf': 'abc' }),
  })
  await page.workspaces.list()
  expect(seen).toEqual([{ accept: 'application/json', credentials: 'include', 'x-csrf': 'abc' }])
})
