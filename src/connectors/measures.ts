import type { AccountDay, AccountNumbers, PostNumbers } from '../domain/numbers.js'
import type { Refused } from '../domain/outcome.js'
import type { QuotaReading, QuotaRule } from '../domain/quota.js'
import type { JsonObject } from '../kit/json.js'
import type { AccountContext, PublishedItem } from './connector.js'

/**
 * The answer to a read that nobody waits for. A refusal with the cure `wait` is asked again after `retryAfterMs`; one
 * with `reconnect` ends the account only where its code says that the access is over, not where a permission lacks.
 * A thrown `NotSent` or `NoAnswer` is asked again later.
 */
export type ReadAnswer<T> =
  | ({
      kind: 'ok'
      /** Little is left of what the network lets us ask: nothing is read for the account for so long. */
      restMs?: number
    } & T)
  | Refused

/** What the network tells of posts and of the account, as it stands now. All of it reads. */
export type Metrics = {
  /** How many posts one call of `posts` is given at most. */
  postsPerCall: number
  /** Absent: the network tells nothing of posts. */
  posts?: (
    posts: readonly MeasuredPost[],
    ctx: AccountContext,
  ) => Promise<ReadAnswer<{ posts: readonly PostMeasure[] }>>
  /**
   * `now` is how the account stands; `days` what the network tells of single days since `since`, in any order. Absent:
   * the network tells nothing of accounts.
   */
  account?: (
    ctx: AccountContext,
    since: Date,
  ) => Promise<ReadAnswer<{ now: AccountNumbers; days?: readonly AccountDay[] }>>
  /** Reads cost money, or may be few: a post is read five times in its life instead of some fifty. */
  isDear?: boolean
}

/** A post that is out, through us or before us (then `data` is null). */
export type MeasuredPost = PublishedItem & {
  publishedAt: Date
  contentType: string | null
  /** How many of its messages the network told these of by itself; null where it told of none. */
  told?: ToldCounts | null
}

/** One that was read was delivered, and one that was delivered was sent. `failed`: it was not delivered. */
export type ToldCounts = { sent: number; delivered: number; read: number; failed: number }

/** Of a post that the answer leaves out nothing is known: it is asked for again. `isGone`: the network has it no more. */
export type PostMeasure = { remoteId: string; numbers: PostNumbers } | { remoteId: string; isGone: true }

/**
 * Answers a page of what the account posted, newest first; reposts and answers to others are left out. `cursor` is null for the first
 * page, else `next` of the page before: it is kept, so that a backfill goes on after days. Posts older than `since`
 * need not be there. `next` is null where there is nothing older. Reads.
 */
export type History = (
  page: { cursor: string | null; since: Date },
  ctx: AccountContext,
) => Promise<ReadAnswer<{ posts: readonly EarlierPost[]; next: string | null }>>

export type EarlierPost = {
  remoteId: string
  url: string | null
  text: string
  createdAt: Date
  /** Absent where the page does not tell them: `metrics.posts` is asked. */
  numbers?: PostNumbers
}

export type Quota = {
  /** What is known beforehand: held against what we published and what is scheduled. `app` is the connector's `config`, `data` the account's. */
  rules: (given: { app: Record<string, string>; data: JsonObject }) => readonly QuotaRule[]
  /** Asks the network how much is used, by whomever. Absent: it does not tell, and what we published counts. Reads. */
  read?: (ctx: AccountContext) => Promise<ReadAnswer<{ readings: readonly QuotaReading[] }>>
}
