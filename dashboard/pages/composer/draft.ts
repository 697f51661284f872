import type { CreatePostBody, Media, Post } from '../../../sdk/index.js'

export type MediaRef = { id: string; altText?: string | undefined }
/** A further post of a thread. `key` stays the same while it is moved and written. */
export type Part = { key: string; content: string; media: MediaRef[] }
export type Options = Record<string, unknown>
/** What one network gets instead; what is absent is as for all. */
export type Variant = { content?: string; media?: string[] }
export type Timing = 'now' | 'at' | 'queue'

/** A post while it is written: what the API takes, and when it is meant to go out. Networks by slug. */
export type Draft = {
  accountIds: string[]
  content: string
  variants: Record<string, Variant>
  media: MediaRef[]
  thread: Part[]
  firstComment: string
  /** Seconds after the post. */
  firstCommentDelay: number
  options: Record<string, Options>
  contentType: string | null
  tags: string[]
  personaId: string | null
  timing: Timing
  /** ISO 8601, where `timing` is `at`. */
  at: string | null
}

export const emptyDraft: Draft = {
  accountIds: [],
  content: '',
  variants: {},
  media: [],
  thread: [],
  firstComment: '',
  firstCommentDelay: 0,
  options: {},
  contentType: null,
  tags: [],
  personaId: null,
  timing: 'now',
  at: null,
}

export function draftOf(post: Post): Draft {
  const variants = post.platformOverrides as Record<string, Variant>
  const options = post.platformMetadata as Record<string, Options>
  return {
    accountIds: post.accountIds,
    content: post.content,
    variants: bySlug(variants),
    media: post.media.map(({ id, altText }) => ({ id, ...(altText === null ? {} : { altText }) })),
    thread: post.threadPosts.map(({ content, media }) => ({ key: newKey(), content, media })),
    firstComment: post.firstComment ?? '',
    firstCommentDelay: post.firstCommentDelay,
    options: bySlug(options),
    contentType: post.contentType,
    tags: post.tags,
    personaId: post.personaId,
    timing: post.scheduledFor === null ? 'now' : 'at',
    at: post.scheduledFor,
  }
}

/** What the API is sent of a draft; what is set for networks that are not picked stays behind. */
export function bodyOf(draft: Draft, picked: readonly string[]): CreatePostBody {
  const of = <Value>(given: Record<string, Value>): Record<string, Value> =>
    Object.fromEntries(Object.entries(given).filter(([slug]) => picked.includes(slug)))
  return {
    content: draft.content,
    ...(draft.accountIds.length === 0 ? {} : { accountIds: draft.accountIds }),
    media: draft.media,
    platformOverrides: of(draft.variants),
    platformMetadata: of(draft.options) as CreatePostBody['platformMetadata'],
    threadPosts: draft.thread.map(({ content, media }) => ({ content, media })),
    firstComment: draft.firstComment.trim() === '' ? null : draft.firstComment,
    firstCommentDelay: draft.firstCommentDelay,
    contentType: draft.contentType,
    tags: draft.tags,
    personaId: draft.personaId,
  }
}

export function isEmpty(draft: Draft): boolean {
  return (
    draft.content.trim() === '' &&
    draft.media.length === 0 &&
    draft.thread.length === 0 &&
    Object.keys(draft.variants).length === 0
  )
}

/** The files of one network, in order: its own choice, else those of all. */
export function mediaFor(draft: Draft, slug: string): MediaRef[] {
  const own = draft.variants[slug]?.media
  if (own === undefined) return draft.media
  return own.map((id) => draft.media.find((file) => file.id === id) ?? { id })
}

export function textFor(draft: Draft, slug: string): string {
  return draft.variants[slug]?.content ?? draft.content
}

/** Alt text for this post, else that of the file. */
export function altOf(ref: MediaRef, file: Media | undefined): string {
  return ref.altText ?? file?.altText ?? ''
}

export function newKey(): string {
  return crypto.randomUUID()
}

function bySlug<Value>(given: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]))
}
