import type { LostAttempt, Look, RenderedItem } from '../connector.js'

/**
 * What was sent with this item's name, WhatsApp tells of by itself; it cannot be asked for it. Nothing told proves
 * nothing: only the webhook may be late. README.md, "When an answer is lost".
 */
export function find(_item: RenderedItem, { told = [] }: LostAttempt): Promise<Look> {
  const [first] = told
  if (first === undefined)
    return Promise.resolve({ kind: 'cannotTell', reason: 'WhatsApp has told nothing of this message yet' })
  const times = Object.values(first.at).map((time) => time.getTime())
  const createdAt = new Date(Math.min(...times))
  return Promise.resolve({ kind: 'found', remoteId: first.remoteId, url: null, createdAt })
}
