import type { Json } from '../../kit/json.js'
import type { PublishContext, PublishOutcome, RenderedItem } from '../connector.js'
import { askPosts, askSpotlight, postsIn, reviewIn, successIn, urlOf, type Listed } from './api.js'
import { rejected, told } from './errors.js'
import type { Plan } from './prepare.js'
import { beginning } from './upload.js'

/** What is out at Snapchat, and something about it is still to be learnt. */
export type Resume = Pick<Plan, 'kind' | 'before' | 'isVideo'> & {
  /** Of a Spotlight; null of a Story. */
  id: string | null
  asked: number
  /** How many lists came of which none had the Story. */
  listed: number
  since: string
}

const pausesMs = [5_000, 10_000, 10_000, 20_000, 30_000]
const longestPauseMs = 60_000
/** Reviews may take hours, and Snapchat may be away; what it has taken counts as published after this. */
const longestWaitMs = 3 * 60_000
/** A Story is listed within seconds, or stays without its id. */
const mostListsWithoutStory = 3

/** Learns the id of a Story, or what became of the review of a Spotlight. */
export function check(_item: RenderedItem, resume: Json, ctx: PublishContext): Promise<PublishOutcome> {
  const given = resume as Resume
  return given.id === null ? checkStory(given, ctx) : checkSpotlight(given, given.id, ctx)
}

function again(given: Resume): PublishOutcome {
  const asked = given.asked + 1
  return {
    kind: 'processing',
    resume: { ...given, asked },
    checkInMs: pausesMs[asked] ?? longestPauseMs,
  }
}

function published(given: Resume, id: string | null, ctx: PublishContext): PublishOutcome {
  const { kind } = given
  return { kind: 'published', remoteId: id, url: urlOf(kind, id, ctx.account.username), data: { kind } }
}

/** That the id cannot be learnt takes nothing from a Story that is out: it only has no numbers. */
async function checkStory(given: Resume, ctx: PublishContext): Promise<PublishOutcome> {
  // Among many nobody knows which one is new.
  if (given.before === null) return published(given, null, ctx)
  const reply = await askPosts('STORY', null, ctx).catch(() => null)
  const body = reply === null ? null : successIn(reply)
  if (body === null) return isInTime(given, ctx) ? again(given) : published(given, null, ctx)
  const [story, another] = newOnes(postsIn('STORY', body).posts, given)
  if (story !== undefined) return published(given, another === undefined ? story.id : null, ctx)
  const listed = given.listed + 1
  return listed < mostListsWithoutStory ? again({ ...given, listed }) : published(given, null, ctx)
}

function isInTime({ since }: Resume, { now }: PublishContext): boolean {
  return now.getTime() - Date.parse(since) < longestWaitMs
}

/** What was not there just before, and is of our kind of file where that is told. */
export function newOnes(
  posts: readonly Listed[],
  { before, isVideo }: Pick<Plan, 'before' | 'isVideo'>,
): Listed[] {
  const type = isVideo ? 'VIDEO' : 'IMAGE'
  const known = new Set(before)
  return posts.filter(({ id, mediaType }) => !known.has(id) && (mediaType === null || mediaType === type))
}

async function checkSpotlight(given: Resume, id: string, ctx: PublishContext): Promise<PublishOutcome> {
  const reply = await askSpotlight(id, ctx).catch(() => null)
  const review = reply === null ? null : reviewIn(reply)
  if (reply !== null && review === 'REJECTED') {
    // Whether a second post can be made from the same file nobody knows: another try uploads it anew.
    await ctx.dropStep(beginning)
    return told(rejected, reply)
  }
  if (review === 'LIVE') return published(given, id, ctx)
  if (isInTime(given, ctx)) return again(given)
  const message =
    'Snapchat has not told yet whether it shows the Spotlight to everybody: it looks at each one first, and may reject it.'
  const out = published(given, id, ctx)
  return out.kind === 'published' ? { ...out, warnings: [{ code: 'IN_REVIEW', message }] } : out
}
