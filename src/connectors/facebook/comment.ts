import type { Json, JsonObject } from '../../kit/json.js'
import type {
  Look,
  LostAttempt,
  PublishContext,
  PublishedItem,
  PublishOutcome,
  RenderedItem,
} from '../connector.js'
import { nextIn, dataIn, idIn, idOf, timeIn } from '../graph-api.js'
import { unknown } from '../outcomes.js'
import { objectOf, textOf } from '../values.js'
import { read, write } from './api.js'
import { isRefusal } from './errors.js'
import { chosenPage, isRefused, noPage, openPage, refusalFor } from './page.js'
import { addressOf } from './status.js'

const clocksDifferMs = 60_000
const mostPages = 5

/** By the page whose post it is, whatever page is chosen meanwhile. */
export async function comment(
  item: RenderedItem,
  under: PublishedItem,
  ctx: PublishContext,
): Promise<PublishOutcome> {
  const pageId = pageOf(under, ctx)
  if (pageId === null) return noPage
  const page = await openPage(pageId, ctx)
  if (isRefused(page)) return page
  const fields = { message: item.text, fields: 'id,permalink_url' }
  const reply = await write(ctx, page.token, `${under.remoteId}/comments`, fields, { creating: true })
  const id = idIn(reply)
  if (id !== null)
    return { kind: 'published', remoteId: id, url: addressOf(objectOf(reply.json)['permalink_url']) }
  if (isRefusal(reply)) return refusalFor(reply, page, ctx)
  return unknown(reply, `Facebook answered ${String(reply.status)}: the comment may be out.`)
}

function pageOf({ data }: { data: Json }, ctx: PublishContext): string | null {
  return textOf(objectOf(data)['pageId']) ?? chosenPage(ctx.data)
}

/** The page's own comment with these words, since the attempt. */
export async function findComment(
  item: RenderedItem,
  under: PublishedItem,
  attempt: LostAttempt,
  ctx: PublishContext,
): Promise<Look> {
  const pageId = pageOf(under, ctx)
  const page = pageId === null ? noPage : await openPage(pageId, ctx)
  if (isRefused(page)) return { kind: 'cannotTell', reason: page.error.message }
  const since = attempt.startedAt.getTime() - clocksDifferMs
  const isOurs = (comment: JsonObject): boolean =>
    idOf(comment['from']) === page.id &&
    (textOf(comment['message']) ?? '').trim() === item.text.trim() &&
    timeIn(comment['created_time']).getTime() >= since &&
    !attempt.claimed.has(idOf(comment) ?? '')
  const hits: JsonObject[] = []
  let after: string | undefined
  for (let pages = 0; pages < mostPages; pages += 1) {
    const reply = await read(ctx, page.token, `${under.remoteId}/comments`, {
      filter: 'stream',
      order: 'reverse_chronological',
      fields: 'id,message,from,created_time,permalink_url',
      limit: '100',
      after,
    })
    const comments = dataIn(reply)
    if (comments === null) return { kind: 'cannotTell', reason: `Facebook answered ${String(reply.status)}` }
    hits.push(...comments.filter(isOurs))
    after = nextIn(reply) ?? undefined
    const isBefore = comments.some((each) => timeIn(each['created_time']).getTime() < since)
    if (after === undefined || comments.length === 0 || isBefore) return whichOf(hits)
  }
  return { kind: 'cannotTell', reason: 'There are too many comments since' }
}

function whichOf([hit, ...more]: readonly JsonObject[]): Look {
  const remoteId = idOf(hit)
  if (hit === undefined || remoteId === null) return { kind: 'absent' }
  if (more.length > 0) return { kind: 'cannotTell', reason: 'Several comments are like it' }
  const createdAt = timeIn(hit['created_time'])
  return { kind: 'found', remoteId, url: addressOf(hit['permalink_url']), createdAt }
}
