import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { simulator } from '../../src/connectors/bluesky/simulator/index.js'
import { blueskyClient } from '../support/bluesky.js'
import { startHouse, type PostView } from '../support/house.js'
import { startSimulator } from '../support/simulator.js'
import { uploadFixture } from '../support/upload-fixture.js'

/** What a person sees who opens the sandbox in a browser. */
const house = await startHouse()
const platforms = ['twitter', 'mastodon', 'bluesky'] as const
const fixture = (name: string) => readFile(new URL(`../fixtures/media/${name}`, import.meta.url))

async function pageOf(platform: string, body: object): Promise<string> {
  const { id: accountId } = await house.account(platform, { displayName: 'Ann & Sons' })
  const { id } = await house.call<PostView>('POST', '/v1/posts', { accountIds: [accountId], ...body })
  await house.call('POST', `/v1/posts/${id}/publish`)
  const page = await fetch((await house.settled(id)).platforms[0]?.platformPostUrl ?? '')
  expect(page.headers.get('content-security-policy')).toMatch(
    /^default-src 'none'; .*img-src 'self' data:; media-src 'self';/,
  )
  return page.text()
}

/** The files that a page shows, as its browser would fetch them. */
async function shownIn(page: string) {
  const paths = [...page.matchAll(/<(img|video)\s[^>]*?src="([^"]+)"/g)].map(([, tag, path]) => ({
    tag,
    path,
  }))
  return Promise.all(
    paths.map(async ({ tag, path }) => {
      const answer = await fetch(new URL(path ?? '', house.url))
      const headers = ['content-type', 'x-content-type-options', 'content-security-policy'].map((name) =>
        answer.headers.get(name),
      )
      return { tag, status: answer.status, headers, bytes: Buffer.from(await answer.arrayBuffer()) }
    }),
  )
}

const safe = (type: string) => [type, 'nosniff', "default-src 'none'; sandbox"]

it.each(platforms)(
  '%s: a post’s page shows its pictures as they came, with their alt texts',
  async (platform) => {
    const boat = await uploadFixture(house, 'portrait-4x5-1080x1350.jpg', 'image/jpeg', 'A "red" boat')
    const card = await uploadFixture(house, 'card-1200x630.png', 'image/png')
    const page = await pageOf(platform, { content: 'Two <b>pictures</b>', media: [boat, card] })
    expect(page).toContain('Two &#60;b&#62;pictures')
    expect(page).toContain('Ann &#38; Sons')
    expect(page).toContain('href="/sandbox"')
    expect(page).toMatch(/<img\s[^>]*alt="A &#34;red&#34; boat"/)
    const shown = await shownIn(page)
    expect(shown.map(({ tag, status }) => [tag, status])).toEqual([
      ['img', 200],
      ['img', 200],
    ])
    expect(shown[0]?.headers).toEqual(safe('image/jpeg'))
    expect(shown[0]?.bytes.equals(await fixture('portrait-4x5-1080x1350.jpg'))).toBe(true)
  },
)

it.each(platforms)('%s: a film can be played, a GIF moves', async (platform) => {
  const film = await uploadFixture(house, 'landscape-1280x720-4s-moov-last.mp4', 'video/mp4')
  const gif = await uploadFixture(house, 'animated-480x270-2s.gif', 'image/gif')
  const [video] = await shownIn(await pageOf(platform, { content: 'A film', media: [film] }))
  expect(video).toMatchObject({ tag: 'video', status: 200, headers: safe('video/mp4') })
  const [moving] = await shownIn(await pageOf(platform, { content: 'It moves', media: [gif] }))
  expect(moving).toMatchObject({ tag: 'img', status: 200, headers: safe('image/gif') })
})

it.each(platforms)('%s: the pages of a thread lead from part to part, by their words', async (platform) => {
  const threadPosts = [{ content: 'The <second> part', sequence: 1 }]
  const page = await pageOf(platform, { content: 'The first part', threadPosts })
  const next = /<a href="([^"]+)">The &#60;second&#62; part<\/a>/.exec(page)?.[1] ?? ''
  const second = await (await fetch(next.replaceAll('&#38;', '&'))).text()
  expect(second).toMatch(/In reply to <a href="[^"]+">The first part<\/a>/)
})

it('the list of posts says no more than is documented, and names a post without words', async () => {
  const card = await uploadFixture(house, 'card-1200x630.png', 'image/png')
  await pageOf('mastodon', { content: '', media: [card] })
  const { data } = await house.call<{ data: { media: object[] }[] }>('GET', '/sandbox/posts?limit=1')
  expect(Object.keys(data[0] ?? {}).sort()).toEqual(
    ['accountId', 'createdAt', 'media', 'parentId', 'platform', 'remoteId', 'text', 'url'].sort(),
  )
  expect(Object.keys(data[0]?.media[0] ?? {}).sort()).toEqual(['altText', 'bytes', 'height', 'kind', 'width'])
  expect(await (await fetch(`${house.url}/sandbox`)).text()).toMatch(/<a href="[^"]+">\(image\)<\/a>/)
})

it('the first page shows the network with the newest post first, each with its newest, and names the empty ones', async () => {
  const read = async () => (await fetch(`${house.url}/sandbox`)).text()
  const firstOf = (page: string) => /<h2><a href="\/sandbox\/(\w+)">/.exec(page)?.[1]
  await pageOf('twitter', { content: 'The newest' })
  const before = await read()
  expect(firstOf(before)).toBe('twitter')
  expect(before).toMatch(/Nothing was posted yet on [^<]*Facebook/)
  await pageOf('facebook', { content: 'The first of two' })
  await house.advance(1_000)
  await pageOf('facebook', { content: 'The second of two' })
  const page = await read()
  expect(firstOf(page)).toBe('facebook')
  expect(page.indexOf('The second of two')).toBeLessThan(page.indexOf('The first of two'))
  expect(page).not.toMatch(/Nothing was posted yet on [^<]*Facebook/)
})

it('the first page shows ten posts of a network, its own page the earlier ones too', async () => {
  const threadPosts = Array.from({ length: 10 }, (_, at) => ({
    content: `Loaf ${String(at + 2)}.`,
    sequence: at + 1,
  }))
  await pageOf('twitter', { content: 'Loaf 1.', threadPosts })
  const read = async (path: string) => (await fetch(`${house.url}${path}`)).text()
  const [all, one] = [await read('/sandbox'), await read('/sandbox/twitter')]
  expect(all).toContain('Loaf 11.')
  expect(all).not.toContain('Loaf 1.')
  expect(all).toContain('<a href="/sandbox/twitter">all of X</a>')
  expect(one).toContain('Loaf 1.')
  expect(one).toContain('<a href="/sandbox">All networks</a>')
})

it('what is no picture and no film is never given out, whatever was said of it', async () => {
  const client = await startSimulator(simulator)
  const { accessJwt, pds } = await blueskyClient(client).signIn()
  const keep = async (name: string) => {
    const sent = await client.call('POST', `https://${pds}/xrpc/com.atproto.repo.uploadBlob`, {
      headers: { authorization: `Bearer ${accessJwt}`, 'content-type': 'image/jpeg' },
      body: await fixture(name),
    })
    return (sent.body as { blob: { ref: { $link: string } } }).blob.ref.$link
  }
  const statusOf = async (file: string) => (await client.call('GET', `https://_files/${file}`)).status
  expect(await statusOf(await keep('portrait-4x5-1080x1350.jpg'))).toBe(200)
  for (const file of [
    await keep('html-named.jpg'),
    await keep('svg-named.jpg'),
    'nothing',
    '..%2fclock.json',
  ])
    expect([file, await statusOf(file)]).toEqual([file, 404])
})

it('a page shows the poll, and who does not see it', async () => {
  const asked = await pageOf('twitter', {
    content: 'What do you drink?',
    platformMetadata: { TWITTER: { poll: { options: ['Tea', '<b>Coffee'], durationMinutes: 30 } } },
  })
  expect(asked).toMatch(/<li>Tea<span>0 votes<\/span><\/li>\s*<li>&#60;b&#62;Coffee<span>/)
  const quiet = await pageOf('mastodon', {
    content: 'For friends',
    platformMetadata: { MASTODON: { visibility: 'private', spoilerText: 'Soup' } },
  })
  expect(quiet).toContain('Content warning: Soup')
  expect(quiet).toContain('Seen by followers only')
})

it('a page shows the link card', async () => {
  const card = { url: 'https://example.com/menu', title: 'The menu', description: 'Soup & bread' }
  const page = await pageOf('bluesky', { content: 'Today', platformMetadata: { BLUESKY: { card } } })
  expect(page).toContain('href="https://example.com/menu"')
  expect(page).toContain('<strong>The menu</strong>')
  expect(page).toContain('Soup &#38; bread')
})

describe('an address that is none', () => {
  const open = async (path: string, accept: string) => {
    const answer = await fetch(`${house.url}${path}`, { headers: { accept } })
    return {
      status: answer.status,
      type: answer.headers.get('content-type')?.split(';')[0],
      text: await answer.text(),
    }
  }

  it.each([
    ['/nowhere', 404, 'There is nothing here'],
    ['/sandbox/twitter/x.com/ann/status/1', 404, 'This page doesn’t exist.'],
    ['/sandbox/mastodon/mastodon.example/@ann/1', 404, 'Record not found'],
    ['/sandbox/bluesky/bsky.app/profile/ann/post/1', 404, 'Post not found'],
    ['/sandbox/twitter/api.x.com/2/users/me', 401, 'Unauthorized'],
  ])('is a page that leads on for who opens %s in a browser', async (path, status, words) => {
    const page = await open(path, 'text/html,application/xhtml+xml,*/*;q=0.8')
    expect([page.status, page.type]).toEqual([status, 'text/html'])
    expect(page.text).toContain(words)
    expect(page.text).toMatch(/href="\/(sandbox)?"/)
  })

  it.each(['/nowhere', '/v1/nowhere', '/sandbox/twitter/api.x.com/2/users/me'])(
    'is an error in the usual form for a program that asks for %s',
    async (path) => {
      expect((await open(path, 'application/json')).type).toBe('application/json')
      expect((await open(path, '*/*')).type).toBe('application/json')
    },
  )
})
