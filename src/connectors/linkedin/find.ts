import type { Json, JsonObject } from '../../kit/json.js'
import type { LostAttempt, Look, PublishContext, PublishedItem, RenderedItem } from '../connector.js'
import { objectOf, textOf } from '../values.js'
import { isPage } from './author.js'
import { textOfCommentary } from './little-text.js'
import { planOf } from './prepare.js'
import { commentsOf, commentUrl, postUrl, writerOf } from './publish.js'
import { rest } from './rest.js'

const perPage = 50
const mostPages = 5

/** Looks for a post of a page, or a comment under it. What a person posts is shown to no app that has not been vetted. */
export async function find(item: RenderedItem, attempt: LostAttempt, ctx: PublishContext): Promise<Look> {
  const under = item.previous.at(-1)
  return under === undefined ? findPost(item, attempt, ctx) : findComment(item, under, attempt, ctx)
}

/**
 * Newest first, back to a minute before the attempt. An upload belongs to one post: its URN is proof. Without files the
 * text has to agree. Where the URNs are not known (the database was put back), a post of files alone is like any other.
 */
async function findPost(item: RenderedItem, attempt: LostAttempt, ctx: PublishContext): Promise<Look> {
  const { author, files } = planOf(attempt.plan, ctx)
  if (!isPage(author)) return notShown
  const since = attempt.startedAt.getTime() - 60_000
  let isLike = false
  for (let start = 0; start < mostPages * perPage; start += perPage) {
    const reply = await rest(ctx, {
      method: 'GET',
      path: `posts?author=${encodeURIComponent(author)}&q=author&count=${String(perPage)}&start=${String(start)}&sortBy=LAST_MODIFIED`,
      headers: { 'x-restli-method': 'FINDER' },
    })
    const posts = listIn(reply.json)
    if (reply.status !== 200 || posts === null)
      return { kind: 'cannotTell', reason: `LinkedIn answered ${String(reply.status)}` }
    for (const post of posts) {
      const [urn, createdAt] = [textOf(post['id']), Number(post['createdAt'])]
      if (urn === null || createdAt < since || attempt.claimed.has(urn)) continue
      const own = filesIn(objectOf(post['content']))
      const hasText = textOfCommentary(textOf(post['commentary']) ?? '').trim() === item.text.trim()
      const isOurs =
        files.length > 0 ? own.some((id) => files.includes(id)) : own.length === item.media.length && hasText
      if (!isOurs) continue
      if (files.length > 0 || item.media.length === 0 || item.text !== '')
        return {
          kind: 'found',
          remoteId: urn,
          url: postUrl(urn),
          createdAt: new Date(createdAt),
          data: { author },
        }
      isLike = true
    }
    // They come by their last change: what was only edited since does not end the list.
    const last = posts.at(-1)
    if (posts.length < perPage || Number(last?.['lastModifiedAt'] ?? last?.['createdAt']) < since)
      return isLike
        ? { kind: 'cannotTell', reason: 'A post of files alone is there, and may be this one' }
        : { kind: 'absent' }
  }
  return { kind: 'cannotTell', reason: 'There are too many posts since' }
}

async function findComment(
  item: RenderedItem,
  under: PublishedItem,
  attempt: LostAttempt,
  ctx: PublishContext,
): Promise<Look> {
  const actor = writerOf(under, ctx)
  if (!isPage(actor)) return notShown
  const reply = await rest(ctx, { method: 'GET', path: commentsOf(under.remoteId) })
  const comments = listIn(reply.json)
  if (reply.status !== 200 || comments === null)
    return { kind: 'cannotTell', reason: `LinkedIn answered ${String(reply.status)}` }
  for (const each of comments) {
    const urn = textOf(each['commentUrn'])
    const text = objectOf(each['message'])['text']
    if (urn === null || attempt.claimed.has(urn) || each['actor'] !== actor || text !== item.text) continue
    const time = objectOf(each['created'])['time']
    const createdAt = typeof time === 'number' ? new Date(time) : null
    return { kind: 'found', remoteId: urn, url: commentUrl(under.remoteId, urn), createdAt }
  }
  return { kind: 'absent' }
}

const notShown: Look = { kind: 'cannotTell', reason: 'LinkedIn shows an app no posts of a person' }

function listIn(body: Json | undefined): JsonObject[] | null {
  const { elements } = objectOf(body)
  return Array.isArray(elements) ? elements.map(objectOf) : null
}

function filesIn(content: JsonObject): string[] {
  const { images } = objectOf(content['multiImage'])
  const all = [objectOf(content['media']), ...(Array.isArray(images) ? images.map(objectOf) : [])]
  const thumbnail = textOf(objectOf(content['article'])['thumbnail'])
  return [...all.map(({ id }) => textOf(id)), thumbnail].filter((id) => id !== null)
}
