import type { Look, LostAttempt, PublishContext, RenderedItem } from '../connector.js'
import { askPosts, postsIn, successIn, urlOf, type Listed } from './api.js'
import { newOnes, type Resume } from './check.js'
import { refusalOf } from './errors.js'
import { kindOf, options as schema } from './options.js'
import type { Plan } from './prepare.js'
import { textOf } from './publish.js'
import { beginning } from './upload.js'

const clocksDifferMs = 60_000
const mostPages = 4

/** Looks for a post that was not there just before ours was asked for: with our words, where its kind has any. */
export async function find(item: RenderedItem, attempt: LostAttempt, ctx: PublishContext): Promise<Look> {
  const plan = attempt.plan as Plan | null
  const kind = plan?.kind ?? kindOf(item)
  const text = textOf(kind, item.text, schema.parse(item.options).title)
  const before = plan?.before ?? null
  if (before === null && text.trim() === '')
    return cannotTell('Nothing tells the post from others: what was there before it is not known')

  const listed = await listedSince(kind, attempt.startedAt.getTime() - clocksDifferMs, ctx)
  if ('reason' in listed) return cannotTell(listed.reason)
  const isVideo = plan?.isVideo ?? item.media.some((file) => file.kind === 'video')
  const [post, another] = newOnes(listed.posts, { before, isVideo }).filter(
    ({ id, text: shown }) => !attempt.claimed.has(id) && isSame(shown, text),
  )
  if (post === undefined) {
    // The lost request may have used up the container: another one is made for the next.
    await ctx.dropStep(beginning)
    return { kind: 'absent' }
  }
  if (another !== undefined) return cannotTell('Two posts are there that may be this one')
  const { id, createdAt } = post
  const found: Look = { kind: 'found', remoteId: id, url: urlOf(kind, id, ctx.account.username), createdAt }
  if (kind !== 'SPOTLIGHT') return { ...found, data: { kind } }
  const resume: Resume = { kind, id, before, isVideo, asked: 0, listed: 0, since: ctx.now.toISOString() }
  return { ...found, data: { kind }, resume }
}

function cannotTell(reason: string): Look {
  return { kind: 'cannotTell', reason }
}

async function listedSince(
  kind: Plan['kind'],
  since: number,
  ctx: PublishContext,
): Promise<{ posts: Listed[] } | { reason: string }> {
  const posts: Listed[] = []
  let cursor: string | null = null
  for (let pages = 0; pages < mostPages; pages += 1) {
    const reply = await askPosts(kind, cursor, ctx)
    const body = successIn(reply)
    if (body === null) return { reason: refusalOf(reply).error.message }
    const page = postsIn(kind, body)
    posts.push(...page.posts.filter(({ createdAt }) => createdAt.getTime() >= since))
    cursor = page.next
    const oldest = page.posts.at(-1)
    if (cursor === null || oldest === undefined || oldest.createdAt.getTime() < since) return { posts }
  }
  return { reason: 'There are too many posts since' }
}

function isSame(shown: string, text: string): boolean {
  const [one, other] = [shown, text].map((each) => each.normalize('NFC').trim())
  return one === other
}
