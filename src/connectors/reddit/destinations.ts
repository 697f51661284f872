import type { JsonObject } from '../../kit/json.js'
import { ConnectRefused, type ConnectContext } from '../connector.js'
import { objectOf, textOf } from '../values.js'
import { call, listIn } from './api.js'
import { flairsOf } from './community.js'
import { refusalOf } from './errors.js'

const mostPages = 10

/**
 * The account's own profile and the subreddits it is subscribed to; the one that is chosen with its flairs, which
 * take a request a subreddit. Throws `ConnectRefused`.
 */
export async function destinations(ctx: ConnectContext): Promise<JsonObject[]> {
  const name = textOf(ctx.data['name'])
  const chosen = textOf(objectOf(ctx.data['page'])['id'])
  const found: JsonObject[] = name === null ? [] : [{ id: `u_${name}`, name: `u/${name}`, type: 'profile' }]
  found.push(...(await subscriptions(ctx)))
  for (const page of found)
    if (page['id'] === chosen && page['type'] === 'subreddit')
      page['flairs'] = await flairsOf(String(page['id']), ctx)
  return found
}

async function subscriptions(ctx: ConnectContext): Promise<JsonObject[]> {
  const found: JsonObject[] = []
  let after: string | null = null
  for (let pages = 0; pages < mostPages; pages += 1) {
    const reply = await call(ctx, 'GET', '/subreddits/mine/subscriber', {
      query: { limit: '100', ...(after === null ? {} : { after }) },
    })
    const list = listIn(reply)
    if (list === null) throw ConnectRefused.because(refusalOf(reply))
    found.push(...list.things.flatMap(pageOf))
    if (list.after === null) break
    after = list.after
  }
  return found
}

/** Other people's profiles can be followed, too. */
function pageOf(subreddit: JsonObject): JsonObject[] {
  const id = textOf(subreddit['display_name'])
  if (id === null || subreddit['subreddit_type'] === 'user' || subreddit['user_is_banned'] === true) return []
  return [
    {
      id,
      name: `r/${id}`,
      type: 'subreddit',
      title: textOf(subreddit['title']),
      nsfw: subreddit['over18'] === true,
    },
  ]
}
