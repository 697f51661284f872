import { onTestFinished } from 'vitest'

export type Message = { id: string | null; name: string | null; data: Record<string, unknown> }

/** An open stream: what came, and waiting for what is to come. */
export type Following = {
  status: number
  headers: Headers
  messages: Message[]
  /** Resolves with the first message, from those that came on, that fits. */
  next: (fits: (message: Message) => boolean) => Promise<Message>
  /** Resolves when the server has ended it. */
  ended: Promise<void>
  stop: () => void
}

/** Follows a workspace as a client would; ends with the test. */
export async function follow(
  url: string,
  key: string,
  options: { lastEventId?: string; query?: string; headers?: Record<string, string> } = {},
): Promise<Following> {
  const stopping = new AbortController()
  onTestFinished(() => stopping.abort())
  const answer = await fetch(`${url}/v1/stream${options.query ?? ''}`, {
    signal: stopping.signal,
    headers: {
      accept: 'text/event-stream',
      authorization: `Bearer ${key}`,
      ...(options.lastEventId === undefined ? {} : { 'last-event-id': options.lastEventId }),
      ...options.headers,
    },
  })
  const messages: Message[] = []
  const waiting = new Set<() => void>()
  const read = async (): Promise<void> => {
    let text = ''
    for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const parts = (text + chunk).split('\n\n')
      text = parts.pop() ?? ''
      messages.push(...parts.flatMap(messageOf))
      for (const look of waiting) look()
    }
  }
  const ended = read().catch(() => undefined)
  return {
    status: answer.status,
    headers: answer.headers,
    messages,
    ended,
    stop: () => stopping.abort(),
    next: (fits) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = messages.find(fits)
          if (found === undefined) return
          waiting.delete(look)
          resolve(found)
        }
        waiting.add(look)
        look()
      }),
  }
}

function messageOf(text: string): Message[] {
  const fields = new Map(
    text.split('\n').map((line) => {
      const at = line.indexOf(': ')
      return [line.slice(0, at), line.slice(at + 2)]
    }),
  )
  const data = fields.get('data')
  if (data === undefined) return []
  return [
    {
      id: fields.get('id') ?? null,
      name: fields.get('event') ?? null,
      data: JSON.parse(data) as Record<string, unknown>,
    },
  ]
}
