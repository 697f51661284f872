import { z } from 'zod'
import { anyCase, byId, date, pathId, success } from './common.js'
import { endpoint, scopes } from './endpoint.js'
import { administrators } from './roles.js'

export const apiKey = z
  .object({
    id: z.string(),
    name: z.string(),
    hint: z.string().describe('How the key begins'),
    scopes: z.array(z.string()),
    userId: z.string(),
    expiresAt: date.nullable(),
    lastUsedAt: date.nullable(),
    createdAt: date,
  })
  .meta({ id: 'ApiKey' })

/** One page of the documents writes `read:posts`. */
const scopeName = z
  .string()
  .transform((value) => value.replace(/^(read|write):(.+)$/i, '$2:$1'))
  .pipe(anyCase(scopes))

export const listApiKeys = endpoint({
  name: 'listApiKeys',
  method: 'GET',
  path: '/v1/api-keys',
  scope: 'any',
  roles: administrators,
  rolesNote: 'A key of full write access.',
  tag: 'API keys',
  summary: 'List API keys',
  reply: z.object({ data: z.array(apiKey) }),
})

export const createApiKey = endpoint({
  name: 'createApiKey',
  method: 'POST',
  path: '/v1/api-keys',
  scope: 'any',
  rolesNote: 'For yourself; an owner also for other members. A key of full write access.',
  tag: 'API keys',
  summary: 'Make an API key',
  description:
    'It acts as you, or as the member whom an owner names. Nobody gives scopes that their own key lacks, nor more time than it has. The key is shown once.',
  body: z.object({
    name: z.string().trim().min(1).max(100),
    scopes: z.array(scopeName).min(1),
    expiresAt: z.iso.datetime({ offset: true }).nullish(),
    userId: pathId.nullish(),
  }),
  reply: apiKey.extend({ key: z.string() }),
  status: 201,
  errors: ['INVALID_DATE'],
  idempotency: 'transaction',
  secretReply: true,
  example: { body: { name: 'Newsletter', scopes: ['posts:write', 'accounts:read'] } },
})

export const deleteApiKey = endpoint({
  name: 'deleteApiKey',
  method: 'DELETE',
  path: '/v1/api-keys/:id',
  scope: 'any',
  rolesNote:
    'A key may end itself; others are ended by owners and admins with a key of full write access, those of owners by owners alone.',
  tag: 'API keys',
  summary: 'Revoke an API key',
  params: byId,
  reply: success,
  errors: ['NOT_FOUND'],
  idempotency: 'transaction',
})

export const apiKeyEndpoints = [listApiKeys, createApiKey, deleteApiKey] as const
