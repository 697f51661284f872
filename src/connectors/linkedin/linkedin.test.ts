import { describe, expect, it } from 'vitest'
import { startHouse, type PostView } from '../../../tests/support/house.js'
import type { Exchange } from '../../../tests/support/openapi.js'
import { specs } from '../../../tests/support/specs.js'
import { uploadFixture } from '../../../tests/support/upload-fixture.js'

/** What goes out to LinkedIn for what a person asked for, as the record of its simulator has it. */
const house = await startHouse()
type Sent = {
  method: string
  url: string
  headers: Record<string, string>
  body: Record<string, unknown>
  status: number
}
type AccountView = { id: string; status: string; accountType: string; page?: { id: string; urn: string } }

const person = async (more: object = {}): Promise<string> => (await house.account('linkedin', { ...more })).id
const acme = { id: '2414183', name: 'Acme' }
const ofAcme = 'urn:li:organization:2414183'
const onPage = (): Promise<string> => person({ pages: [acme] })
const account = (id: string) => house.call<AccountView>('GET', `/v1/accounts/${id}`)
const fault = (accountId: string, kind: string, more: object = {}) =>
  house.call('POST', '/sandbox/faults', { platform: 'linkedin', accountId, fault: kind, ...more })

async function publish(accountId: string, body: object) {
  const { id } = await house.call<PostView>('POST', '/v1/posts', { accountIds: [accountId], ...body })
  await house.call('POST', `/v1/posts/${id}/publish`)
  const post = await house.settled(id)
  const sent = await sentBy(accountId)
  return { id, target: post.platforms[0], status: post.status, sent, posted: posted(sent) }
}
async function sentBy(accountId: string): Promise<Sent[]> {
  const { data } = await house.call<{ data: (Sent & { accountId: string | null })[] }>(
    'GET',
    '/sandbox/requests?platform=linkedin&limit=1000',
  )
  return data.filter((each) => each.accountId === accountId).reverse()
}
const posted = (sent: readonly Sent[]) =>
  sent.filter(({ method, url }) => method === 'POST' && url.endsWith('/rest/posts')).map(({ body }) => body)
const pathsOf = (sent: readonly Sent[]) =>
  sent.map(
    ({ method, url, status }) =>
      `${method} ${new URL(url).pathname.replace(/\d{5,}|urn.*/, '…')} ${String(status)}`,
  )
const shown = async (accountId: string) =>
  (await house.posts('linkedin')).filter((each) => each.accountId === accountId)

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

describe('section 6: a lost answer', () => {
  it.each([
    ['lost_response', 'text', []],
    ['lost_request', 'text', []],
    ['server_error', 'text', []],
    ['lost_response', 'an image', ['card-1200x630.png', 'image/png']],
    ['lost_request', 'an image', ['card-1200x630.png', 'image/png']],
    ['lost_response', 'a video', ['landscape-1280x720-4s-moov-last.mp4', 'video/mp4']],
    ['lost_response', 'a document', ['two-pages.pdf', 'application/pdf']],
  ] as const)('1. %s to a page’s post of %s: it is out, once', async (kind, what, [file, type]) => {
    const media = file === undefined ? [] : [await uploadFixture(house, file, type)]
    const id = await onPage()
    await fault(id, kind)
    const { status } = await publish(id, { content: `Once ${kind} ${what}`, media })
    expect([status, (await shown(id)).length]).toEqual(['published', 1])
  })

  it('1. is looked for on the page that it was made for, whatever page is selected meanwhile', async () => {
    const id = await person({ pages: [acme, { id: '12345', name: 'Other' }] })
    const select = (pageId: string) => house.call('POST', `/v1/accounts/${id}/select-page`, { pageId })
    await select('12345')
    await fault(id, 'lost_response')
    const { id: postId } = await house.call<PostView>('POST', '/v1/posts', {
      content: 'Once',
      accountIds: [id],
    })
    await house.call('POST', `/v1/posts/${postId}/publish`)
    await expect.poll(async () => (await shown(id)).length).toBe(1)
    await select(acme.id)
    expect((await house.settled(postId)).status).toBe('published')
    expect(await shown(id)).toHaveLength(1)
  })

  it.each([
    ['lost_response', 1],
    ['lost_request', 0],
  ])(
    '2. %s to a person’s post is left to them; what they send again with fix is out once',
    async (kind, left) => {
      const id = await person()
      await fault(id, kind)
      const made = await publish(id, { content: 'Once' })
      expect(made.target?.error?.code).toBe('OUTCOME_UNKNOWN')
      expect(await shown(id)).toHaveLength(left)
      const target = made.target?.postPlatformId ?? ''
      await house.call('POST', `/v1/posts/${made.id}/platforms/${target}/fix`, { content: 'Once' })
      const fixed = await house.settled(made.id)
      const all = await shown(id)
      expect([fixed.status, all.length]).toEqual(['published', 1])
      expect(fixed.platforms[0]?.platformPostId).toBe(all[0]?.remoteId)
    },
  )

  it('4. a duplicate of what the person posted elsewhere is one', async () => {
    const id = await person()
    await fault(id, 'duplicate')
    const { target } = await publish(id, { content: 'Twice' })
    expect(target?.error).toMatchObject({
      code: 'DUPLICATE_CONTENT',
      details: { networkMessage: expect.stringContaining('Content is a duplicate of urn:li:') as string },
    })
  })

  it('section 9, line 3: the same text is refused for ten minutes, and taken afterwards', async () => {
    const id = await person()
    expect((await publish(id, { content: 'Daily special' })).status).toBe('published')
    expect((await publish(id, { content: 'Daily special' })).target?.error?.code).toBe('DUPLICATE_CONTENT')
    await house.advance(11 * 60_000)
    expect((await publish(id, { content: 'Daily special' })).status).toBe('published')
    expect(await shown(id)).toHaveLength(2)
  })
})

it('every request and answer of these cases is one of LinkedIn’s documents', async () => {
  const { data } = await house.call<{ data: Exchange[] }>(
    'GET',
    '/sandbox/requests?platform=linkedin&limit=10000',
  )
  expect(data.length).toBeGreaterThan(300)
  expect([...new Set(data.flatMap((each) => specs['linkedin']?.(each) ?? ['no check']))]).toEqual([])
})
