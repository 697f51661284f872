import type { JsonObject } from '../../kit/json.js'
import type { EarlierPost, History } from '../connector.js'
import { dataIn, idOf, nextIn, restOf, timeIn } from '../graph-api.js'
import { textOf } from '../values.js'
import { read } from './api.js'
import { chosenPage, isRefused, noPage, openPage, refusalFor } from './page.js'
import { postUrl } from './plan.js'
import { addressOf, idOfPost } from './status.js'

/** Reels are in no list of posts: theirs is read first. */
const reels = 'video_reels'
const posts = 'published_posts'

/** What the page published, by whatever means. A cursor is the name of the list, and a place in it. */
export const history: History = async ({ cursor, since }, ctx) => {
  const id = chosenPage(ctx.data)
  const page = id === null ? noPage : await openPage(id, ctx)
  if (isRefused(page)) return page
  const [list = reels, after] = cursor?.split(' ') ?? []
  const isReels = list === reels
  const reply = await read(ctx, page.token, `${page.id}/${list}`, {
    fields: isReels
      ? 'id,description,created_time,permalink_url,post_id,published'
      : 'id,message,created_time,permalink_url',
    since: isReels ? String(Math.floor(since.getTime() / 1_000)) : undefined,
    limit: '100',
    after,
  })
  const found = dataIn(reply)
  if (found === null) return refusalFor(reply, page, ctx)
  const next = found.length === 0 ? null : nextIn(reply)
  const following = isReels ? posts : null
  return {
    kind: 'ok',
    // One that is too old would end the reading, and the other list is not read yet.
    posts: isReels
      ? found.flatMap((reel) => earlierReel(reel, page.id)).filter(({ createdAt }) => createdAt >= since)
      : found.flatMap(earlierPost),
    next: next === null ? following : `${list} ${next}`,
    ...restOf(reply),
  }
}

function earlierPost(post: JsonObject): EarlierPost[] {
  const id = idOf(post)
  if (id === null) return []
  return [
    {
      remoteId: id,
      url: addressOf(post['permalink_url']) ?? postUrl(id),
      text: textOf(post['message']) ?? '',
      createdAt: timeIn(post['created_time']),
    },
  ]
}

function earlierReel(reel: JsonObject, pageId: string): EarlierPost[] {
  const id = idOf(reel)
  if (id === null || reel['published'] === false) return []
  return [
    {
      remoteId: idOfPost(reel['post_id'], pageId) ?? id,
      url: addressOf(reel['permalink_url']) ?? `https://www.facebook.com/reel/${id}`,
      text: textOf(reel['description']) ?? '',
      createdAt: timeIn(reel['created_time']),
    },
  ]
}
