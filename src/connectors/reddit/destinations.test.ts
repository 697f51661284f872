import { expect, it } from 'vitest'
import { aReply, scripted } from '../../../tests/support/scripted-network.js'
import type { JsonObject } from '../../kit/json.js'
import { destinations } from './destinations.js'

const subreddit = (name: string, more: JsonObject = {}): JsonObject => ({
  display_name: name,
  title: `All of ${name}`,
  subreddit_type: 'public',
  over18: false,
  user_is_banned: false,
  ...more,
})
const page = (after: string | null, ...things: JsonObject[]) =>
  aReply(200, { data: { children: things.map((data) => ({ kind: 't5', data })), after } })
const data = { name: 'ann' }

it('the profile comes first, then all pages of subscriptions where the account may post', async () => {
  const { ctx, asked } = scripted(
    [
      page('t5_1', subreddit('boats'), subreddit('u_bob', { subreddit_type: 'user' })),
      page(null, subreddit('soups', { over18: true }), subreddit('outcasts', { user_is_banned: true })),
    ],
    { data },
  )
  expect(await destinations(ctx)).toEqual([
    { id: 'u_ann', name: 'u/ann', type: 'profile' },
    { id: 'boats', name: 'r/boats', type: 'subreddit', title: 'All of boats', nsfw: false },
    { id: 'soups', name: 'r/soups', type: 'subreddit', title: 'All of soups', nsfw: true },
  ])
  expect(asked.map(({ query }) => query?.['after'])).toEqual([undefined, 't5_1'])
})

it('the selected one has the flairs that people may give themselves', async () => {
  const flairs = [
    { id: 'a', text: 'Soup', text_editable: true, mod_only: false },
    { id: 'b', text: 'Official', text_editable: false, mod_only: true },
  ]
  const { ctx, asked } = scripted([page(null, subreddit('boats'), subreddit('soups')), aReply(200, flairs)], {
    data: { ...data, page: { id: 'soups' } },
  })
  const [, boats, soups] = await destinations(ctx)
  expect(boats).not.toHaveProperty('flairs')
  expect(soups).toMatchObject({ flairs: [{ id: 'a', text: 'Soup', editable: true }] })
  expect(asked[1]?.url).toBe('https://oauth.reddit.com/r/soups/api/link_flair_v2')
})

it('a subreddit whose flairs are not for people has none', async () => {
  const { ctx } = scripted([page(null, subreddit('soups')), aReply(403, { error: 403 })], {
    data: { ...data, page: { id: 'soups' } },
  })
  expect((await destinations(ctx))[1]).toMatchObject({ flairs: [] })
})

it.each([
  [401, 'INVALID_PARAM'],
  [429, 'SERVICE_UNAVAILABLE'],
  [503, 'SERVICE_UNAVAILABLE'],
])('an answer with %i is told to the person who asks: %s', async (status, code) => {
  const { ctx } = scripted([aReply(status)], { data })
  await expect(destinations(ctx)).rejects.toMatchObject({ name: 'ConnectRefused', code })
})
