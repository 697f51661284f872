import type { z } from 'zod'
import { errorEnvelope } from '../common.js'
import type { Endpoint } from '../endpoint.js'
import { errorCodes, type ErrorCode } from '../errors.js'
import { errorsOf } from '../announced-errors.js'
import { roles, rolesOf } from '../roles.js'
import { examples } from './examples.js'
import type { JsonSchema, SchemaCollector } from './json-schema.js'

type Part = Record<string, unknown>

/** A path of an endpoint. `platform`: the name of the one that stands in it, where few serve the endpoint. */
export type Place = { operationId: string; path: string; platform: string | null }

/** An endpoint as an OpenAPI operation, at one of its paths. `served`: what it says of platforms, where few serve it. */
export function operationOf(
  endpoint: Endpoint,
  schemas: SchemaCollector,
  place: Place,
  served: string | undefined,
): Part {
  const { params, query, body, reply } = examples[endpoint.name] ?? {}
  return {
    operationId: place.operationId,
    tags: [endpoint.tag],
    summary: endpoint.summary,
    description: [
      endpoint.description,
      served,
      aboutKey(endpoint),
      aboutRoles(endpoint),
      aboutRepeats(endpoint),
    ]
      .filter((each) => each !== undefined)
      .join('\n\n'),
    security: securityOf(endpoint),
    ...(endpoint.scope === 'none' ? {} : { 'x-roles': rolesOf(endpoint) }),
    parameters: [
      ...parametersOf(endpoint.params, 'path', schemas, params).filter(({ name }) =>
        place.path.includes(`:${String(name)}`),
      ),
      ...parametersOf(endpoint.query, 'query', schemas, query),
      ...(endpoint.idempotency === undefined ? [] : [{ $ref: '#/components/parameters/IdempotencyKey' }]),
      { $ref: '#/components/parameters/RequestId' },
    ],
    ...bodyOf(endpoint, schemas, body),
    responses: {
      [String(endpoint.status ?? 200)]: successOf(endpoint, schemas, reply),
      ...refusalsOf(endpoint, schemas),
    },
  }
}

function aboutKey({ scope }: Endpoint): string {
  if (scope === 'none') return 'Takes no API key.'
  if (scope === 'optional') return 'An API key is checked only when one is sent.'
  return scope === 'any' ? 'Takes any valid API key.' : `Needs the scope \`${scope}\`.`
}

function aboutRoles(endpoint: Endpoint): string | undefined {
  const who = rolesOf(endpoint)
  const said = [
    who.length === roles.length ? undefined : `For members with the role ${who.join(', ')}.`,
    endpoint.rolesNote,
  ].filter((each) => each !== undefined)
  return said.length === 0 ? undefined : said.join(' ')
}

function aboutRepeats({ idempotency }: Endpoint): string | undefined {
  return idempotency === undefined
    ? undefined
    : 'With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.'
}

function securityOf({ scope }: Endpoint): Part[] {
  if (scope === 'none') return []
  if (scope === 'optional') return [{}, { apiKey: [] }]
  return [{ apiKey: scope === 'any' ? [] : [scope] }]
}

function parametersOf(
  schema: z.ZodType | undefined,
  place: 'path' | 'query',
  schemas: SchemaCollector,
  example: Record<string, string> = {},
): Part[] {
  if (schema === undefined) return []
  const written = schemas.write(schema, 'in')
  const required = (written['required'] ?? []) as string[]
  return Object.entries((written['properties'] ?? {}) as Record<string, JsonSchema>).map(
    ([name, { description, ...rest }]) => ({
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      ...(description === undefined ? {} : { description }),
      schema: rest,
      ...(name in example ? { example: example[name] } : {}),
    }),
  )
}

function bodyOf(endpoint: Endpoint, schemas: SchemaCollector, example: unknown): Part {
  if (endpoint.body === undefined) return {}
  return {
    requestBody: {
      // The same question that a request without a body puts to the schema.
      required: !endpoint.body.safeParse({}).success,
      content: {
        'application/json': {
          schema: schemas.write(endpoint.body, 'in', `${capital(endpoint.name)}Body`),
          ...(example === undefined ? {} : { example }),
        },
        ...(endpoint.textBody === undefined ? {} : { [endpoint.textBody]: { schema: { type: 'string' } } }),
      },
    },
  }
}

function successOf(endpoint: Endpoint, schemas: SchemaCollector, example: unknown): Part {
  return {
    description: 'Done.',
    headers: {
      ...commonHeaders,
      ...(endpoint.idempotency === undefined
        ? {}
        : { 'Idempotency-Replayed': { $ref: '#/components/headers/IdempotencyReplayed' } }),
    },
    content: {
      'application/json': {
        schema: schemas.write(endpoint.reply, 'out', `${capital(endpoint.name)}Reply`),
        ...(example === undefined ? {} : { example }),
      },
      ...(endpoint.streams === true ? { 'text/event-stream': { schema: { type: 'string' } } } : {}),
    },
  }
}

/** What it may refuse with, one entry per status, each of its codes with what it means. */
function refusalsOf(endpoint: Endpoint, schemas: SchemaCollector): Record<string, Part> {
  const byStatus = new Map<number, ErrorCode[]>()
  for (const code of errorsOf(endpoint)) {
    const { status } = errorCodes[code]
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  const schema = schemas.write(errorEnvelope, 'out')
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      String(status),
      {
        description: codes.map((code) => `\`${code}\`: ${errorCodes[code].meaning}`).join('\n\n'),
        // The limits are on every answer; said once, at the success, the page stays readable.
        headers: {
          'X-Request-Id': commonHeaders['X-Request-Id'],
          ...(codes.some((code) => errorCodes[code].retryable)
            ? { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } }
            : {}),
        },
        content: { 'application/json': { schema, examples: Object.fromEntries(codes.map(exampleOf)) } },
      },
    ]),
  )
}

function exampleOf(code: ErrorCode): [string, Part] {
  const { meaning } = errorCodes[code]
  return [code, { summary: code, value: { error: { code, message: meaning } } }]
}

const commonHeaders = {
  'X-Request-Id': { $ref: '#/components/headers/RequestId' },
  'X-RateLimit-Limit': { $ref: '#/components/headers/RateLimit' },
  'X-RateLimit-Remaining': { $ref: '#/components/headers/RateLimitRemaining' },
  'X-RateLimit-Reset': { $ref: '#/components/headers/RateLimitReset' },
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
