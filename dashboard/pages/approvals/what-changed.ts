import type { Post, PostHistoryEntry } from '../../../sdk/index.js'

/** What approvers of a round before saw. */
export type Seen = NonNullable<Extract<PostHistoryEntry, { type: 'approval_started' }>['shown']>

/** `text`, `firstComment`, the number of a part of a thread (the post itself is 1), or a network. */
export type Place = string | number
type FileSide = { id: string; alt: string | null }

/** The texts that are others now. */
export function changedWords(before: Seen, post: Post): { place: Place; before: string; now: string }[] {
  const own = ofOverrides(post, ({ content }) => (typeof content === 'string' ? content : undefined))
  return [
    { place: 'text' as Place, before: before.content, now: post.content },
    ...paired(
      before.threadPosts,
      post.threadPosts.map(({ content }) => content),
      '',
    ).map(([was, is], index) => ({ place: index + 2, before: was, now: is })),
    ...keysOf(before.overrides, own).map((place) => ({
      place,
      before: before.overrides[place] ?? '',
      now: own[place] ?? '',
    })),
    { place: 'firstComment', before: before.firstComment ?? '', now: post.firstComment ?? '' },
  ].filter((each) => each.before !== each.now)
}

/** The files that are others now, in another order, or described otherwise. */
export function changedFiles(
  before: Seen,
  post: Post,
): { place: Place; before: FileSide[]; now: FileSide[] }[] {
  const { altTexts, threadMediaIds, overrideMediaIds = {} } = before
  const alts = Object.fromEntries(post.media.map(({ id, altText }) => [id, altText]))
  // Of a round that kept no alt texts nothing is known of them.
  const was = (ids: readonly string[]): FileSide[] =>
    ids.map((id) => ({ id, alt: altTexts === undefined ? (alts[id] ?? null) : (altTexts[id] ?? null) }))
  const is = (ids: readonly string[]): FileSide[] => ids.map((id) => ({ id, alt: alts[id] ?? null }))
  const plain = (ids: readonly string[]): FileSide[] => ids.map((id) => ({ id, alt: null }))
  const own = ofOverrides(post, ({ media }) => (Array.isArray(media) ? media.map(String) : undefined))
  const parts =
    threadMediaIds === undefined
      ? []
      : paired(
          threadMediaIds,
          post.threadPosts.map(({ mediaIds }) => mediaIds),
          [],
        )
  const places: { place: Place; before: FileSide[]; now: FileSide[] }[] = [
    { place: 'text', before: was(before.mediaIds), now: is(post.mediaIds) },
    ...parts.map(([one, other], index) => ({ place: index + 2, before: plain(one), now: plain(other) })),
    ...(before.overrideMediaIds === undefined ? [] : keysOf(overrideMediaIds, own)).map((place) => ({
      place,
      before: plain(overrideMediaIds[place] ?? []),
      now: plain(own[place] ?? []),
    })),
  ]
  return places.filter((each) => JSON.stringify(each.before) !== JSON.stringify(each.now))
}

function ofOverrides<Value>(
  { overrides }: Post,
  read: (own: { content?: unknown; media?: unknown }) => Value | undefined,
): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(overrides).flatMap(([platform, own]) => {
      const value = read(own as { content?: unknown; media?: unknown })
      return value === undefined ? [] : [[platform, value]]
    }),
  )
}

function keysOf(one: object, other: object): string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])]
}

function paired<Value>(before: readonly Value[], now: readonly Value[], none: Value): [Value, Value][] {
  return Array.from({ length: Math.max(before.length, now.length) }, (_, index) => [
    before[index] ?? none,
    now[index] ?? none,
  ])
}
