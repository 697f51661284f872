import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { inListedCase, nearestName, unreadFields } from './schema-fields.js'

const schema = z
  .object({
    title: z.string(),
    firstLine: z.string().nullish(),
    tags: z
      .array(z.union([z.string(), z.object({ name: z.string(), colour: z.string().nullish() })]))
      .nullish(),
    byPlace: z.record(z.string(), z.object({ text: z.string() })).nullish(),
    free: z.record(z.string(), z.unknown()).nullish(),
  })
  .transform((body) => body.title)

describe('names that a schema passes over', () => {
  it('are found at any depth, each with the name that was probably meant', () => {
    const value = {
      title: 'a',
      first_line: 'b',
      tags: ['x', { name: 'y', color: 'red' }],
      byPlace: { north: { text: 'n', texte: 'm' } },
      free: { anything: { at: 'all' } },
      unheardOf: 1,
    }
    expect(unreadFields(schema, value)).toEqual([
      { path: 'first_line', nearest: 'firstLine' },
      { path: 'tags.1.color', nearest: 'colour' },
      { path: 'byPlace.north.texte', nearest: 'text' },
      { path: 'unheardOf', nearest: null },
    ])
  })

  it('are none where all is read, and in what is no object', () => {
    expect(unreadFields(schema, { title: 'a', tags: [{ name: 'x' }], byPlace: null })).toEqual([])
    for (const value of [undefined, null, 'title', 7, ['title']])
      expect(unreadFields(schema, value)).toEqual([])
  })

  it('are told of up to twenty', () => {
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`no${String(index)}`, 1]))
    expect(unreadFields(schema, many)).toHaveLength(20)
  })
})

it.each([
  ['scheduled_for', 'scheduledFor'],
  ['ScheduledFor', 'scheduledFor'],
  ['sheduledFor', 'scheduledFor'],
  ['schedule', 'scheduledFor'],
  ['tag', 'tags'],
  ['x', null],
  ['', null],
  ['__', null],
  ['description', null],
])('%s is nearest to %s', (name, nearest) => {
  expect(nearestName(name, ['content', 'scheduledFor', 'tags', 'text'])).toBe(nearest)
})

it('listed words are taken in any case, others stay as they are', () => {
  const options = z.strictObject({
    who: z.enum(['everyone', 'mentionedUsers']).optional(),
    labels: z.array(z.enum(['graphic-media'])).optional(),
    title: z.string().optional(),
  })
  expect(
    inListedCase(options, { who: 'MENTIONEDUSERS', labels: ['Graphic-Media', 'x'], title: 'EVERYONE' }),
  ).toEqual({
    who: 'mentionedUsers',
    labels: ['graphic-media', 'x'],
    title: 'EVERYONE',
  })
})
