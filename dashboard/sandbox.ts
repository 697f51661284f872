import type { Account } from '../sdk/index.js'
import { send, type Request } from '../sdk/request.js'

/**
 * The control of the sandbox, there in sandbox mode alone (`me.mode`) and no part of `/v1`: made-up accounts, faults, and
 * what the simulated networks show. Errors are the SDK's.
 */
export const sandbox = {
  /** Makes a user at the simulated network and connects it. */
  connect: (body: NewSandboxAccount) => call<Account>('POST', '/sandbox/accounts', { body }),
  listFaults: () => call<{ data: Fault[] }>('GET', '/sandbox/faults'),
  /** The next `times` matching calls fail. */
  addFault: (body: NewFault) => call<Fault>('POST', '/sandbox/faults', { body }),
  clearFaults: () => call<{ success: true }>('DELETE', '/sandbox/faults'),
  /** What the public would see, newest first; the planted past is left out. */
  listPosts: (query: { platform?: string | undefined; accountId?: string; limit?: number }) =>
    call<{ data: SandboxPost[] }>('GET', '/sandbox/posts', { query }),
  readClock: () => call<SandboxClock>('GET', '/sandbox/clock'),
  /** Moves the time of the server and of the simulators forward; it never goes back. */
  advanceClock: (advanceMs: number) => call<SandboxClock>('POST', '/sandbox/clock', { body: { advanceMs } }),
}

export type NewSandboxAccount = { platform: string; username?: string; displayName?: string }

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

export type NewFault = {
  platform: string
  accountId?: string | null
  fault: FaultKind
  times?: number
  operation?: FaultOperation
}

export type Fault = {
  id: string
  platform: string
  accountId: string | null
  fault: FaultKind
  /** How often it is still to come. */
  times: number
  operation: FaultOperation
}

export type SandboxPost = {
  platform: string
  accountId: string | null
  remoteId: string
  url: string | null
  text: string
  media: {
    kind: string
    altText: string | null
    width: number | null
    height: number | null
    bytes: number | null
  }[]
  parentId: string | null
  createdAt: string
}

export type SandboxClock = { now: string; offsetMs: number }

const settings = {
  baseUrl: '',
  fetch: (input: Parameters<typeof fetch>[0], init?: RequestInit) => fetch(input, init),
  credentials: 'same-origin',
  headers: () => ({}),
  timeoutMs: 60_000,
  maxRetries: 0,
  backoffMs: 500,
  maxWaitMs: 0,
} as const

async function call<Reply>(
  method: string,
  path: string,
  more: Pick<Request, 'query' | 'body'> = {},
): Promise<Reply> {
  return (await send(settings, { method, path, ...more })) as Reply
}
