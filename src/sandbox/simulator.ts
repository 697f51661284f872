import type { FaultKind, NewSandboxUser } from '../../contract/sandbox.js'
import type { Json } from '../kit/json.js'

/**
 * A strict stand-in for one network's HTTP API, reached over real sockets at `/sandbox/<slug>/<host>/<path>`.
 * It is written from the network's documents, by another hand than the connector, and refuses what the network
 * refuses. The sandbox around it (`sandbox.ts`) parses bodies, records requests, injects faults and keeps the tables.
 */
export type Simulator = {
  slug: string
  /** The network's name for people. */
  name: string
  routes: readonly SimRoute[]
  /** The network's answer to a path it does not know. */
  unknownPath: (request: SimRequest) => SimReply
  /**
   * The network's own words for a fault that a person asked for. `'as usual'`: what the fault does is done, and the
   * call is answered as ever. Undefined: this call cannot show it, and the fault waits for one that can.
   */
  fault: (
    fault: AnsweredFault,
    request: SimRequest,
    settings: { retryAfter?: number },
    world: SimWorld,
  ) => SimReply | 'as usual' | undefined
  /** Makes (or finds, by username) a user of the network. */
  createUser: (input: NewSimUser, world: SimWorld) => SimUser
  /** What our connect page would be told for this user (app password, instance, …), by field name; `{}` for plain OAuth. */
  connectAnswers: (user: SimUser, world: SimWorld) => Record<string, string>
  /** What the public sees of what came through the API, oldest first; the planted past is left out. */
  posts: (world: SimWorld) => SimPost[]
  /** Everybody who is seen to post, pages among them, for the sandbox's own page. */
  users?: (world: SimWorld) => SimUser[]
  /** Somebody writes to one of our accounts. Absent: nobody can there. */
  receive?: (message: NewSimMessage, world: SimWorld) => { id: string }
  /**
   * What the network does by itself, in its own time: calls our webhooks, say. Does what has come due and answers in how
   * many milliseconds the next will be; null where nothing waits. Asked at the start, after each call, when the clock
   * was moved and when that time has come; never twice at once.
   */
  work?: (world: SimWorld) => Promise<number | null>
}

/**
 * What a call is for, so that faults can be aimed. `publish` is the call that makes a post public; `page` is what a
 * browser opens (consent, a post, its pictures), which no fault meets.
 */
export type Operation =
  'publish' | 'upload' | 'refresh' | 'identity' | 'find' | 'metrics' | 'comment' | 'status' | 'other' | 'page'

/** The faults that are an answer of the network; the others are done by the sandbox or the platform client. */
export type AnsweredFault = Exclude<
  FaultKind,
  'refused_connection' | 'lost_response' | 'lost_request' | 'slow'
>

export type SimRoute = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Host the route lives on; absent: any host (instances). */
  host?: string
  /** Path with `:param` segments, beginning with a slash. */
  path: string
  /** What the call is for; a function where only the body tells (a reply is a comment, say). */
  operation: Operation | ((request: SimRequest, world: SimWorld) => Operation)
  /** The handler awaits `request.dawdle` itself, while it holds a lock, say. Otherwise a slow call waits before it. */
  dawdles?: boolean
  handle: (request: SimRequest, world: SimWorld) => SimReply | Promise<SimReply>
}

export type SimRequest = {
  method: string
  /** The network's own URL, percent-encoding as sent. */
  url: string
  host: string
  path: string
  params: Record<string, string>
  query: URLSearchParams
  /** Lower-case names. */
  headers: Record<string, string>
  /** Parsed JSON; undefined when the body is something else. */
  json: Json | undefined
  form: URLSearchParams | undefined
  multipart:
    | {
        /** By name; of a repeated name the last. */
        fields: Record<string, string>
        /** All of them, in order. */
        entries: [name: string, value: string][]
        files: { name: string; filename: string; contentType: string; bytes: Buffer }[]
      }
    | undefined
  bytes: Buffer
  /** Our account id, when the platform client sent one. */
  accountId: string | null
  /** Waits as long as a `slow` fault asks for; at once without one, or when it has waited already. */
  dawdle?: () => Promise<void>
}

export type SimReply = {
  status: number
  headers?: Record<string, string>
  /** An object is sent as JSON; a string as is (give a content-type); a Buffer as bytes; absent: empty. */
  body?: Json | Buffer
}

export type NewSimUser = NewSandboxUser

/** `to` is the network's own id of our account; what `from` is, the network says. */
export type NewSimMessage = { to: string; from: string; text: string }

export type SimUser = { id: string; username: string; displayName: string; host?: string }

export type SimPost = {
  /** Our account id if the creating request carried one. */
  accountId: string | null
  /** The network's own id of the author. */
  userId?: string
  remoteId: string
  url: string | null
  text: string
  media: {
    kind: 'image' | 'video' | 'gif' | 'document'
    altText: string | null
    width: number | null
    height: number | null
    bytes: number
    /** The id under which `world.keepFile` has its bytes. */
    file?: string
  }[]
  parentId: string | null
  createdAt: string
  /** What else its page shows: the answers it asks for, a linked page, and lines such as a content warning. */
  poll?: readonly string[]
  card?: { url: string; title: string; description: string }
  notes?: readonly string[]
}

/** What the sandbox gives a simulator. */
export type SimWorld = {
  /** The sandbox's clock; moved by `POST /sandbox/clock`. */
  now: () => Date
  /** A durable table: a change is on disk before the request that made it is answered. */
  table: <T extends Json>(name: string) => SimTable<T>
  /** Numbers that rise, durable. */
  nextNumber: (name: string) => number
  /** 90 days of posts before a user was first asked for, with metrics and one planted best hour; the same every time. */
  pastOf: (userId: string) => PastPost[]
  /** Fetches a URL that a request named, as networks that pull media do. */
  fetch: (
    url: string,
    headers?: Record<string, string>,
  ) => Promise<{ status: number; contentType: string; bytes: Buffer }>
  /** Posts to an address that somebody gave for webhooks; answers the status, throws where no answer came. */
  send: (url: string, message: { headers: Record<string, string>; body: string }) => Promise<number>
  /** Maps a network URL to where the sandbox serves it, for links in pages. */
  localUrl: (url: string) => string
  /** Keeps an upload for the pages of posts that show it (`SimPost.media.file`); one that comes in parts, each part. */
  keepFile: (id: string, bytes: Buffer, part?: { number: number; totalBytes: number }) => void
  /** What was kept under an id; empty where it is none, or was too large to keep. */
  keptFile: (id: string) => Buffer
  /** A small consent page, answered at once when the query has `auto=1` (user `auto_user`, or a new one). */
  consent: (request: SimRequest, page: ConsentPage) => SimReply
  /** A simple public page of a post. */
  postPage: (post: SimPost, user: SimUser, network: string) => SimReply
}

export type ConsentPage = {
  network: string
  appName: string
  scopes: readonly string[]
  /** Called with the user who consents (made or found by username); answers the redirect. */
  approve: (username: string | null) => string
  deny: () => string
}

export type SimTable<T> = {
  get: (key: string) => T | undefined
  set: (key: string, value: T) => void
  delete: (key: string) => void
  /** In order of first insertion. */
  entries: () => [string, T][]
  values: () => T[]
  readonly size: number
}

export type PastPost = {
  id: string
  text: string
  createdAt: Date
  likes: number
  comments: number
  shares: number
  impressions: number
  clicks: number
}
