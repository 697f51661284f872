import type { IncomingMessage, ServerResponse } from 'node:http'
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Json } from '../kit/json.js'
import { Faults, type Fault } from './faults.js'
import { Journal } from './journal.js'
import { consentPage, indexPage, postPage } from './pages.js'
import { parseRequest, readBytes } from './parse-request.js'
import { pastOf } from './past.js'
import { RequestLog, type RecordedRequest } from './request-log.js'
import type {
  NewSimUser,
  Operation,
  SimPost,
  SimReply,
  SimRequest,
  SimRoute,
  SimUser,
  Simulator,
  SimWorld,
} from './simulator.js'

export type SandboxOptions = {
  dir: string
  simulators: readonly Simulator[]
  /** Where a browser reaches the sandbox. */
  publicBase: () => string
  fetch: (url: string) => Promise<{ status: number; contentType: string; bytes: Buffer }>
  log: (message: string, facts?: Record<string, unknown>) => void
}

export type SandboxPost = SimPost & { platform: string }

/** All simulators together, and what a person can do to them. */
export type Sandbox = {
  /** Serves `/sandbox` (an index), and `/sandbox/<slug>/<host>/<path>`. */
  handle: (message: IncomingMessage, response: ServerResponse) => Promise<void>
  control: SandboxControl
  close: () => void
}

export type SandboxControl = {
  createUser: (
    platform: string,
    input: NewSimUser,
  ) => Promise<{ user: SimUser; answers: Record<string, string> }>
  addFault: (fault: Omit<Fault, 'id'>) => Promise<{ id: string }>
  listFaults: () => Promise<Fault[]>
  clearFaults: () => Promise<void>
  posts: (filter: {
    platform?: string | undefined
    accountId?: string | undefined
    limit: number
  }) => Promise<SandboxPost[]>
  requests: (filter: { platform?: string | undefined; limit: number }) => Promise<RecordedRequest[]>
  advance: (ms: number) => Promise<void>
  reset: () => Promise<void>
}

type House = { simulator: Simulator; journal: Journal; world: SimWorld }

export function createSandbox(options: SandboxOptions): Sandbox {
  const log = new RequestLog()
  const faults = new Faults()
  const clock = new SandboxClock(join(options.dir, 'clock.json'))
  const houses = new Map<string, House>()
  for (const simulator of options.simulators) {
    const journal = new Journal(options.dir, simulator.slug)
    houses.set(simulator.slug, { simulator, journal, world: createWorld(options, simulator, journal, clock) })
  }
  clock.load()
  const houseOf = (platform: string): House => {
    const house = houses.get(platform)
    if (house === undefined) throw new Error(`The sandbox has no ${platform}`)
    return house
  }

  const serve = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [, slug = '', rest = ''] = /^\/sandbox\/([^/?]+)\/(.*)$/.exec(message.url ?? '') ?? []
    const house = houses.get(slug)
    if (house === undefined || rest === '')
      return write(response, house === undefined && slug !== '' ? unknownNetwork(slug) : index(houses))
    const startedAt = performance.now()
    const at = clock.now()
    const request = parseRequest(message, rest, await readBytes(message))
    const route = findRoute(house.simulator, request)
    const operation: Operation =
      route === undefined
        ? 'other'
        : typeof route.operation === 'function'
          ? route.operation(request, house.world)
          : route.operation
    const asComment = request.headers['x-voxburst-operation'] === 'comment' && operation === 'publish'
    const fault = faults.take({
      platform: slug,
      accountId: request.accountId,
      operation: asComment ? 'comment' : operation,
    })
    const record = (reply: SimReply | null): void =>
      log.add(slug, request, at, performance.now() - startedAt, reply)

    if (fault?.fault === 'lost_request') return cut(message, () => record(null))
    if (fault?.fault === 'slow') await pause(fault.delayMs ?? 1_000)
    const reply =
      fault === null ? await answer(house, route, request) : await faulty(house, route, request, fault)
    if (fault?.fault === 'lost_response') return cut(message, () => record(null))
    record(reply)
    write(response, reply)
  }

  return {
    async handle(message, response) {
      try {
        await serve(message, response)
      } catch (error) {
        options.log('A simulator failed', {
          url: message.url?.split('?', 1)[0],
          reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
        })
        if (!response.headersSent)
          write(response, { status: 500, body: { error: 'The simulator failed; see the log.' } })
      }
    },
    control: {
      createUser: (platform, input) => {
        const { simulator, world } = houseOf(platform)
        const user = simulator.createUser(input, world)
        return Promise.resolve({ user, answers: simulator.connectAnswers(user, world) })
      },
      addFault: (fault) => Promise.resolve({ id: faults.add(fault).id }),
      listFaults: () => Promise.resolve(faults.list()),
      clearFaults: () => Promise.resolve(faults.clear()),
      posts: (filter) => Promise.resolve(allPosts(houses, filter)),
      requests: (filter) => Promise.resolve(log.list(filter)),
      advance: (ms) => Promise.resolve(clock.advance(ms)),
      reset() {
        for (const { journal } of houses.values()) journal.clear()
        faults.clear()
        log.clear()
        return Promise.resolve()
      },
    },
    close() {
      for (const { journal } of houses.values()) journal.close()
    },
  }
}

/** The simulators' time; moved with the server's, and kept across restarts. */
class SandboxClock {
  #offsetMs = 0
  readonly #path: string
  constructor(path: string) {
    this.#path = path
  }
  load(): void {
    try {
      this.#offsetMs = Number(JSON.parse(readFileSync(this.#path, 'utf8')))
    } catch {
      this.#offsetMs = 0
    }
  }
  now(): Date {
    return new Date(Date.now() + this.#offsetMs)
  }
  advance(ms: number): void {
    this.#offsetMs += ms
    writeFileSync(this.#path, JSON.stringify(this.#offsetMs))
  }
}

function createWorld(
  options: SandboxOptions,
  simulator: Simulator,
  journal: Journal,
  clock: SandboxClock,
): SimWorld {
  const counters = (): ReturnType<typeof journal.table<number>> => journal.table<number>('_counters')
  const localUrl = (url: string): string =>
    `${options.publicBase()}/sandbox/${simulator.slug}/${url.replace(/^https:\/\//, '')}`
  return {
    now: () => clock.now(),
    table: <T extends Json>(name: string) => journal.table<T>(name),
    nextNumber(name) {
      const next = (counters().get(name) ?? 0) + 1
      counters().set(name, next)
      return next
    },
    pastOf: (userId) => pastOf(userId, clock.now()),
    fetch: options.fetch,
    localUrl,
    consent: (request, page) => consentPage(request, page),
    postPage,
  }
}

async function answer(house: House, route: SimRoute | undefined, request: SimRequest): Promise<SimReply> {
  if (route === undefined) return house.simulator.unknownPath(request)
  return route.handle(request, house.world)
}

async function faulty(
  house: House,
  route: SimRoute | undefined,
  request: SimRequest,
  fault: Fault,
): Promise<SimReply> {
  switch (fault.fault) {
    case 'refused_connection':
      return {
        status: 503,
        headers: { 'x-sandbox-fault': 'refused_connection' },
        body: { error: 'The connection is refused' },
      }
    case 'lost_request':
    case 'lost_response':
    case 'slow':
      return answer(house, route, request)
    default: {
      const settings = fault.retryAfter === null ? {} : { retryAfter: fault.retryAfter }
      return (
        house.simulator.fault(fault.fault, request, settings, house.world) ?? answer(house, route, request)
      )
    }
  }
}

function findRoute(simulator: Simulator, request: SimRequest): SimRoute | undefined {
  for (const route of simulator.routes) {
    if (route.method !== request.method || (route.host !== undefined && route.host !== request.host)) continue
    const params = matchPath(route.path, request.path)
    if (params === null) continue
    request.params = params
    return route
  }
  return undefined
}

function matchPath(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split('/')
  const given = path.split('/')
  if (wanted.length !== given.length) return null
  const params: Record<string, string> = {}
  for (const [index, piece] of wanted.entries()) {
    const actual = given[index] ?? ''
    const [prefix = '', name] = piece.split(':')
    if (name === undefined) {
      if (piece !== actual) return null
    } else {
      if (!actual.startsWith(prefix) || actual.length === prefix.length) return null
      params[name] = decodeURIComponent(actual.slice(prefix.length))
    }
  }
  return params
}

function allPosts(
  houses: ReadonlyMap<string, House>,
  filter: { platform?: string | undefined; accountId?: string | undefined; limit: number },
): SandboxPost[] {
  return [...houses.values()]
    .filter(({ simulator }) => filter.platform === undefined || simulator.slug === filter.platform)
    .flatMap(({ simulator, world }) =>
      simulator.posts(world).map((post) => ({ ...post, platform: simulator.slug })),
    )
    .filter((post) => filter.accountId === undefined || post.accountId === filter.accountId)
    .sort((a, b) =>
      a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : a.remoteId < b.remoteId ? 1 : -1,
    )
    .slice(0, filter.limit)
}

function index(houses: ReadonlyMap<string, House>): SimReply {
  const networks = [...houses.values()].map(({ simulator, world }) => ({
    slug: simulator.slug,
    posts: simulator
      .posts(world)
      .slice(-20)
      .reverse()
      .map((post) => ({ ...post, url: post.url === null ? null : world.localUrl(post.url) })),
  }))
  return indexPage(networks)
}

function unknownNetwork(slug: string): SimReply {
  return {
    status: 404,
    body: { error: { code: 'NOT_FOUND', message: `The sandbox has no ${slug.slice(0, 50)}.` } },
  }
}

function cut(message: IncomingMessage, record: () => void): void {
  record()
  message.socket.destroy()
}

function write(response: ServerResponse, reply: SimReply): void {
  const isBytes = Buffer.isBuffer(reply.body)
  const isText = typeof reply.body === 'string'
  const content =
    reply.body === undefined
      ? ''
      : isBytes
        ? (reply.body as Buffer)
        : isText
          ? (reply.body as string)
          : JSON.stringify(reply.body)
  const type = isBytes
    ? 'application/octet-stream'
    : isText
      ? 'text/html; charset=utf-8'
      : 'application/json; charset=utf-8'
  response.writeHead(reply.status, {
    ...(reply.body === undefined ? {} : { 'content-type': type }),
    'x-content-type-options': 'nosniff',
    ...reply.headers,
  })
  response.end(content)
}

/** A token or id that nobody can guess, for simulators. */
export function randomText(bytes = 18): string {
  return randomBytes(bytes).toString('base64url')
}
