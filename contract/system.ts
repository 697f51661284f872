import { z } from 'zod'
import { refuseControls } from './common.js'
import { endpoint } from './endpoint.js'
import { preview } from './preview.js'

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

const whoami = z.object({
  workspaceId: z.string(),
  workspaceName: z.string(),
  plan: z.string(),
  userId: z.string(),
  email: z.string(),
  name: z.string().nullable(),
  role: z.string(),
  scopes: z.array(z.string()),
  mode: z.enum(['sandbox', 'live']).describe('Whether the networks are simulated'),
  time: z.iso
    .datetime()
    .describe('What time it is for all that is scheduled; in the sandbox it can be moved ahead'),
})

export const me = endpoint({
  name: 'me',
  method: 'GET',
  path: '/v1/auth/me',
  scope: 'any',
  tag: 'System',
  summary: 'Who a key stands for',
  reply: whoami,
})

export const updateMe = endpoint({
  name: 'updateMe',
  method: 'PATCH',
  path: '/v1/auth/me',
  scope: 'any',
  rolesNote: 'Sessions, not API keys.',
  tag: 'System',
  summary: 'Change what you are called',
  description:
    'In all your workspaces. For sessions: an API key stands for one workspace, and a name is shown in all.',
  body: z.object({
    name: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .superRefine(refuseControls)
      .nullish()
      .describe('null: people see the e-mail address instead'),
  }),
  reply: whoami,
  idempotency: 'transaction',
  example: { body: { name: 'Ann Weber' } },
})

const icon = z
  .object({
    path: z.string().describe('SVG path data in a box of 24 × 24'),
    color: z.string().describe('Of the ground it stands on, #rrggbb; black or white is read on it'),
  })
  .meta({ id: 'Icon' })

const limits = z.record(z.string(), z.unknown())
export const listPlatforms = endpoint({
  name: 'listPlatforms',
  method: 'GET',
  path: '/v1/platforms',
  scope: 'any',
  tag: 'System',
  summary: 'What each network takes',
  description:
    'Limits, what connecting asks for, the options of platformMetadata as JSON Schema, each with a title, and `enumNames` beside `enum`, for forms, its sign, and how a post looks.',
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
        icon: icon.nullable().describe('null: its first letter stands for it'),
        preview: preview.nullable().describe('null: nobody has looked yet'),
      }),
    ),
  }),
})

export const systemEndpoints = [health, me, updateMe, listPlatforms] as const
