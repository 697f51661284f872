import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { ApiError } from '../../contract/errors.js'
import type { Fault, SandboxClock as ClockReply, SandboxPost } from '../../contract/sandbox.js'
import { answerCall } from './answer-call.js'
import { SandboxClock } from './clock.js'
import { Faults } from './faults.js'
import { Journal } from './journal.js'
import { KeptFiles } from './kept-files.js'
import { errorPage } from './error-page.js'
import { OwnWork } from './own-work.js'
import { indexPage } from './index-page.js'
import { parseRequest, readBytes } from './parse-request.js'
import { RequestLog, type RecordedRequest } from './request-log.js'
import type {
  NewSimMessage,
  NewSimUser,
  SimPost,
  SimReply,
  SimUser,
  Simulator,
  SimWorld,
} from './simulator.js'
import { decoded } from './router.js'
import { createWorld, type Outside } from './world.js'
import { outgoing, write, type Outgoing } from './write-reply.js'

export type SandboxOptions = Outside & {
  dir: string
  simulators: readonly Simulator[]
  log: (message: string, facts?: Record<string, unknown>) => void
}

/** All simulators together, and what a person can do to them. */
export type Sandbox = {
  /** Serves `/sandbox` (an index), `/sandbox/<slug>` (one network's) and `/sandbox/<slug>/<host>/<path>`. */
  handle: (message: IncomingMessage, response: ServerResponse) => Promise<void>
  control: SandboxControl
  close: () => void
}

export type SandboxControl = {
  createUser: (
    platform: string,
    input: NewSimUser,
  ) => Promise<{ user: SimUser; answers: Record<string, string> }>
  /** Somebody on the network writes to an account of ours there. */
  receive: (platform: string, message: NewSimMessage) => Promise<{ id: string }>
  addFault: (fault: Omit<Fault, 'id'>) => Promise<{ id: string }>
  listFaults: () => Promise<Fault[]>
  clearFaults: () => Promise<void>
  posts: (filter: PostsFilter) => Promise<SandboxPost[]>
  requests: (filter: { platform?: string | undefined; limit: number }) => Promise<RecordedRequest[]>
  clock: () => Promise<ClockReply>
  advance: (ms: number) => Promise<void>
  /** Goes along with the server's clock: to this distance from real time, never back. */
  moveTo: (offsetMs: number) => Promise<void>
  reset: () => Promise<void>
}

type PostsFilter = { platform?: string | undefined; accountId?: string | undefined; limit: number }
type House = { simulator: Simulator; journal: Journal; files: KeptFiles; world: SimWorld }
type Houses = ReadonlyMap<string, House>

export function createSandbox(options: SandboxOptions): Sandbox {
  const own = new Journal(options.dir, '_sandbox')
  const faults = new Faults({ faults: own.table<Fault>('faults'), counters: own.table<number>('counters') })
  const log = new RequestLog(options.dir)
  const clock = new SandboxClock(options.dir)
  const houses: Houses = new Map(
    options.simulators.map((simulator) => {
      const journal = new Journal(options.dir, simulator.slug)
      const files = new KeptFiles(options.dir, simulator.slug)
      const world = createWorld(simulator, { journal, files, clock }, options)
      return [simulator.slug, { simulator, journal, files, world }] as const
    }),
  )
  const houseOf = (platform: string): House => {
    const house = houses.get(platform)
    if (house === undefined)
      throw new ApiError('VALIDATION_ERROR', `The sandbox has no ${platform}.`, { field: 'platform' })
    return house
  }

  const reasonOf = (error: unknown): string =>
    error instanceof Error ? (error.stack ?? error.message) : String(error)
  const ownWork = new OwnWork([...houses.values()], (slug, error) => {
    options.log('A simulator failed at its own work', { slug, reason: reasonOf(error) })
  })
  ownWork.wake()

  const failed = (url: string, error: unknown): Outgoing => {
    options.log('A simulator failed', { url: url.split('?', 1)[0], reason: reasonOf(error) })
    return outgoing({ status: 500, body: { error: 'The simulator failed; the log says how.' } })
  }

  const serve = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [, slug = '', rest = ''] =
      /^\/sandbox(?:\/([^/?]*))?(?:\/([^?].*|\?.*)?)?/.exec(message.url ?? '') ?? []
    const house = houses.get(slug)
    if (house === undefined || rest === '') {
      if (slug !== '' && house === undefined) return write(response, outgoing(unknownNetwork(slug)))
      const shown = house === undefined ? houses : new Map([[slug, house]])
      return write(response, outgoing(index(shown, house === undefined ? 'all' : 'one')))
    }
    const file = /^_files\/([^?]+)$/.exec(rest)?.[1]
    if (file !== undefined) return write(response, outgoing(await house.files.show(decoded(file))))
    // Browsers open pages here, and people try things by hand: the record is of what connectors send.
    const begun = message.headers['x-voxburst-sender'] === 'connector' ? log.begin(clock.now()) : null
    const request = parseRequest(message, rest, await readBytes(message))
    if (request === null) return write(response, outgoing(noAddress(rest)))
    const sent = await answerCall(house, request, faults).catch((error: unknown) =>
      failed(request.url, error),
    )
    ownWork.wake(slug)
    if (begun !== null) log.end(begun, slug, request, sent === 'refused' ? null : sent)
    if (sent === null) message.socket.destroy()
    // Our platform client turns this answer into a connection that was refused: nothing was sent.
    else if (sent === 'refused') write(response, outgoing(refusedConnection))
    else if (begun === null && sent.status >= 400 && isBrowser(message))
      write(response, errorPage(house.simulator.name, sent))
    else write(response, sent)
  }

  return {
    async handle(message, response) {
      try {
        await serve(message, response)
      } catch (error) {
        if (message.destroyed && !message.complete) return
        const sent = failed(message.url ?? '', error)
        if (!response.headersSent) write(response, sent)
      }
    },
    control: {
      createUser: async (platform, input) => {
        const { simulator, world } = houseOf(platform)
        const user = await Promise.resolve(simulator.createUser(input, world))
        return { user, answers: simulator.connectAnswers(user, world) }
      },
      receive: async (platform, message) => {
        const { simulator, world } = houseOf(platform)
        if (simulator.receive === undefined)
          throw new ApiError('VALIDATION_ERROR', `Nobody writes to accounts on ${simulator.name} here.`, {
            field: 'platform',
          })
        const received = await Promise.resolve(simulator.receive(message, world))
        ownWork.wake(platform)
        return received
      },
      addFault: async (fault) => {
        houseOf(fault.platform)
        return Promise.resolve({ id: faults.add(fault).id })
      },
      listFaults: () => Promise.resolve(faults.list()),
      clearFaults: () => Promise.resolve(faults.clear()),
      posts: (filter) => Promise.resolve(allPosts(houses, filter)),
      requests: (filter) => Promise.resolve(log.list(filter)),
      clock: () => Promise.resolve({ now: clock.now().toISOString(), offsetMs: clock.offsetMs }),
      advance(ms) {
        clock.advance(ms)
        ownWork.wake()
        return Promise.resolve()
      },
      moveTo(offsetMs) {
        clock.moveTo(offsetMs)
        ownWork.wake()
        return Promise.resolve()
      },
      reset() {
        for (const { journal, files } of houses.values()) {
          journal.clear()
          files.clear()
        }
        faults.clear()
        log.clear()
        return Promise.resolve()
      },
    },
    close() {
      ownWork.stop()
      for (const { journal } of houses.values()) journal.close()
      own.close()
      log.close()
    },
  }
}

function allPosts(houses: Houses, filter: PostsFilter): SandboxPost[] {
  return [...houses.values()]
    .filter(({ simulator }) => filter.platform === undefined || simulator.slug === filter.platform)
    .flatMap(({ simulator, world }) => withAccounts(simulator.posts(world), simulator.slug))
    .filter((post) => filter.accountId === undefined || post.accountId === filter.accountId)
    .sort(newestFirst)
    .slice(0, filter.limit)
}

/** A post that did not come from our platform client belongs to the account whose other posts have the same author. */
function withAccounts(posts: readonly SimPost[], platform: string): SandboxPost[] {
  const accountOf = new Map<string, string>()
  for (const { userId, accountId } of posts)
    if (userId !== undefined && accountId !== null) accountOf.set(userId, accountId)
  return posts.map(({ userId, accountId, remoteId, url, text, media, parentId, createdAt }) => ({
    platform,
    accountId: accountId ?? (userId === undefined ? null : (accountOf.get(userId) ?? null)),
    remoteId,
    url,
    text,
    media: media.map(({ file: _kept, ...seen }) => seen),
    parentId,
    createdAt,
  }))
}

/** A person looks, no program: the connectors' client asks for JSON. */
function isBrowser(message: IncomingMessage): boolean {
  return message.headers.accept?.includes('text/html') === true
}

function newestFirst(a: SimPost | SandboxPost, b: SimPost | SandboxPost): number {
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? 1 : -1
  if (a.remoteId.length !== b.remoteId.length) return b.remoteId.length - a.remoteId.length
  return a.remoteId < b.remoteId ? 1 : -1
}

function index(houses: Houses, about: 'all' | 'one'): SimReply {
  const networks = [...houses.values()].map(({ simulator, world }) => ({
    slug: simulator.slug,
    name: simulator.name,
    users: simulator.users?.(world) ?? [],
    posts: [...simulator.posts(world)]
      .sort(newestFirst)
      .map((post) => ({ ...post, url: post.url === null ? null : world.localUrl(post.url) })),
  }))
  return indexPage(networks, about)
}

const refusedConnection: SimReply = {
  status: 503,
  headers: { 'x-sandbox-fault': 'refused_connection' },
  body: { error: 'The connection is refused' },
}

function unknownNetwork(slug: string): SimReply {
  const message = `The sandbox has no ${slug.slice(0, 50)}.`
  return { status: 404, body: { error: { code: 'NOT_FOUND', message } } }
}

function noAddress(rest: string): SimReply {
  const message = `https://${rest.slice(0, 100)} is no address. It goes on with a host and a path.`
  return { status: 400, body: { error: { code: 'VALIDATION_ERROR', message } } }
}

/** A token or id that nobody can guess, for simulators. */
export function randomText(bytes = 18): string {
  return randomBytes(bytes).toString('base64url')
}
