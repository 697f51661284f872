import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newId } from '../../kit/ids.js'
import { recordKey, urlOf } from './record-key.js'

const madeAt = Date.parse('2026-01-01T05:30:00.123Z')
const item = { targetId: newId('pp', madeAt), sequence: 0 }
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

  it('depends on nothing that a database which was put back would have forgotten', () => {
    const planned = { ...item, plannedAt: new Date(madeAt) }
    const plannedAnew = { ...item, plannedAt: new Date(madeAt + 86_400_000) }
    expect(recordKey(plannedAnew)).toBe(recordKey(planned))
  })

  it('of a part of a thread comes after those of the parts before it', () => {
    const targets = Array.from({ length: 50 }, () => newId('pp', madeAt))
    for (const targetId of targets) {
      const keys = Array.from({ length: 25 }, (_, sequence) => recordKey({ targetId, sequence }))
      expect(keys).toEqual([...keys].sort())
    }
  })

  it('tells the hour before its item was made, never one to come', () => {
    const hours = [0, 1, 2].map((hour) => {
      const targetId = newId('pp', madeAt + hour * 3_600_000)
      return Number(microsOf(recordKey({ targetId, sequence: 0 })) / 3_600_000_000n)
    })
    const made = Math.floor(madeAt / 3_600_000)
    expect(hours).toEqual([made - 1, made, made + 1])
  })

  it('is another for each of ten thousand items made in one millisecond', () => {
    const keys = Array.from({ length: 10_000 }, (_, n) =>
      recordKey({ targetId: `pp_c${madeAt.toString(36)}${String(n).padStart(14, '0')}`, sequence: 0 }),
    )
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('is a TID, whatever the item', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.nat(2_000),
        fc.date({ min: new Date(0), max: new Date('2200-01-01'), noInvalidDate: true }),
        (text, sequence, at) =>
          [text, newId('pp', at.getTime())].every((targetId) =>
            syntax.test(recordKey({ targetId, sequence })),
          ),
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
