import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recordKey, urlOf } from './record-key.js'

const item = { targetId: 'pp_c1', sequence: 0, plannedAt: new Date('2026-01-01T00:00:00.123Z') }
const syntax = /^[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}$/

/** The microseconds that a key stands for, read by hand. */
function microsOf(key: string): bigint {
  const value = [...key].reduce(
    (sum, digit) => sum * 32n + BigInt('234567abcdefghijklmnopqrstuvwxyz'.indexOf(digit)),
    0n,
  )
  return value >> 10n
}

async function vectors(name: string): Promise<string[]> {
  const text = await readFile(
    new URL(`../../../tests/fixtures/specs/bluesky/interop/${name}`, import.meta.url),
    'utf8',
  )
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
}

describe('a record key', () => {
  it('is the same for the same item, and another for every other one', () => {
    expect(recordKey(item)).toBe(recordKey({ ...item }))
    const others = Array.from({ length: 200 }, (_, sequence) => recordKey({ ...item, sequence }))
    const targets = Array.from({ length: 200 }, (_, n) => recordKey({ ...item, targetId: `pp_${String(n)}` }))
    expect(new Set([...others, ...targets]).size).toBe(400)
  })

  it('tells the millisecond in which the item was planned, so that keys sort by time', () => {
    expect(microsOf(recordKey(item)) / 1_000n).toBe(BigInt(item.plannedAt.getTime()))
    const later = { ...item, targetId: 'pp_c0', plannedAt: new Date(item.plannedAt.getTime() + 1) }
    expect(recordKey(later) > recordKey(item)).toBe(true)
  })

  it('is a TID, whatever the item', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.nat(2_000),
        fc.date({ min: new Date(0), max: new Date('2200-01-01'), noInvalidDate: true }),
        (targetId, sequence, plannedAt) => syntax.test(recordKey({ targetId, sequence, plannedAt })),
      ),
    )
  })

  it('has the syntax that the protocol’s own examples have', async () => {
    const [valid, invalid] = [await vectors('tid_syntax_valid.txt'), await vectors('tid_syntax_invalid.txt')]
    expect(valid.filter((tid) => !syntax.test(tid))).toEqual([])
    expect(invalid.filter((tid) => syntax.test(tid))).toEqual([])
  })

  it('leads to a page that stays when the handle changes', () => {
    const account = { id: 'acc_1', remoteId: 'did:plc:abc', username: 'ada.example', displayName: null }
    expect(urlOf({ account }, '3kaaaaaaaaa2a')).toBe(
      'https://bsky.app/profile/did:plc:abc/post/3kaaaaaaaaa2a',
    )
  })
})
