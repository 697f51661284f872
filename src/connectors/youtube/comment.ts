import type { Json } from '../../kit/json.js'
import type {
  Look,
  LostAttempt,
  PublishContext,
  PublishedItem,
  PublishOutcome,
  RenderedItem,
} from '../connector.js'
import { unknown } from '../outcomes.js'
import { objectOf, textOf } from '../values.js'
import { call, data, itemsIn, nextPageIn, timeIn } from './api.js'
import { isRefusal, refusalOf } from './errors.js'

/** A list may lag behind: only after so long a comment that it does not have counts as not made. */
const listLagsMs = 60_000
const clocksDifferMs = 60_000
const mostPages = 10

/** The first comment under a video. */
export async function comment(
  item: RenderedItem,
  under: PublishedItem,
  ctx: PublishContext,
): Promise<PublishOutcome> {
  const topLevelComment = { snippet: { textOriginal: item.text } }
  const reply = await call(ctx, 'POST', `${data}/commentThreads`, {
    query: { part: 'snippet' },
    json: { snippet: { videoId: under.remoteId, topLevelComment } },
    creating: true,
  })
  const id = reply.status === 200 ? textOf(objectOf(reply.json)['id']) : null
  if (id !== null) return { kind: 'published', remoteId: id, url: commentUrl(under.remoteId, id) }
  if (isRefusal(reply)) return refusalOf(reply, ctx.now)
  return unknown(reply, `YouTube answered ${String(reply.status)}: the comment may be there.`)
}

/** Among the comments since, newest first. */
export async function findComment(
  item: RenderedItem,
  under: PublishedItem,
  attempt: LostAttempt,
  ctx: PublishContext,
): Promise<Look> {
  const since = attempt.startedAt.getTime() - clocksDifferMs
  let pageToken: string | undefined
  for (let pages = 0; pages < mostPages; pages += 1) {
    const reply = await call(ctx, 'GET', `${data}/commentThreads`, {
      query: { part: 'snippet', videoId: under.remoteId, order: 'time', maxResults: '100', pageToken },
    })
    const threads = itemsIn(reply)
    if (threads === null) return { kind: 'cannotTell', reason: refusalOf(reply, ctx.now).error.message }
    const seen = threads.map((thread) => read(thread['id'], objectOf(thread['snippet'])['topLevelComment']))
    const own = seen.find(
      (each) =>
        each.id !== null &&
        !attempt.claimed.has(each.id) &&
        each.author === ctx.account.remoteId &&
        each.madeAt >= since &&
        each.text === item.text.trim(),
    )
    if (own?.id != null)
      return {
        kind: 'found',
        remoteId: own.id,
        url: commentUrl(under.remoteId, own.id),
        createdAt: new Date(own.madeAt),
      }
    pageToken = nextPageIn(reply)
    if (pageToken === undefined || seen.some((each) => each.madeAt < since)) break
  }
  return ctx.now.getTime() - attempt.deadlineAt.getTime() < listLagsMs
    ? { kind: 'cannotTell', reason: 'The list of comments may lag behind' }
    : { kind: 'absent' }
}

function read(
  id: Json | undefined,
  comment: Json | undefined,
): { id: string | null; author: string | null; text: string | null; madeAt: number } {
  const snippet = objectOf(objectOf(comment)['snippet'])
  return {
    id: textOf(id),
    author: textOf(objectOf(snippet['authorChannelId'])['value']),
    text: textOf(snippet['textOriginal'])?.trim() ?? null,
    madeAt: timeIn(snippet['publishedAt'])?.getTime() ?? 0,
  }
}

function commentUrl(videoId: string, id: string): string {
  return `https://www.youtube.com/watch?v=${videoId}&lc=${id}`
}
