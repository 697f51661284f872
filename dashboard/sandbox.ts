import type { Fault, NewFault, NewSandboxAccount, SandboxClock, SandboxPost } from '../contract/sandbox.js'
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
  addFault: (body: NewFault) => call<{ id: string }>('POST', '/sandbox/faults', { body }),
  clearFaults: () => call<{ success: true }>('DELETE', '/sandbox/faults'),
  /** What the public would see, newest first; the planted past is left out. */
  listPosts: (query: { platform?: string | undefined; accountId?: string; limit?: number }) =>
    call<{ data: SandboxPost[] }>('GET', '/sandbox/posts', { query }),
  readClock: () => call<SandboxClock>('GET', '/sandbox/clock'),
  /** Moves the time of the server and of the simulators forward; it never goes back. */
  advanceClock: (advanceMs: number) => call<SandboxClock>('POST', '/sandbox/clock', { body: { advanceMs } }),
}

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
