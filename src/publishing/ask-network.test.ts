import { describe, expect, it } from 'vitest'
import type { Look } from '../domain/outcome.js'
import { matched } from './ask-network.js'

const startedAt = new Date('2026-03-01T12:00:00Z')
const attempt = { startedAt, claimed: new Set(['taken']) }

function found(remoteId: string | null, createdAt: Date | null): Look {
  return { kind: 'found', remoteId, url: null, createdAt }
}

describe('what a look found', () => {
  it('is the lost post when nothing speaks against it', () => {
    const look = found('r1', new Date('2026-03-01T12:00:05Z'))
    expect(matched(look, attempt)).toBe(look)
  })

  it('may be up to a minute older than the first attempt: clocks differ', () => {
    expect(matched(found('r1', new Date('2026-03-01T11:59:00Z')), attempt).kind).toBe('found')
  })

  it('never matches when it was made more than 60 s before the first attempt', () => {
    expect(matched(found('r1', new Date('2026-03-01T11:58:59.999Z')), attempt)).toEqual({ kind: 'absent' })
  })

  it('is out for certain even where the network does not tell its id', () => {
    expect(matched(found(null, null), attempt)).toEqual(found(null, null))
  })

  it('never matches when another post has claimed it: the look then tells nothing, and goes on', () => {
    expect(matched(found('taken', null), attempt).kind).toBe('cannotTell')
  })
})
