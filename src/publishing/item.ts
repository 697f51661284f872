import type { RenderedItem } from '../connectors/connector.js'
import type { Step } from '../domain/next-step.js'
import { planItem } from '../store/attempts.js'
import { nextItem, type ItemKey } from './next-item.js'
import { mediaOf, renderItem, textOf } from './render.js'
import { sendingNow, type Turn } from './turn.js'

/** An item as it would be sent now; or what happens instead, because a file of it cannot be had. */
export async function itemToSend(turn: Turn, key: ItemKey): Promise<RenderedItem | { step: Step }> {
  const { deps, state } = turn
  const plannedAt = await plannedAtOf(turn, key)
  const refs = mediaOf(state, key.part)
  const text = textOf(state, key.part)
  const { sequence, recipient } = key
  if (refs.length === 0) return renderItem(state, { sequence, recipient, plannedAt, text, media: [] })
  const media = await deps.mediaFiles(state.workspaceId, refs)
  switch (media.kind) {
    case 'ok':
      return renderItem(state, { sequence, recipient, plannedAt, text, media: media.files })
    case 'wait':
      return {
        step: { kind: 'wait', inMs: media.inMs, error: null, ...sendingNow(state), because: 'course' },
      }
    case 'refused':
      return { step: { kind: 'fail', error: media.error, accountIsDead: false } }
  }
}

/**
 * The item as its last attempt sent it, whatever was edited since. Files that are gone do not stand in the way of
 * asking: what the network made of them is in the plan.
 */
export async function itemToAskFor(turn: Turn): Promise<RenderedItem> {
  const { deps, state } = turn
  const { sequence, recipient, part } = nextItem(turn) ?? { sequence: 0, recipient: null, part: 0 }
  const attempt = state.lastAttempt
  const sent = attempt?.sequence === sequence ? attempt.sent : null
  const refs = sent?.media ?? mediaOf(state, part)
  const media = refs.length === 0 ? null : await deps.mediaFiles(state.workspaceId, refs)
  const item = renderItem(state, {
    sequence,
    recipient,
    plannedAt: await plannedAtOf(turn, { sequence, recipient }),
    text: sent?.text ?? textOf(state, part),
    media: media?.kind === 'ok' ? media.files : [],
  })
  return sent === null ? item : { ...item, options: sent.options, contentType: sent.contentType }
}

async function plannedAtOf(
  { deps, lease, state }: Turn,
  key: Pick<ItemKey, 'sequence' | 'recipient'>,
): Promise<Date> {
  const planned = state.items.find((item) => item.sequence === key.sequence)
  const isPlanned = planned !== undefined && planned.recipient === key.recipient
  return isPlanned ? planned.plannedAt : planItem(deps.db, lease, key)
}
