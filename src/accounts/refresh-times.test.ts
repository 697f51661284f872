import { expect, it } from 'vitest'
import type { Connector, Tokens } from '../connectors/connector.js'
import { refreshAt } from './refresh-times.js'

const minute = 60_000
const day = 24 * 60 * minute
const now = new Date('2027-03-01T08:00:00Z')
const refreshing = { auth: { refresh: () => undefined } } as unknown as Connector

it.each([
  ['two hours', 120 * minute, 5 * minute],
  ['six minutes, so that it is not refreshed without end', 6 * minute, 3 * minute],
  ['sixty days', 60 * day, 6 * day],
  ['a year', 365 * day, 7 * day],
])('a token that lives for %s is refreshed ahead of its end', (_life, lifeMs, aheadMs) => {
  const expiresAt = new Date(now.getTime() + lifeMs)
  const at = refreshAt(refreshing, { accessToken: 'a', expiresAt: expiresAt.toISOString() }, now)
  expect(at?.getTime()).toBe(expiresAt.getTime() - aheadMs)
})

it('tokens that the network does not renew are looked at when they end, also where it renews others', () => {
  const expiresAt = new Date(now.getTime() + 60 * day)
  const some = {
    auth: { ...refreshing.auth, renewable: ({ refreshToken }: Tokens) => refreshToken !== undefined },
  } as unknown as Connector
  const tokens = { accessToken: 'a', expiresAt: expiresAt.toISOString() }
  expect(refreshAt(some, tokens, now)).toEqual(expiresAt)
  expect(refreshAt(some, { ...tokens, refreshToken: 'r' }, now)).toEqual(
    new Date(expiresAt.getTime() - 6 * day),
  )
})

it('a network may ask for more; what cannot be refreshed is looked at when it ends, and what never ends is not', () => {
  const expiresAt = new Date(now.getTime() + 120 * minute)
  const tokens = { accessToken: 'a', expiresAt: expiresAt.toISOString() }
  const early = { auth: { ...refreshing.auth, refreshAheadMs: 30 * minute } } as unknown as Connector
  expect(refreshAt(early, tokens, now)).toEqual(new Date(expiresAt.getTime() - 30 * minute))
  expect(refreshAt({ auth: {} } as unknown as Connector, tokens, now)).toEqual(expiresAt)
  expect(refreshAt(refreshing, { accessToken: 'a' }, now)).toBeNull()
})
