import { describe, expect, it } from 'vitest'
import { preflight, preflightSignals, type PreflightFacts } from './preflight.js'
import type { QuotaState } from './quota.js'

const minuteMs = 60_000
const dayMs = 86_400_000
const now = Date.UTC(2027, 2, 1, 12)
const at = now + dayMs

const fine: PreflightFacts = {
  name: 'Acme (bistro)',
  status: 'active',
  lacksPage: false,
  at,
  now,
  accessEndsAt: null,
  quotas: [],
  outcomes: [null, null],
  nearestMs: 16 * minuteMs,
  hourScore: { percent: 50, bestAt: new Date(at) },
  sameAt: null,
}
const quota = (used: number, scheduled: number, limit = 10): QuotaState => ({
  name: 'posts in a day',
  used,
  scheduled,
  limit,
  resetsAt: new Date(now + dayMs),
  countsParts: false,
})
const refused = { code: 'CONTENT_REJECTED', message: 'No.' }

/** For each signal what just lets it speak, and what just does not. */
const cases: Record<string, { speaks: Partial<PreflightFacts>[]; silent: Partial<PreflightFacts>[] }> = {
  ACCOUNT_NOT_ACTIVE: {
    speaks: [{ status: 'expired' }, { status: 'suspended' }],
    silent: [{ status: 'active' }],
  },
  PAGE_NOT_SELECTED: { speaks: [{ lacksPage: true }], silent: [{}] },
  ACCESS_ENDED: { speaks: [{ accessEndsAt: at }], silent: [{ accessEndsAt: at + 1 }] },
  QUOTA_EXCEEDED: { speaks: [{ quotas: [quota(0, 0), quota(10, 0)] }], silent: [{ quotas: [quota(9, 5)] }] },
  QUOTA_SHORT: { speaks: [{ quotas: [quota(5, 5)] }], silent: [{ quotas: [quota(5, 4)] }] },
  REFUSED_IN_A_ROW: {
    speaks: [{ outcomes: [refused, refused, refused, null] }],
    silent: [{ outcomes: [refused, refused, null, refused] }, { outcomes: [refused, refused] }],
  },
  SAME_WITHIN_A_DAY: {
    speaks: [{ sameAt: at - dayMs }, { sameAt: at + dayMs }],
    silent: [{ sameAt: at - dayMs - 1 }],
  },
  ACCESS_ENDS: {
    speaks: [{ accessEndsAt: at + 7 * dayMs }],
    silent: [{ accessEndsAt: at + 7 * dayMs + 1 }, { accessEndsAt: null }],
  },
  QUOTA_NEARLY_USED: { speaks: [{ quotas: [quota(4, 4)] }], silent: [{ quotas: [quota(4, 3)] }] },
  REFUSED_LATELY: {
    speaks: [{ outcomes: [refused, null, refused, null, refused, null] }],
    silent: [{ outcomes: [refused, null, refused, null, null] }],
  },
  SAME_LATELY: { speaks: [{ sameAt: at - 7 * dayMs }], silent: [{ sameAt: at - 7 * dayMs - 1 }] },
  CLOSE_TO_ANOTHER: {
    speaks: [{ nearestMs: 15 * minuteMs - 1 }, { nearestMs: 0 }],
    silent: [{ nearestMs: 15 * minuteMs }, { nearestMs: null }],
  },
  WEAK_HOUR: {
    speaks: [{ hourScore: { percent: 49, bestAt: new Date(at) } }],
    silent: [{ hourScore: { percent: 50, bestAt: new Date(at) } }, { hourScore: null }],
  },
}

const codes = (facts: Partial<PreflightFacts>): string[] =>
  preflight({ ...fine, ...facts }).signals.map(({ code }) => code)

describe.each(preflightSignals)('$code', ({ code, tier }) => {
  const { speaks = [], silent = [] } = cases[code] ?? {}

  it('speaks from its threshold on', () => {
    expect(speaks).not.toEqual([])
    for (const facts of speaks) {
      const { signals, ...whole } = preflight({ ...fine, ...facts })
      expect(signals).toEqual([{ code, tier, message: expect.stringContaining('Acme (bistro)') as string }])
      expect(whole).toEqual({ tier, tierLabel: tier === 'RED' ? 'High risk' : 'Caution' })
    }
  })

  it('is silent short of it', () => {
    expect(silent).not.toEqual([])
    for (const facts of silent) expect(codes(facts)).not.toContain(code)
  })
})

it('is GREEN where nothing speaks against it', () => {
  expect(preflight(fine)).toEqual({ tier: 'GREEN', tierLabel: 'Optimal', signals: [] })
})

it('says the gravest first, and nothing twice', () => {
  const worst = { status: 'expired', accessEndsAt: now, quotas: [quota(10, 3)], nearestMs: 0, sameAt: at }
  expect(codes(worst)).toEqual([
    'ACCOUNT_NOT_ACTIVE',
    'QUOTA_EXCEEDED',
    'SAME_WITHIN_A_DAY',
    'CLOSE_TO_ANOTHER',
  ])
})

it('names figures and times that a person can act on', () => {
  const [full] = preflight({ ...fine, quotas: [quota(10, 0)] }).signals
  expect(full?.message).toBe(
    'Acme (bistro) has used 10 of 10 posts in a day. There is room again at 2027-03-02T12:00:00.000Z.',
  )
  const [close] = preflight({ ...fine, nearestMs: minuteMs }).signals
  expect(close?.message).toContain('1 minute from this one')
})
