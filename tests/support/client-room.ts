import { request } from 'node:http'
import { expect } from 'vitest'
import { z } from 'zod'
import { trustsFileServer } from './file-server.js'
import { startServer, type RunningServer } from './server-process.js'

/** RFC 3339 with a zone: Go refuses the whole reply over anything else. */
export const date = z.iso.datetime({ offset: true })
export const apiError = z.object({
  code: z.string(),
  message: z.string(),
  details: z.record(z.string(), z.unknown()).optional(),
})

type Sent = { headers: Record<string, string>; body?: unknown; status?: number }

export type ClientRoom = {
  server: RunningServer
  /** An account on X. */
  accountId: string
  /** As the clients send it: a JSON content type on everything, bodies of no bytes included. The reply is JSON, always. */
  send: (method: string, path: string, sent: Sent) => Promise<unknown>
  /** A POST whose success is any 2xx, for clients that do not look closer. */
  sendAny: (path: string, sent: Sent) => Promise<unknown>
}

/** A server with an account on Mastodon and one on X, for clients as they were published. */
export async function startClientRoom(): Promise<ClientRoom> {
  const server = await startServer({ env: trustsFileServer })
  let accountId = ''
  for (const platform of ['mastodon', 'twitter'])
    accountId = (await server.call<{ id: string }>('POST', '/sandbox/accounts', { platform })).id
  return {
    server,
    accountId,
    async send(method, path, sent) {
      const { status, json } = await exchange(server, method, path, sent)
      expect({ path, status, json }).toMatchObject({ path, status: sent.status ?? 200 })
      return json
    },
    async sendAny(path, sent) {
      const { status, json } = await exchange(server, 'POST', path, sent)
      expect({ path, json, isSuccess: status >= 200 && status < 300 }).toMatchObject({ isSuccess: true })
      return json
    },
  }
}

function exchange(
  server: RunningServer,
  method: string,
  path: string,
  { headers, body }: Sent,
): Promise<{ status: number; json: unknown }> {
  const text = body === undefined ? '' : JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${server.url}${path}`,
      {
        method,
        headers: {
          authorization: `Bearer ${server.key}`,
          'content-type': 'application/json',
          ...(method === 'POST' || body !== undefined ? { 'content-length': Buffer.byteLength(text) } : {}),
          ...headers,
        },
      },
      (response) => {
        let said = ''
        response.setEncoding('utf8').on('data', (more: string) => (said += more))
        response.on('end', () => {
          try {
            resolve({ status: response.statusCode ?? 0, json: JSON.parse(said) as unknown })
          } catch {
            reject(
              new Error(`${method} ${path} answered ${String(response.statusCode)} without JSON: "${said}"`),
            )
          }
        })
      },
    )
    outgoing.on('error', reject)
    outgoing.end(text === '' ? undefined : text)
  })
}
