import { createClient } from '../sdk/index.js'
import { noteError } from './api.js'

/** What a stream has to say: whether it is open, and the nouns of which something changed; null is anything. */
export type Heard = { isLive: boolean; changed: readonly string[] | null }

const name = 'voxburst.stream'
const asked = 'asked'
/** A tab that has the stream answers at once, unless the browser has put it to sleep. */
const unansweredMs = 2_000
const refusedMs = 15_000

/**
 * Follows the workspace, with one stream for all tabs of a browser: over HTTP/1.1 it has six connections for all of
 * them. The tab that has the lock has the stream and tells the others what it hears; when it goes, the next one opens
 * its own, and everything that was seen before is asked for again.
 */
export function followTogether(hear: (heard: Heard) => void, ended: AbortSignal): void {
  // Only pages of https, or of this machine, have locks: elsewhere a tab has a stream for as long as it is seen.
  if (!isSecureContext) {
    followWhileSeen(hear, ended)
    return
  }
  const channel = new BroadcastChannel(name)
  let place: AbortController | undefined
  let isHolder = false
  let isLive = true
  let unanswered: ReturnType<typeof setTimeout> | undefined
  const say = (heard: Heard): void => {
    isLive = heard.isLive
    hear(heard)
    channel.postMessage(heard)
  }
  const stand = (options: LockOptions = {}): void => {
    place?.abort()
    const mine = (place = new AbortController())
    navigator.locks
      .request(name, options.steal === true ? options : { signal: mine.signal }, async () => {
        clearTimeout(unanswered)
        isHolder = true
        await follow(say, mine.signal)
      })
      .catch(() => {
        if (mine.signal.aborted) return
        // Another tab took it over, while this one slept.
        isHolder = false
        stand()
      })
  }
  const ask = (): void => {
    if (isHolder || document.visibilityState !== 'visible') return
    channel.postMessage(asked)
    clearTimeout(unanswered)
    unanswered = setTimeout(() => stand({ steal: true }), unansweredMs)
  }
  channel.onmessage = ({ data }: MessageEvent<Heard | typeof asked>) => {
    if (data !== asked) {
      clearTimeout(unanswered)
      hear(data)
    } else if (isHolder) channel.postMessage({ isLive, changed: [] } satisfies Heard)
  }
  document.addEventListener('visibilitychange', ask, { signal: ended })
  ended.addEventListener('abort', () => {
    clearTimeout(unanswered)
    place?.abort()
    channel.close()
  })
  stand()
  ask()
}

function followWhileSeen(hear: (heard: Heard) => void, ended: AbortSignal): void {
  let seen = new AbortController()
  const look = (): void => {
    seen.abort()
    if (ended.aborted || document.visibilityState !== 'visible') return
    seen = new AbortController()
    void follow(hear, seen.signal)
  }
  document.addEventListener('visibilitychange', look, { signal: ended })
  ended.addEventListener('abort', look)
  look()
}

async function follow(say: (heard: Heard) => void, ended: AbortSignal): Promise<void> {
  const tell = (heard: Heard): void => {
    if (!ended.aborted) say(heard)
  }
  // The stream goes on by itself after a break; whether it has come is seen where it is asked for.
  const watched = createClient({
    fetch: async (input, init) => {
      try {
        const answer = await fetch(input, init)
        tell(answer.ok ? { isLive: true, changed: null } : { isLive: false, changed: [] })
        return answer
      } catch (error) {
        tell({ isLive: false, changed: [] })
        throw error
      }
    },
  })
  while (!ended.aborted)
    try {
      for await (const message of watched.stream({ signal: ended })) {
        if (message.kind === 'event') continue
        const changed = message.kind === 'reset' ? null : message.changed
        tell({ isLive: true, changed: changed === null ? null : Object.keys(changed) })
      }
    } catch (error) {
      noteError(error)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, refusedMs)
        ended.addEventListener('abort', () => {
          clearTimeout(timer)
          resolve()
        })
      })
    }
}
