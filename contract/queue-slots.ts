import { z } from 'zod'
import { anyCase, byId, date, success } from './common.js'
import { endpoint } from './endpoint.js'

/** Days as the grid names them, Monday first. */
export const weekdays = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const

const tag = 'Queue slots'
const slot = z.object({
  day: anyCase(weekdays),
  time: z
    .string()
    .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'is not a time of day such as 09:30.')
    .describe('HH:mm in the workspace’s time zone'),
})
const slots = z
  .array(slot)
  .max(336)
  .check(({ value, issues }) => {
    const seen = new Set<string>()
    for (const [index, { day, time }] of value.entries()) {
      const key = `${day} ${time}`
      if (seen.has(key))
        issues.push({ code: 'custom', input: key, path: [index], message: `is there twice: ${key}.` })
      seen.add(key)
    }
  })

export const queueSlot = z
  .object({ id: z.string(), day: z.string(), time: z.string(), createdAt: date })
  .meta({ id: 'QueueSlot' })
const grid = z.object({
  data: z.array(queueSlot),
  timezone: z.string().describe('The workspace’s: PATCH /v1/workspaces/:id changes it.'),
})

export const listQueueSlots = endpoint({
  name: 'listQueueSlots',
  method: 'GET',
  path: '/v1/queue-slots',
  scope: 'posts:read',
  tag,
  summary: 'Read the weekly grid',
  description: 'The times at which posts with queue: true go out, from Monday on.',
  reply: grid,
})
export const listQueuePlaces = endpoint({
  name: 'listQueuePlaces',
  method: 'GET',
  path: '/v1/queue-slots/upcoming',
  scope: 'posts:read',
  tag,
  summary: 'See what the next slots hold',
  description: 'A slot is taken by whatever post of the workspace is to go out at its time.',
  query: z.object({ limit: z.coerce.number().int().min(1).max(100).default(20).describe('How many places') }),
  reply: z.object({
    data: z.array(
      z.object({
        scheduledFor: date,
        slotId: z.string(),
        postId: z.string().nullable(),
        isFree: z.boolean(),
      }),
    ),
    timezone: z.string(),
  }),
})
export const addQueueSlot = endpoint({
  name: 'addQueueSlot',
  method: 'POST',
  path: '/v1/queue-slots',
  scope: 'posts:write',
  tag,
  summary: 'Add a slot to the grid',
  body: slot,
  reply: queueSlot,
  status: 201,
  errors: ['CONFLICT', 'LIMIT_EXCEEDED'],
  idempotency: 'transaction',
  example: { body: { day: 'monday', time: '09:00' } },
})
export const replaceQueueSlots = endpoint({
  name: 'replaceQueueSlots',
  method: 'PUT',
  path: '/v1/queue-slots',
  scope: 'posts:write',
  tag,
  summary: 'Replace the whole grid',
  description: 'Posts that are scheduled stay where they are. An empty list switches the queue off.',
  body: z.object({ slots }),
  reply: grid,
  idempotency: 'transaction',
  example: {
    body: {
      slots: [
        { day: 'monday', time: '09:00' },
        { day: 'thursday', time: '17:30' },
      ],
    },
  },
})
export const deleteQueueSlot = endpoint({
  name: 'deleteQueueSlot',
  method: 'DELETE',
  path: '/v1/queue-slots/:id',
  scope: 'posts:write',
  tag,
  summary: 'Take a slot out of the grid',
  description: 'A post that holds its next place stays scheduled.',
  params: byId,
  reply: success,
  errors: ['NOT_FOUND'],
  idempotency: 'transaction',
})

export const queueSlotEndpoints = [
  listQueueSlots,
  listQueuePlaces,
  addQueueSlot,
  replaceQueueSlots,
  deleteQueueSlot,
] as const
