import { describe, expect, it } from 'vitest'
import { startHouse } from '../../../tests/support/house.js'
import { acme, linkedinRoom, ofAcme, type Sent } from '../../../tests/support/linkedin-room.js'
import type { Exchange } from '../../../tests/support/openapi.js'
import { specs } from '../../../tests/support/specs.js'
import { uploadFixture } from '../../../tests/support/upload-fixture.js'

/** What goes out to LinkedIn for what a person asked for, as the record of its simulator has it. */
const house = await startHouse()
const { person, onPage, account, fault, publish, sentBy, shown } = linkedinRoom(house)
const pathsOf = (sent: readonly Sent[]) =>
  sent.map(
    ({ method, url, status }) =>
      `${method} ${new URL(url).pathname.replace(/\d{5,}|urn.*/, '…')} ${String(status)}`,
  )

describe('who posts', () => {
  it('is the person, whose account has no pages and says why', async () => {
    const id = await person()
    expect(await account(id)).toMatchObject({ accountType: 'personal', needsOrgScopeReauth: true })
    expect(await house.call('GET', `/v1/accounts/${id}/pages`)).toEqual({ pages: [] })
    const { posted } = await publish(id, { content: 'As a person' })
    expect(posted[0]?.['author']).toMatch(/^urn:li:person:/)
  })

  it('is the only page of an account connected as one', async () => {
    const id = await onPage()
    expect(await account(id)).toMatchObject({
      accountType: 'business',
      page: { id: acme.id, name: 'Acme', urn: ofAcme, type: 'organization' },
    })
    expect(await account(id)).not.toHaveProperty('needsOrgScopeReauth')
    const { posted, target } = await publish(id, { content: 'As a page' })
    expect(posted).toMatchObject([{ author: ofAcme }])
    expect(target?.platformPostId).toMatch(/^urn:li:(share|ugcPost):\d+$/)
  })

  it('is one of several pages once it is selected, and the person when the choice is taken back', async () => {
    const id = await person({ pages: [acme, { id: '12345', name: 'Other' }] })
    const refusal = await house.call<{ error: { code: string } }>(
      'POST',
      '/v1/posts',
      { content: 'For whom?', accountIds: [id] },
      { status: 400 },
    )
    expect(refusal.error.code).toBe('PAGE_NOT_SELECTED')
    const { pages } = await house.call<{ pages: object[] }>('GET', `/v1/accounts/${id}/pages`)
    expect(pages).toEqual([
      {
        id: '2414183',
        name: 'Acme',
        urn: ofAcme,
        type: 'organization',
        logoUrl: expect.anything() as unknown,
      },
      {
        id: '12345',
        name: 'Other',
        urn: 'urn:li:organization:12345',
        type: 'organization',
        logoUrl: null,
      },
    ])
    const select = (pageId: string, options = {}) =>
      house.call('POST', `/v1/accounts/${id}/select-page`, { pageId }, options)
    await select('999', { status: 400 })
    await select('12345')
    expect((await publish(id, { content: 'For the other' })).posted).toMatchObject([
      { author: 'urn:li:organization:12345' },
    ])
    await select('')
    const { posted } = await publish(id, { content: 'For myself' })
    expect(posted.at(-1)?.['author']).toMatch(/^urn:li:person:/)
  })

  it('keeps its page when it is connected again as one, and drops it when as a person', async () => {
    const pages = [acme, { id: '12345', name: 'Other' }]
    const username = 'comes-back'
    const id = await person({ username, pages })
    await house.call('POST', `/v1/accounts/${id}/select-page`, { pageId: '12345' })
    expect(await person({ username, pages })).toBe(id)
    expect(await account(id)).toMatchObject({ page: { id: '12345' } })
    expect(await person({ username })).toBe(id)
    expect(await account(id)).toMatchObject({ accountType: 'personal', needsOrgScopeReauth: true })
    expect((await publish(id, { content: 'As a person again' })).status).toBe('published')
  })

  it('is asked for the permissions of pages in page mode alone', async () => {
    const scopesOf = async (pageMode: boolean) => {
      const { authorizationUrl } = await house.call<{ authorizationUrl: string }>(
        'POST',
        '/v1/accounts/connect/linkedin',
        { pageMode },
      )
      return new URL(authorizationUrl).searchParams.get('scope')
    }
    expect(await scopesOf(true)).toContain('w_organization_social')
    expect(await scopesOf(false)).toBe('openid profile w_member_social')
  })
})

describe('section 3: a post', () => {
  it.each([
    ['a card', { article: { url: 'https://bistro.example/menu', title: 'Menu' } }],
    ['a poll', { poll: { question: 'Soup?', options: ['Yes', 'No'] } }],
  ])('may be %s alone, without a text', async (_what, options) => {
    const { target, posted } = await publish(await person(), {
      content: '',
      platformMetadata: { LINKEDIN: options },
    })
    expect(target).toMatchObject({ status: 'published', error: null })
    expect(posted).toMatchObject([{ commentary: '' }])
  })

  it('section 9, line 1: is answered with its URN in a header, and has its page', async () => {
    const { target, sent } = await publish(await person(), { content: 'Hello (all) #menu [1] a_b' })
    expect(sent.at(-1)).toMatchObject({ status: 201, headers: { 'linkedin-version': '202609' } })
    const page = await fetch(target?.platformPostUrl ?? '')
    expect(await page.text()).toContain('Hello (all)')
    expect(target?.platformPostUrl).toContain(`www.linkedin.com/feed/update/${target?.platformPostId ?? ''}/`)
  })

  it('section 9, line 6: is shown to the letter, signs with a meaning, tag and mention included', async () => {
    const id = await person()
    await publish(id, {
      content: 'Crème (new) [1] {a} <b> a_b ~*| \\ #menu @ada @[Acme](urn:li:organization:2414183)!',
    })
    expect((await shown(id))[0]?.text).toBe('Crème (new) [1] {a} <b> a_b ~*| \\ #menu @ada Acme!')
  })

  it('has pictures with alt texts in their order; of a page they are asked for until they can be used', async () => {
    const media = [
      await uploadFixture(house, 'portrait-4x5-1080x1350.jpg', 'image/jpeg', 'A boat'),
      await uploadFixture(house, 'animated-480x270-2s.gif', 'image/gif', 'It moves'),
    ]
    const id = await onPage()
    const { posted, sent } = await publish(id, { content: 'Two', media })
    expect(posted).toMatchObject([
      { content: { multiImage: { images: [{ altText: 'A boat' }, { altText: 'It moves' }] } } },
    ])
    expect((await shown(id))[0]?.media).toMatchObject([{ altText: 'A boat' }, { altText: 'It moves' }])
    const upload = ['POST /rest/images 200', 'PUT /dms-uploads/… 201']
    const paths = pathsOf(sent.filter(({ url }) => /images|dms/.test(url)))
    expect(paths.filter((path) => !path.startsWith('GET'))).toHaveLength(4)
    expect(paths[0]).toBe(upload[0])
    expect(paths.some((path) => path.startsWith('GET /rest/images'))).toBe(true)
  })

  it('section 9, line 5: has a person’s pictures, which LinkedIn lets nobody ask for', async () => {
    const media = [await uploadFixture(house, 'photo-1200x900.webp', 'image/webp')]
    const { posted, status, sent } = await publish(await person(), { content: 'One', media })
    expect([status, posted]).toMatchObject([
      'published',
      [{ content: { media: { id: expect.stringMatching(/^urn:li:image:/) as string } } }],
    ])
    expect(sent.filter(({ method, url }) => method === 'GET' && url.includes('/images/'))).toEqual([])
  })

  it.each([['person'], ['page']])('has a video of a %s with its title, in parts', async (who) => {
    const media = [await uploadFixture(house, 'landscape-1280x720-4s-moov-last.mp4', 'video/mp4')]
    const id = await (who === 'page' ? onPage() : person())
    const { posted, status, target, sent } = await publish(id, {
      content: 'Moving',
      media,
      platformMetadata: { LINKEDIN: { title: 'The dish' } },
    })
    expect([status, posted]).toMatchObject(['published', [{ content: { media: { title: 'The dish' } } }]])
    expect(target?.platformPostId).toMatch(/^urn:li:(share|ugcPost):/)
    expect((await shown(id))[0]?.media).toMatchObject([{ kind: 'video' }])
    const reads = sent.filter(({ method, url }) => method === 'GET' && /\/rest\/posts\/urn/.test(url))
    expect(reads.length > 0).toBe(who === 'page')
  })

  it('that LinkedIn cannot process fails, and fix sends it again with the video uploaded anew', async () => {
    const media = [await uploadFixture(house, 'landscape-1280x720-4s-moov-last.mp4', 'video/mp4')]
    const id = await onPage()
    await fault(id, 'processing_failed', { operation: 'publish' })
    const made = await publish(id, { content: 'Will not play', media })
    expect(made.target?.error?.code).toBe('PROCESSING_FAILED')
    const target = made.target?.postPlatformId ?? ''
    await house.call('POST', `/v1/posts/${made.id}/platforms/${target}/fix`, { content: 'Plays' })
    expect((await house.settled(made.id)).status).toBe('published')
  })

  it('has a document with its file name for a title', async () => {
    const media = [await uploadFixture(house, 'two-pages.pdf', 'application/pdf')]
    const { posted, status } = await publish(await onPage(), { content: 'Read it', media })
    expect([status, posted]).toMatchObject([
      'published',
      [{ content: { media: { title: 'two-pages.pdf' } } }],
    ])
  })

  it('has a card with the attached image for a picture', async () => {
    const media = [await uploadFixture(house, 'card-1200x630.png', 'image/png')]
    const article = { url: 'https://example.com/menu', title: 'Menu', description: 'All of it' }
    const { posted, status } = await publish(await person(), {
      content: 'See https://example.com/menu',
      media,
      platformMetadata: { linkedin: { article } },
    })
    expect([status, posted]).toMatchObject([
      'published',
      [
        {
          content: {
            article: {
              source: 'https://example.com/menu',
              title: 'Menu',
              description: 'All of it',
              thumbnail: expect.stringMatching(/^urn:li:image:/) as string,
            },
          },
        },
      ],
    ])
  })

  it('has a poll, or another post, and who sees it', async () => {
    const id = await person()
    const poll = { question: 'Tea?', options: ['Yes', 'No'], duration: 'ONE_DAY' }
    const first = await publish(id, { content: 'Vote', platformMetadata: { LINKEDIN: { poll } } })
    expect([first.status, first.posted]).toMatchObject([
      'published',
      [{ content: { poll: { question: 'Tea?', settings: { duration: 'ONE_DAY' } } } }],
    ])
    const LINKEDIN = {
      reshareOf: first.target?.platformPostId,
      visibility: 'CONNECTIONS',
      disableReshare: true,
    }
    const second = await publish(id, { content: 'Vote again', platformMetadata: { LINKEDIN } })
    expect([second.status, second.posted.at(-1)]).toMatchObject([
      'published',
      {
        reshareContext: { parent: first.target?.platformPostId },
        visibility: 'CONNECTIONS',
        isReshareDisabledByAuthor: true,
      },
    ])
  })

  it('of a page is public: another audience is refused with a sentence', async () => {
    const { target } = await publish(await onPage(), {
      content: 'Between us',
      platformMetadata: { LINKEDIN: { visibility: 'CONNECTIONS' } },
    })
    expect(target?.error).toMatchObject({ code: 'CONTENT_REJECTED' })
  })
})

describe('section 3.5: the first comment', () => {
  const commented = async (accountId: string) => {
    await expect.poll(async () => (await shown(accountId)).length, { timeout: 20_000 }).toBe(2)
    const all = await shown(accountId)
    return all.find(({ parentId }) => parentId !== null)
  }
  it.each([['person'], ['page']])(
    'section 9, line 10: of a %s stands under the post, though LinkedIn does not know that at once',
    async (who) => {
      const id = await (who === 'page' ? onPage() : person())
      const { target } = await publish(id, { content: 'A post', firstComment: 'More (below) #here' })
      expect(await commented(id)).toMatchObject({
        text: 'More (below) #here',
        parentId: target?.platformPostId,
      })
      expect(
        pathsOf(await sentBy(id))
          .filter((path) => path.includes('socialActions'))
          .at(-1),
      ).toMatch(/201$/)
    },
  )

  it.each([['lost_response'], ['lost_request']])('of a page is there once after a %s', async (kind) => {
    const id = await onPage()
    await fault(id, kind, { operation: 'comment' })
    await publish(id, { content: `A post ${kind}`, firstComment: 'Below' })
    expect(await commentWhenDue(id)).toHaveLength(1)
  })

  /** Its tries are seconds apart by the clock of the house, which is moved here. */
  async function commentWhenDue(accountId: string) {
    for (let tries = 0; tries < 100; tries += 1) {
      const [row] = await house.db.query<{ ms: number | null; held: boolean; open: boolean }>({
        text: `select extract(epoch from min(c.run_at) - vb_now())::float8 * 1000 as ms, coalesce(bool_or(c.lease_token is not null), false) as held,
                 coalesce(bool_or(c.run_at < 'infinity'), false) as open
               from comments c join targets t on t.id = c.target_id where t.account_id = $1 and c.run_at < 'infinity'`,
        values: [accountId],
      })
      if (row?.open !== true) break
      if (!row.held && (row.ms ?? 0) > 0) await house.advance(Math.ceil(row.ms ?? 0) + 1)
      else await new Promise((resolve) => setTimeout(resolve, 10))
    }
    return (await shown(accountId)).filter(({ parentId }) => parentId !== null)
  }
})

it('every request and answer of these cases is one of LinkedIn’s documents', async () => {
  const { data } = await house.call<{ data: Exchange[] }>(
    'GET',
    '/sandbox/requests?platform=linkedin&limit=10000',
  )
  expect(data.length).toBeGreaterThan(100)
  expect([...new Set(data.flatMap((each) => specs['linkedin']?.(each) ?? ['no check']))]).toEqual([])
})
