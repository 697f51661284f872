import type { Json, JsonObject } from '../../../kit/json.js'
import type { SimWorld } from '../../../sandbox/simulator.js'
import { figuresOf } from './figures.js'
import type { Thing } from './listing.js'
import { findPost, type Comment, type Picture, type Post } from './post-table.js'
import { findSubreddit, idOf } from './subreddits.js'
import { findUser } from './users.js'

const site = 'https://www.reddit.com'

/** The title as it stands in addresses. */
function slugOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .slice(0, 50)
    .replace(/^_+|_+$/g, '')
}

function permalinkOf({ subreddit, id, title }: Post): string {
  const place = subreddit.startsWith('u_') ? `user/${subreddit.slice(2)}` : `r/${subreddit}`
  return `/${place}/comments/${id}/${slugOf(title)}/`
}

export const urlOf = (post: Post): string => `${site}${permalinkOf(post)}`

export function commentPermalink({ id, postId, subreddit }: Comment): string {
  const place = subreddit.startsWith('u_') ? `user/${subreddit.slice(2)}` : `r/${subreddit}`
  return `/${place}/comments/${postId}/comment/${id}/`
}

const seconds = (iso: string): number => Math.floor(Date.parse(iso) / 1_000)
const editedOf = ({ editedAt }: { editedAt: string | null }): Json =>
  editedAt === null ? false : seconds(editedAt)

export function postThing(post: Post, viewerId: string, world: SimWorld): Thing {
  const isDeleted = post.removedBy === 'deleted'
  const author = findUser(post.userId, world)
  const subreddit = findSubreddit(post.subreddit, world)
  const { ups, comments, crossposts } = figuresOf(post, world)
  const name = `t3_${post.id}`
  const data: JsonObject = {
    id: post.id,
    name,
    title: post.title,
    selftext: isDeleted ? '[deleted]' : post.text,
    subreddit: post.subreddit,
    subreddit_id: subreddit === undefined ? '' : `t5_${idOf(subreddit)}`,
    subreddit_name_prefixed: post.subreddit.startsWith('u_')
      ? `u/${post.subreddit.slice(2)}`
      : `r/${post.subreddit}`,
    subreddit_type: subreddit?.type ?? 'public',
    author: isDeleted ? '[deleted]' : (author?.name ?? '[deleted]'),
    ...(isDeleted ? {} : { author_fullname: `t2_${post.userId}` }),
    created: seconds(post.createdAt),
    created_utc: seconds(post.createdAt),
    edited: editedOf(post),
    permalink: permalinkOf(post),
    url: post.url ?? urlOf(post),
    domain: domainOf(post),
    is_self: post.kind === 'self' || post.kind === 'poll',
    is_video: post.film !== null,
    score: ups,
    ups,
    downs: 0,
    upvote_ratio: ups > 1 ? 0.93 : 1,
    num_comments: comments,
    num_crossposts: crossposts,
    total_awards_received: 0,
    view_count: null,
    likes: post.userId === viewerId ? true : null,
    over_18: post.over18,
    spoiler: post.isSpoiler,
    locked: false,
    archived: false,
    pinned: false,
    stickied: false,
    hidden: false,
    hide_score: false,
    link_flair_text: post.flair?.text ?? null,
    ...(post.flair === null ? {} : { link_flair_template_id: post.flair.id }),
    removed_by_category: post.removedBy,
    is_robot_indexable: post.removedBy === null,
    is_crosspostable: post.removedBy === null,
    is_reddit_media_domain: ['image', 'video', 'videogif'].includes(post.kind),
    media: mediaOf(post),
    ...hintOf(post),
    ...galleryOf(post),
    ...pollOf(post),
    ...crosspostOf(post, viewerId, world),
  }
  return { kind: 't3', name, data }
}

function domainOf({ kind, url, subreddit }: Post): string {
  if (kind === 'gallery') return 'reddit.com'
  return url !== null && URL.canParse(url) ? new URL(url).hostname : `self.${subreddit}`
}

function hintOf({ kind }: Post): JsonObject {
  switch (kind) {
    case 'image':
    case 'link':
      return { post_hint: kind }
    case 'video':
    case 'videogif':
      return { post_hint: 'hosted:video' }
    default:
      return {}
  }
}

function mediaOf({ kind, film, pictures: [first] }: Post): Json {
  if (film === null || first === undefined) return null
  const at = `https://v.redd.it/${first.asset}`
  return {
    reddit_video: {
      bitrate_kbps: 2_400,
      fallback_url: `${at}/DASH_720.mp4?source=fallback`,
      scrubber_media_url: `${at}/DASH_96.mp4`,
      dash_url: `${at}/DASHPlaylist.mpd`,
      hls_url: `${at}/HLSPlaylist.m3u8`,
      width: first.width,
      height: first.height,
      duration: Math.round(film.seconds),
      is_gif: kind === 'videogif',
      transcoding_status: 'completed',
    },
  }
}

function galleryOf({ kind, pictures }: Post): JsonObject {
  if (kind !== 'gallery') return {}
  return {
    is_gallery: true,
    gallery_data: {
      items: pictures.map(({ asset, caption, outboundUrl }, index) => ({
        id: 1_000_000 + index,
        media_id: asset,
        ...(caption === '' ? {} : { caption }),
        ...(outboundUrl === '' ? {} : { outbound_url: outboundUrl }),
      })),
    },
    media_metadata: Object.fromEntries(pictures.map((picture) => [picture.asset, metadataOf(picture)])),
  }
}

function metadataOf({ asset, extension, width, height }: Picture): Json {
  if (width === null || height === null) return { status: 'failed', id: asset }
  const whole = `https://i.redd.it/${asset}.${extension}`
  const isMoving = extension === 'gif'
  return {
    status: 'valid',
    e: isMoving ? 'AnimatedImage' : 'Image',
    m: `image/${extension}`,
    p: [],
    s: { x: width, y: height, ...(isMoving ? { gif: whole } : { u: whole }) },
    id: asset,
  }
}

function pollOf({ poll }: Post): JsonObject {
  if (poll === null) return {}
  return {
    poll_data: {
      options: poll.options.map((text, index) => ({ id: String(index + 1), text })),
      total_vote_count: 0,
      voting_end_timestamp: Date.parse(poll.endsAt),
      user_selection: null,
    },
  }
}

function crosspostOf({ crosspostOf: of }: Post, viewerId: string, world: SimWorld): JsonObject {
  if (of === null) return {}
  const original = findPost(of.slice(3), viewerId, world)
  return {
    crosspost_parent: of,
    crosspost_parent_list: original === undefined ? [] : [postThing(original, viewerId, world).data],
  }
}

export function commentThing(comment: Comment, viewerId: string, world: SimWorld): Thing {
  const name = `t1_${comment.id}`
  const data: JsonObject = {
    id: comment.id,
    name,
    link_id: `t3_${comment.postId}`,
    parent_id: comment.parent,
    author: comment.isDeleted ? '[deleted]' : (findUser(comment.userId, world)?.name ?? '[deleted]'),
    ...(comment.isDeleted ? {} : { author_fullname: `t2_${comment.userId}` }),
    body: comment.isDeleted ? '[deleted]' : comment.body,
    subreddit: comment.subreddit,
    permalink: commentPermalink(comment),
    created: seconds(comment.createdAt),
    created_utc: seconds(comment.createdAt),
    edited: editedOf(comment),
    score: 1,
    ups: 1,
    downs: 0,
    likes: comment.userId === viewerId ? true : null,
    replies: '',
    locked: false,
    archived: false,
    stickied: false,
  }
  return { kind: 't1', name, data }
}
