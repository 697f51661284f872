import type { JsonObject } from '../../kit/json.js'
import type {
  AccountContext,
  EarlierPost,
  History,
  MeasuredPost,
  Metrics,
  PostNumbers,
} from '../connector.js'
import { numbersIn, objectOf, textOf } from '../values.js'
import { call, dataIn } from './api.js'
import { refusalOf } from './errors.js'
import { isStatus, statusOf } from './status.js'
import { idOf, listVideos, queryVideos } from './videos.js'

const counts = 'like_count,comment_count,share_count,view_count'

/** Public posts and the account now. README.md, "Numbers". */
export const metrics: Metrics = {
  postsPerCall: 20,

  async posts(posts, ctx) {
    const byId = new Map<string, string>()
    for (const { remoteId } of posts) {
      const id = await publicIdOf(remoteId, ctx)
      if (id !== null) byId.set(id, remoteId)
    }
    if (byId.size === 0) return { kind: 'ok', posts: [] }
    const read = await queryVideos(ctx, `id,${counts}`, [...byId.keys()])
    if ('refusal' in read) return read.refusal
    const measured = read.videos.flatMap((video) => {
      const remoteId = byId.get(idOf(video) ?? '')
      return remoteId === undefined ? [] : [{ remoteId, numbers: numbersOf(video) }]
    })
    return { kind: 'ok', posts: measured }
  },

  async account(ctx) {
    // A field that was not granted fails the whole call.
    if (!ctx.scopes.includes('user.info.stats')) return { kind: 'ok', now: {} }
    const fields = 'follower_count,following_count,likes_count,video_count'
    const reply = await call(ctx, 'GET', '/user/info/', { query: { fields } })
    const data = dataIn(reply)
    if (data === null) return refusalOf(reply)
    const { user } = data
    const more = numbersIn(user, { likes: 'likes_count' })
    const now = numbersIn(user, {
      followers: 'follower_count',
      following: 'following_count',
      posts: 'video_count',
    })
    return { kind: 'ok', now: { ...now, more } }
  },
}

/** What the account shows to everybody; TikTok lists videos, not all photos. */
export const history: History = async ({ cursor, since }, ctx) => {
  if (!ctx.scopes.includes('video.list')) return { kind: 'ok', posts: [], next: null }
  const fields = `id,create_time,title,video_description,share_url,${counts}`
  const page = await listVideos(ctx, fields, cursor === null ? null : Number(cursor))
  if ('refusal' in page) return page.refusal
  const posts = page.videos.flatMap(earlierPost)
  const isOver = page.next === null || posts.some(({ createdAt }) => createdAt < since)
  return { kind: 'ok', posts, next: isOver ? null : String(page.next) }
}

/** One that was not yet public when it was recorded has its `publish_id` there, which the status leads on from. */
async function publicIdOf(remoteId: MeasuredPost['remoteId'], ctx: AccountContext): Promise<string | null> {
  if (/^\d+$/.test(remoteId)) return remoteId
  const status = await statusOf(remoteId, ctx)
  return isStatus(status) ? status.publicId : null
}

function earlierPost(video: JsonObject): EarlierPost[] {
  const id = idOf(video)
  if (id === null) return []
  return [
    {
      remoteId: id,
      url: textOf(video['share_url']),
      text: textOf(video['video_description']) ?? textOf(video['title']) ?? '',
      createdAt: new Date(Number(video['create_time']) * 1_000),
      numbers: numbersOf(video),
    },
  ]
}

function numbersOf(video: JsonObject): PostNumbers {
  return numbersIn(objectOf(video), {
    impressions: 'view_count',
    likes: 'like_count',
    comments: 'comment_count',
    shares: 'share_count',
  })
}
