import { z } from 'zod'
import { byId, date, pathId, success } from './common.js'
import { endpoint, scopes } from './endpoint.js'

const name = z.string().trim().min(1).max(200)

export const workspaceSettings = z
  .strictObject({
    timezone: z
      .string()
      .refine(
        (zone) => Intl.supportedValuesOf('timeZone').includes(zone) || zone === 'UTC',
        'is not an IANA time zone such as Europe/Berlin',
      )
      .optional(),
    autoRetry: z
      .boolean()
      .optional()
      .describe('The server retries failed targets by itself, as a caller would.'),
    missedAfterMinutes: z
      .int()
      .min(1)
      .max(525_600)
      .optional()
      .describe('What is later than this when the server comes back is missed (360).'),
    approvalWorkflowId: z.null().optional(),
    allowedPlatforms: z.array(z.string()).max(100).nullable().optional(),
    callbackDomains: z.array(z.string().max(253)).max(100).optional(),
  })
  .describe('What is not given stays.')

export const workspace = z.object({
  id: z.string(),
  name: z.string(),
  plan: z.string(),
  role: z.string(),
  settings: z.record(z.string(), z.unknown()),
  createdAt: date,
})

export const listWorkspaces = endpoint({
  name: 'listWorkspaces',
  method: 'GET',
  path: '/v1/workspaces',
  scope: 'any',
  tag: 'Workspaces',
  summary: 'The workspaces you are a member of',
  reply: z.object({ data: z.array(workspace) }),
})

export const createWorkspace = endpoint({
  name: 'createWorkspace',
  method: 'POST',
  path: '/v1/workspaces',
  scope: 'any',
  tag: 'Workspaces',
  summary: 'Make a workspace',
  description:
    'You become its owner. The reply carries its first API key, with all scopes; it is not shown again.',
  body: z.object({ name }),
  reply: workspace.extend({ apiKey: z.string() }),
  status: 201,
  idempotency: 'transaction',
  example: { body: { name: 'Second brand' } },
})

export const getWorkspace = endpoint({
  name: 'getWorkspace',
  method: 'GET',
  path: '/v1/workspaces/:id',
  scope: 'any',
  tag: 'Workspaces',
  summary: 'Read a workspace',
  params: byId,
  reply: workspace,
  errors: ['NOT_FOUND'],
})

export const updateWorkspace = endpoint({
  name: 'updateWorkspace',
  method: 'PATCH',
  path: '/v1/workspaces/:id',
  scope: 'any',
  tag: 'Workspaces',
  summary: 'Change a workspace',
  description: 'For owners and admins; plan and allowedPlatforms for owners.',
  params: byId,
  body: z.object({
    name: name.optional(),
    plan: z.enum(['FREE', 'STARTER', 'PRO', 'AGENCY']).optional(),
    settings: workspaceSettings.optional(),
  }),
  reply: workspace,
  errors: ['NOT_FOUND'],
  idempotency: 'transaction',
  example: { body: { settings: { timezone: 'Europe/Berlin' } } },
})

const apiKey = z.object({
  id: z.string(),
  name: z.string(),
  hint: z.string().describe('How the key begins'),
  scopes: z.array(z.string()),
  userId: z.string(),
  expiresAt: date.nullable(),
  lastUsedAt: date.nullable(),
  createdAt: date,
})

export const listApiKeys = endpoint({
  name: 'listApiKeys',
  method: 'GET',
  path: '/v1/api-keys',
  scope: 'any',
  tag: 'API keys',
  summary: 'List API keys',
  description: 'For owners and admins.',
  reply: z.object({ data: z.array(apiKey) }),
})

export const createApiKey = endpoint({
  name: 'createApiKey',
  method: 'POST',
  path: '/v1/api-keys',
  scope: 'any',
  tag: 'API keys',
  summary: 'Make an API key',
  description:
    'It acts as you, or as another member where an owner says so. Nobody gives scopes that their own key lacks. The key is shown once.',
  body: z.object({
    name: z.string().trim().min(1).max(100),
    scopes: z.array(z.enum(scopes)).min(1),
    expiresAt: z.iso.datetime({ offset: true }).nullish(),
    userId: pathId.nullish(),
  }),
  reply: apiKey.extend({ key: z.string() }),
  status: 201,
  idempotency: 'transaction',
  example: { body: { name: 'Newsletter', scopes: ['posts:write', 'accounts:read'] } },
})

export const deleteApiKey = endpoint({
  name: 'deleteApiKey',
  method: 'DELETE',
  path: '/v1/api-keys/:id',
  scope: 'any',
  tag: 'API keys',
  summary: 'Revoke an API key',
  params: byId,
  reply: success,
  errors: ['NOT_FOUND'],
  idempotency: 'transaction',
})

export const workspaceEndpoints = [
  listWorkspaces,
  createWorkspace,
  getWorkspace,
  updateWorkspace,
  listApiKeys,
  createApiKey,
  deleteApiKey,
] as const
