import { readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { blueskyClient, hosted, tid, type Session } from '../../../../tests/support/bluesky.js'
import { startSimulator } from '../../../../tests/support/simulator.js'
import type { Json, JsonObject } from '../../../kit/json.js'
import { cidOfRecord } from './cid.js'
import { simulator } from './index.js'
import { isDatetime } from './schema.js'
import { isTid } from './tid.js'

const client = await startSimulator(simulator)
const bluesky = blueskyClient(client)
const appview = 'public.api.bsky.app'
const shown = async () => client.control.posts({ platform: 'bluesky', limit: 1_000 })
const link = (uri: string): JsonObject => ({ $type: 'app.bsky.richtext.facet#link', uri })

function facet(text: string, words: string, feature: JsonObject): JsonObject {
  const byteStart = Buffer.byteLength(text.slice(0, text.indexOf(words)))
  return { index: { byteStart, byteEnd: byteStart + Buffer.byteLength(words) }, features: [feature] }
}

describe('facets', () => {
  const text = 'Crème 👩‍👩‍👧‍👦 with @kit.bsky.social on https://example.com/ #menü'
  const tag = { $type: 'app.bsky.richtext.facet#tag', tag: 'menü' }

  it('count UTF-8 bytes, the end not included', async () => {
    const session = await bluesky.signIn()
    const mention = { $type: 'app.bsky.richtext.facet#mention', did: session.did }
    const facets = [
      facet(text, '@kit.bsky.social', mention),
      facet(text, 'https://example.com/', link('https://example.com/')),
      facet(text, '#menü', tag),
    ]
    expect((await bluesky.create(session, bluesky.post(text, { facets }))).status).toBe(200)
  })

  it('in letters instead of bytes, beyond the text, overlapping or through a character are refused', async () => {
    const session = await bluesky.signIn()
    const start = text.indexOf('#menü')
    const wrong: [JsonObject[], RegExp][] = [
      [[{ index: { byteStart: start, byteEnd: start + 5 }, features: [tag] }], /not on its words/],
      [[{ index: { byteStart: 0, byteEnd: 500 }, features: [tag] }], /outside of the text/],
      [[{ index: { byteStart: 4, byteEnd: 4 }, features: [tag] }], /outside of the text/],
      [
        [{ index: { byteStart: 0, byteEnd: 3 }, features: [link('https://example.com/')] }],
        /cuts a character/,
      ],
      [
        [facet(text, 'with', link('https://a.example')), facet(text, 'th', link('https://a.example'))],
        /overlap/,
      ],
      [[facet(text, '#menü', { ...tag, tag: '#menü' })], /not on its words/],
      [[{ index: { byteStart: 0, byteEnd: 1.5 }, features: [] }], /integer/],
    ]
    for (const [facets, reason] of wrong) {
      const answer = await bluesky.create(session, bluesky.post(text, { facets }))
      expect([answer.status, answer.body['message']]).toEqual([400, expect.stringMatching(reason)])
    }
  })
})

describe('answers', () => {
  const ref = ({ body }: { body: JsonObject }): Json => ({ uri: body['uri'] ?? '', cid: body['cid'] ?? '' })
  async function thread(session: Session) {
    const root = await bluesky.put(session, tid(1), bluesky.post('One'))
    const two = await bluesky.put(
      session,
      tid(2),
      bluesky.post('Two', { reply: { root: ref(root), parent: ref(root) } }),
    )
    const three = await bluesky.put(
      session,
      tid(3),
      bluesky.post('Three', { reply: { root: ref(root), parent: ref(two) } }),
    )
    return { root, two, three }
  }

  it('hang under their parent, and a thread is read up and down', async () => {
    const session = await bluesky.signIn()
    const { root, two, three } = await thread(session)
    await client.control.advance(2_000)
    const read = async (uri: Json | undefined) =>
      (await bluesky.query('app.bsky.feed.getPostThread', { uri: String(uri) }, undefined, appview)).body[
        'thread'
      ]
    expect(await read(root.body['uri'])).toMatchObject({
      post: { uri: root.body['uri'], replyCount: 1 },
      replies: [{ post: { uri: two.body['uri'] }, replies: [{ post: { uri: three.body['uri'] } }] }],
    })
    expect(await read(three.body['uri'])).toMatchObject({
      parent: { post: { uri: two.body['uri'] }, parent: { post: { uri: root.body['uri'] } } },
    })
    const missing = await bluesky.query(
      'app.bsky.feed.getPostThread',
      { uri: `at://${session.did}/app.bsky.feed.post/${tid(99)}` },
      undefined,
      appview,
    )
    expect([missing.status, missing.body['error']]).toEqual([400, 'NotFound'])
  })

  it('with a wrong root or a wrong cid are taken, and hang nowhere', async () => {
    const session = await bluesky.signIn()
    const { root, two } = await thread(session)
    const replies: [string, Json][] = [
      ['Wrong root', { root: ref(two), parent: ref(two) }],
      ['Wrong cid', { root: ref(root), parent: { uri: two.body['uri'] ?? '', cid: root.body['cid'] ?? '' } }],
    ]
    for (const [text, reply] of replies)
      expect((await bluesky.create(session, bluesky.post(text, { reply }))).status).toBe(200)
    const own = (await shown()).filter(({ url }) => url?.includes(session.did))
    const parents = new Map(own.map(({ text, parentId }) => [text, parentId]))
    expect([parents.get('Wrong root'), parents.get('Wrong cid')]).toEqual([null, null])
    expect(parents.get('Two')).toBe(root.body['uri'])
  })

  it('a quote shows the record that it names', async () => {
    const session = await bluesky.signIn()
    const quoted = await bluesky.create(session, bluesky.post('Said before'))
    const embed = { $type: 'app.bsky.embed.record', record: ref(quoted) }
    const { body } = await bluesky.create(session, bluesky.post('As said', { embed }))
    await client.control.advance(2_000)
    const posts = await bluesky.query(
      'app.bsky.feed.getPosts',
      { uris: String(body['uri']) },
      undefined,
      appview,
    )
    expect(posts.body['posts']).toMatchObject([{ embed: { record: { value: { text: 'Said before' } } } }])
  })
})

describe('reading an account', () => {
  it('has ninety days of a past with likes, in the feed, in lists and by address', async () => {
    const session = await bluesky.signIn()
    await bluesky.create(session, bluesky.post('New', { createdAt: (await client.control.clock()).now }))
    const feed: JsonObject[] = []
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const page = await bluesky.query(
        'app.bsky.feed.getAuthorFeed',
        { actor: session.did, limit: '40', ...(cursor === '' ? {} : { cursor }) },
        session.accessJwt,
      )
      feed.push(...(page.body['feed'] as JsonObject[]))
      cursor = page.body['cursor'] as string | undefined
    }
    expect(feed).toHaveLength(91)
    expect(feed[0]).toMatchObject({ post: { record: { text: 'New' }, likeCount: 0 } })
    const { uri = '', likeCount } = feed[1]?.['post'] as JsonObject
    expect(likeCount).toBeGreaterThan(0)
    const one = await bluesky.query('app.bsky.feed.getPosts', { uris: String(uri) }, undefined, appview)
    expect(one.body['posts']).toMatchObject([{ uri, likeCount }])
    expect((await bluesky.get(session, String(uri).split('/').at(-1) ?? '')).status).toBe(200)
    expect((await shown()).filter(({ url }) => url?.includes(session.did))).toHaveLength(1)
  })

  it('lists records newest key first, and from the oldest with reverse, page by page', async () => {
    const session = await bluesky.signIn()
    for (const serial of [1, 2, 3]) await bluesky.put(session, tid(serial), bluesky.post(String(serial)))
    const list = async (more: Record<string, string>) => {
      const params = { repo: session.did, collection: 'app.bsky.feed.post', limit: '2', ...more }
      const { body } = await bluesky.query('com.atproto.repo.listRecords', params)
      const records = body['records'] as JsonObject[]
      return { cursor: String(body['cursor']), uris: records.map(({ uri }) => String(uri)) }
    }
    const [first, oldest] = [await list({}), await list({ reverse: 'true' })]
    const next = await list({ cursor: first.cursor })
    const all = [...first.uris, ...next.uris]
    expect(all).toEqual([...all].sort().reverse())
    expect(new Set(all).size).toBe(4)
    expect([...oldest.uris].sort()).toEqual(oldest.uris)
    const bad = await bluesky.query('com.atproto.repo.listRecords', {
      repo: session.did,
      collection: 'app.bsky.feed.post',
      limit: '101',
    })
    expect(bad.status).toBe(400)
  })

  it('a profile by DID and by handle, and a session that says where its server is', async () => {
    const session = await bluesky.signIn({ displayName: 'Bistro' })
    for (const actor of [session.did, session.identifier]) {
      const profile = await bluesky.query('app.bsky.actor.getProfile', { actor }, undefined, appview)
      expect(profile.body).toMatchObject({ did: session.did, displayName: 'Bistro', postsCount: 90 })
    }
    const said = await bluesky.query('com.atproto.server.getSession', {}, session.accessJwt)
    expect(said.body).toMatchObject({
      emailConfirmed: true,
      didDoc: { service: [{ id: '#atproto_pds', serviceEndpoint: `https://${hosted}` }] },
    })
  })
})

describe('servers', () => {
  it('bsky.social passes on to the server of its accounts; a server of one’s own knows only its own', async () => {
    const [theirs, own] = [await bluesky.signIn(), await bluesky.signIn({ username: 'kit@pds.example' })]
    const through = { ...theirs, pds: 'bsky.social' }
    expect((await bluesky.create(through, bluesky.post('Through the entryway'))).status).toBe(200)
    expect(own).toMatchObject({ pds: 'pds.example', identifier: 'kit.pds.example' })
    expect((await bluesky.create(own, bluesky.post('At home'))).status).toBe(200)
    const elsewhere = await bluesky.procedure(
      'com.atproto.server.createSession',
      { identifier: own.identifier, password: own.password },
      undefined,
      'bsky.social',
    )
    expect(elsewhere.status).toBe(401)
    expect((await bluesky.get(own, tid(1), hosted)).body['error']).toBe('RecordNotFound')
  })

  it('handle leads to DID, DID to its document, the document to the server', async () => {
    const { id, username } = await bluesky.user({ username: 'ada.example' })
    const resolve = (handle: string) =>
      bluesky.query('com.atproto.identity.resolveHandle', { handle }, undefined, 'bsky.social')
    expect((await resolve('ada.example')).body).toEqual({ did: id })
    expect((await resolve('nobody.example')).status).toBe(400)
    expect((await resolve('no handle')).status).toBe(400)
    expect((await client.call('GET', `https://${username}/.well-known/atproto-did`)).body).toBe(id)
    const document = await client.call('GET', `https://plc.directory/${id}`)
    expect(document.body).toMatchObject({
      id,
      alsoKnownAs: ['at://ada.example'],
      service: [{ serviceEndpoint: `https://${hosted}` }],
    })
    expect((await client.call('GET', 'https://plc.directory/did:plc:unknown')).status).toBe(404)
  })

  it('a server says what it takes, and a repository what it is', async () => {
    const session = await bluesky.signIn()
    const server = await bluesky.query('com.atproto.server.describeServer', {})
    expect(server.body).toMatchObject({ did: `did:web:${hosted}`, blobUploadLimit: 52_428_800 })
    const repo = await bluesky.query('com.atproto.repo.describeRepo', { repo: session.did })
    expect(repo.body).toMatchObject({ handle: session.identifier, handleIsCorrect: true })
  })

  it('a post has a page that everybody can open', async () => {
    const session = await bluesky.signIn()
    await bluesky.put(session, tid(1), bluesky.post('On a page'))
    for (const actor of [session.did, session.identifier]) {
      const page = await client.call('GET', `https://bsky.app/profile/${actor}/post/${tid(1)}`)
      expect([page.status, String(page.body).includes('On a page')]).toEqual([200, true])
    }
    expect((await client.call('GET', `https://bsky.app/profile/${session.did}/post/${tid(9)}`)).status).toBe(
      404,
    )
  })
})

describe('syntax, by the network’s own vectors', () => {
  const lines = (name: string) =>
    readFileSync(
      new URL(`../../../../tests/fixtures/specs/bluesky/interop/${name}.txt`, import.meta.url),
      'utf8',
    )
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
  test.each([
    ['tid', isTid],
    ['datetime', isDatetime],
  ] as const)('%s', (name, isValid) => {
    expect(lines(`${name}_syntax_valid`).filter((line) => !isValid(line))).toEqual([])
    expect(lines(`${name}_syntax_invalid`).filter(isValid)).toEqual([])
  })

  test('data model', () => {
    const vectors = JSON.parse(
      readFileSync(
        new URL('../../../../tests/fixtures/specs/bluesky/interop/data_model.json', import.meta.url),
        'utf8',
      ),
    ) as { json: Json; cid: string }[]
    expect(vectors.map(({ json }) => cidOfRecord(json))).toEqual(vectors.map(({ cid }) => cid))
  })
})
