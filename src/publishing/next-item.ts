import type { TargetState } from '../store/target-state.js'
import { nextRecipient, recipientsOf } from './recipients.js'
import { itemsOut } from './render.js'
import { isRestored, type LateTurn, type Turn } from './turn.js'

/** An item of a target: the post, a part of its thread, or what one of its recipients is sent. */
export type ItemKey = {
  sequence: number
  /** Who it goes to; null where the network makes one post for everybody. */
  recipient: string | null
  /** Which part of the post it says. */
  part: number
}

/** The first item that is not out; null when there is none. While an answer is unknown, the item it was about. */
export function nextItem(turn: Turn): ItemKey | null {
  const { state } = turn
  const recipients = recipientsOf(turn)
  const asked = askedFor(state)
  if (asked !== null) {
    const recipient = state.items.find((item) => item.sequence === asked)?.recipient ?? null
    return { sequence: asked, recipient, part: asked }
  }
  if (recipients !== null) {
    const next = nextRecipient(turn, recipients)
    return next === undefined ? null : { sequence: next.sequence, recipient: next.recipient, part: 0 }
  }
  const out = new Set(itemsOut(state).map((item) => item.sequence))
  let sequence = 0
  while (out.has(sequence)) sequence += 1
  return sequence < partCount(turn) ? { sequence, recipient: null, part: sequence } : null
}

/** Its number; where no item is left, that of the first. */
export function nextSequence(turn: Turn): number {
  return nextItem(turn)?.sequence ?? 0
}

/** Whether a target is not wholly out yet when this item is. */
export function isMoreToCome(turn: LateTurn, sequence: number): boolean {
  const recipients = recipientsOf(turn)
  if (recipients === null) return sequence + 1 < partCount(turn)
  return recipients.some((each) => !each.isOut && each.sequence !== sequence)
}

/** The item that the network is asked about, or sent the rest of; null where the next is sent from its beginning. */
function askedFor(state: TargetState): number | null {
  if (state.target.stage === 'send' || isRestored(state)) return null
  return state.lastAttempt?.sequence ?? null
}

/** The post, and the parts of its thread where the network has threads. */
function partCount({ state, connector }: LateTurn): number {
  return 1 + (connector.rules.limits.thread === null ? 0 : state.post.thread.length)
}
