import type { JsonObject } from '../../kit/json.js'
import type { Look, LostAttempt, PublishContext, RenderedItem } from '../connector.js'
import { cursorIn, dataIn, idOf } from '../graph-api.js'
import { objectOf, textOf } from '../values.js'
import { isMissing } from './errors.js'
import { read } from './graph.js'
import { parentIdOf } from './options.js'
import type { Plan } from './prepare.js'

const mostPages = 10
/** A post that is out shows up in the lists within moments; one that still has no place there after this has two. */
const longestSearchMs = 3 * 60_000

/**
 * Asks the container, which is published once and says so; its post then has to be recognised among the account's.
 * Where the container is not known (the database was put back), or gone, only the account's posts can tell.
 */
export async function find(item: RenderedItem, attempt: LostAttempt, ctx: PublishContext): Promise<Look> {
  const { containerId } = objectOf(attempt.plan) as Partial<Plan>
  const status = containerId === undefined ? 'MISSING' : await statusOf(containerId, ctx)
  switch (status) {
    case 'FINISHED':
    case 'EXPIRED':
    case 'ERROR':
      return { kind: 'absent' }
    case 'PUBLISHED': {
      const look = await search(item, attempt, ctx)
      if (look.kind === 'found') return look
      const isLate = ctx.now.getTime() - attempt.deadlineAt.getTime() > longestSearchMs
      if (isLate) return { kind: 'found', remoteId: null, url: null, createdAt: null }
      return { kind: 'cannotTell', reason: 'It is out, and Threads does not yet list it' }
    }
    case 'MISSING':
      return search(item, attempt, ctx)
    default:
      return { kind: 'cannotTell', reason: status }
  }
}

/** The container's own word; why there is none otherwise. */
async function statusOf(containerId: string, ctx: PublishContext): Promise<string> {
  const reply = await read(ctx, containerId, { fields: 'id,status,error_message' })
  if (isMissing(reply)) return 'MISSING'
  const status = reply.status === 200 ? textOf(objectOf(reply.json)['status']) : null
  return status ?? `Threads answered ${String(reply.status)}`
}

/** The one post since the attempt that is like the item and belongs to no other of ours. */
async function search(item: RenderedItem, attempt: LostAttempt, ctx: PublishContext): Promise<Look> {
  const parentId = parentIdOf(item)
  const since = attempt.startedAt.getTime() - 60_000
  const hits: JsonObject[] = []
  let after: string | undefined
  for (let pages = 0; pages < mostPages; pages += 1) {
    const reply = await read(ctx, parentId === null ? 'me/threads' : 'me/replies', {
      fields: `id,text,timestamp,permalink,media_type${parentId === null ? '' : ',replied_to'}`,
      since: String(Math.floor(since / 1_000)),
      limit: '25',
      after,
    })
    const posts = dataIn(reply)
    if (posts === null) return { kind: 'cannotTell', reason: `Threads answered ${String(reply.status)}` }
    hits.push(
      ...posts.filter(
        (post) =>
          isLike(post, item, parentId) &&
          Date.parse(String(post['timestamp'])) >= since &&
          !attempt.claimed.has(idOf(post) ?? ''),
      ),
    )
    after = cursorIn(reply) ?? undefined
    if (after === undefined || posts.length === 0) return whichOf(hits)
  }
  return { kind: 'cannotTell', reason: 'There are too many posts since' }
}

function whichOf([hit, ...more]: readonly JsonObject[]): Look {
  const remoteId = idOf(hit)
  if (hit === undefined || remoteId === null) return { kind: 'absent' }
  if (more.length > 0) return { kind: 'cannotTell', reason: 'Several posts are like it' }
  return {
    kind: 'found',
    remoteId,
    url: textOf(hit['permalink']),
    createdAt: new Date(String(hit['timestamp'])),
  }
}

/** Threads may trim a text, and knows posts by other words than containers. */
function isLike(post: JsonObject, item: RenderedItem, parentId: string | null): boolean {
  return (
    post['media_type'] === mediaTypeOf(item) &&
    (textOf(post['text']) ?? '').trim() === item.text.trim() &&
    (parentId === null || idOf(post['replied_to']) === parentId)
  )
}

function mediaTypeOf({ media: [first, ...more] }: RenderedItem): string {
  if (first === undefined) return 'TEXT_POST'
  if (more.length > 0) return 'CAROUSEL_ALBUM'
  return first.kind === 'video' ? 'VIDEO' : 'IMAGE'
}
