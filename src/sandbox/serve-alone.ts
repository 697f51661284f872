import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { z } from 'zod'
import { version } from '../version.js'
import { newFault, newTime, postsQuery, requestsQuery } from './control-schemas.js'
import { readBytes } from './parse-request.js'
import type { Sandbox, SandboxControl } from './sandbox.js'
import type { NewSimUser } from './simulator.js'

type Reply = { status: number; body: unknown }

const newUser = z.object({ platform: z.string(), input: z.record(z.string(), z.unknown()).default({}) })
const time = z.object({ ms: z.number().min(0) })

/** Web processes elsewhere on this machine call these (remote-control.ts), with JSON and POST. */
function controlCalls(control: SandboxControl): Record<string, (given: unknown) => Promise<unknown>> {
  return {
    users: (given) => {
      const { platform, input } = newUser.parse(given)
      return control.createUser(platform, input as NewSimUser)
    },
    'add-fault': (given) => control.addFault(newFault.parse(given)),
    faults: () => control.listFaults(),
    'clear-faults': () => control.clearFaults(),
    posts: (given) => control.posts(postsQuery.parse(given)),
    requests: (given) => control.requests(requestsQuery.parse(given)),
    advance: (given) => control.advance(time.parse(given).ms),
    clock: () => control.clock(),
    'move-to': (given) => control.moveTo(z.object({ offsetMs: z.number() }).parse(given).offsetMs),
    reset: () => control.reset(),
  }
}

/** The calls of the sandbox's documented interface that need no accounts of ours. */
async function documented(
  control: SandboxControl,
  call: string,
  url: URL,
  body: unknown,
): Promise<Reply | null> {
  const query = Object.fromEntries(url.searchParams)
  switch (call) {
    case 'GET /sandbox/posts':
      return { status: 200, body: { data: await control.posts(postsQuery.parse(query)) } }
    case 'GET /sandbox/requests':
      return { status: 200, body: { data: await control.requests(requestsQuery.parse(query)) } }
    case 'GET /sandbox/faults':
      return { status: 200, body: { data: await control.listFaults() } }
    case 'POST /sandbox/faults':
      return { status: 201, body: await control.addFault(newFault.parse(body)) }
    case 'DELETE /sandbox/faults':
      await control.clearFaults()
      return { status: 200, body: { success: true } }
    case 'POST /sandbox/reset':
      await control.reset()
      return { status: 200, body: { success: true } }
    case 'POST /sandbox/clock':
      await control.advance(newTime.parse(body).advanceMs)
      return { status: 200, body: await control.clock() }
    case 'GET /sandbox/clock':
      return { status: 200, body: await control.clock() }
    case 'POST /sandbox/accounts':
      return refusal(
        400,
        'BAD_REQUEST',
        'This process has networks and no accounts: ask a web process, which connects what it makes here.',
      )
    default:
      return null
  }
}

/** The server of a process that is nothing but the sandbox: no database, no keys; control on loopback only. */
export function sandboxServer(sandbox: Sandbox): Server {
  const calls = controlCalls(sandbox.control)
  const answer = async (message: IncomingMessage): Promise<Reply | null> => {
    const url = new URL(message.url ?? '/', 'http://localhost')
    const path = url.pathname.replace(/(.)\/$/, '$1')
    if (path === '/v1/health' || path === '/health/ready')
      return { status: 200, body: { status: 'ok', version, time: new Date().toISOString() } }
    const name = /^\/sandbox\/_control\/([a-z-]+)$/.exec(path)?.[1]
    const isControl =
      name !== undefined || /^\/sandbox\/(accounts|posts|requests|faults|reset|clock)$/.test(path)
    if (!isControl) return null
    if (!isLoopback(message.socket.remoteAddress))
      return refusal(403, 'FORBIDDEN', 'The sandbox of this process is controlled from its own machine only.')
    const bytes = await readBytes(message)
    const body: unknown = bytes.length === 0 ? {} : JSON.parse(bytes.toString('utf8'))
    const run = name === undefined ? undefined : calls[name]
    if (run !== undefined) return { status: 200, body: (await run(body)) ?? { success: true } }
    const reply = await documented(sandbox.control, `${message.method ?? 'GET'} ${path}`, url, body)
    return reply ?? refusal(404, 'NOT_FOUND', `There is no ${message.method ?? 'GET'} ${path} here.`)
  }
  return createServer((message, response) => {
    answer(message)
      .catch((error: unknown) => refusal(400, 'VALIDATION_ERROR', inWords(error)))
      .then((reply) => (reply === null ? sandbox.handle(message, response) : send(response, reply)))
      .catch(() => response.destroy())
  })
}

function inWords(error: unknown): string {
  if (error instanceof z.ZodError) {
    const [first] = error.issues
    return first === undefined ? error.message : `${first.path.map(String).join('.')}: ${first.message}`
  }
  return error instanceof Error ? error.message : String(error)
}

function isLoopback(address: string | undefined): boolean {
  return address !== undefined && /^(::1$|(::ffff:)?127\.)/.test(address)
}

function refusal(status: number, code: string, message: string): Reply {
  return { status, body: { error: { code, message } } }
}

function send(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, { 'content-type': 'application/json; charset=utf-8' })
  response.end(JSON.stringify(reply.body))
}
