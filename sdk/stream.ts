import { VoxBurstError } from './errors.js'
import type { WebhookEvent } from './generated/types.js'
import { backoff, pause, readAnswer, type Settings } from './request.js'

/** What a stream brings. */
export type StreamMessage =
  /** Something happened: in order, and each once. */
  | { kind: 'event'; id: string; event: WebhookEvent }
  /** What may look different now, by noun (`posts`), with ids; null is more than can be named, and anything. */
  | { kind: 'change'; changed: Record<string, string[] | null> | null }
  /** The event to go on from is not known any more: some were missed. */
  | { kind: 'reset' }

export type StreamOptions = {
  /** Ends the stream. */
  signal?: AbortSignal | undefined
  /** The event to go on after; what comes from now on when absent. */
  lastEventId?: string | undefined
}

const path = '/v1/stream'
/** The server says something every 15 seconds; who hears nothing for longer than this has lost it. */
const silenceMs = 45_000

/**
 * Follows the workspace, and goes on where it stopped when the connection breaks, as often as it does. Throws where the
 * server refuses for good: the key does not hold (any more), or has too many streams.
 */
export async function* followStream(
  settings: Settings,
  { signal, lastEventId }: StreamOptions = {},
): AsyncGenerator<StreamMessage, void> {
  let last = lastEventId
  const isOver = (): boolean => signal?.aborted === true
  for (let failures = 0; !isOver(); failures += 1) {
    try {
      for await (const message of once(settings, last, signal)) {
        failures = 0
        if (message.kind === 'event') last = message.id
        yield message
      }
    } catch (error) {
      if (isOver()) return
      if (error instanceof VoxBurstError && !error.isRetryable) throw error
    }
    await pause(backoff(settings.backoffMs, failures), signal).catch(() => undefined)
  }
}

async function* once(
  settings: Settings,
  last: string | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<StreamMessage, void> {
  const silent = new AbortController()
  const headers = {
    accept: 'text/event-stream',
    ...(last === undefined ? {} : { 'last-event-id': last }),
    ...(await settings.headers()),
  }
  let timer = setTimeout(() => silent.abort(), silenceMs)
  try {
    const answer = await settings.fetch(`${settings.baseUrl}${path}`, {
      headers,
      credentials: settings.credentials,
      signal: signal === undefined ? silent.signal : AbortSignal.any([signal, silent.signal]),
    })
    const isStream = answer.headers.get('content-type')?.startsWith('text/event-stream') === true
    if (!answer.ok || !isStream || answer.body === null) {
      readAnswer(answer, await answer.text(), `GET ${path}`)
      throw new VoxBurstError({
        code: 'UNEXPECTED_ANSWER',
        message: `GET ${path} was not answered by a stream.`,
      })
    }
    // Not every browser iterates over a body.
    const reader = answer.body.getReader()
    const decoder = new TextDecoder()
    let text = ''
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      clearTimeout(timer)
      timer = setTimeout(() => silent.abort(), silenceMs)
      const parts = (text + decoder.decode(part.value, { stream: true })).split('\n\n')
      text = parts.pop() ?? ''
      for (const each of parts) {
        const message = messageOf(each)
        if (message !== undefined) yield message
      }
    }
  } finally {
    clearTimeout(timer)
    silent.abort()
  }
}

function messageOf(text: string): StreamMessage | undefined {
  const fields = new Map(
    text.split('\n').map((line) => {
      const at = line.indexOf(': ')
      return [line.slice(0, at), line.slice(at + 2)] as const
    }),
  )
  const [id, name = 'event', data] = [fields.get('id'), fields.get('event'), fields.get('data')]
  if (data === undefined) return undefined
  if (name === 'reset') return { kind: 'reset' }
  if (name === 'change') return { kind: 'change', ...(JSON.parse(data) as { changed: null }) }
  return id === undefined ? undefined : { kind: 'event', id, event: JSON.parse(data) as WebhookEvent }
}
