import { expect, it } from 'vitest'
import sharp from 'sharp'
import { leftOut, sections } from '../../src/exports/sections.js'
import { startHouse } from '../support/house.js'
import { importer } from '../support/importing.js'
import { unzipped } from '../support/zip.js'

const house = await startHouse()
const { call } = house

type ExportView = { id: string; status: string; downloadUrl: string | null; counts: Record<string, number> }
type Line = Record<string, unknown>

async function exported(includeMedia = true): Promise<ExportView> {
  const { id } = await call<ExportView>('POST', '/v1/exports', { includeMedia })
  for (;;) {
    const found = await call<ExportView>('GET', `/v1/exports/${id}`)
    if (found.status !== 'running') return found
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const linesIn = (bytes: Buffer | undefined): Line[] =>
  String(bytes)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line)

async function uploaded(bytes: Buffer): Promise<string> {
  const made = await call<{ id: string; uploadUrl: string; uploadHeaders: Record<string, string> }>(
    'POST',
    '/v1/media/upload',
    { filename: 'rose.jpg', contentType: 'image/jpeg', sizeBytes: bytes.length, altText: 'A rose' },
  )
  await fetch(made.uploadUrl, { method: 'PUT', headers: made.uploadHeaders, body: new Uint8Array(bytes) })
  for (;;) {
    const { status } = await call<{ status: string }>('GET', `/v1/media/${made.id}`)
    if (status === 'READY') return made.id
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

it('holds everything and no secret, and its posts can be imported elsewhere', async () => {
  const account = await house.account('mastodon', { username: 'roses' })
  const picture = await sharp({ create: { width: 600, height: 400, channels: 3, background: '#d24' } })
    .jpeg()
    .toBuffer()
  const file = await uploaded(picture)
  const { secret } = await call<{ secret: string }>('POST', '/v1/webhooks', {
    url: 'https://example.com/hook',
    events: ['post.published'],
  })
  await call('POST', '/v1/hashtag-sets', { name: 'Roses', tags: ['rose'] })
  const scheduled = {
    content: 'Roses are out',
    accountIds: [account.id],
    scheduledFor: '2037-05-01T09:00:00.000Z',
    media: [{ id: file, altText: 'Red roses' }],
    threadPosts: [{ content: 'And violets', media: [file] }],
    platformOverrides: { mastodon: { content: 'Roses, for here', media: [file] } },
    tags: ['garden'],
    firstComment: 'First',
  }
  await call('POST', '/v1/posts', scheduled)
  await call('POST', '/v1/posts', { content: 'A draft', accountIds: [account.id], saveAsDraft: true })
  const out = await call<{ id: string }>('POST', '/v1/posts', { content: 'Out', accountIds: [account.id] })
  await call('POST', `/v1/posts/${out.id}/publish`)
  await house.settled(out.id)

  const made = await exported()
  expect(made).toMatchObject({
    status: 'completed',
    counts: { 'posts.jsonl': 3, 'accounts.jsonl': 1, 'hashtag-sets.jsonl': 1, media: 1 },
  })
  const answer = await fetch(String(made.downloadUrl))
  expect(answer.headers.get('content-type')).toBe('application/zip')
  const archive = Buffer.from(await answer.arrayBuffer())
  const files = await unzipped(archive)
  expect([...files.keys()].sort()).toEqual(
    [...sections.map((section) => section.file), 'README.txt', `media/${file}.jpg`].sort(),
  )
  const everything = [...files]
    .filter(([name]) => !name.startsWith('media/'))
    .map(([, bytes]) => String(bytes))
  const tokens = await house.db.query<{ hash: string }>({
    text: `select encode(hash, 'hex') as hash from api_keys`,
  })
  for (const hidden of [secret, house.key, ...tokens.map(({ hash }) => hash), 'password_hash'])
    expect(everything.some((text) => text.includes(hidden))).toBe(false)
  const [published] = linesIn(files.get('posts.jsonl')).filter(({ status }) => status === 'published')
  expect(published).toMatchObject({
    record: {
      targets: [
        { status: 'published', remoteId: expect.any(String) as string, attempts: [{ outcome: 'published' }] },
      ],
    },
  })

  // Another workspace, with the same account connected.
  const { apiKey } = await call<{ apiKey: string }>('POST', '/v1/workspaces', { name: 'Elsewhere' })
  const elsewhere = importer({
    ...house,
    key: apiKey,
    call: (method, path, body, options) => call(method, path, body, { key: apiKey, ...options }),
  })
  const early = await elsewhere.sendArchive({ format: 'voxburst', dryRun: true }, archive)
  expect(early).toMatchObject({ missingAccounts: [{ account: 'mastodon:roses@mastodon.example', rows: 2 }] })
  const there = await call<{ id: string }>(
    'POST',
    '/sandbox/accounts',
    { platform: 'mastodon', username: 'roses' },
    { key: apiKey },
  )
  const moved = await elsewhere.sendArchive({ format: 'voxburst' }, archive)
  expect(moved.rows).toMatchObject({ total: 3, created: 2, skipped: 1, failed: 0 })
  const posts = await Promise.all(
    (await elsewhere.rows(moved.id, '?status=created')).map(({ postId }) =>
      call<Line & { media: { id: string }[] }>('GET', `/v1/posts/${String(postId)}`, undefined, {
        key: apiKey,
      }),
    ),
  )
  const again = posts.find(({ status }) => status === 'scheduled')
  const own = again?.media[0]?.id
  expect(own).not.toBe(file)
  expect(again).toMatchObject({
    content: scheduled.content,
    scheduledFor: scheduled.scheduledFor,
    platforms: [{ accountId: there.id }],
    media: [{ altText: 'Red roses' }],
    threadPosts: [{ content: 'And violets', media: [{ id: own }] }],
    platformOverrides: { MASTODON: { content: 'Roses, for here', media: [own] } },
    tags: ['garden'],
    firstComment: 'First',
  })
  expect(posts.find(({ status }) => status === 'draft')).toMatchObject({
    content: 'A draft',
    saveAsDraft: true,
  })
})

it('is had at a signed address for an hour, kept for seven days, and deleted on demand', async () => {
  const made = await exported(false)
  const url = String(made.downloadUrl)
  expect((await fetch(url.replace(/signature=./, 'signature=_'))).status).toBe(404)
  const day = 86_400_000
  await house.advance(3_700_000)
  expect((await fetch(url)).status).toBe(403)
  const later = await call<ExportView>('GET', `/v1/exports/${made.id}`)
  expect((await fetch(String(later.downloadUrl))).status).toBe(200)
  await house.advance(7 * day)
  const state = async (id: string): Promise<(string | null)[]> => {
    const found = await call<ExportView>('GET', `/v1/exports/${id}`)
    const rows = await house.db.query<{ archive_key: string | null }>({
      text: 'select archive_key from exports where id = $1',
      values: [id],
    })
    return [found.status, found.downloadUrl, rows[0]?.archive_key ?? null]
  }
  await expect.poll(() => state(made.id)).toEqual(['expired', null, null])

  const other = await exported(false)
  await call('DELETE', `/v1/exports/${other.id}`)
  await expect.poll(() => state(other.id)).toEqual(['expired', null, null])
  expect((await fetch(String(other.downloadUrl))).status).toBe(404)
})

it('has every table of a tenant, or a reason why not', async () => {
  const tables = await house.db.query<{ table_name: string }>({
    text: `select table_name from information_schema.columns where table_schema = 'public' and column_name = 'workspace_id' order by 1`,
  })
  const read = sections.flatMap(({ pages }) => pages).join(' ')
  const forgotten = tables
    .map(({ table_name: name }) => name)
    .filter((name) => leftOut[name] === undefined && !new RegExp(`from ${name} t\\b`).test(read))
  expect(forgotten).toEqual([])
})
