import { z } from 'zod'
import { byId, date, pathId, success } from './common.js'
import { endpoint } from './endpoint.js'

/** `prompt`: characters of an assembled system prompt at most. */
export const personaLimits = { personas: 200, versions: 200, modules: 30, moduleBytes: 80_000 } as const

const tag = 'Personas'
const name = z.string().trim().min(1).max(200)
const platform = z
  .string()
  .trim()
  .min(1)
  .max(50)
  .transform((value) => value.toLowerCase())
const modules = z
  .record(z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,39}$/, 'is no name of a module'), z.json())
  .refine((given) => Object.keys(given).length <= personaLimits.modules, 'has more than 30 modules')
  .refine(
    (given) => JSON.stringify(given).length <= personaLimits.moduleBytes,
    'is longer than 80,000 characters',
  )
  .describe('voice, pillars, visual_style, audience, … : text, lists or objects')

export const persona = z
  .object({
    id: z.string(),
    name: z.string(),
    description: z.string().nullable(),
    primaryPlatform: z.string(),
    platforms: z.array(z.string()),
    avatarUrl: z.string().nullable(),
    linkedAccountIds: z.array(z.string()),
    isWorkspaceDefault: z.boolean(),
    activeVersionId: z.string(),
    createdAt: date,
    updatedAt: date,
  })
  .meta({ id: 'Persona' })
const whole = persona.extend({ modules: z.record(z.string(), z.unknown()) })
export const personaVersion = z
  .object({
    id: z.string(),
    number: z.int(),
    modules: z.record(z.string(), z.unknown()),
    note: z.string().nullable(),
    isActive: z.boolean(),
    createdAt: date,
  })
  .meta({ id: 'PersonaVersion' })

const profile = {
  description: z.string().trim().max(1_000).nullish(),
  primaryPlatform: platform.nullish().describe('x when absent'),
  platforms: z.array(platform).max(20).nullish(),
  avatarUrl: z.httpUrl().max(2_000).nullish(),
  linkedAccountIds: z.array(pathId).max(200).nullish().describe('Accounts that speak like this'),
  isWorkspaceDefault: z.boolean().nullish().describe('There is one at most: another ceases to be it'),
}
const newPersona = z.object({ name, ...profile, modules: modules.nullish() })
const changed = z.object({ name: name.optional(), ...profile })
export type PersonaBody = z.output<typeof changed>

export const listPersonas = endpoint({
  name: 'listPersonas',
  method: 'GET',
  path: '/v1/personas',
  scope: 'posts:read',
  tag,
  summary: 'List personas',
  reply: z.object({ personas: z.array(persona), data: z.array(persona).describe('The same as personas.') }),
})
const create = {
  method: 'POST',
  scope: 'personas:write',
  tag,
  description:
    'The profile and its first version, which is the active one. Needs the feature brand_voice (PRO, AGENCY).',
  body: newPersona,
  reply: whole,
  status: 201,
  errors: ['PLAN_REQUIRED', 'LIMIT_EXCEEDED', 'ACCOUNT_NOT_FOUND'],
  idempotency: 'transaction',
  example: {
    body: { name: 'The baker', modules: { voice: 'Warm and brief.', pillars: ['bread', 'neighbours'] } },
  },
} as const
export const createPersona = endpoint({
  ...create,
  name: 'createPersona',
  path: '/v1/personas',
  summary: 'Make a persona',
})
export const createPersonaByWizard = endpoint({
  ...create,
  name: 'createPersonaByWizard',
  path: '/v1/personas/wizard',
  summary: 'Make a persona, as the wizard of the hosted service does',
})
export const getPersona = endpoint({
  name: 'getPersona',
  method: 'GET',
  path: '/v1/personas/:id',
  scope: 'posts:read',
  tag,
  summary: 'Read a persona with its active modules',
  params: byId,
  reply: whole,
  errors: ['NOT_FOUND'],
})
export const updatePersona = endpoint({
  name: 'updatePersona',
  method: 'PATCH',
  path: '/v1/personas/:id',
  scope: 'personas:write',
  tag,
  summary: 'Change the profile of a persona',
  description: 'Modules are changed by a new version.',
  params: byId,
  body: changed,
  reply: whole,
  errors: ['NOT_FOUND', 'ACCOUNT_NOT_FOUND'],
  idempotency: 'transaction',
  example: { body: { isWorkspaceDefault: true } },
})
export const deletePersona = endpoint({
  name: 'deletePersona',
  method: 'DELETE',
  path: '/v1/personas/:id',
  scope: 'personas:write',
  tag,
  summary: 'Delete a persona',
  description:
    'With all its versions. Refused while posts refer to it, with `linkedPostCount`; PATCH their `personaId` to null first.',
  params: byId,
  reply: success,
  errors: ['NOT_FOUND', 'PERSONA_IN_USE'],
  idempotency: 'transaction',
})
export const listPersonaVersions = endpoint({
  name: 'listPersonaVersions',
  method: 'GET',
  path: '/v1/personas/:id/versions',
  scope: 'posts:read',
  tag,
  summary: 'List the versions of a persona, newest first',
  params: byId,
  reply: z.object({ data: z.array(personaVersion) }),
  errors: ['NOT_FOUND'],
})
export const createPersonaVersion = endpoint({
  name: 'createPersonaVersion',
  method: 'POST',
  path: '/v1/personas/:id/versions',
  scope: 'personas:write',
  tag,
  summary: 'Write a new version of a persona’s modules',
  params: byId,
  body: z.object({
    modules,
    note: z.string().trim().max(500).nullish(),
    activate: z.boolean().nullish().describe('false when absent: the one that is active stays it'),
  }),
  reply: personaVersion,
  status: 201,
  errors: ['NOT_FOUND', 'LIMIT_EXCEEDED'],
  idempotency: 'transaction',
  example: { body: { modules: { voice: 'Dry.' }, note: 'For autumn', activate: true } },
})
export const activatePersonaVersion = endpoint({
  name: 'activatePersonaVersion',
  method: 'POST',
  path: '/v1/personas/:id/versions/:versionId/activate',
  scope: 'personas:write',
  tag,
  summary: 'Make a version the active one',
  params: byId.extend({ versionId: pathId }),
  reply: whole,
  errors: ['NOT_FOUND'],
  idempotency: 'transaction',
})
export const assemblePersona = endpoint({
  name: 'assemblePersona',
  method: 'POST',
  path: '/v1/personas/:id/runtime/assemble',
  scope: 'posts:read',
  tag,
  summary: 'Build prompts that make a model write like a persona',
  description:
    'From the profile, the modules of the active version and the task. The same input gives the same text; nothing is sent anywhere.',
  params: byId,
  body: z.object({
    task: z.string().trim().max(40_000).nullish().describe('What is to be written'),
    platform: platform.nullish(),
    topic: z.string().trim().max(500).nullish(),
  }),
  reply: z.object({ systemPrompt: z.string(), userPrompt: z.string(), versionId: z.string() }),
  errors: ['NOT_FOUND'],
  example: { body: { task: 'Announce the summer hours.', platform: 'x' } },
})

export const personaEndpoints = [
  listPersonas,
  createPersona,
  createPersonaByWizard,
  getPersona,
  updatePersona,
  deletePersona,
  listPersonaVersions,
  createPersonaVersion,
  activatePersonaVersion,
  assemblePersona,
] as const
