import type { JsonObject } from '../../kit/json.js'
import type { Look, LostAttempt, PublishContext, PublishedItem, RenderedItem } from '../connector.js'
import { objectOf, textOf } from '../values.js'
import { addressOf, call, listIn, timeIn } from './api.js'
import { kindOf, type Kind } from './kind.js'
import { options as schema } from './options.js'
import type { Plan } from './prepare.js'
import { subredditOf } from './subreddit.js'
import { plain, wordsOf } from './words.js'

const clocksDifferMs = 60_000
const mostPages = 3
/** A video may show up this long after it was accepted. */
const longestTranscodingMs = 10 * 60_000

/**
 * Looks through the account's newest posts, or comments, back to a minute before the attempt. The ids of uploaded
 * files are proof; of other posts the subreddit, the kind and all words have to agree.
 */
export async function find(item: RenderedItem, attempt: LostAttempt, ctx: PublishContext): Promise<Look> {
  const under = item.previous.at(-1)
  const since = new Date(attempt.startedAt.getTime() - clocksDifferMs)
  const things = await newest(under === undefined ? 'submitted' : 'comments', since, ctx)
  if (typeof things === 'string') return cannotTell(things)
  const plan = attempt.plan as Plan
  const isOurs = under === undefined ? likePost(item, plan, ctx) : likeComment(item, under)
  const alike = things.filter((thing) => !attempt.claimed.has(String(thing['name'])) && isOurs(thing))
  const [thing, another] = alike
  if (thing === undefined) return notSeen(item, attempt, ctx)
  const isProven = (plan?.files ?? []).length > 0
  if (!isProven && item.media.length > 0)
    return cannotTell('A post of such files is there, and may be this one')
  if (!isProven && another !== undefined) return cannotTell('Two are there that may be this one')
  return { kind: 'found', ...placeOf(thing), createdAt: timeIn(thing) }
}

/** The post of an uploaded image or video, made since a minute before `since`; null where it is not seen. */
export async function findByAsset(
  assetId: string,
  since: Date,
  ctx: PublishContext,
): Promise<{ remoteId: string; url: string | null } | null> {
  const posts = await newest('submitted', new Date(since.getTime() - clocksDifferMs), ctx)
  const found = typeof posts === 'string' ? undefined : posts.find((post) => hasAsset(post, [assetId]))
  return found === undefined ? null : placeOf(found)
}

function notSeen(item: RenderedItem, attempt: LostAttempt, ctx: PublishContext): Look {
  const passedMs = ctx.now.getTime() - attempt.deadlineAt.getTime()
  const isVideo = ['video', 'videogif'].includes(kindOf(item))
  return isVideo && passedMs < longestTranscodingMs
    ? cannotTell('Reddit may still be working on the video')
    : { kind: 'absent' }
}

function placeOf(thing: JsonObject): { remoteId: string; url: string | null } {
  return { remoteId: String(thing['name']), url: addressOf(thing['permalink']) }
}

function cannotTell(reason: string): Look {
  return { kind: 'cannotTell', reason }
}

/** What the account made since then; why it cannot be read. */
async function newest(
  what: 'submitted' | 'comments',
  since: Date,
  ctx: PublishContext,
): Promise<JsonObject[] | string> {
  const found: JsonObject[] = []
  let after: string | null = null
  for (let pages = 0; pages < mostPages; pages += 1) {
    const reply = await call(ctx, 'GET', `/user/${ctx.account.username ?? ''}/${what}`, {
      query: { sort: 'new', limit: '100', ...(after === null ? {} : { after }) },
    })
    const list = listIn(reply)
    if (list === null) return `Reddit answered ${String(reply.status)}`
    found.push(...list.things.filter((thing) => timeIn(thing) >= since))
    if (list.after === null || list.things.some((thing) => timeIn(thing) < since)) return found
    after = list.after
  }
  return 'There are too many since'
}

function likeComment(item: RenderedItem, under: PublishedItem): (thing: JsonObject) => boolean {
  return (thing) => thing['parent_id'] === under.remoteId && isSameText(thing['body'], item.text)
}

function likePost(item: RenderedItem, plan: Plan, ctx: PublishContext): (thing: JsonObject) => boolean {
  const files = (plan?.files ?? []).map(({ assetId }) => assetId)
  if (files.length > 0) return (thing) => hasAsset(thing, files)
  const { title, body } = wordsOf(item)
  const subreddit = (plan?.subreddit ?? subredditOf(item, ctx)).toLowerCase()
  const { url, crosspostOf } = schema.parse(item.options)
  const kind = kindOf(item)
  return (thing) =>
    String(thing['subreddit']).toLowerCase() === subreddit &&
    plain(String(thing['title'])) === title &&
    kindIn(thing) === shownAs(kind) &&
    isSameText(thing['selftext'], body) &&
    (kind !== 'link' || thing['url'] === url) &&
    (kind !== 'crosspost' || thing['crosspost_parent'] === crosspostOf)
}

/** The ids stand in the addresses of images and videos, and in what a gallery has. */
function hasAsset(post: JsonObject, assets: readonly string[]): boolean {
  const { items } = objectOf(post['gallery_data'])
  if (Array.isArray(items)) {
    const own = items.map((item) => textOf(objectOf(item)['media_id']))
    return assets.length === own.length && assets.every((asset) => own.includes(asset))
  }
  const url = textOf(post['url']) ?? ''
  const id = /^https:\/\/[iv]\.redd\.it\/([^/.]+)/.exec(url)?.[1]
  return assets.length === 1 && id === assets[0]
}

/** As far as a post tells its kind. */
function kindIn(post: JsonObject): string {
  if (post['poll_data'] != null) return 'poll'
  if (textOf(post['crosspost_parent']) !== null) return 'crosspost'
  if (post['is_gallery'] === true) return 'gallery'
  if (post['is_video'] === true) return 'video'
  if (post['is_self'] === true) return 'self'
  return /^https:\/\/i\.redd\.it\//.test(textOf(post['url']) ?? '') ? 'image' : 'link'
}

function shownAs(kind: Kind): string {
  return kind === 'videogif' ? 'video' : kind
}

function isSameText(value: JsonObject[string], text: string): boolean {
  const plainText = (each: string): string => each.replace(/\r\n?/g, '\n').trim()
  return plainText(textOf(value) ?? '') === plainText(text)
}
