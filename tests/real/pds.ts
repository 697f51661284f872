import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** What the gateway does with the next call of a method. */
type Cut = 'answer' | 'request'

export type Pds = {
  /** The gateway in front of the server. */
  origin: string
  /** Calls a method at the server itself. */
  call: <T = Record<string, unknown>>(
    method: string,
    input?: Record<string, unknown>,
    token?: string,
  ) => Promise<T>
  /** Makes an account; answers its main password's token. */
  account: (handle: string) => Promise<{ did: string; accessJwt: string; password: string }>
  appPassword: (accessJwt: string, name: string) => Promise<string>
  /** Records of a kind that an account has, newest first. */
  records: (did: string) => Promise<{ uri: string; cid: string; value: Record<string, unknown> }[]>
  /** The next calls of this method (one, unless told otherwise) lose their answer, or never arrive. */
  cut: (method: string, what: Cut, times?: number) => void
  /** Methods that went through the gateway, oldest first. */
  seen: string[]
  stop: () => Promise<void>
}

/** A real PDS in a process of its own, behind a gateway that can lose answers. */
export async function startPds(hostname: string): Promise<Pds> {
  const program = fileURLToPath(new URL('bluesky-server.mjs', import.meta.url))
  const child = spawn(process.execPath, [program, hostname], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, LOG_ENABLED: 'false' },
  })
  const ended = once(child, 'exit')
  const line = await Promise.race([
    once(createInterface(child.stdout), 'line').then(([text]) => String(text)),
    ended.then(([code]) => Promise.reject(new Error(`The server ended with ${String(code)}`))),
  ])
  const { origin: server } = JSON.parse(line) as { origin: string }

  const cuts = new Map<string, Cut[]>()
  const seen: string[] = []
  const gateway = createServer((from, to) => pass(server, from, to, cuts, seen))
  gateway.listen(0, '127.0.0.1')
  await once(gateway, 'listening')

  const call: Pds['call'] = async <T>(
    method: string,
    input?: Record<string, unknown>,
    token?: string,
  ): Promise<T> => {
    const answer = await fetch(`${server}/xrpc/${method}`, {
      method: input === undefined ? 'GET' : 'POST',
      headers: {
        ...(input === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(input === undefined ? {} : { body: JSON.stringify(input) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} answered ${String(answer.status)}: ${text}`)
    return (text === '' ? {} : JSON.parse(text)) as T
  }
  return {
    origin: `http://127.0.0.1:${String((gateway.address() as AddressInfo).port)}`,
    call,
    async account(handle) {
      const password = `main password of ${handle}`
      const email = `${handle}@mail.example`
      const made = await call<{ did: string; accessJwt: string }>('com.atproto.server.createAccount', {
        email,
        handle,
        password,
      })
      return { ...made, password }
    },
    appPassword: async (accessJwt, name) =>
      (await call<{ password: string }>('com.atproto.server.createAppPassword', { name }, accessJwt))
        .password,
    records: async (did) =>
      (
        await call<{ records: { uri: string; cid: string; value: Record<string, unknown> }[] }>(
          `com.atproto.repo.listRecords?repo=${did}&collection=app.bsky.feed.post&limit=100`,
        )
      ).records,
    cut: (method, what, times = 1) => cuts.set(method, Array<Cut>(times).fill(what)),
    seen,
    async stop() {
      gateway.close()
      gateway.closeAllConnections()
      child.stdin.end()
      await ended
    },
  }
}

function pass(
  server: string,
  from: IncomingMessage,
  to: ServerResponse,
  cuts: Map<string, Cut[]>,
  seen: string[],
): void {
  const method = new URL(from.url ?? '/', server).pathname.replace('/xrpc/', '')
  seen.push(method)
  const cut = cuts.get(method)?.shift()
  if (cut === 'request') return void from.socket.destroy()
  const on = request(
    `${server}${from.url ?? ''}`,
    { method: from.method, headers: from.headers },
    (answer) => {
      if (cut === undefined) {
        to.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(to)
        return
      }
      // The server has done the work: whoever asked will not hear of it.
      answer.resume()
      answer.on('end', () => from.socket.destroy())
    },
  )
  on.on('error', () => from.socket.destroy())
  from.pipe(on)
}
