import type { Json, JsonObject } from '../../kit/json.js'
import type { LostAttempt, Look, PublishContext, PublishedItem, RenderedItem } from '../connector.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'
import { isPage } from './author.js'
import { textOfCommentary } from './little-text.js'
import { options as schema } from './options.js'
import { elementsIn, isLastPage, postsPerPage, readPosts } from './posts-of-page.js'
import { planOf, type Plan } from './prepare.js'
import { commentsOf, commentUrl, postUrl, writerOf } from './publish.js'
import { rest } from './rest.js'

const mostPages = 5
const commentsPerPage = 100

/** Looks for a post of a page, or a comment under it. What a person posts is shown to no app that has not been vetted. */
export async function find(item: RenderedItem, attempt: LostAttempt, ctx: PublishContext): Promise<Look> {
  const under = item.previous.at(-1)
  return under === undefined ? findPost(item, attempt, ctx) : findComment(item, under, attempt, ctx)
}

/**
 * Back to a minute before the attempt. An upload belongs to one post: its URN is proof. Without files the text has to
 * agree. Where the URNs are not known (the database was put back), a post of files alone is like any other.
 */
async function findPost(item: RenderedItem, attempt: LostAttempt, ctx: PublishContext): Promise<Look> {
  const { author, files } = planOf(attempt.plan, ctx)
  if (!isPage(author)) return notShown
  const since = attempt.startedAt.getTime() - 60_000
  let isLike = false
  for (let start = 0; start < mostPages * postsPerPage; start += postsPerPage) {
    const reply = await readPosts(ctx, author, start)
    const posts = elementsIn(reply)
    if (posts === null) return answered(reply)
    for (const post of posts) {
      const [urn, createdAt, state] = [textOf(post['id']), Number(post['createdAt']), post['lifecycleState']]
      if (urn === null || createdAt < since || attempt.claimed.has(urn)) continue
      // A video that did not come out is not out.
      if (!isOurs(post, item, files) || state === 'PUBLISH_FAILED') continue
      if (state === 'PUBLISH_REQUESTED') return { kind: 'cannotTell', reason: 'It is on its way' }
      const url = postUrl(urn)
      if (files.length > 0 || item.text !== '' || isSameBeside(post, item))
        return { kind: 'found', remoteId: urn, url, createdAt: new Date(createdAt), data: { author } }
      isLike = true
    }
    if (isLastPage(posts, since))
      return isLike
        ? { kind: 'cannotTell', reason: 'A post without a text is there, and may be this one' }
        : { kind: 'absent' }
  }
  return { kind: 'cannotTell', reason: 'There are too many posts since' }
}

function isOurs(post: JsonObject, item: RenderedItem, files: Plan['files']): boolean {
  const own = filesIn(objectOf(post['content']))
  if (files.length > 0) return own.some((id) => files.includes(id))
  const text = textOfCommentary(textOf(post['commentary']) ?? '')
  return own.length === item.media.length && text.trim() === item.text.trim()
}

/** What a post without a text is known by: where its card leads, what its poll asks, or which post it reposts. */
function isSameBeside(post: JsonObject, { options: given }: RenderedItem): boolean {
  const { article, poll, reshareOf } = schema.parse(given)
  const wanted = article?.url ?? poll?.question ?? reshareOf
  const content = objectOf(post['content'])
  const own = [
    objectOf(content['article'])['source'],
    objectOf(content['poll'])['question'],
    objectOf(post['reshareContext'])['parent'],
  ]
  return wanted !== undefined && own.includes(wanted)
}

/** Among all comments under the post. */
async function findComment(
  item: RenderedItem,
  under: PublishedItem,
  attempt: LostAttempt,
  ctx: PublishContext,
): Promise<Look> {
  const actor = writerOf(under, ctx)
  if (!isPage(actor)) return notShown
  for (let start = 0; start < mostPages * commentsPerPage; start += commentsPerPage) {
    const page = `start=${String(start)}&count=${String(commentsPerPage)}`
    const reply = await rest(ctx, { method: 'GET', path: `${commentsOf(under.remoteId)}?${page}` })
    const comments = elementsIn(reply)
    if (comments === null) return answered(reply)
    for (const each of comments) {
      const urn = textOf(each['commentUrn'])
      const isSame = each['actor'] === actor && objectOf(each['message'])['text'] === item.text
      if (urn === null || attempt.claimed.has(urn) || !isSame) continue
      const time = objectOf(each['created'])['time']
      const createdAt = typeof time === 'number' ? new Date(time) : null
      return { kind: 'found', remoteId: urn, url: commentUrl(under.remoteId, urn), createdAt }
    }
    if (comments.length < commentsPerPage) return { kind: 'absent' }
  }
  return { kind: 'cannotTell', reason: 'There are too many comments' }
}

const notShown: Look = { kind: 'cannotTell', reason: 'LinkedIn shows an app no posts of a person' }

function answered(reply: PlatformReply): Look {
  return { kind: 'cannotTell', reason: `LinkedIn answered ${String(reply.status)}` }
}

function filesIn(content: JsonObject): string[] {
  const images: Json | undefined = objectOf(content['multiImage'])['images']
  const all = [objectOf(content['media']), ...(Array.isArray(images) ? images.map(objectOf) : [])]
  const thumbnail = textOf(objectOf(content['article'])['thumbnail'])
  return [...all.map(({ id }) => textOf(id)), thumbnail].filter((id) => id !== null)
}
