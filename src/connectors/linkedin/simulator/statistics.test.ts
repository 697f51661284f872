import { describe, expect, it } from 'vitest'
import { encoded, file, idOf, linkedinClient, said, type Member } from '../../../../tests/support/linkedin.js'
import { startSimulator, type Answer } from '../../../../tests/support/simulator.js'
import type { JsonObject } from '../../../kit/json.js'
import { simulator } from './index.js'

const client = await startSimulator(simulator)
const { signIn } = linkedinClient(client)
const page = { id: '900', name: 'Harbour Bakery' }
const company = 'urn:li:organization:900'
const dayMs = 86_400_000
const elements = ({ body }: Answer) => (body as { elements: JsonObject[] }).elements
const list = (urns: readonly string[]) => `List(${urns.map(encoded).join(',')})`
const statistics = (member: Member, more: string) =>
  member.rest(
    'GET',
    `organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity=${encoded(company)}${more}`,
  )
const now = async () => Date.parse((await client.control.clock()).now)

describe('section 9, line 11: statistics of an organization’s posts', () => {
  it('leave out posts with only zeros, and take shares and ugcPosts in lists of their own', async () => {
    const member = await signIn({ pages: [page] })
    const share = idOf(await member.post({ author: company }))
    const id = await member.upload('videos', await file('landscape-1280x720-4s-moov-last.mp4'), company)
    const film = idOf(await member.post({ author: company, content: { media: { id } } }))
    expect(elements(await statistics(member, `&shares=${list([share])}`))).toEqual([])
    await client.control.advance(dayMs)
    const both = elements(await statistics(member, `&shares=${list([share])}&ugcPosts=${list([film])}`))
    expect(both).toMatchObject([
      { share, organizationalEntity: company },
      { ugcPost: film, totalShareStatistics: { impressionCount: expect.any(Number) as unknown } },
    ])
    expect(said(await statistics(member, `&shares=${list([film])}`))[1]).toBe('INVALID_URN_TYPE')
    expect((await statistics(member, `&shares=List(${share})`)).status).toBe(400)
    expect((await statistics(member, `&shares=${encoded(list([share]))}`)).status).toBe(400)
  })

  it('grow with the age of a post', async () => {
    const member = await signIn({ pages: [page] })
    const share = idOf(await member.post({ author: company, commentary: 'Growing' }))
    const seen = async () => {
      await client.control.advance(dayMs / 2)
      const [element] = elements(await statistics(member, `&shares=${list([share])}`))
      return Number((element?.['totalShareStatistics'] as JsonObject)['impressionCount'])
    }
    const [first, second] = [await seen(), await seen()]
    expect([first > 0, second > first]).toEqual([true, true])
  })

  it('have 90 days of past, whose numbers are those of its posts', async () => {
    const member = await signIn({ pages: [{ id: '901', name: 'Old Shop' }] })
    const old = 'urn:li:organization:901'
    const posts = elements(
      await member.rest('GET', `posts?author=${encoded(old)}&q=author&count=100`, {
        headers: { 'x-restli-method': 'FINDER' },
      }),
    )
    expect(posts).toHaveLength(90)
    const path = `organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity=${encoded(old)}`
    const each = elements(
      await member.rest('GET', `${path}&shares=${list(posts.map(({ id }) => String(id)))}`),
    )
    expect(each).toHaveLength(90)
    const end = (Math.floor((await now()) / dayMs) + 1) * dayMs
    const range = (days: number) =>
      `&timeIntervals=(timeRange:(start:${String(end - days * dayMs)},end:${String(end)}),timeGranularityType:DAY)`
    const days = elements(await member.rest('GET', `${path}${range(100)}`))
    expect(days).toHaveLength(100)
    const sum = (all: JsonObject[]) =>
      all.reduce(
        (total, { totalShareStatistics }) =>
          total + Number((totalShareStatistics as JsonObject)['likeCount']),
        0,
      )
    expect(sum(days)).toBe(sum(each))
    expect(sum(elements(await member.rest('GET', path)))).toBe(sum(each))
    expect((await member.rest('GET', `${path}${range(400)}`)).status).toBe(400)
  })

  it('need the scope and a role', async () => {
    const path = `&shares=${list(['urn:li:share:1'])}`
    expect((await statistics(await signIn(), path)).status).toBe(403)
    expect(
      (await statistics(await signIn({ pages: [page] }, 'openid w_organization_social'), path)).status,
    ).toBe(403)
  })
})

describe('section 7: other numbers', () => {
  it('followers and views of a page come by days and months', async () => {
    const member = await signIn({ pages: [page] })
    const end = Math.floor((await now()) / dayMs) * dayMs
    const times = (granularity: string) =>
      `timeIntervals=(timeRange:(start:${String(end - 90 * dayMs)},end:${String(end)}),timeGranularityType:${granularity})`
    const gains = elements(
      await member.rest(
        'GET',
        `organizationalEntityFollowerStatistics?q=organizationalEntity&organizationalEntity=${encoded(company)}&${times('DAY')}`,
      ),
    )
    expect(gains).toHaveLength(90)
    expect(gains[0]).toMatchObject({
      timeRange: { start: end - 90 * dayMs, end: end - 89 * dayMs },
      followerGains: { organicFollowerGain: expect.any(Number) as unknown, paidFollowerGain: 0 },
    })
    const views = elements(
      await member.rest(
        'GET',
        `organizationPageStatistics?q=organization&organization=${encoded(company)}&${times('MONTH')}`,
      ),
    )
    expect(views.length).toBeGreaterThanOrEqual(3)
    expect(views[0]).toMatchObject({
      totalPageStatistics: { views: { allPageViews: { pageViews: expect.any(Number) as unknown } } },
    })
  })

  it('an organization has more followers each day, by what it gained', async () => {
    const member = await signIn({ pages: [page] })
    const ask = async (edge: string) => {
      const answer = await member.rest('GET', `networkSizes/${encoded(company)}?edgeType=${edge}`)
      return answer.status === 200 ? (answer.body as JsonObject)['firstDegreeSize'] : answer.status
    }
    const before = Number(await ask('COMPANY_FOLLOWED_BY_MEMBER'))
    const today = Math.floor((await now()) / dayMs) * dayMs
    await client.control.advance(9 * dayMs)
    const range = `timeRange:(start:${String(today)},end:${String(today + 9 * dayMs)})`
    const gains = elements(
      await member.rest(
        'GET',
        `organizationalEntityFollowerStatistics?q=organizationalEntity&organizationalEntity=${encoded(company)}&timeIntervals=(${range},timeGranularityType:DAY)`,
      ),
    ).map(({ followerGains }) => Number((followerGains as JsonObject)['organicFollowerGain']))
    const gained = gains.reduce((sum, gain) => sum + gain, 0)
    expect([gains.length, gained > 0, await ask('COMPANY_FOLLOWED_BY_MEMBER')]).toEqual([
      9,
      true,
      before + gained,
    ])
    expect(await ask('CompanyFollowedByMember')).toBe(400)
  })

  it('a member’s posts have one metric per call, for those who were granted it', async () => {
    const member = await signIn({}, 'openid w_member_social r_member_postAnalytics')
    const share = idOf(await member.post())
    await client.control.advance(2 * dayMs)
    const ask = (who: Member, query: string) => who.rest('GET', `memberCreatorPostAnalytics?${query}`)
    const entity = `q=entity&entity=(share:${encoded(share)})`
    const [total] = elements(await ask(member, `${entity}&queryType=IMPRESSION&aggregation=TOTAL`))
    expect(total).toEqual({
      count: expect.any(Number) as unknown,
      metricType: 'IMPRESSION',
      targetEntity: { share },
    })
    const [reactions] = elements(await ask(member, `${entity}&queryType=REACTION&aggregation=TOTAL`))
    expect([
      Number(reactions?.['count']) > 0,
      Number(total?.['count']) > Number(reactions?.['count']),
    ]).toEqual([true, true])
    const days = elements(await ask(member, `q=me&queryType=IMPRESSION&aggregation=DAILY`))
    expect(days.length).toBeGreaterThanOrEqual(90)
    expect(days[0]).toMatchObject({ dateRange: { start: { year: expect.any(Number) as unknown } } })
    expect((await ask(member, `q=entity&entity=(ugc:${encoded(share)})&queryType=IMPRESSION`)).status).toBe(
      400,
    )
    expect((await ask(member, `${entity}&queryType=LOVE`)).status).toBe(400)
    expect((await ask(await signIn(), `${entity}&queryType=IMPRESSION`)).status).toBe(403)
    const other = await signIn({}, 'openid w_member_social r_member_postAnalytics')
    expect((await ask(other, `${entity}&queryType=IMPRESSION`)).status).toBe(403)
  })

  it('reactions and comments of a post, new way and old', async () => {
    const member = await signIn({ pages: [page] })
    const share = idOf(await member.post({ author: company, commentary: 'Liked' }))
    await client.control.advance(2 * dayMs)
    const before = (await member.rest('GET', `socialMetadata/${encoded(share)}`)).body as {
      commentSummary: { count: number }
    }
    await member.rest('POST', `socialActions/${encoded(share)}/comments`, {
      json: { actor: member.urn, object: share, message: { text: 'Me too' } },
    })
    const { body } = await member.rest('GET', `socialMetadata/${encoded(share)}`)
    const { reactionSummaries, commentSummary, commentsState } = body as {
      reactionSummaries: Record<string, { count: number }>
      commentSummary: { count: number; topLevelCount: number }
      commentsState: string
    }
    const totalLikes = Object.values(reactionSummaries).reduce((sum, { count }) => sum + count, 0)
    expect([totalLikes > 0, commentSummary.topLevelCount, commentsState]).toEqual([
      true,
      before.commentSummary.count + 1,
      'OPEN',
    ])
    expect((await member.v2(`socialActions/${encoded(share)}`)).body).toMatchObject({
      likesSummary: { totalLikes },
      commentsSummary: { totalFirstLevelComments: commentSummary.count, commentsState: 'OPEN' },
    })
  })
})
