import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { startHouse, type PostView } from '../../../tests/support/house.js'
import { options, snapchatRoom, type File } from '../../../tests/support/snapchat-room.js'
import { connectors } from '../../app.js'

/** What is Snapchat’s own, through the public API and against its simulator. What all networks share is in the kit. */
// Numbers are read elsewhere: of some forty accounts they take their time.
const house = await startHouse({ VOXBURST_METRICS_OFF: 'snapchat' })
const { begin, fault, media, problems, publish, sent, shown } = snapchatRoom(house)
/** Two servers, one after the other, share a folder with the networks in it; no third one does. */
const folders: string[] = []
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))))

beforeEach(async () => {
  await house.call('DELETE', '/sandbox/faults')
})

type Kind = { what: string; file: File; body: object; list: string; text: string; path: RegExp }
const kinds: Kind[] = [
  { what: 'a picture as a Story', file: 'picture', body: {}, list: 'stories', text: '', path: /\/add\// },
  {
    what: 'a film as a Story',
    file: 'film',
    body: { contentType: 'STORY' },
    list: 'stories',
    text: '',
    path: /\/add\//,
  },
  {
    what: 'a film as a Spotlight',
    file: 'film',
    body: {},
    list: 'spotlights',
    text: 'Crème brûlée 🍮 #soup',
    path: /\/spotlight\//,
  },
  {
    what: 'a picture as a Saved Story',
    file: 'picture',
    body: options({ type: 'SAVED_STORY' }),
    list: 'saved_stories',
    text: 'Crème brûlée 🍮 #soup',
    path: /\/add\//,
  },
  {
    what: 'a film as a Saved Story with a title',
    file: 'film',
    body: options({ type: 'SAVED_STORY', title: 'Soups' }),
    list: 'saved_stories',
    text: 'Soups',
    path: /\/add\//,
  },
]
const content = 'Crème brûlée 🍮 #soup'

describe('section 3: what can be posted', () => {
  it.each(kinds)('$what', async ({ file, body, list, text, path }) => {
    const { id } = await house.account('snapchat')
    const post = await publish(id, { content, media: await media(file), ...body })
    expect(post).toMatchObject({ status: 'published', platforms: [{ error: null }] })
    const [target] = post.platforms
    expect(target?.platformPostUrl).toMatch(path)
    expect(await shown(id)).toMatchObject([
      { text, remoteId: target?.platformPostId, media: [{ kind: file === 'film' ? 'video' : 'image' }] },
    ])
    const calls = (await sent(id)).filter(({ method }) => method === 'POST').map(({ call }) => call)
    expect(calls.filter((call) => call.endsWith('/media'))).toHaveLength(1)
    // Just after the upload Snapchat still processes the file: the post is asked for again, not the upload.
    expect(calls.filter((call) => call === `POST /v1/public_profiles/ID/${list}`)).toHaveLength(2)
    expect((await fetch(target?.platformPostUrl ?? '')).status).toBe(200)
  })

  it('a film in two parts, each chained to the one before', async () => {
    const { id } = await house.account('snapchat')
    expect((await publish(id, { content: 'Long', media: await media('long') })).status).toBe('published')
    const parts = (await sent(id)).filter(({ call }) => call.includes('upload'))
    expect(parts.length).toBeGreaterThanOrEqual(2)
    expect(await shown(id)).toMatchObject([{ text: 'Long' }])
  })

  it('a Spotlight that is rejected fails as content, and fix sends another one', async () => {
    const { id } = await house.account('snapchat')
    const post = await publish(id, { content: 'Bad #rejected', media: await media('film') })
    expect(post).toMatchObject({ status: 'failed', platforms: [{ error: { code: 'CONTENT_REJECTED' } }] })
    const fix = `/v1/posts/${post.id}/platforms/${post.platforms[0]?.postPlatformId ?? ''}/fix`
    await house.call('POST', fix, { content: 'Good' })
    expect((await house.settled(post.id)).status).toBe('published')
    expect(await shown(id)).toMatchObject([{ text: 'Good' }])
  })
})

describe('section 6: a lost answer', () => {
  const losses = ['lost_response', 'lost_request', 'server_error']
  const cases = kinds.flatMap((kind) => losses.map((lost) => ({ ...kind, lost })))

  it.each(cases)('$lost at the call that makes $what: it is there once', async (given) => {
    const { id } = await house.account('snapchat')
    const begun = await begin(id, { content, media: await media(given.file), ...given.body })
    await fault(given.lost, { accountId: id, operation: 'publish' })
    const post = await house.settled(begun.id)
    expect(post).toMatchObject({ status: 'published', platforms: [{ error: null }] })
    expect(await shown(id)).toMatchObject([{ text: given.text, remoteId: post.platforms[0]?.platformPostId }])
    const calls = (await sent(id)).map(({ call }) => call)
    const making = calls.filter((call) => call === `POST /v1/public_profiles/ID/${given.list}`)
    // The first one comes too early; one that is sent again is from another upload, which is processed, too.
    expect(making).toHaveLength(given.lost === 'lost_response' ? 2 : 4)
  })

  it.each(cases)('$lost at an upload for $what: it is there once', async (given) => {
    const { id } = await house.account('snapchat')
    await fault(given.lost, { accountId: id, operation: 'upload' })
    const post = await publish(id, { content, media: await media(given.file), ...given.body })
    expect(post).toMatchObject({ status: 'published', platforms: [{ error: null }] })
    expect(await shown(id)).toMatchObject([{ text: given.text, remoteId: post.platforms[0]?.platformPostId }])
  })

  it('one at a part of a large film, too', async () => {
    const { id } = await house.account('snapchat')
    await fault('lost_response', { accountId: id, operation: 'upload', times: 2 })
    expect((await publish(id, { content: 'Long', media: await media('long') })).status).toBe('published')
    expect(await shown(id)).toHaveLength(1)
  })

  it('a request that never arrived is sent again with a new media container', async () => {
    const { id } = await house.account('snapchat')
    await fault('lost_request', { accountId: id, operation: 'publish' })
    await publish(id, { content: 'Once', media: await media('film') })
    const made = (await sent(id)).filter(({ call }) => call.endsWith('/media'))
    expect(made.map(({ call, status }) => `${call} ${String(status)}`)).toHaveLength(2)
  })

  it('a Story that Snapchat says is in progress, and is not: it is looked for three times, then sent once', async () => {
    const { id } = await house.account('snapchat')
    await publish(id, { content: '', media: await media('picture') })
    await fault('duplicate', { accountId: id, operation: 'publish' })
    const post = await publish(id, { content: '', media: await media('picture') })
    expect(post.status).toBe('published')
    expect(await shown(id)).toHaveLength(2)
  })

  it.each(['lost_response', 'lost_request'])(
    'a server that starts after %s finds out what became of the Story: it is there once',
    async (lost) => {
      const folder = await mkdtemp(join(tmpdir(), 'vb-snapchat-'))
      folders.push(folder)
      const env = { VOXBURST_DATA_DIR: folder }
      const first = await startHouse(env)
      const room = snapchatRoom(first)
      const { id } = await first.account('snapchat')
      const post = await room.begin(id, { content: lost, media: await room.media('picture') })
      await room.fault(lost, { accountId: id, operation: 'publish' })
      await first.advance(5_000)
      const attempts = async () =>
        (await first.call<PostView>('GET', `/v1/posts/${post.id}`)).platforms[0]?.attempts
      await expect.poll(attempts, { timeout: 10_000 }).toHaveLength(2)
      await first.app.stop()

      const next = await startHouse(env, connectors, first.db)
      const settled = await next.settled(post.id, first.key)
      expect(settled.status).toBe('published')
      const out = (await next.posts('snapchat')).filter(({ accountId }) => accountId === id)
      expect(out).toMatchObject([{ remoteId: settled.platforms[0]?.platformPostId }])
    },
  )
})

describe('connecting', () => {
  it('sections 1 and 2: leads through the consent page and back; refresh goes on', async () => {
    const begun = await house.call<{ authorizationUrl: string }>('POST', '/v1/accounts/connect/snapchat', {})
    expect(begun.authorizationUrl).toContain(
      '/sandbox/snapchat/accounts.snapchat.com/login/oauth2/authorize?client_id=',
    )
    const done = await fetch(`${begun.authorizationUrl}&auto_user=harbour`)
    expect(await done.text()).toContain('is connected')
    const { data } = await house.call<{ data: { id: string; username: string }[] }>(
      'GET',
      '/v1/accounts?platform=snapchat',
    )
    const account = data.find(({ username }) => username === 'harbour')
    expect(account).toMatchObject({ status: 'active', accountType: 'business' })
    const id = account?.id ?? ''
    for (let times = 0; times < 3; times += 1) await house.call('POST', `/v1/accounts/${id}/refresh`)
    expect((await publish(id, { content: '', media: await media('picture') })).status).toBe('published')
  })

  it('a person without a Public Profile is told to create one first', async () => {
    const refusal = await house.call<{ error: { message: string } }>(
      'POST',
      '/sandbox/accounts',
      { platform: 'snapchat', accountType: 'no_profile' },
      { status: 400 },
    )
    expect(refusal.error.message).toContain('Create a Public Profile first')
  })
})

describe('ten calls a second from a token', () => {
  it('are enough for reading what was posted before while others go out', async () => {
    const counted = await startHouse({ SNAPCHAT_CLIENT_ID: 'ours', SNAPCHAT_CLIENT_SECRET: 'secret' })
    const room = snapchatRoom(counted)
    const { id } = await counted.account('snapchat')
    const body = { content: '', media: await room.media('picture') }
    const posts = await Promise.all([1, 2, 3].map(() => room.publish(id, body)))
    expect(posts.map(({ status }) => status)).toEqual(['published', 'published', 'published'])
    const read = async () => {
      await counted.advance(1_000)
      const calls = (await room.sent(id)).map(({ call }) => call)
      return calls.filter((call) => call.startsWith('GET') && call.endsWith('/stats')).length
    }
    await expect.poll(read, { timeout: 20_000 }).toBeGreaterThan(25)
    const refused = (await room.sent(id)).filter(({ status }) => status === 429)
    expect(refused.filter(({ call }) => call.endsWith('/stats'))).toEqual([])
  })
})

it('every request and answer is one that is known of Snapchat’s API', async () => {
  expect(await problems()).toEqual([])
})
