import { z } from 'zod'
import { byId, date, timeZone } from './common.js'
import { endpoint } from './endpoint.js'

const backfill = z
  .object({
    accountId: z.string(),
    status: z
      .enum(['not_started', 'queued', 'running', 'waiting', 'paused', 'completed', 'not_supported'])
      .describe(
        'waiting: the network wants to be left alone, or did not answer; it goes on at nextRunAt. paused: the account is not active, has no page yet, or its network is not read. not_supported: the network tells nothing of what was posted.',
      ),
    progress: z.int().min(0).max(100).describe('In percent of the time that is to be read'),
    postsFound: z.int(),
    since: date.nullable().describe('How far back it goes'),
    reachedBackTo: date.nullable().describe('How old the oldest post is that was read so far'),
    startedAt: date.nullable(),
    completedAt: date.nullable(),
    nextRunAt: date.nullable(),
  })
  .meta({ id: 'Backfill' })

const tag = 'Accounts'
export const getBackfill = endpoint({
  name: 'getBackfill',
  method: 'GET',
  path: '/v1/accounts/:id/backfill',
  scope: 'accounts:read',
  tag,
  summary: 'How far the past of an account is read',
  description: 'What an account posted in the 90 days before is read by itself once it is connected.',
  params: byId,
  reply: backfill,
  errors: ['NOT_FOUND'],
})

export const startBackfill = endpoint({
  name: 'startBackfill',
  method: 'POST',
  path: '/v1/accounts/:id/backfill',
  scope: 'accounts:write',
  tag,
  summary: 'Read the last 90 days of an account again',
  description:
    'One that is under way goes on, and one that ended within the last hour (a day, where the network charges for reading) is not begun anew: started is false. 409 where the account is not active, or its network tells nothing of what was posted.',
  params: byId,
  reply: backfill.extend({ started: z.boolean() }),
  errors: ['NOT_FOUND', 'CONFLICT'],
  idempotency: 'transaction',
})

const slot = z.object({
  dayOfWeek: z.int().min(0).max(6).describe('0 is Sunday'),
  day: z.enum(['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']),
  hour: z.int().min(0).max(23).describe('In the time zone'),
  time: z.string().describe('HH:mm in the time zone'),
  nextAt: date.describe('When it comes next, by the clocks that hold in the time zone then'),
  score: z
    .number()
    .nullable()
    .describe('What a post can expect in percent of the best time; null in general advice'),
  posts: z.int().describe('The account’s posts in this hour that it is drawn from'),
})

const optimalTimes = z
  .object({
    accountId: z.string(),
    timezone: z.string(),
    basis: z.enum(['account', 'general']),
    message: z.string(),
    metric: z
      .enum(['engagements', 'impressions'])
      .nullable()
      .describe('What was compared: impressions where the network tells nothing else; null: nothing'),
    postsAnalyzed: z.int(),
    optimalTimes: z.array(slot).describe('The best first'),
    data: z.array(slot).describe('The same as optimalTimes'),
    periodStart: date,
    periodEnd: date,
  })
  .meta({ id: 'OptimalTimes' })

const slotsAsked = z.coerce.number().int().min(1).max(10)

export const getOptimalTimes = endpoint({
  name: 'getOptimalTimes',
  method: 'GET',
  path: '/v1/accounts/:id/optimal-times',
  scope: 'accounts:read',
  tag,
  summary: 'When posts of an account find most engagement',
  description:
    'Drawn from the account’s posts of the last 90 days that are two days old or more, each at the hour its followers’ clocks showed in the time zone then, before and after a change to daylight saving. With fewer than 20 of them, or none that anything is told of, basis is general: common advice that says nothing of this account.',
  params: byId,
  query: z.object({
    timezone: timeZone.default('America/Chicago').describe('An IANA name'),
    limit: slotsAsked.default(5).describe('1 to 10'),
  }),
  reply: optimalTimes,
  errors: ['NOT_FOUND'],
})

export const listOptimalTimes = endpoint({
  name: 'listOptimalTimes',
  method: 'GET',
  path: '/v1/analytics/optimal-times',
  scope: 'accounts:read',
  tag: 'Analytics',
  summary: 'When posts of several accounts find most engagement',
  description:
    'What GET /v1/accounts/:id/optimal-times tells of each account, in one request. Where there are many accounts, fewer posts of each are looked at.',
  query: z.object({
    accountIds: z
      .string()
      .max(5_000)
      .optional()
      .describe('One or several (comma); all that are not disconnected'),
    platforms: z.string().max(500).optional().describe('One or several (comma), in any case; all'),
    timezone: timeZone.optional().describe('An IANA name; the workspace’s own'),
    limit: slotsAsked.default(5).describe('How many times of each account, 1 to 10'),
  }),
  reply: z.object({ data: z.array(optimalTimes).describe('In the order in which accounts were connected') }),
  errors: ['ACCOUNT_NOT_FOUND'],
})

export const accountHistoryEndpoints = [
  getBackfill,
  startBackfill,
  getOptimalTimes,
  listOptimalTimes,
] as const
