import { z } from 'zod'
import { endpoint } from './endpoint.js'
import { contentType } from './post-body.js'

export const tiers = ['GREEN', 'YELLOW', 'RED'] as const

const signal = z.object({
  code: z.string().describe('See the table of signals in the reference'),
  tier: z.enum(tiers),
  message: z.string(),
})

const result = z
  .object({
    accountId: z.string(),
    platform: z.string().describe('In upper case'),
    tier: z.enum(tiers).describe('That of the worst signal'),
    tierLabel: z.string().describe('Optimal, Caution or High risk'),
    guidance: z.array(z.string()).describe('What to do, the gravest first; empty where all is well'),
    isVerified: z.boolean().describe('The network answered for the account within 30 days'),
    signals: z.array(signal).describe('guidance for programs'),
  })
  .meta({ id: 'Preflight' })

export const preflightPosts = endpoint({
  name: 'preflightPosts',
  method: 'GET',
  path: '/v1/posts/preflight',
  scope: 'posts:read',
  tag: 'Posts',
  summary: 'See what speaks against posting to accounts',
  description:
    'Looks at the accounts, not at the rules of their networks (POST /v1/posts/validate does): whether they can post, what is left of their quotas, what they were refused lately, how close other posts are, whether the hour is a good one for them, and, with content, whether they said the same lately. Nothing is stored.',
  query: z.object({
    accountIds: z
      .string()
      .transform((ids) => [...new Set(ids.split(',').map((id) => id.trim()))].filter((id) => id !== ''))
      .pipe(z.array(z.string().max(64)).min(1).max(100))
      .describe('Ids, separated by commas; 100 at most'),
    scheduledFor: z
      .string()
      .max(64)
      .optional()
      .describe('When it is to go out, ISO 8601 with a zone; now when absent'),
    content: z.string().max(10_000).optional().describe('What the post will say'),
    contentType: contentType
      .optional()
      .describe('Its kind: some quotas count posts of one kind alone, and are looked at where it is named'),
  }),
  reply: z.object({ results: z.array(result) }),
  errors: ['ACCOUNT_NOT_FOUND', 'INVALID_DATE'],
})

export const preflightEndpoints = [preflightPosts] as const
