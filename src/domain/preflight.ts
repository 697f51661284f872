import type { SignalCode } from '../../contract/finding-codes.js'
import type { QuotaState } from './quota.js'

export type Tier = 'GREEN' | 'YELLOW' | 'RED'

/** What is known of an account when a post to it is thought of. Times are in milliseconds. */
export type PreflightFacts = {
  /** The network, and the account on it, as people call them. */
  name: string
  status: string
  lacksPage: boolean
  /** When the post is to go out, and what the clock says now. */
  at: number
  now: number
  /** When the access ends for good; null where it does not, or is renewed by itself. */
  accessEndsAt: number | null
  quotas: readonly QuotaState[]
  /** The last ten targets of the last 30 days that ended, newest first: the error of those that were refused. */
  outcomes: readonly ({ code: string; message: string } | null)[]
  /** How far the nearest other post of the network account is from `at`. */
  nearestMs: number | null
  /** What a post at that hour can expect, in percent of the best hour of the week; null where too little is known. */
  hourScore: { percent: number; bestAt: Date } | null
  /** When the same was last posted, or will be. */
  sameAt: number | null
}

export type Signal = { code: SignalCode; tier: Exclude<Tier, 'GREEN'>; message: string }

const minuteMs = 60_000
const dayMs = 86_400_000

/** From where on each signal speaks. */
export const thresholds = {
  accessEndsWithinMs: 7 * dayMs,
  quotaShare: 0.8,
  refusedOfTen: 3,
  refusedInARow: 3,
  spacingMs: 15 * minuteMs,
  hourPercent: 50,
  sameWithinMs: 7 * dayMs,
  sameSoonMs: dayMs,
} as const

type Row = {
  code: SignalCode
  tier: Signal['tier']
  /** The sentence, where the signal speaks. */
  says: (facts: PreflightFacts) => string | null
}

const iso = (at: number): string => new Date(at).toISOString()
const after = ({ used, scheduled }: QuotaState): number => used + scheduled + 1

/** Every signal, the gravest first. A row that speaks silences those behind it that it names. */
const rows: readonly (Row & { silences?: readonly SignalCode[] })[] = [
  {
    code: 'ACCOUNT_NOT_ACTIVE',
    tier: 'RED',
    silences: ['ACCESS_ENDED', 'ACCESS_ENDS'],
    says: ({ name, status }) =>
      status === 'active' ? null : `${name} is ${status}: a post would fail. Connect the account again.`,
  },
  {
    code: 'PAGE_NOT_SELECTED',
    tier: 'RED',
    says: ({ name, lacksPage }) =>
      lacksPage ? `${name} has no page selected to post to. List its pages and select one.` : null,
  },
  {
    code: 'ACCESS_ENDED',
    tier: 'RED',
    silences: ['ACCESS_ENDS'],
    says: ({ name, accessEndsAt, at }) =>
      accessEndsAt === null || accessEndsAt > at
        ? null
        : `The access to ${name} ends at ${iso(accessEndsAt)}, before the post. Connect the account again until then.`,
  },
  {
    code: 'QUOTA_EXCEEDED',
    tier: 'RED',
    silences: ['QUOTA_SHORT', 'QUOTA_NEARLY_USED'],
    says: ({ name, quotas }) => {
      const full = quotas.find(({ used, limit }) => used >= limit)
      return full === undefined ? null : `${name} has used ${of(full)}. ${room(full)}`
    },
  },
  {
    code: 'QUOTA_SHORT',
    tier: 'RED',
    silences: ['QUOTA_NEARLY_USED'],
    says: ({ name, quotas }) => {
      const full = quotas.find((quota) => after(quota) > quota.limit)
      return full === undefined
        ? null
        : `What is scheduled for ${name} uses ${of(full)} up before this post. ${room(full)}`
    },
  },
  {
    code: 'REFUSED_IN_A_ROW',
    tier: 'RED',
    silences: ['REFUSED_LATELY'],
    says: ({ name, outcomes }) => {
      const last = outcomes.slice(0, thresholds.refusedInARow)
      return last.length < thresholds.refusedInARow || last.includes(null)
        ? null
        : `The last ${String(last.length)} posts to ${name} failed, the newest with ${String(last[0]?.code)}: ${String(last[0]?.message)}`
    },
  },
  {
    code: 'SAME_WITHIN_A_DAY',
    tier: 'RED',
    silences: ['SAME_LATELY'],
    says: ({ name, sameAt, at }) => sameAs(name, sameAt, at, thresholds.sameSoonMs),
  },
  {
    code: 'ACCESS_ENDS',
    tier: 'YELLOW',
    says: ({ name, accessEndsAt, at }) =>
      accessEndsAt === null || accessEndsAt > at + thresholds.accessEndsWithinMs
        ? null
        : `The access to ${name} ends at ${iso(accessEndsAt)}. Connect the account again soon.`,
  },
  {
    code: 'QUOTA_NEARLY_USED',
    tier: 'YELLOW',
    says: ({ name, quotas }) => {
      const most = quotas.find((quota) => after(quota) > quota.limit * thresholds.quotaShare)
      return most === undefined
        ? null
        : `${name} will have used ${String(after(most))} of ${String(most.limit)} ${most.name} with this post.`
    },
  },
  {
    code: 'REFUSED_LATELY',
    tier: 'YELLOW',
    says: ({ name, outcomes }) => {
      const refused = outcomes.filter((each) => each !== null)
      return refused.length < thresholds.refusedOfTen
        ? null
        : `${String(refused.length)} of the last ${String(outcomes.length)} posts to ${name} failed, the newest of them with ${String(refused[0]?.code)}: ${String(refused[0]?.message)}`
    },
  },
  {
    code: 'SAME_LATELY',
    tier: 'YELLOW',
    says: ({ name, sameAt, at }) => sameAs(name, sameAt, at, thresholds.sameWithinMs),
  },
  {
    code: 'CLOSE_TO_ANOTHER',
    tier: 'YELLOW',
    says: ({ name, nearestMs }) =>
      nearestMs === null || nearestMs >= thresholds.spacingMs
        ? null
        : `Another post of ${name} goes out ${inMinutes(nearestMs)} from this one: followers see fewer of both. Leave ${inMinutes(thresholds.spacingMs)} between them.`,
  },
  {
    code: 'WEAK_HOUR',
    tier: 'YELLOW',
    says: ({ name, hourScore }) =>
      hourScore === null || hourScore.percent >= thresholds.hourPercent
        ? null
        : `Posts of ${name} at this hour find ${String(hourScore.percent)} % of what those at its best hour do, which is next at ${hourScore.bestAt.toISOString()}.`,
  },
]

/** For the reference: every code with its tier. */
export const preflightSignals = rows.map(({ code, tier }) => ({ code, tier }))

const labels: Record<Tier, string> = { GREEN: 'Optimal', YELLOW: 'Caution', RED: 'High risk' }

/** What speaks against posting, the gravest first, and the tier of all together. */
export function preflight(facts: PreflightFacts): { tier: Tier; tierLabel: string; signals: Signal[] } {
  const silenced = new Set<SignalCode>()
  const signals: Signal[] = []
  for (const { code, tier, says, silences = [] } of rows) {
    const message = silenced.has(code) ? null : says(facts)
    if (message === null) continue
    signals.push({ code, tier, message })
    for (const each of silences) silenced.add(each)
  }
  const tier = signals[0]?.tier ?? 'GREEN'
  return { tier, tierLabel: labels[tier], signals }
}

function of({ used, limit, name }: QuotaState): string {
  return `${String(Math.min(used, limit))} of ${String(limit)} ${name}`
}

function room({ resetsAt }: QuotaState): string {
  return resetsAt === null
    ? 'There is room again as they grow older.'
    : `There is room again at ${resetsAt.toISOString()}.`
}

function sameAs(name: string, sameAt: number | null, at: number, withinMs: number): string | null {
  if (sameAt === null || Math.abs(at - sameAt) > withinMs) return null
  return `${name} says the same at ${iso(sameAt)}. Networks refuse or hide repeats: change the text.`
}

function inMinutes(ms: number): string {
  const minutes = Math.round(ms / minuteMs)
  return minutes === 1 ? '1 minute' : `${String(minutes)} minutes`
}
