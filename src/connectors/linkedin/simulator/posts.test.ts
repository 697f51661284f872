import { describe, expect, it } from 'vitest'
import { encoded, idOf, linkedinClient, openScopes, said, web } from '../../../../tests/support/linkedin.js'
import { startSimulator, type Answer } from '../../../../tests/support/simulator.js'
import type { JsonObject } from '../../../kit/json.js'
import { simulator } from './index.js'

const client = await startSimulator(simulator)
const { signIn } = linkedinClient(client)
const minutes = 60_000
const page = { id: '900', name: 'Harbour Bakery' }
const company = 'urn:li:organization:900'
const shown = () => client.control.posts({ limit: 1_000 })
const shownBy = async (urn: string) => (await shown()).find(({ remoteId }) => remoteId === urn)
const reads = { headers: { 'x-restli-method': 'FINDER' } }
const elements = ({ body }: Answer) => (body as { elements: JsonObject[] }).elements

const poll = ({ question = 'Soup?', options = ['Yes', 'No'], duration = 'THREE_DAYS' }) => ({
  question,
  options: options.map((text) => ({ text })),
  settings: { duration, voteSelectionType: 'SINGLE_VOTE', isVoterVisibleToAuthor: true },
})

describe('section 3: a post', () => {
  it('section 9, line 1: is answered 201 without a body, its URN in a header; films are ugcPosts, all else shares', async () => {
    const member = await signIn()
    const words = await member.post({ commentary: 'Words' })
    expect([words.status, words.body, idOf(words)]).toEqual([
      201,
      '',
      expect.stringMatching(/^urn:li:share:\d{19}$/),
    ])
    const id = await member.upload('videos', 'landscape-1280x720-4s-moov-last.mp4')
    const film = await member.post({ content: { media: { id, title: 'A film' } } })
    expect(idOf(film)).toMatch(/^urn:li:ugcPost:\d{19}$/)
    expect(await shownBy(idOf(film))).toMatchObject({
      text: 'Hello',
      url: `${web}/feed/update/${idOf(film)}/`,
      media: [{ kind: 'video', width: 1280, height: 720 }],
    })
  })

  it('carries each kind of content', async () => {
    const member = await signIn()
    const image = () => member.upload('images', 'card-1200x630.png')
    const [one, two] = [await image(), await image()]
    const pdf = await member.upload('documents', 'two-pages.pdf')
    const article = {
      source: 'https://example.com/a',
      title: 'A page',
      description: 'Read it',
      thumbnail: two,
    }
    const made = {
      image: await member.post({ content: { media: { id: one, altText: 'A card' } } }),
      images: await member.post({
        content: { multiImage: { images: [{ id: one, altText: 'First' }, { id: two }] } },
      }),
      document: await member.post({ content: { media: { id: pdf, title: 'Slides' } } }),
      article: await member.post({ content: { article } }),
      poll: await member.post({ content: { poll: poll({}) } }),
      empty: await member.post({ commentary: 'Nothing with it', content: {} }),
    }
    expect(Object.values(made).map(({ status }) => status)).toEqual([201, 201, 201, 201, 201, 201])
    expect(await shownBy(idOf(made.image))).toMatchObject({
      media: [{ kind: 'image', altText: 'A card', width: 1200 }],
    })
    expect(await shownBy(idOf(made.images))).toMatchObject({
      media: [{ altText: 'First' }, { altText: null }],
    })
    expect(await shownBy(idOf(made.document))).toMatchObject({ media: [{ kind: 'document' }] })
    expect(await shownBy(idOf(made.article))).toMatchObject({ media: [{ kind: 'image', width: 1200 }] })
    const html = String((await client.call('GET', `${web}/feed/update/${idOf(made.poll)}/`)).body)
    expect(html).toContain('Poll: Soup?')
  })

  it('shares another post, unless its author forbids it', async () => {
    const member = await signIn()
    const first = idOf(await member.post({ commentary: 'First' }))
    const again = await member.post({ commentary: 'Look', reshareContext: { parent: first } })
    const other = idOf(await member.post({ commentary: 'Second' }))
    const more = await member.post({ commentary: 'Look', reshareContext: { parent: other } })
    expect([again.status, more.status]).toEqual([201, 201])
    const kept = idOf(await member.post({ commentary: 'Mine alone', isReshareDisabledByAuthor: true }))
    expect(said(await member.post({ reshareContext: { parent: kept } }))[1]).toBe('INVALID_VALUE_FOR_FIELD')
    expect(said(await member.post({ reshareContext: { parent: 'urn:li:share:1' } }))[1]).toBe(
      'INVALID_URN_ID',
    )
  })

  it.each<[string, JsonObject, string]>([
    ['nothing in it', { commentary: ' ' }, 'INVALID_VALUE_BLANK_FIELD'],
    ['no commentary', { commentary: null }, 'MISSING_FIELD'],
    ['3,001 characters', { commentary: 'a'.repeat(3_001) }, 'FIELD_LENGTH_TOO_LONG'],
    ['an unescaped sign', { commentary: 'a_b' }, 'INVALID_VALUE_FOR_FIELD'],
    ['a draft', { lifecycleState: 'DRAFT' }, 'INVALID_VALUE_FOR_FIELD'],
    ['an unknown audience', { visibility: 'FRIENDS' }, 'INVALID_VALUE_FOR_FIELD'],
    ['no distribution', { distribution: null }, 'MISSING_FIELD'],
    ['an unknown member', { title: 'A' }, 'UNPROCESSABLE_ENTITY'],
    ['an advertisement', { content: { carousel: {} } }, 'UNPROCESSABLE_ENTITY'],
    [
      'one image as several',
      { content: { multiImage: { images: [{ id: 'x' }] } } },
      'INVALID_VALUE_FOR_FIELD',
    ],
    ['an unknown image', { content: { media: { id: 'urn:li:image:C4E10AQ' } } }, 'INVALID_IMAGE_ID'],
    ['a link without a title', { content: { article: { source: 'https://a.example' } } }, 'MISSING_FIELD'],
    ['two kinds at once', { content: { article: {}, poll: {} } }, 'INVALID_VALUE_FOR_FIELD'],
    ['a poll without choice', { content: { poll: poll({ options: ['One'] }) } }, 'INVALID_VALUE_FOR_FIELD'],
    ['a poll of five', { content: { poll: poll({ options: [...'12345'] }) } }, 'INVALID_VALUE_FOR_FIELD'],
    [
      'a long answer',
      { content: { poll: poll({ options: ['a', 'b'.repeat(31)] }) } },
      'FIELD_LENGTH_TOO_LONG',
    ],
    ['a long question', { content: { poll: poll({ question: 'a'.repeat(141) }) } }, 'FIELD_LENGTH_TOO_LONG'],
    ['a poll of a year', { content: { poll: poll({ duration: 'ONE_YEAR' }) } }, 'INVALID_VALUE_FOR_FIELD'],
    ['another person', { author: 'urn:li:person:someone' }, 'ACCESS_DENIED'],
    ['a member of old', { author: 'urn:li:member:1' }, 'INVALID_URN_TYPE'],
  ])('is refused with %s', async (_what, more, code) => {
    expect(said(await (await signIn()).post(more))[1]).toBe(code)
  })

  it('counts what readers see: 3,000 characters, their escapes apart', async () => {
    const member = await signIn()
    expect((await member.post({ commentary: '\\('.repeat(3_000) })).status).toBe(201)
  })

  it('refuses pictures and films together, and alt texts beyond 4,086 characters', async () => {
    const member = await signIn()
    const image = await member.upload('images', 'card-1200x630.png')
    const film = await member.upload('videos', 'landscape-1280x720-4s-moov-last.mp4')
    const images = [{ id: image }, { id: film }]
    expect(said(await member.post({ content: { multiImage: { images } } }))[1]).toBe('INVALID_URN_TYPE')
    const altText = 'a'.repeat(4_087)
    expect(said(await member.post({ content: { media: { id: image, altText } } }))[1]).toBe(
      'FIELD_LENGTH_TOO_LONG',
    )
  })

  it('of an organization needs a role that posts, and is public', async () => {
    const member = await signIn()
    const roles = elements(await member.rest('GET', 'organizationAcls?q=roleAssignee'))
    const statuses = []
    for (const { organization } of roles) statuses.push((await member.post({ author: organization })).status)
    expect(statuses).toEqual([201, 201, 403, 403, 403])
    const [first] = roles
    const hidden = { author: first?.['organization'], visibility: 'CONNECTIONS', commentary: 'Hidden' }
    expect(said(await member.post(hidden))[1]).toBe('INVALID_VALUE_FOR_FIELD')
    expect((await member.post({ ...hidden, author: member.urn })).status).toBe(201)
    // Who is given other pages has lost those of before.
    const owner = await signIn({ username: 'owner', pages: [page] })
    await client.control.createUser('linkedin', {
      username: 'owner',
      pages: [{ id: '902', name: 'Another' }],
    })
    expect((await owner.post({ author: company })).status).toBe(403)
    const open = await signIn({ pages: [page] }, openScopes)
    expect((await open.post({ author: company })).status).toBe(403)
  })

  it('section 9, line 6: is cut at an unescaped bracket, silently', async () => {
    const member = await signIn()
    const made = await member.post({ commentary: 'See you (at the harbour) at ten' })
    expect([made.status, (await shownBy(idOf(made)))?.text]).toEqual([201, 'See you '])
    const escaped = await member.post({ commentary: 'See you \\(at the harbour\\) {hashtag|\\#|today}' })
    expect((await shownBy(idOf(escaped)))?.text).toBe('See you (at the harbour) #today')
  })
})

describe('section 9, line 2: the version', () => {
  const ask = async (headers: Record<string, string>) => {
    const member = await signIn()
    return said(await member.post({}, headers))
  }

  it('missing is 400', async () => {
    expect((await ask({ 'linkedin-version': '' })).slice(0, 2)).toEqual([400, 'VERSION_MISSING'])
  })

  it.each(['202509', '202511', '202610', '209901', 'latest'])(
    '%s, which does not live, is 426',
    async (version) => {
      expect(await ask({ 'linkedin-version': version })).toEqual([
        426,
        'NONEXISTENT_VERSION',
        `Requested version ${version}01 is not active`,
      ])
    },
  )

  it('an older one that lives is taken; the protocol has to be named as well', async () => {
    expect((await ask({ 'linkedin-version': '202601' }))[0]).toBe(201)
    expect((await ask({ 'x-restli-protocol-version': '' }))[1]).toBe('ILLEGAL_ARGUMENT')
  })
})

describe('section 9, line 3: the same again', () => {
  it('within ten minutes is 422 with the first one’s URN; afterwards it is a second post', async () => {
    const member = await signIn()
    const first = idOf(await member.post({ commentary: 'Twice' }))
    await client.control.advance(9 * minutes)
    const again = await member.post({ commentary: 'Twice' })
    expect(said(again)).toEqual([
      422,
      'DUPLICATE_POST',
      expect.stringContaining(`Content is a duplicate of ${first}`),
    ])
    expect((await shown()).filter(({ text }) => text === 'Twice')).toHaveLength(1)
    await client.control.advance(minutes)
    const later = await member.post({ commentary: 'Twice' })
    expect([later.status, idOf(later) === first]).toEqual([201, false])
    expect((await shown()).filter(({ text }) => text === 'Twice')).toHaveLength(2)
  })

  it('by somebody else, or with another picture, is another post; also of a removed one it is the same', async () => {
    const [one, other] = [await signIn(), await signIn()]
    const first = idOf(await one.post({ commentary: 'Same words' }))
    expect((await other.post({ commentary: 'Same words' })).status).toBe(201)
    const id = await one.upload('images', 'card-1200x630.png')
    expect((await one.post({ commentary: 'Same words', content: { media: { id } } })).status).toBe(201)
    const gone = await one.rest('DELETE', `posts/${encoded(first)}`, {
      headers: { 'x-restli-method': 'DELETE' },
    })
    expect([gone.status, (await one.post({ commentary: 'Same words' })).status]).toEqual([204, 422])
  })

  it('names what somebody posted by hand, when a fault asks for that', async () => {
    const member = await signIn({ pages: [page] })
    await client.fault('duplicate', 'publish')
    const [status, , message = ''] = said(await member.post({ author: company, commentary: 'Typed' }))
    const urn = /urn:li:share:\d+/.exec(message)?.[0] ?? ''
    expect([status, await shownBy(urn)]).toEqual([422, undefined])
    expect((await member.rest('GET', `posts/${encoded(urn)}`)).body).toMatchObject({ commentary: 'Typed' })
  })
})

describe('section 9, line 4: a lost answer', () => {
  it.each([
    ['server_error', 504],
    ['lost_response', null],
  ] as const)('%s leaves the post behind', async (fault, status) => {
    const member = await signIn()
    const commentary = `Left behind by ${fault.replace('_', ' ')}`
    await client.fault(fault, 'publish')
    const answer = await member.post({ commentary }).catch(() => null)
    expect(answer?.status ?? null).toBe(status)
    expect((await shown()).filter(({ text }) => text === commentary)).toHaveLength(1)
    expect((await member.post({ commentary })).status).toBe(422)
  })

  it('lost_request leaves none', async () => {
    const member = await signIn()
    await client.fault('lost_request', 'publish')
    await expect(member.post({ commentary: 'Never came' })).rejects.toThrow()
    expect((await member.post({ commentary: 'Never came' })).status).toBe(201)
  })
})

describe('section 9, line 9: reading posts', () => {
  it('of a person is closed', async () => {
    const member = await signIn()
    const urn = idOf(await member.post({ commentary: 'Mine' }))
    const denied = await member.rest('GET', `posts?author=${encoded(member.urn)}&q=author&count=10`, reads)
    expect(said(denied)).toEqual([
      403,
      'ACCESS_DENIED',
      'Not enough permissions to access: partnerApiPostsExternal.FINDER-author.20260901',
    ])
    expect((await member.rest('GET', `posts/${encoded(urn)}`)).status).toBe(403)
    expect((await member.rest('GET', `socialMetadata/${encoded(urn)}`)).status).toBe(403)
    expect((await member.rest('GET', `socialActions/${encoded(urn)}/comments`)).status).toBe(403)
  })

  it('of an organization lists what is in them, the last changed first', async () => {
    const company = 'urn:li:organization:901'
    const member = await signIn({ pages: [{ id: '901', name: 'Corner Bakery' }] })
    const first = idOf(await member.post({ author: company, commentary: 'First \\(one\\)' }))
    await client.control.advance(1_000)
    const second = idOf(await member.post({ author: company, commentary: 'Second' }))
    const ask = (more = '') =>
      member.rest(
        'GET',
        `posts?author=${encoded(company)}&q=author&count=2&sortBy=LAST_MODIFIED${more}`,
        reads,
      )
    const listed = elements(await ask())
    expect(listed.map(({ id }) => id)).toEqual([second, first])
    expect(listed[1]).toMatchObject({
      author: company,
      commentary: 'First \\(one\\)',
      lifecycleState: 'PUBLISHED',
      createdAt: expect.any(Number) as unknown,
    })
    expect(elements(await ask('&start=2'))[0]?.['commentary']).toMatch(/^What we did/)
    expect((await member.rest('GET', `posts?author=${encoded(company)}&q=author`)).status).toBe(400)
    expect((await member.rest('GET', `posts?author=${company}&q=author`, reads)).status).toBe(400)
  })

  it('section 6: a film passes through PUBLISH_REQUESTED, and may not come out', async () => {
    const member = await signIn({ pages: [page] })
    const post = async () => {
      const id = await member.upload('videos', 'landscape-1280x720-4s-moov-last.mp4', company)
      return () => member.post({ author: company, content: { media: { id } } })
    }
    const [good, bad] = [await post(), await post()]
    const out = idOf(await good())
    await client.fault('processing_failed', 'publish')
    const broken = idOf(await bad())
    const states = async () => {
      const answers = [out, broken].map((urn) => member.rest('GET', `posts/${encoded(urn)}`))
      return (await Promise.all(answers)).map(({ body }) => (body as JsonObject)['lifecycleState'])
    }
    expect(await states()).toEqual(['PUBLISH_REQUESTED', 'PUBLISH_REQUESTED'])
    await client.control.advance(2_000)
    expect(await states()).toEqual(['PUBLISHED', 'PUBLISH_FAILED'])
    expect([await shownBy(out), await shownBy(broken)]).toEqual([expect.anything(), undefined])
  })
})

describe('public pages', () => {
  it('show a post by its own URN, and whose it is', async () => {
    const pages = [{ id: '77', name: 'Reed Books' }]
    const member = await signIn({ username: 'Dora', displayName: 'Dora Reed', pages })
    const own = idOf(await member.post({ commentary: 'By Dora' }))
    const theirs = idOf(await member.post({ author: 'urn:li:organization:77', commentary: 'By the shop' }))
    const look = async (path: string) => String((await client.call('GET', `${web}${path}`)).body)
    expect(await look(`/feed/update/${own}`)).toMatch(/Dora Reed[^]*By Dora/)
    expect(await look(`/feed/update/${theirs}/`)).toMatch(/Reed Books[^]*By the shop/)
    expect(await look('/in/dora/')).toMatch(/Dora Reed[^]*By Dora/)
    const shop = await look('/company/reed-books-77/')
    expect([shop.includes('By the shop'), shop.includes('By Dora')]).toEqual([true, false])
    expect((await client.call('GET', `${web}/in/nobody/`)).status).toBe(404)
  })
})

describe('section 8: changing and removing', () => {
  it('changes the words and nothing else', async () => {
    const member = await signIn({ pages: [page] })
    const urn = idOf(await member.post({ author: company, commentary: 'Before' }))
    const patch = (set: JsonObject) =>
      member.rest('POST', `posts/${encoded(urn)}`, {
        json: { patch: { $set: set } },
        headers: { 'x-restli-method': 'PARTIAL_UPDATE' },
      })
    expect([(await patch({ commentary: 'After' })).status, (await shownBy(urn))?.text]).toEqual([
      204,
      'After',
    ])
    expect(said(await patch({ content: {} }))[1]).toBe('UNPROCESSABLE_ENTITY')
  })

  it('removes as often as it is asked', async () => {
    const member = await signIn()
    const urn = idOf(await member.post({ commentary: 'Gone soon' }))
    const remove = (headers = { 'x-restli-method': 'DELETE' }) =>
      member.rest('DELETE', `posts/${encoded(urn)}`, { headers })
    expect(
      (
        await (
          await signIn()
        ).rest('DELETE', `posts/${encoded(urn)}`, { headers: { 'x-restli-method': 'DELETE' } })
      ).status,
    ).toBe(403)
    expect((await remove({ 'x-restli-method': '' })).status).toBe(400)
    expect([(await remove()).status, (await remove()).status, await shownBy(urn)]).toEqual([
      204,
      204,
      undefined,
    ])
    expect((await client.call('GET', `${web}/feed/update/${urn}/`)).status).toBe(404)
  })
})
