import type { Look, LostAttempt, PublishContext, RenderedItem } from '../connector.js'
import type { Json, JsonObject } from '../../kit/json.js'
import { objectOf, textOf } from '../values.js'
import { keysOf, shownText } from './shown-text.js'
import { parentIdOf } from './options.js'
import type { Plan } from './prepare.js'
import { urlOf } from './publish.js'

const mostPages = 10

/**
 * Reads the account's own timeline since a minute before the attempt. Media keys are proof; without media the parent
 * has to be the same and the text, once X's short addresses are undone. Where the keys are not known (the database
 * was put back), so has to be how many there are, and a post of media alone is like any other.
 */
export async function find(item: RenderedItem, attempt: LostAttempt, ctx: PublishContext): Promise<Look> {
  let isLike = false
  let page: string | null | undefined
  for (let pages = 0; pages < mostPages && page !== null; pages += 1) {
    const reply = await ctx.http({
      method: 'GET',
      url: `https://api.x.com/2/users/${ctx.account.remoteId}/tweets`,
      query: {
        max_results: '100',
        start_time: new Date(attempt.startedAt.getTime() - 60_000).toISOString(),
        'tweet.fields': 'created_at,referenced_tweets,attachments,entities,note_tweet',
        exclude: 'retweets',
        pagination_token: page,
      },
      headers: { authorization: `Bearer ${ctx.tokens.accessToken}` },
    })
    const body = objectOf(reply.json)
    if (reply.status !== 200) return { kind: 'cannotTell', reason: `X answered ${String(reply.status)}` }
    for (const post of Array.isArray(body['data']) ? body['data'].map(objectOf) : []) {
      const id = textOf(post['id'])
      if (id === null || attempt.claimed.has(id) || !isOurs(post, item, attempt.plan)) continue
      if (attempt.plan !== null || item.media.length === 0 || item.text !== '')
        return {
          kind: 'found',
          remoteId: id,
          url: urlOf(ctx, id),
          createdAt: new Date(String(post['created_at'])),
        }
      isLike = true
    }
    page = textOf(objectOf(body['meta'])['next_token'])
  }
  if (isLike) return { kind: 'cannotTell', reason: 'A post of media alone is there, and may be this one' }
  return page === null ? { kind: 'absent' } : { kind: 'cannotTell', reason: 'There are too many posts since' }
}

function isOurs(post: JsonObject, item: RenderedItem, plan: Json): boolean {
  if (parentOf(post) !== parentIdOf(item)) return false
  const keys = keysOf(post)
  const { mediaKeys } = (plan ?? { mediaKeys: [] }) as Plan
  if (mediaKeys.length > 0) return keys.some((key) => mediaKeys.includes(key))
  return keys.length === item.media.length && plain(shownText(post)) === plain(item.text)
}

function parentOf(post: JsonObject): string | null {
  const references = post['referenced_tweets'] ?? post['referenced_posts']
  const reply = Array.isArray(references)
    ? references.map(objectOf).find((each) => each['type'] === 'replied_to')
    : undefined
  return textOf(reply?.['id'])
}

/** Without what X changes: white space, escapes, the scheme that it adds to addresses, how these are encoded. */
function plain(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFC')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
    .replace(/https?:\/\//g, '')
    .replace(/[^\p{ASCII}]+/gu, encodeURIComponent)
    .replace(/%[0-9a-f]{2}/gi, (code) => code.toUpperCase())
    .replace(/\s+/g, '')
}
