/**
 * What the sandbox's control takes and answers, at `/sandbox/…`: beside `/v1`, and in sandbox mode alone. Data and types,
 * so that whoever calls it has nothing else to load.
 */

/** The operations that a fault can be aimed at. `publish` is the call that makes a post public. */
export const faultOperations = [
  'publish',
  'upload',
  'refresh',
  'identity',
  'find',
  'metrics',
  'comment',
  'status',
  'any',
] as const
export type FaultOperation = (typeof faultOperations)[number]

export const faultKinds = [
  'server_error',
  'rate_limited',
  'refused_connection',
  'lost_response',
  'lost_request',
  'slow',
  'content_rejected',
  'media_rejected',
  'duplicate',
  'quota_exceeded',
  'token_expired',
  'token_revoked',
  'processing_failed',
] as const
export type FaultKind = (typeof faultKinds)[number]

export type Fault = {
  id: string
  platform: string
  /** null: of any account. */
  accountId: string | null
  fault: FaultKind
  /** How often it is still to come. */
  times: number
  operation: FaultOperation
  /** Seconds. */
  retryAfter: number | null
  delayMs: number | null
}

/** What is not given is the standard: once, when a post is made public. */
export type NewFault = Pick<Fault, 'platform' | 'fault'> & Partial<Omit<Fault, 'id'>>

/** A user who is made at a simulated network, or found there by `username`. */
export type NewSandboxUser = {
  username?: string
  displayName?: string
  accountType?: string
  pages?: { id: string; name: string }[]
  login?: string
  scopes?: string[]
  /** Access tokens made for this user live this long. */
  tokenExpiresInSeconds?: number
  suspended?: boolean
}
export type NewSandboxAccount = NewSandboxUser & { platform: string }

/** What the public would see of a post. */
export type SandboxPost = {
  platform: string
  /** Ours; null where the network cannot tell. */
  accountId: string | null
  remoteId: string
  url: string | null
  text: string
  media: {
    kind: 'image' | 'video' | 'gif' | 'document'
    altText: string | null
    width: number | null
    height: number | null
    bytes: number
  }[]
  parentId: string | null
  createdAt: string
}

/** The time of the server and of the simulators, and how far it is ahead of real time. */
export type SandboxClock = { now: string; offsetMs: number }
