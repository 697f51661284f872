import { describe, expect, it } from 'vitest'
import type { PlatformError, PublishOutcome } from './outcome.js'
import {
  firstLook,
  nextStep,
  nextStepAfterLook,
  pauseMs,
  retryDelayMs,
  tooEarlyForLookMs,
  type LookState,
  type RunState,
} from './next-step.js'

const error: PlatformError = { code: 'PLATFORM_UNAVAILABLE', message: 'out of order' }
const limited: PlatformError = { code: 'RATE_LIMITED', message: 'too many' }
const minute = 60_000
const now = Date.parse('2026-03-01T00:00:00.000Z')

function aRun(change: Partial<RunState> = {}): RunState {
  return {
    triedForMs: 0,
    processingForMs: 0,
    tries: 1,
    resent: false,
    firstSentAgoMs: 0,
    lostAgoMs: null,
    reconcile: { looksAtMs: [5_000, 20_000] },
    ...change,
  }
}

describe('after what the platform said', () => {
  const refusedWait: PublishOutcome = { kind: 'refused', cure: 'wait', error }
  const rows: [name: string, outcome: PublishOutcome, run: Partial<RunState>, expected: object][] = [
    [
      'published is done',
      { kind: 'published', remoteId: '1', url: null },
      {},
      { kind: 'done', remoteId: '1' },
    ],
    [
      'halfway goes on at once',
      { kind: 'halfway', resume: { id: 2 } },
      {},
      { kind: 'wait', stage: 'proceed', inMs: 0, resume: { id: 2 } },
    ],
    [
      'processing is asked again',
      { kind: 'processing', resume: 1, checkInMs: 3_000 },
      {},
      { kind: 'wait', stage: 'check', inMs: 3_000 },
    ],
    [
      'processing is asked about again before it is given up, however late the network says',
      { kind: 'processing', resume: 1, checkInMs: 1e30 },
      {},
      { kind: 'wait', stage: 'check', inMs: 60 * minute },
    ],
    [
      'processing for over an hour fails',
      { kind: 'processing', resume: 1, checkInMs: 3_000 },
      { processingForMs: 61 * minute },
      { kind: 'fail' },
    ],
    [
      'a fault that left nothing behind is tried again',
      refusedWait,
      { tries: 3 },
      { kind: 'wait', stage: 'send', inMs: 4_000 },
    ],
    [
      'after two minutes of own tries it fails, and is somebody’s to retry',
      refusedWait,
      { triedForMs: 2 * minute, tries: 6 },
      { kind: 'fail', error: { ...error, message: 'out of order. Retry later.' } },
    ],
    [
      'a fault right after a long processing is still tried again',
      refusedWait,
      { triedForMs: 10 * minute, tries: 1 },
      { kind: 'wait' },
    ],
    [
      'a told wait of 15 minutes is waited',
      { kind: 'refused', cure: 'wait', error: limited, retryAfterMs: 15 * minute },
      {},
      { kind: 'wait', inMs: 15 * minute },
    ],
    [
      'a longer one fails and says until when',
      { kind: 'refused', cure: 'wait', error: limited, retryAfterMs: 16 * minute },
      {},
      { kind: 'fail', error: { code: 'RATE_LIMITED', details: { retryAt: '2026-03-01T00:16:00.000Z' } } },
    ],
    [
      'a wait that is beyond all calendars fails and says the last day of them',
      { kind: 'refused', cure: 'wait', error: limited, retryAfterMs: 1e30 },
      {},
      { kind: 'fail', error: { code: 'RATE_LIMITED', details: { retryAt: '9999-12-31T00:00:00.000Z' } } },
    ],
    [
      'the author has to mend it',
      { kind: 'refused', cure: 'edit', error },
      {},
      { kind: 'fail', accountIsDead: false },
    ],
    [
      'the owner has to reconnect',
      { kind: 'refused', cure: 'reconnect', error },
      {},
      { kind: 'fail', accountIsDead: true },
    ],
    ['a lost answer is looked for', { kind: 'unknown', error }, {}, { kind: 'look', inMs: 5_000 }],
    [
      'a lost answer that cannot be looked for is unknown',
      { kind: 'unknown', error },
      { reconcile: { looksAtMs: [] } },
      { kind: 'fail', error: { code: 'OUTCOME_UNKNOWN' } },
    ],
    [
      'what the network guarantees is repeated',
      { kind: 'unknown', error },
      { firstSentAgoMs: 49 * minute, reconcile: { repeatForMs: 50 * minute, looksAtMs: [1_000] } },
      { kind: 'wait', stage: 'send' },
    ],
    [
      'once the guarantee has run out it is only looked for',
      { kind: 'unknown', error },
      { firstSentAgoMs: 50 * minute, reconcile: { repeatForMs: 50 * minute, looksAtMs: [1_000] } },
      { kind: 'look', inMs: 1_000 },
    ],
  ]
  it.each(rows)('%s', (_name, outcome, run, expected) => {
    expect(nextStep(outcome, aRun(run), now)).toMatchObject(expected)
  })
})

describe('after a look', () => {
  const looks: LookState = { taken: 0, absent: 0, error }

  it('a post that is found is out', () => {
    const look = { kind: 'found', remoteId: '7', url: 'https://n.example/7', createdAt: null } as const
    expect(nextStepAfterLook(look, looks, 5_000, aRun())).toMatchObject({ kind: 'done', remoteId: '7' })
  })

  it('absent counts only after all looks said so, and then the target is sent once more', () => {
    const second = nextStepAfterLook({ kind: 'absent' }, looks, 6_000, aRun())
    expect(second).toMatchObject({ kind: 'look', inMs: 14_000, looks: { taken: 1 } })
    expect(
      nextStepAfterLook({ kind: 'absent' }, { ...looks, taken: 1, absent: 1 }, 20_000, aRun()),
    ).toMatchObject({ kind: 'resend', byItself: true })
  })

  it('a look does not count before its time, and is put off until then', () => {
    expect(tooEarlyForLookMs(looks, 1_000, aRun())).toBe(4_000)
    expect(tooEarlyForLookMs({ ...looks, taken: 1 }, 6_000, aRun())).toBe(14_000)
    expect(tooEarlyForLookMs({ ...looks, taken: 1 }, 21_000, aRun())).toBe(0)
    expect(tooEarlyForLookMs({ ...looks, askedByPerson: true }, 0, aRun())).toBe(0)
  })

  it('what was halfway is sent on from there, not from the beginning', () => {
    const from = { stage: 'proceed', resume: { container: 7 } } as const
    const lost = nextStep({ kind: 'unknown', error }, aRun({ from }), now)
    expect(lost).toMatchObject({ kind: 'look', looks: { from } })
    const seen = { ...looks, taken: 1, absent: 1, from }
    expect(nextStepAfterLook({ kind: 'absent' }, seen, 20_000, aRun())).toMatchObject({
      kind: 'resend',
      from,
    })
    expect(nextStep({ kind: 'refused', cure: 'wait', error }, aRun({ from }), now)).toMatchObject(from)
  })

  it('it is never sent a third time by itself', () => {
    const after = nextStepAfterLook(
      { kind: 'absent' },
      { ...looks, taken: 1, absent: 1 },
      20_000,
      aRun({ resent: true }),
    )
    expect(after).toMatchObject({ kind: 'fail', error: { code: 'PLATFORM_UNAVAILABLE' } })
  })

  it('a look that could not tell counts for nothing and is made again', () => {
    const after = nextStepAfterLook(
      { kind: 'cannotTell', reason: 'down' },
      { ...looks, taken: 1, absent: 1 },
      60_000,
      aRun(),
    )
    expect(after).toMatchObject({ kind: 'look', looks: { taken: 1, absent: 1 } })
  })

  it('after a quarter of an hour of not being told, a person has to look', () => {
    const down = { kind: 'cannotTell', reason: 'down' } as const
    // The first look may be late: nobody was there to ask.
    const first = nextStepAfterLook(down, looks, 60 * minute, aRun())
    expect(first).toMatchObject({ kind: 'look', looks: { firstMs: 60 * minute } })
    if (first.kind !== 'look') throw new Error('a look')
    const inMs = (minutes: number) => nextStepAfterLook(down, first.looks, minutes * minute, aRun())
    // Ever more seldom, and once more when the time is over.
    expect([first, inMs(60.25), inMs(62), inMs(66), inMs(74)]).toMatchObject([
      { inMs: 15_000 },
      { inMs: 15_000 },
      { inMs: minute },
      { inMs: 3 * minute },
      { inMs: minute + 1 },
    ])
    expect(nextStepAfterLook(down, first.looks, 76 * minute, aRun())).toMatchObject({
      kind: 'fail',
      error: { code: 'OUTCOME_UNKNOWN' },
    })
  })

  it('where a network cannot be asked at all, a person has to look at once', () => {
    const mute = { kind: 'cannotTell', reason: 'The network cannot be asked' } as const
    const run = aRun({ reconcile: { looksAtMs: [] } })
    const told = { kind: 'fail', error: { code: 'OUTCOME_UNKNOWN' } }
    expect(nextStepAfterLook(mute, looks, 1, run)).toMatchObject(told)
    const asked = { ...looks, askedByPerson: true }
    expect(nextStepAfterLook(mute, asked, 1, run)).toMatchObject({ kind: 'resend' })
  })

  it('what has hardly left is sent unless it is found, also where nobody can tell for two minutes', () => {
    const hardly: LookState = { ...looks, sentUnlessFound: true }
    const down = { kind: 'cannotTell', reason: 'down' } as const
    const sent = { kind: 'resend', byItself: false }
    expect(nextStepAfterLook({ kind: 'absent' }, hardly, 60 * minute, aRun())).toMatchObject({ kind: 'look' })
    expect(
      nextStepAfterLook({ kind: 'absent' }, { ...hardly, taken: 1 }, 60 * minute, aRun({ resent: true })),
    ).toMatchObject(sent)
    const asked = { ...hardly, firstMs: 60 * minute }
    expect(nextStepAfterLook(down, asked, 61 * minute, aRun())).toMatchObject({ kind: 'look' })
    expect(nextStepAfterLook(down, asked, 62 * minute, aRun())).toMatchObject(sent)
  })

  it('the first look after a crash counts from the deadline that has passed', () => {
    expect(firstLook(error, aRun(), 3_000)).toMatchObject({ kind: 'look', inMs: 2_000 })
    expect(firstLook(error, aRun(), 9_000)).toMatchObject({ kind: 'look', inMs: 0 })
  })
})

it('own tries pause 1, 2, 4 … 30 seconds', () => {
  expect([1, 2, 3, 4, 5, 6, 7].map(pauseMs)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
})

it('retries that a caller asks for wait 2, 4 and 8 minutes', () => {
  expect([1, 2, 3].map(retryDelayMs)).toEqual([2 * minute, 4 * minute, 8 * minute])
})
