import { describe, expect, it } from 'vitest'
import { aReply, scripted } from '../../../tests/support/scripted-network.js'
import type { JsonObject } from '../../kit/json.js'
import { history, metrics } from './metrics.js'

const listing = (things: JsonObject[], after: string | null = null, headers = {}) =>
  aReply(200, { data: { children: things.map((data) => ({ kind: 't3', data })), after } }, headers)
const post = (id: string, more: JsonObject = {}): JsonObject => ({
  name: `t3_${id}`,
  author: 'ann',
  title: 'A title',
  selftext: 'Text',
  permalink: `/r/test/comments/${id}/a_title/`,
  created_utc: 1_767_225_600,
  score: 5,
  num_comments: 2,
  num_crossposts: 1,
  upvote_ratio: 0.93,
  total_awards_received: 0,
  view_count: null,
  removed_by_category: null,
  ...more,
})
const numbers = { likes: 5, comments: 2, shares: 1, more: { upvote_ratio: 0.93, total_awards_received: 0 } }
const measured = (...ids: string[]) =>
  ids.map((id) => ({
    remoteId: `t3_${id}`,
    url: null,
    data: null,
    publishedAt: new Date(0),
    contentType: null,
  }))

describe('section 7', () => {
  it('a hundred posts are asked for at once; one that its author deleted is gone, a removed one is not', async () => {
    const { ctx, asked } = scripted([
      listing([
        post('a', { view_count: 70 }),
        post('b', { removed_by_category: 'automod_filtered' }),
        post('c', { removed_by_category: 'deleted' }),
        post('d', { author: '[deleted]' }),
      ]),
    ])
    expect(await metrics.posts?.(measured('a', 'b', 'c', 'd', 'e'), ctx)).toEqual({
      kind: 'ok',
      posts: [
        { remoteId: 't3_a', numbers: { ...numbers, impressions: 70 } },
        { remoteId: 't3_b', numbers },
        { remoteId: 't3_c', isGone: true },
        { remoteId: 't3_d', isGone: true },
      ],
    })
    expect(asked).toMatchObject([
      { url: 'https://oauth.reddit.com/api/info', query: { id: 't3_a,t3_b,t3_c,t3_d,t3_e' } },
    ])
  })

  it('the account has its karma and its followers', async () => {
    const me = { total_karma: 21, link_karma: 12, comment_karma: 9, subreddit: { subscribers: 3 } }
    const { ctx } = scripted([aReply(200, me)])
    expect(await metrics.account?.(ctx, new Date(0))).toEqual({
      kind: 'ok',
      now: { followers: 3, more: { total_karma: 21, link_karma: 12, comment_karma: 9 } },
    })
  })

  it('the past comes page by page, without what others posted first', async () => {
    const others = { crosspost_parent: 't3_x', crosspost_parent_list: [{ author: 'bob' }] }
    const own = { crosspost_parent: 't3_a', crosspost_parent_list: [{ author: 'ann' }] }
    const page = [post('a'), post('b', others), post('c', own)]
    const { ctx, asked } = scripted([listing(page, 't3_c')])
    const read = await history({ cursor: 't3_z', since: new Date(0) }, ctx)
    expect(read).toMatchObject({
      posts: [{ remoteId: 't3_a', text: 'A title\nText', numbers }, { remoteId: 't3_c' }],
      next: 't3_c',
    })
    expect(asked).toMatchObject([{ query: { after: 't3_z', sort: 'new', limit: '100' } }])
  })

  it('the past ends where it is older than asked for', async () => {
    const { ctx } = scripted([listing([post('a')], 't3_a')])
    const since = new Date('2026-01-02T00:00:00Z')
    expect(await history({ cursor: null, since }, ctx)).toMatchObject({ next: null })
  })
})

it('4, reading rests until the reset while less than a fifth of the calls is left', async () => {
  const left = (used: string, remaining: string) => ({
    'x-ratelimit-used': used,
    'x-ratelimit-remaining': remaining,
    'x-ratelimit-reset': '167',
  })
  const { ctx } = scripted([listing([], null, left('801', '199.0')), listing([], null, left('800', '200.0'))])
  expect(await metrics.posts?.([], ctx)).toMatchObject({ restMs: 167_000 })
  expect(await metrics.posts?.([], ctx)).not.toHaveProperty('restMs')
})

it.each([
  [401, 'reconnect'],
  [429, 'wait'],
  [503, 'wait'],
])('an answer with %i is a refusal: %s', async (status, cure) => {
  const reply = aReply(status)
  const { ctx } = scripted([reply, reply, reply])
  expect(await metrics.posts?.([], ctx)).toMatchObject({ kind: 'refused', cure })
  expect(await metrics.account?.(ctx, new Date(0))).toMatchObject({ kind: 'refused', cure })
  expect(await history({ cursor: null, since: new Date(0) }, ctx)).toMatchObject({ kind: 'refused', cure })
})
