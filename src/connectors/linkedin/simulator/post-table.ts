import { createHash } from 'node:crypto'
import { canonical, type Json, type JsonObject } from '../../../kit/json.js'
import type { SimWorld } from '../../../sandbox/simulator.js'
import { nextId } from './urns.js'

export type Post = {
  /** `urn:li:share:…` or `urn:li:ugcPost:…`. */
  urn: string
  activityUrn: string
  /** URN of a person or an organization. */
  author: string
  accountId: string | null
  commentary: string
  /** The commentary as readers see it. */
  text: string
  mentions: string[]
  content: JsonObject | null
  reshareOf: string | null
  visibility: string
  distribution: Json
  isReshareDisabled: boolean
  createdAt: number
  modifiedAt: number
  /** When the public sees it; films take a moment. */
  publishedAt: number
  /** It will not come out then. */
  isBroken: boolean
  /** Not made through us: the past, and what somebody posted by hand. */
  isElsewhere: boolean
  areCommentsClosed: boolean
  /** Of the past before us; null: what has come of it by now. */
  numbers: Numbers | null
}

export type Numbers = { impressions: number; clicks: number; likes: number; comments: number; shares: number }

export type NewPost = Omit<
  Post,
  'urn' | 'activityUrn' | 'createdAt' | 'modifiedAt' | 'publishedAt' | 'areCommentsClosed'
>

/** The same author saying the same within this time is refused. */
const duplicateMs = 10 * 60_000
const filmMs = 2_000

const posts = (world: SimWorld) => world.table<Post>('posts')
const activities = (world: SimWorld) => world.table<string>('activities')
/** Nobody reads through all posts to find one author's. */
const urnsOf = (author: string, world: SimWorld) => world.table<boolean>(`posts of ${author}`)
const said = (world: SimWorld) => world.table<{ urn: string; at: number }>('said')

export function keepPost(given: NewPost, world: SimWorld, at: Date = world.now()): Post {
  // Films become "user generated content" posts, everything else shares.
  const isFilm = mediaOf(given.content).some(({ id }) => id.startsWith('urn:li:video:'))
  const createdAt = at.getTime()
  const post: Post = {
    ...given,
    urn: `urn:li:${isFilm ? 'ugcPost' : 'share'}:${nextId(world, at)}`,
    activityUrn: `urn:li:activity:${nextId(world, at)}`,
    createdAt,
    modifiedAt: createdAt,
    publishedAt: isFilm ? createdAt + filmMs : createdAt,
    areCommentsClosed: false,
  }
  posts(world).set(post.urn, post)
  activities(world).set(post.activityUrn, post.urn)
  urnsOf(post.author, world).set(post.urn, true)
  said(world).set(fingerprint(given), { urn: post.urn, at: createdAt })
  return post
}

export function lifecycleOf({ publishedAt, isBroken }: Post, world: SimWorld) {
  if (publishedAt > world.now().getTime()) return 'PUBLISH_REQUESTED'
  return isBroken ? 'PUBLISH_FAILED' : 'PUBLISHED'
}

export function changePost(post: Post, changes: Partial<Post>, world: SimWorld): void {
  posts(world).set(post.urn, { ...post, ...changes })
}

/** What was said stays said: the same again is refused although the post is gone (ComposioHQ/composio#2710). */
export function dropPost(post: Post, world: SimWorld): void {
  posts(world).delete(post.urn)
  activities(world).delete(post.activityUrn)
  urnsOf(post.author, world).delete(post.urn)
}

/** Takes the URN of a share, a ugcPost or their activity. */
export function findPost(urn: string, world: SimWorld): Post | undefined {
  return posts(world).get(activities(world).get(urn) ?? urn)
}

/** The post of the same author that said the same a moment ago. */
export function duplicateOf(post: NewPost, world: SimWorld): string | undefined {
  const last = said(world).get(fingerprint(post))
  return last !== undefined && world.now().getTime() - last.at < duplicateMs ? last.urn : undefined
}

function fingerprint({ author, commentary, content, reshareOf }: NewPost): string {
  return createHash('sha256')
    .update(canonical([author, commentary, content, reshareOf]))
    .digest('hex')
}

/** The files of a post with what is said of them, the picture of its card among them. */
export function mediaOf(content: JsonObject | null): { id: string; altText?: string }[] {
  const { media, multiImage, article } = (content ?? {}) as {
    media?: { id: string; altText?: string }
    multiImage?: { images: { id: string; altText?: string }[] }
    article?: { thumbnail?: string }
  }
  const thumbnail = article?.thumbnail
  return [
    ...(media === undefined ? [] : [media]),
    ...(multiImage?.images ?? []),
    ...(thumbnail === undefined ? [] : [{ id: thumbnail }]),
  ]
}

/** Oldest first, the past before us among them; that is written down when somebody first asks. */
export function postsBy(author: string, world: SimWorld): Post[] {
  const isPlanted = world.table<boolean>('planted')
  if (isPlanted.get(author) !== true) {
    isPlanted.set(author, true)
    for (const { text, createdAt, likes, comments, shares, impressions, clicks } of world.pastOf(author))
      keepPost(
        {
          author,
          accountId: null,
          commentary: text,
          text,
          mentions: [],
          content: null,
          reshareOf: null,
          visibility: 'PUBLIC',
          distribution: {
            feedDistribution: 'MAIN_FEED',
            targetEntities: [],
            thirdPartyDistributionChannels: [],
          },
          isReshareDisabled: false,
          isElsewhere: true,
          isBroken: false,
          numbers: { likes, comments, shares, impressions, clicks },
        },
        world,
        createdAt,
      )
  }
  return urnsOf(author, world)
    .entries()
    .map(([urn]) => findPost(urn, world))
    .filter((post) => post !== undefined)
    .sort((a, b) => a.createdAt - b.createdAt)
}

export function allPosts(world: SimWorld): Post[] {
  return posts(world).values()
}
