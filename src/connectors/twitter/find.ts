import type { Look, LostAttempt, PublishContext, RenderedItem } from '../connector.js'
import type { Json, JsonObject } from '../../kit/json.js'
import { objectOf, textOf } from '../values.js'
import type { Plan } from './prepare.js'
import { urlOf } from './publish.js'

/**
 * Reads the account's own timeline since a minute before the attempt. Media keys are proof; without media the parent
 * has to be the same and the text, once X's short addresses are undone.
 */
export async function find(item: RenderedItem, attempt: LostAttempt, ctx: PublishContext): Promise<Look> {
  const reply = await ctx.http({
    method: 'GET',
    url: `https://api.x.com/2/users/${ctx.account.remoteId}/tweets`,
    query: {
      max_results: '100',
      start_time: new Date(attempt.startedAt.getTime() - 60_000).toISOString(),
      'tweet.fields': 'created_at,referenced_tweets,attachments,entities,note_tweet',
      exclude: 'retweets',
    },
    headers: { authorization: `Bearer ${ctx.tokens.accessToken}` },
  })
  const body = objectOf(reply.json)
  if (reply.status !== 200) return { kind: 'cannotTell', reason: `X answered ${String(reply.status)}` }
  if (!Array.isArray(body['data'])) return { kind: 'absent' }
  const parent = item.previous.at(-1)?.remoteId ?? null
  const { mediaKeys } = (attempt.plan ?? { mediaKeys: [] }) as Plan
  for (const each of body['data'].map(objectOf)) {
    if (parentOf(each) !== parent) continue
    const isOurs =
      mediaKeys.length > 0
        ? keysOf(each).some((key) => mediaKeys.includes(key))
        : plain(shownText(each)) === plain(item.text)
    const id = textOf(each['id'])
    if (isOurs && id !== null && !attempt.claimed.has(id))
      return {
        kind: 'found',
        remoteId: id,
        url: urlOf(ctx, id),
        createdAt: new Date(String(each['created_at'])),
      }
  }
  return { kind: 'absent' }
}

function parentOf(post: JsonObject): string | null {
  const references = post['referenced_tweets'] ?? post['referenced_posts']
  const reply = Array.isArray(references)
    ? references.map(objectOf).find((each) => each['type'] === 'replied_to')
    : undefined
  return textOf(reply?.['id'])
}

function keysOf(post: JsonObject): string[] {
  const keys = objectOf(post['attachments'])['media_keys']
  return Array.isArray(keys) ? keys.map(String) : []
}

/** The text as it was given: long posts carry it apart, short addresses are undone. */
function shownText(post: JsonObject): string {
  const note = objectOf(post['note_tweet'])
  let text = textOf(note['text']) ?? textOf(post['text']) ?? ''
  for (const url of [...urlsOf(post['entities']), ...urlsOf(note['entities'])])
    text = text.replaceAll(url.short, url.expanded)
  return text
}

function urlsOf(entities: Json | undefined): { short: string; expanded: string }[] {
  const urls = objectOf(entities)['urls']
  if (!Array.isArray(urls)) return []
  return urls.map(objectOf).map((url) => ({
    short: String(url['url']),
    expanded: String(url['expanded_url'] ?? url['unwound_url'] ?? url['url']),
  }))
}

/** Without what X changes: white space, escapes, the scheme that it adds to addresses. */
function plain(text: string): string {
  return text
    .normalize('NFC')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
    .replace(/https?:\/\//g, '')
    .replace(/\s+/g, '')
}
