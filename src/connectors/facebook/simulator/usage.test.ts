import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { Refusal } from '../../../sandbox/graph-api/refusal.js'
import { Journal } from '../../../sandbox/journal.js'
import type { SimWorld } from '../../../sandbox/simulator.js'
import { createUser } from './people.js'
import { issueToken, pageTokenFrom, findToken, type Token } from './tokens.js'
import { countCall, usageHeaders } from './usage.js'

/** Budgets: a person's token counts for the app, a page's for the page. */
const dir = mkdtempSync(join(tmpdir(), 'vb-usage-'))
const journal = new Journal(dir, 'facebook')
let nowMs = Date.UTC(2026, 10, 30, 12)
const world = {
  now: () => new Date(nowMs),
  table: (name: string) => journal.table(name),
  nextNumber: () => 1,
} as Pick<SimWorld, 'now' | 'table' | 'nextNumber'> as SimWorld
afterAll(() => {
  journal.close()
  rmSync(dir, { recursive: true })
})

function tokens(): { ofPerson: Token; ofPage: Token } {
  const pages = [{ id: '61550000000000001', name: 'Bakery' }]
  const user = createUser({ username: 'ann', accountType: 'small', pages }, world)
  const from = {
    userId: user.id,
    appId: '990',
    scopes: [],
    consentedAt: world.now().toISOString(),
    isLong: true,
  }
  const { token } = issueToken(from, world)
  const page = findToken(pageTokenFrom(token, '61550000000000001', world) ?? '', world)
  if (page === undefined) throw new Error('no page token')
  return { ofPerson: token, ofPage: page }
}
const { ofPerson, ofPage } = tokens()

const refusalOf = (work: () => void): Refusal => {
  try {
    work()
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
  throw new Error('was not refused')
}
const usageIn = (headers: Record<string, string>, name: string): unknown =>
  JSON.parse(headers[name] ?? 'null')

it('rises with every call, in percent; at 100 calls fail until the day is over, and calling on makes it longer', () => {
  countCall(ofPage, world, 2_400)
  const headers = usageHeaders(ofPage, world)
  expect(usageIn(headers, 'x-business-use-case-usage')).toMatchObject({
    '61550000000000001': [{ type: 'pages', call_count: 50, estimated_time_to_regain_access: 0 }],
  })
  countCall(ofPage, world, 2_400)
  const refused = refusalOf(() => countCall(ofPage, world))
  expect(refused.code).toBe(80_001)
  expect(refused.detail.headers?.['x-business-use-case-usage']).toContain(
    '"estimated_time_to_regain_access":1441',
  )
  expect(refusalOf(() => countCall(ofPage, world)).detail.headers?.['x-business-use-case-usage']).toContain(
    '"estimated_time_to_regain_access":1442',
  )
  // Another budget is not touched.
  countCall(ofPerson, world)
  nowMs += 1_442 * 60_000
  countCall(ofPage, world)
  expect(usageIn(usageHeaders(ofPage, world), 'x-business-use-case-usage')).toMatchObject({
    '61550000000000001': [{ call_count: 0 }],
  })
})

it('of the app it is over after an hour', () => {
  countCall(ofPerson, world, 200 * 101)
  const refused = refusalOf(() => countCall(ofPerson, world))
  expect([refused.code, usageIn(refused.detail.headers ?? {}, 'x-app-usage')]).toEqual([
    4,
    { call_count: 100, total_cputime: 25, total_time: 25 },
  ])
  nowMs += 3_660_000
  countCall(ofPerson, world)
})
