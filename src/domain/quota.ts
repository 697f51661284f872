import type { JsonObject } from '../kit/json.js'

/** The time over which a network counts. */
export type QuotaWindow =
  /** The last so many milliseconds, whenever one looks. */
  | { rollingMs: number }
  /** Windows of this length, one after the other from 1 January 1970 UTC. */
  | { everyMs: number }
  /** A calendar day in this time zone (IANA name). */
  | { dayIn: string }

/** How much a network lets an account (or our app with all its accounts) publish. */
export type QuotaRule = {
  /** What is counted, for people and as its key: "posts in 24 hours". */
  name: string
  limit: number
  window: QuotaWindow
  /** Whose posts count together; the account's when absent. */
  of?: 'account' | 'app'
  /** Each part of a thread counts; else a thread is one. */
  countsParts?: boolean
  /** Only posts that say all of this count; every post when absent. */
  only?: PostKind
  /** Posts that say all of this do not count. */
  except?: PostKind
}

/** What a post says of its kind: its `contentType`, and values of its options for the network. */
export type PostKind = { contentType?: string | null; options?: JsonObject }

/** Whether a post counts by a rule; the same as `countsSql` says of posts that are stored. */
export function countsPost({ only = {}, except }: QuotaRule, post: PostKind): boolean {
  return saysAll(post, only) && (except === undefined || !saysAll(post, except))
}

function saysAll(post: PostKind, { contentType, options = {} }: PostKind): boolean {
  const said = post.options ?? {}
  return (
    (contentType === undefined || post.contentType === contentType) &&
    Object.entries(options).every(([name, value]) => said[name] === value)
  )
}

/** What a network says of one of its rules, by the rule's name. Its word wins over our count and the rule's `limit`. */
export type QuotaReading = {
  name: string
  limit: number
  used: number
  /** When nothing counts any more; absent where the rule's window tells. */
  resetsAt?: Date
}

/** The window that `at` lies in, its beginning not included. Rolling windows end at `at`. */
export function windowAt(window: QuotaWindow, at: Date): { from: Date; to: Date } {
  const ms = at.getTime()
  if ('rollingMs' in window) return { from: new Date(ms - window.rollingMs), to: at }
  if ('everyMs' in window) {
    const from = ms - (ms % window.everyMs)
    return { from: new Date(from), to: new Date(from + window.everyMs) }
  }
  const from = startOfDay(at, window.dayIn)
  // Days are 23 to 25 hours long: noon of the next is never two days away.
  return { from, to: startOfDay(new Date(from.getTime() + 36 * 3_600_000), window.dayIn) }
}

/** Midnight in a zone, where the clocks are not put forward or back between midnight and `at` more than an hour. */
function startOfDay(at: Date, zone: string): Date {
  const sinceMidnight = (moment: Date): number => {
    const parts = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeStyle: 'medium' }).format(moment)
    const [hours = 0, minutes = 0, seconds = 0] = parts.split(':').map(Number)
    return ((hours * 60 + minutes) * 60 + seconds) * 1_000 + (moment.getTime() % 1_000)
  }
  const midnight = new Date(at.getTime() - sinceMidnight(at))
  // On the day of a change of clocks that was an hour off.
  const off = sinceMidnight(midnight)
  return off === 0
    ? midnight
    : new Date(midnight.getTime() + (off > 12 * 3_600_000 ? 86_400_000 - off : -off))
}

/** What a lane keeps of its quotas: what the network last told, by the rule's name, and until when it refuses this account. */
export type KeptQuota = {
  readings?: Record<string, { limit: number; used: number; readAt: string; resetsAt?: string }>
  usedUpUntil?: string
}

/**
 * What counts in a window: what we published of it, how much of that since the network was last asked, and what is
 * scheduled; and until when it refuses all accounts of our app, where the rule is one for the app.
 */
export type QuotaCounts = {
  published: number
  sinceReading: number
  scheduled: number
  usedUpUntil: string | null
}

/** How a rule stands at a time: `used` is out, `scheduled` will be by then. */
export type QuotaState = {
  name: string
  limit: number
  used: number
  scheduled: number
  /** When nothing counts any more; null for a rolling window that the network does not tell of. */
  resetsAt: Date | null
  countsParts: boolean
}

/**
 * Our count and the network's word together. What the network told counts for the window that it told it in; of a
 * rolling one for a twenty-fourth of its length: what was used then runs out one by one.
 */
export function quotaState(rule: QuotaRule, kept: KeptQuota, counts: QuotaCounts, at: Date): QuotaState {
  const reading = readingFor(rule, kept, at)
  const limit = reading?.limit ?? rule.limit
  const told = reading === null ? 0 : reading.used + counts.sinceReading
  const refused = [kept.usedUpUntil, counts.usedUpUntil]
  const isRefused = refused.some((until) => until != null && at.toISOString() < until)
  const used = Math.max(counts.published, told, isRefused ? limit : 0)
  const ends = 'rollingMs' in rule.window ? null : windowAt(rule.window, at).to
  const resetsAt = reading?.resetsAt === undefined ? ends : new Date(reading.resetsAt)
  return {
    name: rule.name,
    limit,
    used,
    scheduled: counts.scheduled,
    resetsAt,
    countsParts: rule.countsParts ?? false,
  }
}

/** What the network told of a rule, where it still holds at `at`. */
export function readingFor(
  rule: QuotaRule,
  { readings = {} }: KeptQuota,
  at: Date,
): NonNullable<KeptQuota['readings']>[string] | null {
  const reading = readings[rule.name]
  if (reading === undefined) return null
  const readAt = new Date(reading.readAt)
  if (reading.resetsAt !== undefined) return at < new Date(reading.resetsAt) ? reading : null
  const { window } = rule
  if ('rollingMs' in window) return at.getTime() - readAt.getTime() <= window.rollingMs / 24 ? reading : null
  return readAt >= windowAt(window, at).from ? reading : null
}
