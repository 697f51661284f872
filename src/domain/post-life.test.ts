import { expect, it } from 'vitest'
import { statusChanges, type StatusChange } from './post-life.js'
import type { PostStatus } from '../../contract/post-status.js'

const minute = (count: number): string => new Date(Date.UTC(2027, 2, 1, 9, count)).toISOString()
const note = (at: number, from: PostStatus, to: PostStatus, by: string | null = null): StatusChange => ({
  at: minute(at),
  from,
  to,
  by,
})
const told = (
  notes: readonly StatusChange[],
  status: PostStatus,
  more: { hadTime?: boolean; tried?: number[]; changed?: number } = {},
): string[] => {
  const { began, changes } = statusChanges(notes, {
    status,
    hadTime: more.hadTime ?? true,
    triedAt: (more.tried ?? []).map(minute),
    changedAt: minute(more.changed ?? 59),
  })
  return [
    began,
    ...changes.map(
      ({ at, from, to, by }) => `${at.slice(14, 16)} ${from} → ${to}${by === null ? '' : ` by ${by}`}`,
    ),
  ]
}

it('a post to which nothing happened began as it is', () => {
  expect(told([], 'draft')).toEqual(['draft'])
  expect(told([], 'scheduled')).toEqual(['scheduled'])
  expect(told([], 'pending_approval')).toEqual(['pending_approval'])
})

it('that it was taken up at its time is read from the first attempt after it was scheduled', () => {
  expect(told([note(31, 'publishing', 'published')], 'published', { tried: [30] })).toEqual([
    'scheduled',
    '30 scheduled → publishing',
    '31 publishing → published',
  ])
  const again = [
    note(11, 'publishing', 'failed'),
    note(20, 'failed', 'publishing', 'ann'),
    note(23, 'publishing', 'published'),
  ]
  expect(told(again, 'published', { tried: [10, 22] })).toEqual([
    'scheduled',
    '10 scheduled → publishing',
    '11 publishing → failed',
    '20 failed → publishing by ann',
    '23 publishing → published',
  ])
})

it('what ended without an attempt was taken up when it ended, and what runs still has no end', () => {
  expect(told([note(31, 'publishing', 'failed')], 'failed')).toEqual([
    'scheduled',
    '31 scheduled → publishing',
    '31 publishing → failed',
  ])
  expect(told([], 'publishing', { tried: [30] })).toEqual(['scheduled', '30 scheduled → publishing'])
})

it('what was done before anything was noted is told as one change', () => {
  expect(told([], 'published', { changed: 40 })).toEqual(['scheduled', '40 scheduled → published'])
  expect(told([], 'published', { hadTime: false, changed: 40 })).toEqual(['draft', '40 draft → published'])
  expect(told([note(50, 'published', 'archived', 'ann')], 'archived')).toEqual([
    'scheduled',
    '50 scheduled → published',
    '50 published → archived by ann',
  ])
})
