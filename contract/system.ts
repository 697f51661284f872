import { z } from 'zod'
import { endpoint } from './endpoint.js'

export const health = endpoint({
  name: 'health',
  method: 'GET',
  path: '/v1/health',
  scope: 'optional',
  tag: 'System',
  summary: 'Whether the server runs',
  description: 'Answers without a key; a key that is sent is checked.',
  reply: z.object({ status: z.literal('ok'), version: z.string(), time: z.string() }),
})

export const me = endpoint({
  name: 'me',
  method: 'GET',
  path: '/v1/auth/me',
  scope: 'any',
  tag: 'System',
  summary: 'Who a key stands for',
  reply: z.object({
    workspaceId: z.string(),
    workspaceName: z.string(),
    plan: z.string(),
    userId: z.string(),
    email: z.string(),
    name: z.string().nullable(),
    role: z.string(),
    scopes: z.array(z.string()),
    mode: z.enum(['sandbox', 'live']).describe('Whether the networks are simulated'),
  }),
})

const limits = z.record(z.string(), z.unknown())
export const listPlatforms = endpoint({
  name: 'listPlatforms',
  method: 'GET',
  path: '/v1/platforms',
  scope: 'any',
  tag: 'System',
  summary: 'What each network takes',
  description:
    'Limits, what connecting asks for, and the options of platformMetadata as JSON Schema, each with a title, and `enumNames` beside `enum`, for forms.',
  reply: z.object({
    data: z.array(
      z.object({
        slug: z.string(),
        constant: z.string(),
        aliases: z.array(z.string()),
        name: z.string(),
        limits,
        connect: z.object({
          kind: z.enum(['oauth', 'form', 'form-then-oauth']),
          fields: z.array(z.record(z.string(), z.unknown())),
        }),
        options: z.record(z.string(), z.unknown()),
        capabilities: z.array(z.string()),
      }),
    ),
  }),
})

export const systemEndpoints = [health, me, listPlatforms] as const
