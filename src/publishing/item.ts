import type { RenderedItem } from '../connectors/connector.js'
import type { Step } from '../domain/next-step.js'
import { planItem } from '../store/attempts.js'
import { mediaOf, renderItem, textOf } from './render.js'
import { nextSequence, sendingNow, type Turn } from './turn.js'

/** The next item as it would be sent now; or what happens instead, because a file of it cannot be had. */
export async function itemToSend(turn: Turn): Promise<RenderedItem | { step: Step }> {
  const { deps, state } = turn
  const sequence = nextSequence(state)
  const plannedAt = await plannedAtOf(turn, sequence)
  const refs = mediaOf(state, sequence)
  const text = textOf(state, sequence)
  if (refs.length === 0) return renderItem(state, { sequence, plannedAt, text, media: [] })
  const media = await deps.mediaFiles(state.workspaceId, refs)
  switch (media.kind) {
    case 'ok':
      return renderItem(state, { sequence, plannedAt, text, media: media.files })
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
  const sequence = nextSequence(state)
  const attempt = state.lastAttempt
  const sent = attempt?.sequence === sequence ? attempt.sent : null
  const refs = sent?.media ?? mediaOf(state, sequence)
  const media = refs.length === 0 ? null : await deps.mediaFiles(state.workspaceId, refs)
  const item = renderItem(state, {
    sequence,
    plannedAt: await plannedAtOf(turn, sequence),
    text: sent?.text ?? textOf(state, sequence),
    media: media?.kind === 'ok' ? media.files : [],
  })
  return sent === null ? item : { ...item, options: sent.options, contentType: sent.contentType }
}

async function plannedAtOf({ deps, lease, state }: Turn, sequence: number): Promise<Date> {
  const planned = state.items.find((item) => item.sequence === sequence)
  return planned?.plannedAt ?? (await planItem(deps.db, lease, sequence))
}
