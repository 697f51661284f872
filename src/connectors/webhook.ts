import type { PlatformError } from '../domain/outcome.js'
import type { Json } from '../kit/json.js'

/**
 * What a network tells by itself, at `/webhooks/platforms/<slug>`. The address is confirmed and every call is signed
 * as WebSub has it (https://www.w3.org/TR/websub/): `hub.challenge` is given back to whoever knows the verify token,
 * `X-Hub-Signature-256` is the HMAC-SHA256 of the bytes as they came.
 */
export type Webhook = {
  /** The word that the network was given to ask with. Empty: nobody may ask. */
  verifyToken: (app: Record<string, string>) => string
  /** The key of the signature. Empty: nothing is taken. */
  secret: (app: Record<string, string>) => string
  /** What a signed call tells of items, in its order; the rest of it is passed over. Never throws. */
  read: (body: Json) => readonly Notice[]
}

/** What became of an item after the network took it; that it is told at all proves that it was taken. */
export type Notice = {
  /** The network's own id of the account that sent it. */
  account: string
  /** The item, where the network gives back what it was sent with; absent: `remoteId` says which. */
  item?: { targetId: string; sequence: number }
  remoteId: string
  /** May come late, out of order and more than once. */
  status: NoticeStatus
  at: Date
  /** Why it did not arrive, with `failed`. */
  error?: PlatformError
}

export type NoticeStatus = 'sent' | 'delivered' | 'read' | 'failed'

/** What is known of one message of an item by its notices: when each status was told of, by the network's clock. */
export type Told = { remoteId: string; at: Partial<Record<NoticeStatus, Date>> }
