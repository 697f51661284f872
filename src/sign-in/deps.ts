import type { Outbox } from '../mail/queue-mail.js'
import type { Seal } from '../kit/seal.js'
import type { Database } from '../store/database.js'

export type SignInDeps = { db: Pick<Database, 'query' | 'transaction'>; seal: Pick<Seal, 'sign' | 'verify'> }

export type MailingDeps = { seal: Pick<Seal, 'sign' | 'seal'>; outbox: Outbox | null }

/** Who asks: the network address, in which a whole /64 of IPv6 counts as one, and what the browser calls itself. */
export type Client = { address: string; userAgent: string | null }
