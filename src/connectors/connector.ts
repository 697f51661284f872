import type { z } from 'zod'
import type { Json, JsonObject } from '../kit/json.js'
import type { Look, PlatformError, PublishOutcome, Refused } from '../domain/outcome.js'
import type { Rules } from '../domain/rules.js'
import type { Icon } from './icon.js'
import type { History, Metrics, Quota, ReadAnswer } from './measures.js'
import type { PlatformHttp } from './platform-http.js'
import type { Preview } from './preview.js'
import type { Simulator } from '../sandbox/simulator.js'
import type { Told, Webhook } from './webhook.js'

/**
 * One platform, as a record of parts. What a platform cannot do is absent. Connectors know nothing of tables,
 * queues or HTTP servers: everything they need comes with each call, and they answer with values.
 */
export type Connector = {
  /** Lower-case name on the wire, e.g. the folder's name. */
  slug: string
  /** Other spellings clients use for it, lower-case. */
  aliases?: readonly string[]
  /** The network's name for people. */
  name: string
  auth: Auth
  config: ConfigSchema
  rules: Rules
  /** Its sign. Absent: the first letter of its name stands for it. */
  icon?: Icon
  /** How a post looks there. Absent: it is not shown before it is out. */
  preview?: Preview
  /** Schema of `platformMetadata[SLUG]`; unknown keys are refused with their name. */
  options: z.ZodType
  reconcile: Reconcile
  /** Where it differs from account to account, by `platformData`. */
  reconcileFor?: (platformData: JsonObject) => Reconcile
  /** How many posts of one account may be on their way together; 1 when absent. More only where the network's facts say so. */
  atOnce?: number

  /** Who the tokens belong to. Reads; also the connection test. */
  identity: (ctx: ConnectContext) => Promise<IdentityAnswer>
  /**
   * Work the public cannot see: uploads, containers, for comments too. May run ahead of time and again after a crash,
   * so that each upload goes through `ctx.step`. Answers the plan that `publish`, `comment` and `find` are given.
   */
  prepare?: (item: RenderedItem, ctx: PublishContext) => Promise<Prepared>
  /**
   * Who a post goes to, where every recipient is sent it by a call of his own: by the post's options, in order, each
   * once, and never by `proceed`. Each is an item with its own outcome; what one is refused, or an answer that is lost, does not keep it from
   * the others. Absent: a post is made once, for everybody.
   */
  recipients?: (options: JsonObject) => readonly string[]
  /** Makes the one call that the public can see. Never repeats it. `plan` is what `prepare` answered, or null. */
  publish: (item: RenderedItem, plan: Json, ctx: PublishContext) => Promise<PublishOutcome>
  /**
   * Where `publish` can answer `processing`. Reads; never creates. What belongs to a post that is out may be added here
   * (a cover, its place in a list), where adding it again changes nothing.
   */
  check?: (item: RenderedItem, resume: Json, ctx: PublishContext) => Promise<PublishOutcome>
  /** Where one item takes several creating calls: makes the next one, and only that. */
  proceed?: (item: RenderedItem, resume: Json, ctx: PublishContext) => Promise<PublishOutcome>
  /** Looks for an item whose answer was lost. Reads; never creates. Absent: such an item stays unknown. */
  find?: (item: RenderedItem, attempt: LostAttempt, ctx: PublishContext) => Promise<Look>
  /** Where the network tells by itself what became of an item. */
  webhook?: Webhook
  /** Publishes the first comment under a published item. Same promises as `publish`. */
  comment?: (
    comment: RenderedItem,
    under: PublishedItem,
    ctx: PublishContext,
    plan: Json,
  ) => Promise<PublishOutcome>
  /**
   * Pages, boards, locations, chats an account can post to. Reads. Throws `ConnectRefused`, with the network's refusal
   * where there is one.
   */
  destinations?: (ctx: ConnectContext) => Promise<JsonObject[]>
  /** By `platformData`, whether an account has anything to choose; absent: all have. */
  hasDestinations?: (platformData: JsonObject) => boolean
  /**
   * Nothing can be posted, or read, before one of the destinations is chosen (`data.page`): creating a post says so. A
   * function where accounts differ, or where the options of a post may name a destination of its own; `options` is null
   * where the account is to be read. Of an account that needs none, none is chosen unless somebody asks for it.
   */
  needsPage?: boolean | ((platformData: JsonObject, options: JsonObject | null) => boolean)
  /**
   * Lists of the account that a post can be put into, for a person to choose from. Reads. A refusal with
   * PERMISSION_DENIED: the person who connected it has not allowed this.
   */
  playlists?: (ctx: AccountContext) => Promise<ReadAnswer<{ playlists: readonly Playlist[] }>>
  /** Music and sounds that a post can be given. */
  audio?: Audio
  /** What the network tells of posts and of the account; read on a schedule, never in the way of publishing. */
  metrics?: Metrics
  /** Pages of what the account posted before it was connected, or past us. */
  history?: History
  /** How much may be published, so that it is known before the network refuses. */
  quota?: Quota
  /** Extra account fields on the wire, from `platformData` and what was granted. Never secrets. */
  presentAccount?: (platformData: JsonObject, scopes: readonly string[]) => JsonObject
  simulator: () => Promise<Simulator>
}

/** How an item whose answer was lost is settled; the numbers are from section 6 of the platform's facts. */
export type Reconcile = {
  /**
   * `repeat`: the network guarantees that the same request makes no second post for `repeatForMs` after the first
   * try (Infinity: for ever). `look`: ask `find` at these times after the attempt's deadline; `absent` counts once
   * the last one says so. `none`: nothing can tell.
   */
  repeatForMs?: number
  looksAtMs: readonly number[]
  /** Nothing shows what was sent: whether it arrived, only those say whom it was for. */
  shownNowhere?: boolean
  /** Kinds of media with which a post may be out without being listed: `find` never says that such a post is absent. */
  unlisted?: readonly MediaKind[]
}

// ---------------------------------------------------------------- content

export type RenderedItem = {
  /** Id of the target, the same for all its items and attempts. */
  targetId: string
  /** 0 for the post itself, 1… for the parts of a thread; comments count on. */
  sequence: number
  /** When the item was first planned (the database's time). Fixed for its life: safe to derive client-chosen ids from. */
  plannedAt: Date
  text: string
  media: readonly MediaFile[]
  options: JsonObject
  contentType: string | null
  /** The items before this one that are out, in order. None where the items go to recipients. */
  previous: readonly PublishedItem[]
  /** Who this item goes to, of a connector with `recipients`. */
  recipient?: string
}

export type PublishedItem = { remoteId: string; url: string | null; data: Json }

export type Playlist = { id: string; title: string }

/** `isOn`, by the connector's `config`: networks let some apps search only. */
export type Audio = {
  isOn: (app: Record<string, string>) => boolean
  /**
   * `text` null: what is trending. Answers `limit` tracks at most. Reads. Throws `ConnectRefused` where accounts that were
   * connected as this one cannot search.
   */
  search: (
    wanted: { text: string | null; limit: number },
    ctx: AccountContext,
  ) => Promise<ReadAnswer<{ tracks: readonly Track[] }>>
}

/** What the network does not tell of a track is absent. */
export type Track = {
  id: string
  title: string
  artistName?: string
  audioUrl?: string
  coverImageUri?: string
  durationMs?: number
}

export type MediaKind = 'image' | 'gif' | 'video' | 'document'

export type MediaFile = {
  id: string
  kind: MediaKind
  filename: string
  contentType: string
  sizeBytes: number
  width: number | null
  height: number | null
  durationMs: number | null
  altText: string | null
  /** Hex; changes when the bytes change. */
  sha256: string
  /** The bytes from `start` to `end` (exclusive), the whole file when absent. Streams; never holds a video in memory. */
  stream: (range?: { start: number; end: number }) => AsyncIterable<Uint8Array>
  /** The whole file; only for what is known to be small. */
  bytes: () => Promise<Uint8Array>
  /** A JPEG within the limit, made from an image. */
  reencoded: (
    limit: JpegLimit,
  ) => Promise<{ bytes: Uint8Array; contentType: string; width: number; height: number }>
  /**
   * A short-lived signed address on our public URL, for networks that fetch: of the file as it is, or of the JPEG that
   * `reencoded` makes of an image.
   */
  publicUrl: (reencoded?: JpegLimit) => Promise<string>
}

/** What a picture is made small enough for: bytes, and pixels. */
export type JpegLimit = { maxBytes: number; maxWidth?: number; maxHeight?: number }

// ---------------------------------------------------------------- calling

export type ConnectContext = {
  /** Builds the network's own URLs, always. Operation names and the account are set by the engine. */
  http: PlatformHttp
  /** The network's app, from this connector's `config`. Empty strings where the sandbox needs none. */
  app: Record<string, string>
  /** The database's time when the call began. */
  now: Date
  tokens: Tokens
  /** What identity, destinations and page selection have stored for this account. */
  data: JsonObject
  /** Sealed values that belong to the platform, not to an account: apps registered per instance, for example. */
  vault: Vault
  /** Given while an account is tested: what takes a call of its own, and decides nothing, is answered from here. */
  known?: Omit<Identity, 'accountType' | 'data'>
  /** Where the network reaches what `webhook` reads; given while an account is connected and looked after. */
  webhookUrl?: string
  log: (message: string, facts?: Record<string, unknown>) => void
}

/** For calls about an account that is connected. */
export type AccountContext = ConnectContext & {
  account: { id: string; remoteId: string; username: string | null; displayName: string | null }
  scopes: readonly string[]
}

export type PublishContext = AccountContext & {
  /**
   * Does a step once and keeps its result with the target: called again with the same name and `madeFrom`, it
   * answers what was kept. Other `madeFrom` (the content changed) drops it. Only for work the public cannot see.
   */
  step: <T extends Json>(name: string, madeFrom: string, work: () => Promise<T>) => Promise<T>
  /** Forgets a kept step, for example an upload that the network no longer knows. */
  dropStep: (name: string) => Promise<void>
}

export type Vault = {
  get: (key: string) => Promise<JsonObject | null>
  put: (key: string, value: JsonObject) => Promise<void>
}

export type Prepared = { kind: 'ready'; plan: Json } | { kind: 'processing'; checkInMs: number } | Refused

/** What is known of an item whose answer was lost. */
export type LostAttempt = {
  plan: Json
  /** Of the first attempt with this content: a post made more than a minute earlier is never the one. */
  startedAt: Date
  deadlineAt: Date
  lookNumber: number
  /** Remote ids of the account that other posts and comments of ours have: never the one. */
  claimed: ReadonlySet<string>
  /** What the network told by itself of this item since then, of a connector with `webhook`. */
  told?: readonly Told[]
}

export type { Look, PlatformError, PublishOutcome, Refused }

// ---------------------------------------------------------------- rules

export type { Rules }

// ---------------------------------------------------------------- measuring

export type * from './measures.js'
export type * from './webhook.js'
export type { AccountDay, AccountNumbers, PostNumbers } from '../domain/numbers.js'
export type { QuotaReading, QuotaRule } from '../domain/quota.js'

// ---------------------------------------------------------------- connecting

export type Tokens = {
  accessToken: string
  refreshToken?: string
  /** ISO; absent: does not expire. */
  expiresAt?: string
  /** Whatever else must be kept secret for the account. */
  extra?: JsonObject
}

export type Grant = { tokens: Tokens; scopes: readonly string[]; data?: JsonObject }

export type Identity = {
  /** The network's own id of the account, unique on the whole network. */
  remoteId: string
  username: string | null
  displayName: string | null
  avatarUrl: string | null
  accountType: 'personal' | 'business' | 'creator' | null
  data?: JsonObject
}

export type IdentityAnswer =
  | { kind: 'ok'; identity: Identity }
  | { kind: 'dead'; error: PlatformError }
  | { kind: 'unreachable'; error: PlatformError }

export type AuthorizeRequest = {
  state: string
  redirectUri: string
  /** base64url SHA-256 of the verifier, for PKCE. */
  codeChallenge: string
  forcePrompt: boolean
  pageMode: boolean
  /** What our connect page (or `credentials`) was told, when the connector has `fields`. */
  answers: Record<string, string>
}

/**
 * A refusal during connect, said to the person who connects. Becomes 400 INVALID_PARAM unless `code` says otherwise;
 * `answer` names the one of the connector's `fields` that is at fault.
 */
export class ConnectRefused extends Error {
  override readonly name = 'ConnectRefused'
  readonly code: 'INVALID_PARAM' | 'ACCOUNT_TYPE_NOT_SUPPORTED' | 'SERVICE_UNAVAILABLE' | 'VALIDATION_ERROR'
  readonly answer: string | null
  /** What the network answered, where that is why. */
  readonly refused: Refused | null
  constructor(
    message: string,
    code:
      | 'INVALID_PARAM'
      | 'ACCOUNT_TYPE_NOT_SUPPORTED'
      | 'SERVICE_UNAVAILABLE'
      | 'VALIDATION_ERROR' = 'INVALID_PARAM',
    answer: string | null = null,
    refused: Refused | null = null,
  ) {
    super(message)
    this.code = code
    this.answer = answer
    this.refused = refused
  }

  /** What the network refuses while somebody waits for its answer. */
  static because(refused: Refused): ConnectRefused {
    const code = refused.cure === 'wait' ? 'SERVICE_UNAVAILABLE' : 'INVALID_PARAM'
    return new ConnectRefused(refused.error.message, code, null, refused)
  }
}

export type Field = {
  name: string
  label: string
  help?: string
  secret?: boolean
  placeholder?: string
  required: boolean
  default?: string
}

export type Auth = {
  /** What our own page asks before (or instead of) the network's consent page; also the keys of `credentials`. */
  fields?: readonly Field[]
  /** The scopes we ask for. */
  scopes: readonly string[]
  /** The network's consent page. Absent: `fields` are all there is. `keep` comes back in `finish`, sealed until then. */
  authorize?: (
    request: AuthorizeRequest,
    ctx: Omit<ConnectContext, 'tokens' | 'data'>,
  ) => Promise<{ url: string; keep?: JsonObject }>
  /** Turns the code (or the answers) into tokens. Throws `ConnectRefused`. */
  finish: (
    given: {
      code: string | null
      redirectUri: string
      codeVerifier: string
      answers: Record<string, string>
      keep: JsonObject
    },
    ctx: Omit<ConnectContext, 'tokens' | 'data'>,
  ) => Promise<Grant>
  /**
   * The account's data where the caller brings tokens and answers `fields`: what `finish` would have found. Absent in a
   * connector with `fields`: it takes no tokens. Throws `ConnectRefused`.
   */
  dataFor?: (answers: Record<string, string>, as: { pageMode: boolean }) => JsonObject
  /** Absent: tokens do not expire. Rotated tokens are stored before they are used. */
  refresh?: (ctx: ConnectContext) => Promise<RefreshAnswer>
  /** Whether these can be refreshed: a program may bring, and some apps are given, tokens that cannot; absent: all can. */
  renewable?: (tokens: Tokens) => boolean
  /** How long before expiry to refresh; 5 minutes when absent. */
  refreshAheadMs?: number
  /** Tells the network that we no longer need the tokens. Best effort. */
  revoke?: (ctx: ConnectContext) => Promise<void>
}

export type RefreshAnswer =
  | { kind: 'refreshed'; tokens: Tokens; scopes?: readonly string[] }
  /** The network says that our access is over: the account's owner must connect again, and `error` says so. */
  | { kind: 'revoked'; error: PlatformError }
  /** Surely or perhaps a passing fault; the old tokens stay. */
  | { kind: 'failed'; error: PlatformError }

/** The platform's settings in the environment, by full variable name. Complete credentials switch it on in live mode. */
export type ConfigSchema = {
  /** Environment names that must be set in live mode, with a doc line each. */
  required: Record<string, string>
  optional?: Record<string, string>
  /** What is off until it is set to true; `app` says `true` where it is on, and is empty else. */
  switches?: Record<string, string>
  /** Optional ones that the sandbox makes up where they are not set, as it does the required. */
  madeUp?: readonly string[]
}
