import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { z } from 'zod'
import { ApiError, errorCodes } from '../../contract/errors.js'
import { problemsOf } from '../kit/schema-problems.js'
import { version } from '../version.js'
import { newFault, newTime, postsQuery, requestsQuery } from './control-schemas.js'
import { readBytes } from './parse-request.js'
import type { Sandbox, SandboxControl } from './sandbox.js'
import type { NewSimUser } from './simulator.js'

type Reply = { status: number; body: unknown }
type Needs = {
  /** A network's own name for a spelling that clients use; refuses what no network is called. */
  slugOf: (spelling: string) => string
  log: (message: string, facts: Record<string, unknown>) => void
}
type Given = { query: unknown; body: unknown }

const newUser = z.object({ platform: z.string(), input: z.record(z.string(), z.unknown()).default({}) })
const received = z.object({
  platform: z.string(),
  message: z.object({ to: z.string(), from: z.string(), text: z.string() }),
})
const time = z.object({ ms: z.number().min(0) })

/** Web processes elsewhere on this machine call these (remote-control.ts), with JSON and POST. */
function controlCalls(control: SandboxControl): Record<string, (given: unknown) => Promise<unknown>> {
  return {
    users: (given) => {
      const { platform, input } = parsed(newUser, given)
      return control.createUser(platform, input as NewSimUser)
    },
    receive: (given) => {
      const { platform, message } = parsed(received, given)
      return control.receive(platform, message)
    },
    'add-fault': (given) => control.addFault(parsed(newFault, given)),
    faults: () => control.listFaults(),
    'clear-faults': () => control.clearFaults(),
    posts: (given) => control.posts(parsed(postsQuery, given)),
    requests: (given) => control.requests(parsed(requestsQuery, given)),
    advance: (given) => control.advance(parsed(time, given).ms),
    clock: () => control.clock(),
    'move-to': (given) => control.moveTo(parsed(z.object({ offsetMs: z.number() }), given).offsetMs),
    reset: () => control.reset(),
  }
}

/** The sandbox's documented interface, but for accounts, which need a web process. By path and method. */
function documented(
  control: SandboxControl,
  slugOf: Needs['slugOf'],
): Record<string, Record<string, (given: Given) => Promise<Reply>>> {
  const ok = (body: unknown): Reply => ({ status: 200, body })
  const ofNetwork = <Filter extends { platform?: string | undefined }>(filter: Filter): Filter =>
    filter.platform === undefined ? filter : { ...filter, platform: slugOf(filter.platform) }
  const noAccounts = (): Promise<Reply> =>
    Promise.reject(
      new ApiError(
        'BAD_REQUEST',
        'This process has networks and no accounts: ask a web process, which connects what it makes here.',
      ),
    )
  return {
    accounts: { POST: noAccounts },
    messages: { POST: noAccounts },
    posts: {
      GET: async ({ query }) => ok({ data: await control.posts(ofNetwork(parsed(postsQuery, query))) }),
    },
    requests: {
      GET: async ({ query }) => ok({ data: await control.requests(ofNetwork(parsed(requestsQuery, query))) }),
    },
    faults: {
      GET: async () => ok({ data: await control.listFaults() }),
      async POST({ body }) {
        const fault = parsed(newFault, body)
        return { status: 201, body: await control.addFault({ ...fault, platform: slugOf(fault.platform) }) }
      },
      async DELETE() {
        await control.clearFaults()
        return ok({ success: true })
      },
    },
    clock: {
      GET: async () => ok(await control.clock()),
      async POST({ body }) {
        await control.advance(parsed(newTime, body).advanceMs)
        return ok(await control.clock())
      },
    },
    reset: {
      async POST() {
        await control.reset()
        return ok({ success: true })
      },
    },
  }
}

/** The server of a process that is nothing but the sandbox: no database, no keys; control on loopback only. */
export function sandboxServer(sandbox: Sandbox, { slugOf, log }: Needs): Server {
  const calls = controlCalls(sandbox.control)
  const offered = documented(sandbox.control, slugOf)
  const answer = async (message: IncomingMessage): Promise<Reply | null> => {
    const method = message.method ?? 'GET'
    const url = new URL(message.url ?? '/', 'http://localhost')
    const path = url.pathname.replace(/(.)\/$/, '$1')
    if (path === '/v1/health' || path === '/health/ready')
      return { status: 200, body: { status: 'ok', version, time: new Date().toISOString() } }
    const run = calls[/^\/sandbox\/_control\/([a-z-]+)$/.exec(path)?.[1] ?? '']
    const methods = offered[/^\/sandbox\/([a-z]+)$/.exec(path)?.[1] ?? '']
    if (run === undefined && methods === undefined) {
      if (/^\/(sandbox(\/.*)?)?$/.test(path)) return null
      throw new ApiError(
        'NOT_FOUND',
        `There is no ${method} ${path.slice(0, 200)} here: this is the sandbox.`,
      )
    }
    if (!isLoopback(message.socket.remoteAddress))
      throw new ApiError('FORBIDDEN', 'The sandbox of this process is controlled from its own machine only.')
    const body = jsonOf(await readBytes(message))
    if (run !== undefined) return { status: 200, body: (await run(body)) ?? { success: true } }
    const handle = methods?.[method]
    if (handle !== undefined) return handle({ query: Object.fromEntries(url.searchParams), body })
    const allowed = Object.keys(methods ?? {})
    throw new ApiError(
      'METHOD_NOT_ALLOWED',
      `${method} is not offered here; ${allowed.join(' and ')} can be asked.`,
      {
        allowed,
      },
    )
  }
  return createServer((message, response) => {
    answer(message)
      .catch((error: unknown) => {
        if (!(error instanceof ApiError)) log('A call of the sandbox failed', { reason: String(error) })
        return refusal(error)
      })
      .then((reply) => (reply === null ? sandbox.handle(message, response) : send(response, reply)))
      .catch(() => response.destroy())
  })
}

function parsed<T>(schema: z.ZodType<T>, given: unknown): T {
  const found = schema.safeParse(given)
  if (found.success) return found.data
  const [first] = problemsOf(schema, found.error, given)
  if (first === undefined) throw new ApiError('VALIDATION_ERROR')
  const { field, words, figures } = first
  throw new ApiError('VALIDATION_ERROR', `${field === '' ? 'The body' : field}: ${words}`, {
    ...(field === '' ? {} : { field }),
    ...figures,
  })
}

function jsonOf(bytes: Buffer): unknown {
  if (bytes.length === 0) return {}
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    // The parser's own words quote the body.
    throw new ApiError('BAD_REQUEST', 'The body is not valid JSON.')
  }
}

function refusal(error: unknown): Reply {
  const { code, message, details } =
    error instanceof ApiError ? error : new ApiError('INTERNAL_ERROR', 'Something went wrong on our side.')
  return { status: errorCodes[code].status, body: { error: { code, message, details } } }
}

function isLoopback(address: string | undefined): boolean {
  return address !== undefined && /^(::1$|(::ffff:)?127\.)/.test(address)
}

function send(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, { 'content-type': 'application/json; charset=utf-8' })
  response.end(JSON.stringify(reply.body))
}
