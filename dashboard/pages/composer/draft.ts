import type { CreatePostBody, Media, Post } from '../../../sdk/index.js'

export type MediaRef = { id: string; altText?: string | undefined }
/** A further post of a thread. `key` stays the same while it is moved and written. */
export type Part = { key: string; content: string; media: MediaRef[] }
export type Options = Record<string, unknown>
/** What one network gets instead; what is absent is as for all. */
export type Variant = { content?: string; media?: string[]; contentType?: string }
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
    platformOverrides: of(draft.variants) as CreatePostBody['platformOverrides'],
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

export function contentTypeFor(draft: Draft, slug: string): string | null {
  return draft.variants[slug]?.contentType ?? draft.contentType
}

/** With something else for one network; `undefined` is as for all. */
export function withVariant(
  { variants }: Draft,
  slug: string,
  patch: { [name in keyof Variant]: Variant[name] | undefined },
): Pick<Draft, 'variants'> {
  const { [slug]: old, ...others } = variants
  const given = Object.entries({ ...old, ...patch }).filter(([, value]) => value !== undefined)
  return { variants: given.length === 0 ? others : { ...others, [slug]: Object.fromEntries(given) } }
}

/** One network's kind of post. What was said for all is said for each of the others then. */
export function withContentType(
  draft: Draft,
  slugs: readonly string[],
  slug: string,
  contentType: string | null,
): Pick<Draft, 'variants' | 'contentType'> {
  let now = draft
  if (draft.contentType !== null)
    for (const each of slugs)
      now = { ...now, ...withVariant(now, each, { contentType: contentTypeFor(draft, each) ?? undefined }) }
  return { ...withVariant(now, slug, { contentType: contentType ?? undefined }), contentType: null }
}

/** Without a file, also where a network has files of its own. */
export function withoutFile(draft: Draft, id: string): Pick<Draft, 'media' | 'variants'> {
  return {
    media: draft.media.filter((file) => file.id !== id),
    variants: mapMedia(draft.variants, (ids) => ids.filter((each) => each !== id)),
  }
}

/** With another file in the place of one, for all networks or, by its slug, for one. */
export function withFileReplaced(
  draft: Draft,
  id: string,
  next: string,
  slug: string | null,
): Partial<Pick<Draft, 'media' | 'variants'>> {
  const swap = (ids: readonly string[]): string[] => ids.map((each) => (each === id ? next : each))
  if (slug !== null)
    return withVariant(draft, slug, { media: swap(mediaFor(draft, slug).map((each) => each.id)) })
  return {
    media: draft.media.map((each) => (each.id === id ? { ...each, id: next } : each)),
    variants: mapMedia(draft.variants, swap),
  }
}

function mapMedia(variants: Draft['variants'], map: (ids: readonly string[]) => string[]): Draft['variants'] {
  return Object.fromEntries(
    Object.entries(variants).map(([slug, { media, ...rest }]) => [
      slug,
      media === undefined ? rest : { ...rest, media: map(media) },
    ]),
  )
}

/** Every file that it names, each once. */
export function fileIdsOf(draft: Draft): string[] {
  return [
    ...new Set([
      ...draft.media.map(({ id }) => id),
      ...Object.values(draft.variants).flatMap(({ media }) => media ?? []),
      ...draft.thread.flatMap(({ media }) => media.map(({ id }) => id)),
    ]),
  ]
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
