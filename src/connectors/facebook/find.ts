import type { JsonObject } from '../../kit/json.js'
import type { Look, LostAttempt, PublishContext, RenderedItem } from '../connector.js'
import { asId, nextIn, dataIn, graphFaultIn, idOf, isGraphMissing, timeIn } from '../graph-api.js'
import { objectOf, textOf } from '../values.js'
import { appId, read } from './api.js'
import { findComment } from './comment.js'
import { isRefused, openPage, type Page } from './page.js'
import { dataOf, isStory, planOf, postUrl, type Plan } from './plan.js'
import { addressOf, isTold, statusOf } from './status.js'
import { storiesSince, storyUrl } from './stories.js'

const clocksDifferMs = 60_000
const mostPages = 10

/**
 * By the surest sign that there is: a video says itself what became of it, a photo names the post that it is in, a
 * story its file. Only a text has nothing but its words. Reads.
 */
export async function find(item: RenderedItem, attempt: LostAttempt, ctx: PublishContext): Promise<Look> {
  const under = item.sequence > 0 ? item.previous[0] : undefined
  if (under !== undefined) return findComment(item, under, attempt, ctx)
  const plan = planOf(item, attempt.plan, ctx)
  if (plan === null) return cannotTell('No page is selected')
  const page = await openPage(plan.pageId, ctx)
  if (isRefused(page)) return cannotTell(page.error.message)
  if (plan.videoId !== undefined && !isStory(plan)) return findVideo(plan, plan.videoId, page, ctx)
  const [photoId] = plan.photoIds ?? []
  if (isStory(plan)) return findStory(plan, plan.videoId ?? photoId, attempt, page, ctx)
  if (photoId !== undefined) return findPhoto(plan, photoId, page, ctx)
  if (plan.kind === 'reel') return cannotTell('Nobody knows any more which video it was')
  return findWords(item, plan, attempt, page, ctx)
}

function cannotTell(reason: string): Look {
  return { kind: 'cannotTell', reason }
}

async function findVideo(plan: Plan, videoId: string, page: Page, ctx: PublishContext): Promise<Look> {
  const status = await statusOf(videoId, page, ctx)
  // One that was never published, and is gone.
  if (status === 'missing') return { kind: 'absent' }
  if (!isTold(status)) return cannotTell(`Facebook answered ${String(status.status)}`)
  if (status.isOut) {
    const url = status.permalink ?? `https://www.facebook.com/reel/${videoId}`
    return { kind: 'found', remoteId: status.postId ?? videoId, url, createdAt: null, data: dataOf(plan) }
  }
  return status.isBeingPublished && status.failure === null
    ? cannotTell('Facebook is publishing it')
    : { kind: 'absent' }
}

async function findStory(
  plan: Plan,
  mediaId: string | undefined,
  attempt: LostAttempt,
  page: Page,
  ctx: PublishContext,
): Promise<Look> {
  if (mediaId === undefined) return cannotTell('Nobody knows any more which file it was')
  const since = new Date(attempt.startedAt.getTime() - clocksDifferMs)
  const stories = await storiesSince(since, page, ctx)
  if (!Array.isArray(stories)) return cannotTell(`Facebook answered ${String(stories.status)}`)
  const story = stories.find((each) => each.mediaId === mediaId)
  if (story === undefined) return { kind: 'absent' }
  const { postId, createdAt, url } = story
  return { kind: 'found', remoteId: postId, url: url ?? storyUrl(postId), createdAt, data: dataOf(plan) }
}

/** A photo is older than its post: it was uploaded before. */
export async function findPhoto(plan: Plan, photoId: string, page: Page, ctx: PublishContext): Promise<Look> {
  const reply = await read(ctx, page.token, photoId, { fields: 'page_story_id,created_time' })
  if (isGraphMissing(graphFaultIn(reply))) return { kind: 'absent' }
  if (reply.status !== 200) return cannotTell(`Facebook answered ${String(reply.status)}`)
  const postId = asId(objectOf(reply.json)['page_story_id'])
  if (postId === null) return { kind: 'absent' }
  return { kind: 'found', remoteId: postId, url: postUrl(postId), createdAt: null, data: dataOf(plan) }
}

/** The one post of ours since the attempt that says the same. */
async function findWords(
  item: RenderedItem,
  plan: Plan,
  attempt: LostAttempt,
  page: Page,
  ctx: PublishContext,
): Promise<Look> {
  const since = attempt.startedAt.getTime() - clocksDifferMs
  if (item.text.trim() === '') return cannotTell('A post without words is not known from others')
  const hits: JsonObject[] = []
  let after: string | undefined
  for (let pages = 0; pages < mostPages; pages += 1) {
    const reply = await read(ctx, page.token, `${page.id}/published_posts`, {
      fields: 'id,message,created_time,permalink_url,application{id},attachments{media_type}',
      limit: '25',
      after,
    })
    const posts = dataIn(reply)
    if (posts === null) return cannotTell(`Facebook answered ${String(reply.status)}`)
    const isOurs = (post: JsonObject): boolean =>
      madeAt(post) >= since &&
      (textOf(post['message']) ?? '').trim() === item.text.trim() &&
      [null, appId(ctx)].includes(idOf(post['application'])) &&
      (plan.kind === 'text') === !hasFiles(post) &&
      !attempt.claimed.has(idOf(post) ?? '')
    hits.push(...posts.filter(isOurs))
    after = nextIn(reply) ?? undefined
    const isBefore = posts.some((post) => madeAt(post) < since)
    if (after === undefined || posts.length === 0 || isBefore) return whichOf(hits, plan)
  }
  return cannotTell('There are too many posts since')
}

/** A card is an attachment too. */
function hasFiles(post: JsonObject): boolean {
  return attachmentsOf(post).some((each) => each['media_type'] !== 'link')
}

function attachmentsOf(post: JsonObject): JsonObject[] {
  const { data } = objectOf(post['attachments'])
  return Array.isArray(data) ? data.map(objectOf) : []
}

function madeAt(post: JsonObject): number {
  return timeIn(post['created_time']).getTime()
}

function whichOf([hit, ...more]: readonly JsonObject[], plan: Plan): Look {
  const remoteId = idOf(hit)
  if (hit === undefined || remoteId === null) return { kind: 'absent' }
  if (more.length > 0) return cannotTell('Several posts are like it')
  const url = addressOf(hit['permalink_url']) ?? postUrl(remoteId)
  return { kind: 'found', remoteId, url, createdAt: new Date(madeAt(hit)), data: dataOf(plan) }
}
