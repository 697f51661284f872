import type { Json, JsonObject } from '../../kit/json.js'
import type { Look, LostAttempt, PublishContext, RenderedItem } from '../connector.js'
import { textOf } from '../values.js'
import type { Plan } from './prepare.js'
import { urlOf } from './publish.js'
import { isStatus, isTaken, statusOf, type Status } from './status.js'
import { beginning } from './upload.js'
import { idOf, listVideos } from './videos.js'

const clocksDifferMs = 60_000
const publicWithinMs = 3 * 60_000
const mostPages = 5

/**
 * A video tells by its `publish_id` what became of it. Photos have none before they are asked for, as has nothing after
 * the database was put back: they are looked for among what the account shows, where they need not be.
 */
export async function find(item: RenderedItem, attempt: LostAttempt, ctx: PublishContext): Promise<Look> {
  const plan = attempt.plan as Plan | null
  if (plan?.kind !== 'video') return search(item, attempt, ctx)
  const status = await statusOf(plan.publishId, ctx)
  if (status === 'unknown id') return search(item, attempt, ctx)
  if (!isStatus(status)) return cannotTell(`TikTok answered ${String(status.status)}`)
  const video = item.media.find(({ kind }) => kind === 'video')
  if (status.status === 'FAILED') {
    await ctx.dropStep(beginning)
    return { kind: 'absent' }
  }
  if (!isTaken(status, video?.sizeBytes ?? Infinity)) return { kind: 'absent' }
  return whatIsOut(status, plan, attempt, ctx)
}

function whatIsOut(
  status: Status,
  plan: Extract<Plan, { kind: 'video' }>,
  attempt: LostAttempt,
  ctx: PublishContext,
): Look {
  const { publishId, username } = plan
  const data: Json = { publishId, kind: plan.kind }
  if (status.publicId !== null) {
    const url = urlOf(username ?? ctx.account.username, plan.kind, status.publicId)
    return { kind: 'found', remoteId: status.publicId, url, createdAt: null, data }
  }
  const isComplete = status.status === 'PUBLISH_COMPLETE'
  if (!isComplete && status.status !== 'SEND_TO_USER_INBOX') return cannotTell('TikTok still works on it')
  const isLate = ctx.now.getTime() - attempt.deadlineAt.getTime() > publicWithinMs
  const isAwaited = isComplete && plan.privacy === 'PUBLIC_TO_EVERYONE' && !isLate
  if (isAwaited) return cannotTell('It is out, and TikTok does not yet say under which number')
  return { kind: 'found', remoteId: publishId, url: null, createdAt: null, data }
}

function cannotTell(reason: string): Look {
  return { kind: 'cannotTell', reason }
}

/** Found is found; what is not there may be private, waiting, or of a kind that is not listed. */
async function search(item: RenderedItem, attempt: LostAttempt, ctx: PublishContext): Promise<Look> {
  const since = attempt.startedAt.getTime() - clocksDifferMs
  const alike: JsonObject[] = []
  let cursor: number | null = null
  for (let pages = 0; pages < mostPages; pages += 1) {
    const page = await listVideos(ctx, 'id,create_time,title,video_description,share_url', cursor)
    if ('refusal' in page) return cannotTell(page.refusal.error.message)
    alike.push(
      ...page.videos.filter(
        (video) =>
          madeAt(video) >= since && !attempt.claimed.has(idOf(video) ?? '') && isLike(video, item.text),
      ),
    )
    const oldest = page.videos.at(-1)
    cursor = page.next
    if (cursor === null || oldest === undefined || madeAt(oldest) < since) break
  }
  const [video, another] = alike
  const id = video === undefined ? null : idOf(video)
  if (video === undefined || id === null)
    return cannotTell('TikTok lists only what everybody may see, and not all of that')
  if (another !== undefined) return cannotTell('Two posts are there that may be this one')
  if (item.text.trim() === '') return cannotTell('A post without words is there, and may be this one')
  return { kind: 'found', remoteId: id, url: textOf(video['share_url']), createdAt: new Date(madeAt(video)) }
}

function madeAt(video: JsonObject): number {
  return Number(video['create_time']) * 1_000
}

/** Titles in the list are cut at 150 characters. */
function isLike(video: JsonObject, text: string): boolean {
  const [sent, ...shown] = [text, video['title'], video['video_description']].map((each) =>
    (textOf(each) ?? '').normalize('NFC').trim(),
  )
  const given = sent ?? ''
  return shown.some((each) => each === given || (each.length >= 100 && given.startsWith(each)))
}
