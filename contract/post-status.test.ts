import { describe, expect, it } from 'vitest'
import {
  allows,
  nextStatuses,
  postStatuses,
  statusesThatAllow,
  terminalStatuses,
  type PostAction,
} from './post-status.js'

describe('the statuses of a post', () => {
  it('are the eleven of the contract', () => {
    expect([...postStatuses].sort()).toEqual([
      'approved',
      'archived',
      'cancelled',
      'draft',
      'failed',
      'partial',
      'pending_approval',
      'published',
      'publishing',
      'scheduled',
      'unpublished',
    ])
  })

  it('end, for a poller, where the integration guide says so', () => {
    expect([...terminalStatuses].sort()).toEqual([
      'archived',
      'cancelled',
      'failed',
      'partial',
      'published',
      'unpublished',
    ])
  })

  it.each<[PostAction, string[]]>([
    ['edit', ['draft', 'pending_approval', 'approved', 'scheduled', 'partial', 'failed']],
    ['publish', ['draft', 'approved', 'scheduled']],
    ['cancel', ['draft', 'pending_approval', 'approved', 'scheduled']],
    ['delete', ['draft', 'pending_approval', 'approved', 'scheduled', 'failed', 'cancelled']],
    ['retry', ['partial', 'failed']],
    ['fix', ['publishing', 'partial', 'failed']],
    ['unpublish', ['published', 'partial']],
    ['archive', ['published', 'partial', 'failed', 'cancelled', 'unpublished']],
    ['endWait', ['publishing']],
  ])('allow %s from exactly %j', (action, from) => {
    expect([...statusesThatAllow(action)].sort()).toEqual([...from].sort())
    for (const status of postStatuses) expect(allows(status, action)).toBe(from.includes(status))
  })

  it('lead only to statuses that exist, and nowhere from archived', () => {
    for (const status of postStatuses)
      for (const next of nextStatuses(status)) expect(postStatuses).toContain(next)
    expect(nextStatuses('archived')).toEqual([])
    expect(nextStatuses('publishing').sort()).toEqual(['failed', 'partial', 'published', 'publishing'])
  })
})
