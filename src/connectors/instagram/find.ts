import type { JsonObject } from '../../kit/json.js'
import type { Look, LostAttempt, PublishContext, PublishedItem, RenderedItem } from '../connector.js'
import { cursorIn, dataIn, idOf } from '../graph-api.js'
import { objectOf, textOf } from '../values.js'
import { isMissing } from './errors.js'
import { nodeIn, posterOf, read } from './graph.js'
import { kindOf, type Kind } from './kind.js'
import type { Plan } from './prepare.js'
import { addressOf } from './publish.js'

const mostPages = 10
/** A post that is out is listed within moments; one that still has no place there after this has two. */
const longestSearchMs = 3 * 60_000

/**
 * Asks the container, which is published once and says so; its post then has to be recognised among the account's.
 * Where the container is not known (the database was put back), or gone, only the account's posts can tell.
 */
export function find(item: RenderedItem, attempt: LostAttempt, ctx: PublishContext): Promise<Look> {
  const under = item.previous.at(-1)
  return under === undefined ? findPost(item, attempt, ctx) : findComment(item, under, attempt, ctx)
}

async function findPost(item: RenderedItem, attempt: LostAttempt, ctx: PublishContext): Promise<Look> {
  const { containerId, poster = posterOf(ctx)?.id } = objectOf(attempt.plan) as Partial<Plan>
  if (poster === undefined) return cannotTell('No account is chosen')
  const data = { kind: kindOf(item) }
  const status = containerId === undefined ? 'MISSING' : await statusOf(containerId, ctx)
  switch (status) {
    case 'FINISHED':
    case 'EXPIRED':
    case 'ERROR':
      return { kind: 'absent' }
    case 'PUBLISHED': {
      const look = await search(item, poster, attempt, ctx)
      if (look.kind === 'found') return { ...look, data }
      const isLate = ctx.now.getTime() - attempt.deadlineAt.getTime() > longestSearchMs
      if (isLate) return { kind: 'found', remoteId: null, url: null, createdAt: null, data }
      return cannotTell('It is out, and Instagram does not yet list it')
    }
    case 'MISSING': {
      const look = await search(item, poster, attempt, ctx)
      return look.kind === 'found' ? { ...look, data } : look
    }
    default:
      return cannotTell(status)
  }
}

/** The container's own word; why there is none otherwise. */
async function statusOf(containerId: string, ctx: PublishContext): Promise<string> {
  const reply = await read(ctx, containerId, { fields: 'id,status_code,status' })
  if (isMissing(reply)) return 'MISSING'
  const status = reply.status === 200 ? textOf(nodeIn(reply)['status_code']) : null
  return status ?? `Instagram answered ${String(reply.status)}`
}

/** The one post since the attempt that is like the item and belongs to no other of ours. */
async function search(
  item: RenderedItem,
  poster: string,
  attempt: LostAttempt,
  ctx: PublishContext,
): Promise<Look> {
  const kind = kindOf(item)
  const since = attempt.startedAt.getTime() - 60_000
  const path = `${poster}/${kind === 'story' ? 'stories' : 'media'}`
  const fields = 'id,caption,media_type,media_product_type,permalink,timestamp'
  const isHit = (media: JsonObject): boolean =>
    isOfKind(media, kind, item) &&
    (kind === 'story' || (textOf(media['caption']) ?? '').trim() === item.text.trim())
  // Newest first.
  const isOver = (page: readonly JsonObject[]): boolean => page.some((media) => timeOf(media) < since)
  const hits = await all(path, fields, isOver, ctx)
  if (typeof hits === 'string') return cannotTell(hits)
  const look = whichOf(hits.filter((media) => isHit(media) && isFree(media, since, attempt)))
  if (look.kind !== 'found' || look.remoteId === null || look.url !== null) return look
  // The address comes later than the post at times, in lists, too.
  return { ...look, url: await addressOf(look.remoteId, ctx) }
}

async function findComment(
  item: RenderedItem,
  { remoteId }: PublishedItem,
  attempt: LostAttempt,
  ctx: PublishContext,
): Promise<Look> {
  const since = attempt.startedAt.getTime() - 60_000
  const own = posterOf(ctx)?.username?.toLowerCase()
  const comments = await all(`${remoteId}/comments`, 'id,text,username,timestamp', () => false, ctx)
  if (typeof comments === 'string') return cannotTell(comments)
  const hits = comments.filter(
    ({ text, username }) =>
      textOf(text)?.trim() === item.text.trim() && textOf(username)?.toLowerCase() === own,
  )
  return whichOf(hits.filter((each) => isFree(each, since, attempt)))
}

/** A list from its beginning, until it is over; a sentence where it could not be read, or does not end. */
async function all(
  path: string,
  fields: string,
  isOver: (page: readonly JsonObject[]) => boolean,
  ctx: PublishContext,
): Promise<JsonObject[] | string> {
  const found: JsonObject[] = []
  let after: string | undefined
  for (let pages = 0; pages < mostPages; pages += 1) {
    const reply = await read(ctx, path, { fields, limit: '25', after })
    const page = dataIn(reply)
    if (page === null) return `Instagram answered ${String(reply.status)}`
    found.push(...page)
    after = cursorIn(reply) ?? undefined
    if (after === undefined || page.length === 0 || isOver(page)) return found
  }
  return 'There are too many since'
}

function isFree(each: JsonObject, since: number, { claimed }: LostAttempt): boolean {
  return timeOf(each) >= since && !claimed.has(idOf(each) ?? '')
}

function timeOf({ timestamp }: JsonObject): number {
  return Date.parse(String(timestamp))
}

function isOfKind(media: JsonObject, kind: Kind, item: RenderedItem): boolean {
  const [type, product] = [media['media_type'], media['media_product_type']]
  switch (kind) {
    case 'carousel':
      return type === 'CAROUSEL_ALBUM'
    case 'reel':
      return type === 'VIDEO' && product !== 'STORY'
    case 'image':
      return type === 'IMAGE' && product !== 'STORY'
    case 'story':
      return type === (item.media[0]?.kind === 'video' ? 'VIDEO' : 'IMAGE')
  }
}

function whichOf([hit, ...more]: readonly JsonObject[]): Look {
  const remoteId = idOf(hit)
  if (hit === undefined || remoteId === null) return { kind: 'absent' }
  if (more.length > 0) return cannotTell('Several are like it')
  return {
    kind: 'found',
    remoteId,
    url: textOf(hit['permalink']),
    createdAt: new Date(timeOf(hit)),
  }
}

function cannotTell(reason: string): Look {
  return { kind: 'cannotTell', reason }
}
