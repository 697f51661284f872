import { createHash } from 'node:crypto'
import type { Override } from '../../contract/post-body.js'
import type { PublishedItem, RenderedItem } from '../connectors/connector.js'
import { isBlank } from '../domain/check-draft.js'
import type { JsonObject } from '../kit/json.js'
import type { TargetState } from '../store/target-state.js'

export type MediaRef = { id: string; altText?: string; reencode?: boolean }

/** The media of one item, before the files are looked up. A fix wins over an override, an override over the post. */
export function mediaOf(state: TargetState, sequence: number): MediaRef[] {
  if (sequence > 0) return state.post.thread[sequence - 1]?.media ?? []
  if (state.target.mediaFix !== null) return state.target.mediaFix
  const override = overrideOf(state)
  return override?.media?.map((id) => ({ id })) ?? state.post.media
}

/** A text in which nothing can be seen is none: networks that take none refuse it. */
export function textOf(state: TargetState, sequence: number): string {
  const text =
    sequence > 0
      ? (state.post.thread[sequence - 1]?.content ?? '')
      : (state.target.contentFix ?? overrideOf(state)?.content ?? state.post.content)
  return isBlank(text) ? '' : text
}

export function renderItem(
  state: TargetState,
  {
    recipient,
    ...item
  }: Pick<RenderedItem, 'sequence' | 'plannedAt' | 'text' | 'media'> & { recipient: string | null },
): RenderedItem {
  return {
    ...item,
    ...(recipient === null ? {} : { recipient }),
    targetId: state.targetId,
    options: optionsOf(state),
    contentType: overrideOf(state)?.contentType ?? state.post.contentType,
    previous: recipient === null ? itemsOut(state).filter((out) => out.sequence < item.sequence) : [],
  }
}

/** What the post asks of this network alone. */
export function optionsOf(state: TargetState): JsonObject {
  return state.post.metadata[state.platform.toUpperCase()] ?? {}
}

/** The items that are out, in order. */
export function itemsOut(state: TargetState): (PublishedItem & { sequence: number })[] {
  return state.items
    .filter((item) => item.publishedAt !== null)
    .map((item) => ({
      sequence: item.sequence,
      remoteId: item.remoteId ?? '',
      url: item.url,
      data: item.data,
    }))
}

/** Changes exactly when what would be sent changes: what a network guarantees for repeats holds for one hash. */
export function contentHash(item: RenderedItem): string {
  const media = item.media.map((file) => [file.sha256, file.altText])
  return createHash('sha256')
    .update(JSON.stringify([item.text, media, item.options, item.contentType]))
    .digest('hex')
}

function overrideOf(state: TargetState): Override | undefined {
  return state.post.overrides[state.platform.toUpperCase()]
}
