import { partialDelivery } from '../domain/partial-delivery.js'
import type { PlatformError } from '../domain/outcome.js'
import { optionsOf } from './render.js'
import { answerLost, lostAttempts, type Turn } from './turn.js'

/** One of those a target goes to. His item keeps its number, whatever is done to the list. */
export type Recipient = {
  recipient: string
  sequence: number
  isOut: boolean
  /** Is not sent it in this run any more. */
  isAside: boolean
  /** What the network said of him, or that its answer was lost; null where he has it, or was not tried. */
  error: PlatformError | null
}

/** Who a target goes to, by its options as they are now; null where the network makes one post for everybody. */
export function recipientsOf({ state, connector }: Pick<Turn, 'state' | 'connector'>): Recipient[] | null {
  if (connector.recipients === undefined) return null
  const known = new Map(state.items.map((item) => [item.recipient, item]))
  const taken = new Set(state.items.filter((item) => item.recipient !== null).map((item) => item.sequence))
  let next = 0
  const free = (): number => {
    while (taken.has(next)) next += 1
    taken.add(next)
    return next
  }
  return connector.recipients(optionsOf(state)).map((recipient) => {
    const item = known.get(recipient)
    const sequence = item?.sequence ?? free()
    const isLost = lostAttempts(state, sequence).length > 0
    return {
      recipient,
      sequence,
      isOut: item !== undefined && item.publishedAt !== null,
      isAside: item?.isAside ?? false,
      error: item?.error ?? (isLost ? answerLost : null),
    }
  })
}

/** Who is next: those whose last answer was lost come after all others. Undefined: everybody was tried. */
export function nextRecipient(turn: Turn, all: readonly Recipient[]): Recipient | undefined {
  const open = all.filter((each) => !each.isOut && !each.isAside)
  return open.find((each) => lostAttempts(turn.state, each.sequence).length === 0) ?? open[0]
}

/** Whether somebody is to be sent it, or looked for, besides the one with this item. */
export function areOthersNext(turn: Turn, sequence: number): boolean {
  const others = (recipientsOf(turn) ?? []).filter((each) => each.sequence !== sequence)
  return nextRecipient(turn, others) !== undefined
}

/** What a target ends with that some have not got; `because` it was stopped for all, or null. */
export function undelivered(all: readonly Recipient[], because: PlatformError | null): PlatformError {
  const out = all.filter((each) => each.isOut)
  return partialDelivery(
    because,
    out.length,
    all.filter((each) => !each.isOut),
  )
}
