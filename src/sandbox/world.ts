import type { Json } from '../kit/json.js'
import type { SandboxClock } from './clock.js'
import type { Journal } from './journal.js'
import { consentPage, postPage } from './pages.js'
import { pastOf } from './past.js'
import type { SimWorld } from './simulator.js'

export type Outside = {
  /** Where a browser reaches the sandbox. */
  publicBase: () => string
  /** Fetches an address that a request named, as networks that pull media do. */
  fetch: SimWorld['fetch']
}

/** What one simulator is given. */
export function createWorld(slug: string, journal: Journal, clock: SandboxClock, outside: Outside): SimWorld {
  const counters = journal.table<number>('_counters')
  const firstAsked = journal.table<string>('_past')
  return {
    now: () => clock.now(),
    table: <T extends Json>(name: string) => journal.table<T>(name),
    nextNumber(name) {
      const next = (counters.get(name) ?? 0) + 1
      counters.set(name, next)
      return next
    },
    pastOf(userId) {
      // Fixed when first asked for: moving the clock must not give old posts new dates.
      const before = firstAsked.get(userId) ?? clock.now().toISOString()
      if (firstAsked.get(userId) === undefined) firstAsked.set(userId, before)
      return pastOf(userId, new Date(before))
    },
    fetch: outside.fetch,
    localUrl: (url) => `${outside.publicBase()}/sandbox/${slug}/${url.replace(/^https?:\/\//, '')}`,
    consent: consentPage,
    postPage,
  }
}
