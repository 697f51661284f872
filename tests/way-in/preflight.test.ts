import { beforeEach, describe, expect, it } from 'vitest'
import { startTestApp, type Api, type Reply } from '../support/app.js'
import { anAccount, aPost, aWorkspace, type Account, type Home } from '../support/builders.js'
import { CountedNetwork } from '../support/counted-network.js'
import { FakeNetwork } from '../support/fake-network.js'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

const network = new CountedNetwork()
network.rules = [{ name: 'posts in a day', limit: 5, window: { rollingMs: dayMs } }]
const counted = { ...new FakeNetwork().connector('counted'), quota: network.parts().quota }
const paged = { ...new FakeNetwork().connector('paged'), needsPage: true }
const app = await startTestApp({ connectors: [new FakeNetwork().connector(), counted, paged] })

let home: Home
let api: Api
let account: Account

beforeEach(async () => {
  home = await aWorkspace(app.db)
  api = await app.apiOf({ home, scopes: ['posts:read'] })
  account = await anAccount(app.db, home)
})

type Result = {
  accountId: string
  tier: string
  tierLabel: string
  guidance: string[]
  isVerified: boolean
  signals: { code: string }[]
}

function ask(query: Record<string, string> = {}): Promise<Reply> {
  const parameters = new URLSearchParams({ accountIds: account.id, ...query })
  return api('GET', `/v1/posts/preflight?${parameters.toString()}`)
}

async function look(query: Record<string, string> = {}): Promise<Result & { codes: string[] }> {
  const reply = await ask(query)
  expect(reply.status, reply.text).toBe(200)
  const [result] = (reply.body as { results: Result[] }).results
  if (result === undefined) throw new Error('no result')
  return { ...result, codes: result.signals.map(({ code }) => code) }
}

const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString()
const sql = (text: string, ...values: unknown[]): Promise<unknown> => app.db.query({ text, values })

describe('preflight', () => {
  it('is GREEN for an account that nothing speaks against', async () => {
    expect((await ask()).body).toEqual({
      results: [
        {
          accountId: account.id,
          platform: 'ACME',
          tier: 'GREEN',
          tierLabel: 'Optimal',
          guidance: [],
          isVerified: true,
          signals: [],
        },
      ],
    })
  })

  it('answers in the order asked, each account once', async () => {
    const other = await anAccount(app.db, home, { status: 'expired' })
    const reply = await ask({ accountIds: ` ${other.id}, ${account.id},${other.id},` })
    const { results } = reply.body as { results: Result[] }
    expect(results.map(({ accountId, tier, isVerified }) => [accountId, tier, isVerified])).toEqual([
      [other.id, 'RED', false],
      [account.id, 'GREEN', true],
    ])
  })

  it.each([
    ['none', ''],
    ['commas alone', ', ,'],
    ['101', Array.from({ length: 101 }, (_, index) => `acc_${String(index)}`).join()],
  ])('refuses %s of ids', async (_what, accountIds) => {
    expect((await ask({ accountIds })).body).toMatchObject({
      error: { code: 'VALIDATION_ERROR', details: { field: 'accountIds' } },
    })
  })

  it('knows no account of another workspace', async () => {
    const foreign = await anAccount(app.db, await aWorkspace(app.db))
    const reply = await ask({ accountIds: `${account.id},${foreign.id}` })
    expect([reply.status, reply.body]).toEqual([
      400,
      {
        error: {
          code: 'ACCOUNT_NOT_FOUND',
          message: expect.any(String) as string,
          details: { field: 'accountIds', accountId: foreign.id, issue: 'not_found' },
        },
      },
    ])
  })

  it('refuses a time that is none', async () => {
    expect((await ask({ scheduledFor: 'tomorrow' })).body).toMatchObject({ error: { code: 'INVALID_DATE' } })
  })

  it('tells access that ends for good from access that is renewed', async () => {
    const ends = (runAt: string): Promise<unknown> =>
      sql(
        `update accounts set token_expires_at = vb_now() + interval '3 days', run_at = ${runAt} where id = $1`,
        account.id,
      )
    await ends(`vb_now() + interval '2 days'`)
    expect((await look()).codes).toEqual([])
    await ends(`vb_now() + interval '3 days'`)
    expect((await look()).codes).toEqual(['ACCESS_ENDS'])
    expect((await look({ scheduledFor: inMs(4 * dayMs) })).codes).toEqual(['ACCESS_ENDED'])
  })

  it('counts the quota at the time of the post, over all workspaces that connect the account', async () => {
    const shared = { platform: 'counted', remoteId: 'shared' }
    account = await anAccount(app.db, home, shared)
    const elsewhere = await aWorkspace(app.db)
    const theirs = await anAccount(app.db, elsewhere, shared)
    const plan = (count: number): Promise<unknown[]> =>
      Promise.all(
        Array.from({ length: count }, () =>
          aPost(app.db, elsewhere, {
            status: 'scheduled',
            scheduledInMs: hourMs,
            targets: [{ account: theirs }],
          }),
        ),
      )
    await plan(3)
    expect((await look({ scheduledFor: inMs(3 * hourMs) })).codes).toEqual([])
    await plan(1)
    expect((await look({ scheduledFor: inMs(3 * hourMs) })).codes).toEqual(['QUOTA_NEARLY_USED'])
    await plan(1)
    const full = await look({ scheduledFor: inMs(3 * hourMs) })
    expect([full.tier, full.codes]).toEqual(['RED', ['QUOTA_SHORT']])
    expect((await look({ scheduledFor: inMs(3 * dayMs) })).codes).toEqual([])
  })

  it('sees how near other posts are, before and after, out and still to come', async () => {
    await aPost(app.db, home, { status: 'scheduled', scheduledInMs: 5 * hourMs, targets: [{ account }] })
    for (const [minutes, codes] of [
      [284, []],
      [286, ['CLOSE_TO_ANOTHER']],
      [314, ['CLOSE_TO_ANOTHER']],
      [316, []],
    ] as const)
      expect((await look({ scheduledFor: inMs(minutes * minuteMs) })).codes, String(minutes)).toEqual(codes)
    const { targets } = await aPost(app.db, home, { status: 'published', targets: [{ account }] })
    await sql(
      `update target_items set published_at = vb_now() - interval '5 minutes' where target_id = $1`,
      targets[0]?.id,
    )
    expect((await look()).guidance).toEqual([expect.stringContaining('5 minutes from this one')])
  })

  it('remembers refusals of the last ten posts', async () => {
    const later = { scheduledFor: inMs(3 * hourMs) }
    const error = { code: 'MEDIA_REJECTED', message: 'The network does not accept a file.' }
    const end = async (isRefused: boolean): Promise<void> => {
      const status = isRefused ? 'failed' : 'published'
      const { targets } = await aPost(app.db, home, { status, targets: [{ account, status }] })
      await sql(
        `update targets set error = $2 where id = $1`,
        targets[0]?.id,
        isRefused ? JSON.stringify(error) : null,
      )
    }
    for (const isRefused of [true, true, false]) await end(isRefused)
    expect((await look(later)).codes).toEqual([])
    await end(true)
    expect(await look(later)).toMatchObject({
      codes: ['REFUSED_LATELY'],
      tier: 'YELLOW',
      guidance: [expect.stringContaining('3 of the last 4 posts') as string],
    })
    for (const isRefused of [true, true]) await end(isRefused)
    expect((await look(later)).codes).toEqual(['REFUSED_IN_A_ROW'])
    for (let posts = 0; posts < 8; posts += 1) await end(false)
    expect((await look(later)).codes).toEqual([])
  })

  it('looks at a quota of one kind of post where that kind is named', async () => {
    const all = network.rules
    network.rules = [
      { name: 'reels in a day', limit: 0, window: { rollingMs: dayMs }, only: { contentType: 'REEL' } },
    ]
    account = await anAccount(app.db, home, { platform: 'counted' })
    expect((await look()).codes).toEqual([])
    expect((await look({ contentType: 'VIDEO' })).codes).toEqual([])
    expect((await look({ contentType: 'reel' })).codes).toEqual(['QUOTA_EXCEEDED'])
    expect((await ask({ contentType: 'song' })).status).toBe(400)
    network.rules = all
  })

  it('finds the same text, scheduled or out, on this account alone', async () => {
    const content = 'Fresh bread from seven on'
    await aPost(app.db, home, {
      content,
      status: 'scheduled',
      scheduledInMs: 2 * dayMs,
      targets: [{ account }],
    })
    await aPost(app.db, home, { content, status: 'draft', targets: [{ account }] })
    expect((await look()).codes).toEqual([])
    expect((await look({ content })).codes).toEqual(['SAME_LATELY'])
    expect((await look({ content, scheduledFor: inMs(dayMs + hourMs) })).codes).toEqual(['SAME_WITHIN_A_DAY'])
    expect((await look({ content: `${content}!` })).codes).toEqual([])
    account = await anAccount(app.db, home)
    expect((await look({ content })).codes).toEqual([])
  })

  it('holds the hour against the account’s own best, in the zone of the workspace', async () => {
    const zone = 'Asia/Tokyo'
    await sql(
      `update workspaces set settings = jsonb_build_object('timezone', $2::text) where id = $1`,
      home.workspaceId,
      zone,
    )
    // Forty days: at nine in the evening there, a hundred likes; at three in the night, one.
    await sql(
      `insert into measured_posts (workspace_id, account_id, remote_id, published_at, numbers)
       select $1, $2, 'r' || day || '-' || hour,
         ((date_trunc('day', vb_now() at time zone 'Asia/Tokyo') - day * interval '1 day' + hour * interval '1 hour') at time zone 'Asia/Tokyo'),
         jsonb_build_object('likes', case hour when 21 then 100 else 1 end)
       from generate_series(3, 42) as day cross join (values (3), (21)) as hours (hour)`,
      home.workspaceId,
      account.id,
    )
    const hourThere = (hour: number): string => {
      const there = new Date(Date.now() + 9 * hourMs + dayMs)
      return new Date(
        Date.UTC(there.getUTCFullYear(), there.getUTCMonth(), there.getUTCDate(), hour - 9, 30),
      ).toISOString()
    }
    expect((await look({ scheduledFor: hourThere(21) })).codes).toEqual([])
    const weak = await look({ scheduledFor: hourThere(3) })
    expect([weak.tier, weak.codes]).toEqual(['YELLOW', ['WEAK_HOUR']])
    const best = /next at (\S+)\.$/.exec(weak.guidance[0] ?? '')?.[1] ?? ''
    expect((new Date(best).getUTCHours() + 9) % 24).toBe(21)
  })

  it('needs a page where the network does', async () => {
    account = await anAccount(app.db, home, { platform: 'paged' })
    expect((await look()).codes).toEqual(['PAGE_NOT_SELECTED'])
    account = await anAccount(app.db, home, { platform: 'paged', platformData: { page: { id: '1' } } })
    expect((await look()).codes).toEqual([])
  })
})
