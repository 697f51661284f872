import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import sharp from 'sharp'
import { startHouse } from '../support/house.js'
import { importer } from '../support/importing.js'
import { zipOf } from '../support/zip.js'

const house = await startHouse()
const { run, rows, sendArchive } = importer(house)
const fixture = (name: string): Promise<string> =>
  readFile(new URL(`../fixtures/moving/${name}`, import.meta.url), 'utf8')
const picture = await sharp({ create: { width: 600, height: 400, channels: 3, background: '#284' } })
  .png()
  .toBuffer()

type Post = {
  status: string
  content: string
  media: { altText: string | null }[]
  platformMetadata: unknown
}
const postOf = (id: string | null | undefined): Promise<Post> => house.call('GET', `/v1/posts/${String(id)}`)

it('Postiz: a dry run says which accounts are missing; then posts, threads, comments, settings and files are moved once', async () => {
  const data = await fixture('postiz.json')
  const before = await run({ format: 'postiz', data, dryRun: true })
  expect(before.missingAccounts.map(({ account }) => account).sort()).toEqual([
    'googlebusiness:The Garden Shop',
    'linkedin:garden-ltd',
    'mastodon:garden',
    'reddit:garden_ann',
    'tumblr:garden',
    'twitter:garden',
  ])
  await house.account('twitter', { username: 'garden' })
  const page = await house.account('linkedin', { username: 'another-name' })
  await house.account('reddit', { username: 'garden_ann' })
  await house.account('mastodon', { username: 'garden' })

  const archive = await zipOf({ 'export/posts.json': data, 'uploads/2036/12/01/garden.png': picture })
  const options = { format: 'postiz', accounts: { 'int-linkedin': page.id } }
  const made = await sendArchive(options, archive)
  expect(made).toMatchObject({
    status: 'completed',
    rows: { total: 8, created: 5, skipped: 1, failed: 2 },
    missingAccounts: [
      { account: 'googlebusiness:The Garden Shop', rows: 1 },
      { account: 'tumblr:garden', rows: 1 },
    ],
  })
  const report = await rows(made.id)
  const byId = new Map(report.map((row) => [row.externalId, row]))
  const thread = byId.get('postiz:cm1root')
  expect(await postOf(thread?.postId)).toMatchObject({
    status: 'scheduled',
    scheduledFor: '2037-03-01T09:00:00.000Z',
    content: 'The garden is open & free\nCome along',
    threadPosts: [{ content: 'Second part' }],
    media: [{ altText: 'Roses' }],
    tags: ['spring'],
    platformMetadata: { TWITTER: { replySettings: 'following' } },
  })
  expect(thread?.warnings).toContainEqual(
    expect.objectContaining({
      code: 'SETTING_NOT_MOVED',
      message: expect.stringContaining('community') as string,
    }),
  )
  expect(await postOf(byId.get('postiz:cm1linkedin')?.postId)).toMatchObject({
    status: 'draft',
    content: 'Plain < text',
    firstComment: 'First comment',
  })
  expect(await postOf(byId.get('postiz:cm1reddit:roses')?.postId)).toMatchObject({
    platformMetadata: { REDDIT: { subreddit: 'roses', title: 'Roses first?' } },
  })
  expect(byId.get('postiz:cm1out')).toMatchObject({ status: 'skipped', postId: null })

  const again = await sendArchive(options, archive)
  expect(again.rows).toMatchObject({ created: 0, skipped: 6, failed: 2 })
})

it('Mixpost: each account of a post is moved with its own version; what is out stays out', async () => {
  await house.account('twitter', { username: 'bistro' })
  await house.account('mastodon', { username: 'bistro' })
  const archive = await zipOf({
    'posts.json': await fixture('mixpost.json'),
    'storage/app/public/mixpost/12-2036/soup.png': picture,
  })
  const made = await sendArchive({ format: 'mixpost' }, archive)
  expect(made.rows).toMatchObject({ total: 6, created: 4, skipped: 2, failed: 0 })
  const posts = await Promise.all(
    (await rows(made.id, '?status=created')).map(
      async (row) => [row.warnings, await postOf(row.postId)] as const,
    ),
  )
  expect(posts.map(([, { content, status, media }]) => [content, status, media.length])).toEqual([
    ['Soup of the day\nBread is on the house', 'scheduled', 1],
    ['Soup, said shorter', 'scheduled', 1],
    ['An idea', 'draft', 0],
    // Out on one account, failed on the other: a person decides.
    ['Half out', 'draft', 0],
  ])
  expect(posts[1]?.[0].map(({ message }) => message)).toEqual([
    'poll of the other system has no counterpart here and is left out.',
  ])
  expect(posts[1]?.[1].platformMetadata).toEqual({ MASTODON: { sensitive: true } })
  expect(posts[3]?.[0].map(({ code }) => code)).toEqual(['FAILED_BEFORE', 'TIME_IS_OVER'])
})

it.each(['postiz', 'mixpost'])(
  '%s: a file of another kind is refused, with what it has to hold',
  async (format) => {
    const refused = await house.call<{ error: { message: string } }>(
      'POST',
      '/v1/imports',
      { format, data: '[{"id": 1}]' },
      { status: 400 },
    )
    expect(refused.error.message).toContain('"posts"')
  },
)

it('an archive that is none, or has no posts, fails the import with a sentence', async () => {
  const none = await sendArchive({ format: 'json' }, Buffer.from('this is not a zip at all, really'))
  expect(none).toMatchObject({ status: 'failed', error: { code: 'UNREADABLE' } })
  const empty = await sendArchive({ format: 'postiz' }, await zipOf({ 'notes.txt': 'nothing' }))
  expect(empty.error?.message).toContain('posts.json')
})

it('files that are not there are told row by row', async () => {
  await house.account('mastodon', { username: 'files' })
  const posts = [
    { content: 'With a file', accounts: ['files'], media: ['nowhere.png'] },
    {
      content: 'With an address of ours',
      accounts: ['files'],
      media: ['http://user:word@example.com/a.png'],
    },
    { content: 'With the file', accounts: ['files'], media: [{ file: 'a/b.png', altText: 'B' }] },
  ]
  const archive = await zipOf({ 'posts.json': JSON.stringify(posts), 'a/b.png': picture })
  const made = await sendArchive({ format: 'json' }, archive)
  const report = await rows(made.id)
  expect(report.map(({ status }) => status)).toEqual(['failed', 'failed', 'created'])
  expect(report[0]?.errors[0]?.message).toContain('There is no file nowhere.png')
  expect((await postOf(report[2]?.postId)).media).toMatchObject([{ altText: 'B' }])
})
