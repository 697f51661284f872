import { z } from 'zod'
import { ApiError, errorCodes, type ErrorCode } from '../../contract/errors.js'
import type { SandboxControl } from './sandbox.js'

const refusal = z.object({
  error: z
    .object({
      code: z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]),
      message: z.string(),
      details: z.record(z.string(), z.unknown()).optional(),
    })
    .nullable(),
})

/** The same control over a sandbox that runs in a process of its own. */
export function remoteControl(base: string): SandboxControl {
  const call = async <T>(what: string, given?: unknown): Promise<T> => {
    const answer = await fetch(`${base}/sandbox/_control/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(given ?? {}),
    }).catch(() => {
      throw new ApiError(
        'SERVICE_UNAVAILABLE',
        `The sandbox at ${base} does not answer. Start it, then try again.`,
      )
    })
    if (!answer.ok) {
      const { error } = refusal.catch({ error: null }).parse(await answer.json().catch(() => null))
      if (error !== null) throw new ApiError(error.code, error.message, error.details)
      throw new Error(`The sandbox at ${base} answered ${String(answer.status)} to ${what}`)
    }
    return (await answer.json()) as T
  }
  return {
    createUser: (platform, input) => call('users', { platform, input }),
    receive: (platform, message) => call('receive', { platform, message }),
    addFault: (fault) => call('add-fault', fault),
    listFaults: () => call('faults'),
    clearFaults: async () => void (await call('clear-faults')),
    posts: (filter) => call('posts', filter),
    requests: (filter) => call('requests', filter),
    clock: () => call('clock'),
    advance: async (ms) => void (await call('advance', { ms })),
    moveTo: async (offsetMs) => void (await call('move-to', { offsetMs })),
    reset: async () => void (await call('reset')),
  }
}
