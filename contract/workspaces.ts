import { z } from 'zod'
import { anyCase, byId, date, timeZone } from './common.js'
import { endpoint } from './endpoint.js'
import { planNames } from './plans.js'
import { administrators } from './roles.js'

const name = z.string().trim().min(1).max(200)

export const workspaceSettings = z
  .strictObject({
    timezone: timeZone.optional(),
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
    approvalWorkflowId: z
      .string()
      .min(1)
      .max(64)
      .nullable()
      .optional()
      .describe(
        'What members who are neither owner nor admin schedule or publish goes through this approval workflow first; null: nothing does.',
      ),
    allowedPlatforms: z
      .array(z.string().max(50))
      .max(100)
      .nullable()
      .optional()
      .describe('Platforms that accounts may be connected of; null: all.'),
    callbackDomains: z
      .array(
        z
          .string()
          .trim()
          .toLowerCase()
          .max(253)
          .regex(
            /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/,
            'is not a host name',
          ),
      )
      .max(100)
      .optional()
      .describe('Hosts that OAuth callbacks may go to.'),
  })
  .describe('What is not given stays.')

export const workspace = z
  .object({
    id: z.string(),
    name: z.string(),
    plan: z.string(),
    role: z.string(),
    settings: z.record(z.string(), z.unknown()),
    createdAt: date,
  })
  .meta({ id: 'Workspace' })

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
  rolesNote: 'A key of full write access.',
  tag: 'Workspaces',
  summary: 'Make a workspace',
  description:
    'You become its owner. The reply carries its first API key, with all scopes; it is not shown again.',
  body: z.object({ name }),
  reply: workspace.extend({ apiKey: z.string() }),
  status: 201,
  idempotency: 'transaction',
  secretReply: true,
  example: { body: { name: 'Second brand' } },
})

export const getWorkspace = endpoint({
  name: 'getWorkspace',
  method: 'GET',
  path: '/v1/workspaces/:id',
  scope: 'any',
  tag: 'Workspaces',
  summary: 'Read the workspace of your key',
  params: byId,
  reply: workspace,
  errors: ['NOT_FOUND'],
})

export const updateWorkspace = endpoint({
  name: 'updateWorkspace',
  method: 'PATCH',
  path: '/v1/workspaces/:id',
  scope: 'any',
  roles: administrators,
  rolesNote: 'Plan and allowedPlatforms by owners alone. A key of full write access.',
  tag: 'Workspaces',
  summary: 'Change the workspace of your key',
  params: byId,
  body: z.object({
    name: name.optional(),
    plan: anyCase(planNames).optional(),
    settings: workspaceSettings.optional(),
  }),
  reply: workspace,
  errors: ['NOT_FOUND', 'PLAN_REQUIRED'],
  idempotency: 'transaction',
  example: { body: { settings: { timezone: 'Europe/Berlin' } } },
})

export const workspaceEndpoints = [listWorkspaces, createWorkspace, getWorkspace, updateWorkspace] as const
