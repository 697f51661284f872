import type { SandboxControl } from './sandbox.js'

/** The same control over a sandbox that runs in a process of its own. */
export function remoteControl(base: string): SandboxControl {
  const call = async <T>(what: string, given?: unknown): Promise<T> => {
    const answer = await fetch(`${base}/sandbox/_control/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(given ?? {}),
    })
    if (!answer.ok) throw new Error(`The sandbox at ${base} answered ${String(answer.status)} to ${what}`)
    return (await answer.json()) as T
  }
  return {
    createUser: (platform, input) => call('users', { platform, input }),
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
