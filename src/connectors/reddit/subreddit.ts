import type { JsonObject } from '../../kit/json.js'
import type { PublishContext, RenderedItem } from '../connector.js'
import { objectOf, textOf } from '../values.js'
import { options as schema } from './options.js'

/** Where a post goes: where it says, else what is chosen for the account, else the account's own profile. */
export function subredditOf(
  item: Pick<RenderedItem, 'options'>,
  ctx: Pick<PublishContext, 'data' | 'account'>,
): string {
  const { subreddit } = schema.parse(item.options)
  return subreddit ?? textOf(objectOf(ctx.data['page'])['id']) ?? `u_${ctx.account.username ?? ''}`
}

/** A user's own profile, which has no rules. */
export function isProfile(subreddit: string): boolean {
  return /^u_/i.test(subreddit)
}

/** The choice, as an account shows it. */
export function presentSubreddit(data: JsonObject): JsonObject {
  const { id, name } = objectOf(data['page'])
  return { subreddit: textOf(id) === null ? null : { id, name } }
}
