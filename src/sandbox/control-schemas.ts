import { z } from 'zod'
import { anyCase } from '../../contract/common.js'
import { faultKinds, faultOperations } from '../../contract/sandbox.js'
import { impossible } from './faults.js'

/** What the sandbox's control takes, the same at a web process and at one that is the sandbox alone. */

export const platformName = z.string().min(1).max(50)

export const newFault = z
  .strictObject({
    platform: platformName,
    accountId: z.string().nullable().default(null),
    fault: anyCase(faultKinds),
    times: z.int().min(1).max(1_000_000).default(1),
    operation: anyCase(faultOperations).default('publish'),
    retryAfter: z.number().min(0).nullable().default(null).describe('Seconds'),
    delayMs: z.int().min(0).max(600_000).nullable().default(null),
  })
  .superRefine((fault, problems) => {
    const message = impossible(fault)
    if (message !== null) problems.addIssue({ code: 'custom', path: ['operation'], message })
  })

export const newMessage = z.strictObject({
  platform: platformName,
  /** Ours, to which somebody writes. */
  accountId: z.string().min(1).max(100),
  from: z.string().min(1).max(200),
  text: z.string().min(1).max(4_096).default('Hello'),
})

export const newTime = z.strictObject({
  advanceMs: z
    .int()
    .min(0)
    .max(10 * 365 * 86_400_000),
})

const limit = (standard: number, most: number) =>
  z.coerce
    .number()
    .int()
    .min(1)
    .default(standard)
    .transform((value) => Math.min(value, most))

export const postsQuery = z.object({
  platform: platformName.optional(),
  accountId: z.string().optional(),
  limit: limit(1_000, 100_000),
})

export const requestsQuery = z.object({ platform: platformName.optional(), limit: limit(100, 10_000) })
