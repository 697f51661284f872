import { z } from 'zod'
import { anyCase, anyPlatform, byId, date, pageQuery, pagination, refuseControls, success } from './common.js'
import { endpoint } from './endpoint.js'
import { weekdays } from './queue-slots.js'

const tag = 'Recurrences'
const day = z.iso.date('is not a day such as 2027-03-01.')
const name = z.string().trim().min(1).max(200).superRefine(refuseControls)
const time = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'is not a time of day such as 09:30.')
  .describe('HH:mm in the workspace’s time zone')
const interval = z.int().min(1).max(99).default(1).describe('Every so many days, weeks or months')

const rules = z.discriminatedUnion('frequency', [
  z.object({ frequency: z.literal('daily'), interval, time }),
  z.object({
    frequency: z.literal('weekly'),
    interval,
    time,
    days: z
      .array(anyCase(weekdays))
      .min(1)
      .max(7)
      .transform((days) => weekdays.filter((each) => days.includes(each))),
  }),
  z.object({
    frequency: z.literal('monthly'),
    interval,
    time,
    dayOfMonth: z.int().min(1).max(31).describe('In a shorter month its last day'),
  }),
])

/** A rule; its frequency in any case, as every enumeration. */
export const recurrenceRule = z.preprocess((given) => {
  if (typeof given !== 'object' || given === null || !('frequency' in given)) return given
  const { frequency } = given
  return { ...given, frequency: typeof frequency === 'string' ? frequency.toLowerCase() : frequency }
}, rules)

const post = z
  .record(z.string(), z.unknown())
  .describe('As POST /v1/posts takes it, without scheduledFor, queue and saveAsDraft')
const times = {
  startsOn: day.optional().describe('The first day, in the workspace’s time zone; today when absent'),
  endsOn: day.nullish().describe('The last day'),
}

export const recurrence = z
  .object({
    id: z.string(),
    name: z.string(),
    post: z.record(z.string(), z.unknown()),
    rule: z.record(z.string(), z.unknown()),
    startsOn: z.string(),
    endsOn: z.string().nullable(),
    paused: z.boolean(),
    nextAt: date.nullable().describe('When its next post goes out; null when there is none'),
    nextPostId: z.string().nullable().describe('The post that is to go out then'),
    lastError: z
      .object({ at: date, code: z.string(), message: z.string() })
      .nullable()
      .describe('Why its newest post could not be made; that time was passed over'),
    createdAt: date,
    updatedAt: date,
  })
  .meta({ id: 'Recurrence' })

export const listRecurrences = endpoint({
  name: 'listRecurrences',
  method: 'GET',
  path: '/v1/recurrences',
  scope: 'posts:read',
  tag,
  summary: 'List posts that recur',
  query: z.object(pageQuery(50, 100)),
  reply: z.object({ data: z.array(recurrence), pagination }),
})
export const getRecurrence = endpoint({
  name: 'getRecurrence',
  method: 'GET',
  path: '/v1/recurrences/:id',
  scope: 'posts:read',
  tag,
  summary: 'Read a post that recurs',
  params: byId,
  reply: recurrence.extend({ upcoming: z.array(date).describe('The next ten times') }),
  errors: ['NOT_FOUND'],
})
export const createRecurrence = endpoint({
  name: 'createRecurrence',
  method: 'POST',
  path: '/v1/recurrences',
  scope: 'posts:write',
  tag,
  summary: 'Let a post recur',
  description:
    'Its next post always exists, scheduled like any other; when its time comes, the one after it is made. Times are those of clocks in the workspace’s time zone, on both sides of daylight saving. Posts are made on behalf of whoever created the recurrence or changed it last.',
  body: z.object({ name, post, rule: recurrenceRule, ...times }),
  reply: recurrence,
  status: 201,
  errors: ['ACCOUNT_NOT_FOUND', 'LIMIT_EXCEEDED'],
  idempotency: 'transaction',
  example: {
    body: {
      name: 'Menu of the week',
      post: { content: 'The menu of the week is out', platforms: [anyPlatform] },
      rule: { frequency: 'weekly', days: ['monday'], time: '09:00' },
    },
  },
})
export const updateRecurrence = endpoint({
  name: 'updateRecurrence',
  method: 'PATCH',
  path: '/v1/recurrences/:id',
  scope: 'posts:write',
  tag,
  summary: 'Change, pause or resume a post that recurs',
  description: 'Its next post is made anew, and deleted while it is paused. What is out stays.',
  params: byId,
  body: z.object({
    name: name.optional(),
    post: post.optional(),
    rule: recurrenceRule.optional(),
    ...times,
    paused: z.boolean().optional(),
  }),
  reply: recurrence,
  errors: ['NOT_FOUND', 'ACCOUNT_NOT_FOUND', 'CONFLICT'],
  idempotency: 'transaction',
  example: { body: { paused: true } },
})
export const deleteRecurrence = endpoint({
  name: 'deleteRecurrence',
  method: 'DELETE',
  path: '/v1/recurrences/:id',
  scope: 'posts:write',
  tag,
  summary: 'End a post that recurs',
  description: 'Its next post is deleted. What is out, or on its way, stays.',
  params: byId,
  reply: success,
  errors: ['NOT_FOUND', 'CONFLICT'],
  idempotency: 'transaction',
})

export const recurrenceEndpoints = [
  listRecurrences,
  getRecurrence,
  createRecurrence,
  updateRecurrence,
  deleteRecurrence,
] as const
