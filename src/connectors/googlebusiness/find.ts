import type { Json, JsonObject } from '../../kit/json.js'
import type { Look, LostAttempt, PublishContext, RenderedItem } from '../connector.js'
import { listOf, objectOf, textOf } from '../values.js'
import { timeIn } from './api.js'
import { localPostOf } from './local-post.js'
import { locationOf } from './location.js'
import type { Plan } from './prepare.js'
import { listPosts } from './posts.js'
import { isShown, resumeAt, type LocalPost } from './review.js'

const clocksDifferMs = 60_000
const mostPages = 3

/**
 * Reads the location's posts, those that Google reviews or rejected among them, for one made since a minute before the
 * attempt. The address of its photo, if Google tells it, is that of no other; else what it says has to be the same, and
 * where two are alike a person has to look.
 */
export async function find(item: RenderedItem, attempt: LostAttempt, ctx: PublishContext): Promise<Look> {
  const location = locationOf(ctx.data)
  if (location === null) return cannotTell('No location is selected')
  const since = attempt.startedAt.getTime() - clocksDifferMs
  const read = await newest(location, since, ctx)
  if (typeof read === 'string') return cannotTell(read)
  const { sourceUrl = null } = objectOf(attempt.plan) as Partial<Plan>
  const sent = localPostOf(item, sourceUrl)
  const recent = read.posts.filter((post) => madeAt(post) >= since && !attempt.claimed.has(post.name))
  const alike = recent.filter(({ about }) => isLike(about, sent, item.media.length > 0))
  const ours = alike.find(({ about }) => sourceUrl !== null && sourceIn(about) === sourceUrl)
  const [one, another] = ours === undefined ? alike : [ours]
  if (another !== undefined) return cannotTell('Two posts are there that may be this one')
  if (one !== undefined) return found(one, ctx)
  return read.isWhole
    ? { kind: 'absent' }
    : cannotTell('There are too many posts since, or they are not listed by their time')
}

function cannotTell(reason: string): Look {
  return { kind: 'cannotTell', reason }
}

/** Google has it; whether it shows it is seen to by `check`. */
function found(post: LocalPost, { now }: PublishContext): Look {
  return {
    kind: 'found',
    remoteId: post.name,
    url: post.url,
    createdAt: timeIn(post.about['createTime']),
    ...(isShown(post) ? {} : { resume: resumeAt(post, now) }),
  }
}

/** The posts since, and whether these are all of them; why they cannot be read. */
async function newest(
  location: string,
  since: number,
  ctx: PublishContext,
): Promise<{ posts: LocalPost[]; isWhole: boolean } | string> {
  const posts: LocalPost[] = []
  let pageToken: string | null = null
  for (let pages = 0; pages < mostPages; pages += 1) {
    const page = await listPosts(location, pageToken, ctx)
    if ('kind' in page) return page.error.message
    posts.push(...page.posts)
    pageToken = page.next
    if (pageToken === null) return { posts, isWhole: true }
    if (reachBefore(since, posts)) return { posts, isWhole: true }
  }
  return { posts, isWhole: false }
}

/** Whether the list goes back to before a moment. That it is newest first is not promised. */
function reachBefore(since: number, posts: readonly LocalPost[]): boolean {
  const times = posts.map(madeAt)
  const isNewestFirst = times.every((time, index) => time <= (times[index - 1] ?? Infinity))
  return isNewestFirst && (times.at(-1) ?? Infinity) < since
}

function madeAt({ about }: LocalPost): number {
  return timeIn(about['createTime'])?.getTime() ?? 0
}

function isLike(about: JsonObject, sent: JsonObject, hasPhoto: boolean): boolean {
  const media = listOf(about['media'])
  const [place, sentPlace] = [placeOf(sourceIn(about)), placeOf(sourceIn(sent))]
  return (
    media.length > 0 === hasPhoto &&
    // Every attempt has an address of its own, of the same file.
    (place === null || sentPlace === null || place === sentPlace) &&
    ['topicType', 'summary', 'event', 'offer', 'callToAction'].every((name) =>
      covers(about[name], sent[name]),
    )
  )
}

function sourceIn({ media }: JsonObject): string | null {
  return textOf(objectOf(listOf(media)[0])['sourceUrl'])
}

function placeOf(address: string | null): string | null {
  return address === null || !URL.canParse(address) ? null : new URL(address).pathname
}

/**
 * Whether all that was sent is there. Google leaves out noughts, and may add what it knows (the number that CALL calls).
 */
function covers(told: Json | undefined, sent: Json | undefined): boolean {
  if (typeof sent === 'number') return (told ?? 0) === sent
  if (typeof sent === 'object' && sent !== null)
    return Object.entries(sent).every(([name, value]) => covers(objectOf(told)[name], value as Json))
  return sent === undefined ? textOf(told) === null && !isThere(told) : plain(told) === plain(sent)
}

function isThere(told: Json | undefined): boolean {
  return Object.keys(objectOf(told)).length > 0
}

function plain(value: Json | undefined): string {
  return (textOf(value) ?? '').normalize('NFC').replace(/\s+/g, ' ').trim()
}
