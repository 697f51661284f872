import type { Json, JsonObject } from '../../kit/json.js'
import type {
  AccountContext,
  EarlierPost,
  History,
  MeasuredPost,
  Metrics,
  PostMeasure,
  PostNumbers,
  Refused,
} from '../connector.js'
import { numbersIn, objectOf, textOf } from '../values.js'
import { authorOf, isPage } from './author.js'
import { refusalOf } from './errors.js'
import { textOfCommentary } from './little-text.js'
import { elementsIn, isLastPage, postsPerPage, readPosts } from './posts-of-page.js'
import { postUrl } from './publish.js'
import { rest } from './rest.js'
import { daysOf, followersOf } from './page-days.js'

/** A page's posts and days; a person's posts where a vetted app has the permission for them. README.md, "Numbers". */
export const metrics: Metrics = {
  postsPerCall: 20,

  async posts(posts, ctx) {
    const measured: PostMeasure[] = []
    for (const [author, own] of byAuthor(posts, ctx)) {
      const found = isPage(author) ? await ofPage(author, own, ctx) : await ofPerson(own, ctx)
      if (!Array.isArray(found)) return found
      measured.push(...found)
    }
    return { kind: 'ok', posts: measured }
  },

  async account(ctx, since) {
    const author = authorOf(ctx.data, ctx.account.remoteId)
    // Nothing is told of a person.
    if (!isPage(author)) return { kind: 'ok', now: {} }
    const now = await followersOf(author, ctx)
    if ('kind' in now) return now
    const days = await daysOf(author, since, ctx)
    return Array.isArray(days) ? { kind: 'ok', now, days } : days
  },
}

/** What a page posted. A cursor is how many were passed over. */
export const history: History = async ({ cursor, since }, ctx) => {
  const author = authorOf(ctx.data, ctx.account.remoteId)
  if (!isPage(author)) return { kind: 'ok', posts: [], next: null }
  const start = Number(cursor ?? 0)
  const reply = await readPosts(ctx, author, start)
  const found = elementsIn(reply)
  if (found === null) return refusalOf(reply, ctx.now)
  const posts = found.filter(isOwn).flatMap(earlierPost)
  return { kind: 'ok', posts, next: isLastPage(found, since.getTime()) ? null : String(start + postsPerPage) }
}

function byAuthor(posts: readonly MeasuredPost[], ctx: AccountContext): Map<string, MeasuredPost[]> {
  const groups = new Map<string, MeasuredPost[]>()
  for (const post of posts) {
    const author = textOf(objectOf(post.data)['author']) ?? authorOf(ctx.data, ctx.account.remoteId)
    groups.set(author, [...(groups.get(author) ?? []), post])
  }
  return groups
}

/** Shares and ugcPosts are asked for apart. */
async function ofPage(
  author: string,
  posts: readonly MeasuredPost[],
  ctx: AccountContext,
): Promise<PostMeasure[] | Refused> {
  const measured: PostMeasure[] = []
  for (const kind of ['share', 'ugcPost']) {
    const urns = posts.map(({ remoteId }) => remoteId).filter((urn) => urn.startsWith(`urn:li:${kind}:`))
    if (urns.length === 0) continue
    const list = `${kind}s=List(${urns.map(encodeURIComponent).join(',')})`
    const path = `organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity=${encodeURIComponent(author)}&${list}`
    const reply = await rest(ctx, { method: 'GET', path })
    const elements = elementsIn(reply)
    if (elements === null) return refusalOf(reply, ctx.now)
    const told = new Map(elements.map((each) => [textOf(each[kind]), each['totalShareStatistics']]))
    for (const urn of urns) {
      const measure = told.has(urn)
        ? { remoteId: urn, numbers: numbersOf(told.get(urn)) }
        : await leftOut(urn, ctx)
      if (measure !== null) measured.push(measure)
    }
  }
  return measured
}

function numbersOf(statistics: Json | undefined): PostNumbers {
  return numbersIn(statistics, {
    impressions: 'impressionCount',
    reach: 'uniqueImpressionsCount',
    clicks: 'clickCount',
    likes: 'likeCount',
    comments: 'commentCount',
    shares: 'shareCount',
  })
}

/** A post that has nothing but zeros is left out of the statistics, and so is one that was deleted. */
async function leftOut(urn: string, ctx: AccountContext): Promise<PostMeasure | null> {
  const { status } = await rest(ctx, { method: 'GET', path: `posts/${encodeURIComponent(urn)}` })
  if (status === 404) return { remoteId: urn, isGone: true }
  const nothing = { impressions: 0, reach: 0, clicks: 0, likes: 0, comments: 0, shares: 0 }
  return status === 200 ? { remoteId: urn, numbers: nothing } : null
}

const ofPersons = {
  impressions: 'IMPRESSION',
  reach: 'MEMBERS_REACHED',
  likes: 'REACTION',
  comments: 'COMMENT',
  shares: 'RESHARE',
} as const

/** One number of one post a call. */
async function ofPerson(
  posts: readonly MeasuredPost[],
  ctx: AccountContext,
): Promise<PostMeasure[] | Refused> {
  if (!ctx.scopes.includes('r_member_postAnalytics')) return []
  const measured: PostMeasure[] = []
  for (const { remoteId } of posts) {
    const kind = remoteId.startsWith('urn:li:ugcPost:') ? 'ugc' : 'share'
    const numbers: PostNumbers = {}
    for (const [name, queryType] of Object.entries(ofPersons) as [keyof typeof ofPersons, string][]) {
      const query = `q=entity&entity=(${kind}:${encodeURIComponent(remoteId)})&queryType=${queryType}&aggregation=TOTAL`
      const reply = await rest(ctx, { method: 'GET', path: `memberCreatorPostAnalytics?${query}` })
      if (reply.status === 404) break
      const elements = elementsIn(reply)
      if (elements === null) return refusalOf(reply, ctx.now)
      const { count } = numbersIn(elements[0], { count: 'count' })
      if (count !== undefined) numbers[name] = count
    }
    measured.push(Object.keys(numbers).length === 0 ? { remoteId, isGone: true } : { remoteId, numbers })
  }
  return measured
}

/** Neither a repost nor what never came out. */
function isOwn(post: JsonObject): boolean {
  return (post['lifecycleState'] ?? 'PUBLISHED') === 'PUBLISHED' && post['reshareContext'] == null
}

function earlierPost(post: JsonObject): EarlierPost[] {
  const urn = textOf(post['id'])
  if (urn === null) return []
  const text = textOfCommentary(textOf(post['commentary']) ?? '')
  return [{ remoteId: urn, url: postUrl(urn), text, createdAt: new Date(Number(post['createdAt'])) }]
}
