import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll } from 'vitest'

export type Received = {
  method: string
  path: string
  headers: IncomingHttpHeaders & Record<string, string>
  /** The bytes that were signed. */
  raw: string
  body: Envelope
}

export type Envelope = {
  id: string
  type: string
  createdAt: string
  event: string
  timestamp: string
  data: Record<string, unknown>
}

/** What the receiver does with a request: a status, or whatever it likes with the response. */
export type Answer = number | ((response: ServerResponse, request: Received) => void)

export type Receiver = {
  url: string
  received: Received[]
  /** Answers of the next requests, in order; afterwards 200. */
  answers: Answer[]
  /** The next requests together with those that came: resolves when there are `count`. */
  until: (count: number) => Promise<Received[]>
  /** Cuts every connection, those of requests that were never answered included. */
  hangUp: () => void
}

/** A program that receives webhooks, over real HTTP on a free port. Ends with the test file. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = []
  const answers: Answer[] = []
  let onRequest: () => void = () => undefined
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const raw = Buffer.concat(chunks).toString('utf8')
      const one: Received = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers as Received['headers'],
        raw,
        body: JSON.parse(raw === '' ? '{}' : raw) as Envelope,
      }
      received.push(one)
      const answer = answers.shift() ?? 200
      if (typeof answer === 'number') response.writeHead(answer).end('OK')
      else answer(response, one)
      onRequest()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  afterAll(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${String(port)}/hook`,
    received,
    answers,
    hangUp: () => server.closeAllConnections(),
    async until(count) {
      while (received.length < count) await new Promise<void>((resolve) => (onRequest = resolve))
      return received
    },
  }
}
