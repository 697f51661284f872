import type { z } from 'zod'
import { scopes, type Endpoint } from '../endpoint.js'
import { eventEnvelope } from '../event-data.js'
import { eventTypes, type EventType } from '../events.js'
import { tags, type Tag } from '../tags.js'
import { SchemaCollector, type JsonSchema } from './json-schema.js'
import { operationOf, type Place } from './operation.js'

type Part = Record<string, unknown>

/** What the document says of a platform; made from its connector. */
export type DescribedPlatform = {
  slug: string
  aliases: readonly string[]
  name: string
  /** Schema of `platformMetadata[SLUG]`. */
  options: z.ZodType
  /** Names of endpoints with a platform in their path that not every platform serves, and this one does. */
  serves: readonly string[]
}

export type About = {
  version: string
  publicUrl: string
  platforms: readonly DescribedPlatform[]
}

/** The whole public API as an OpenAPI 3.1 document. Everything in it is derived; nothing is said only here. */
export function openApiDocument(endpoints: readonly Endpoint[], about: About): Part {
  const schemas = new SchemaCollector()
  const paths: Record<string, Part> = {}
  for (const endpoint of endpoints) {
    const places = placesOf(endpoint, about.platforms)
    for (const place of places) {
      const path = place.path.replaceAll(/:([A-Za-z]+)/g, '{$1}')
      paths[path] = {
        ...paths[path],
        [endpoint.method.toLowerCase()]: operationOf(endpoint, schemas, place, servedFor(endpoint, places)),
      }
    }
  }
  const webhooks = Object.fromEntries(
    (Object.keys(eventTypes) as EventType[]).map((type) => [type, webhookOf(type, schemas)]),
  )
  const options = about.platforms.map((each) => [
    each.slug.toUpperCase(),
    schemas.write(each.options, 'in', `${each.name.replaceAll(/[^A-Za-z0-9]/g, '')}Options`),
  ])
  schemas.extend('PlatformMetadata', Object.fromEntries(options) as Record<string, JsonSchema>)
  return {
    openapi: '3.1.0',
    info: {
      title: 'VoxBurst',
      version: about.version,
      summary: 'Publishes to social networks on time, exactly once, through one API.',
      description: introduction(about.platforms),
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: about.publicUrl, description: 'This server' }],
    tags: [...new Set<Tag>([...endpoints.map((endpoint) => endpoint.tag), 'Events'])].map((name) => ({
      name,
      description: tags[name],
    })),
    security: [{ apiKey: [] }],
    paths,
    webhooks,
    components: { securitySchemes, parameters, headers, schemas: schemas.all() },
  }
}

/**
 * Where an endpoint is found: one that few platforms serve at a path for each of them, and any other at its own.
 * `operationId` is the endpoint's name for the first platform, so that one more changes no name that is in use.
 */
export function placesOf(
  { name, path }: Pick<Endpoint, 'name' | 'path'>,
  platforms: readonly DescribedPlatform[],
): Place[] {
  const serving = platforms.filter(({ serves }) => serves.includes(name))
  if (serving.length === 0) return [{ operationId: name, path, platform: null }]
  return serving.map((platform, index) => ({
    operationId:
      index === 0 ? name : `${name}On${platform.slug.charAt(0).toUpperCase()}${platform.slug.slice(1)}`,
    path: path.replace(':platform', platform.slug),
    platform: platform.name,
  }))
}

/** The platforms of an endpoint that few serve, each with its path, as a sentence. */
export function servedFor(
  { method }: Pick<Endpoint, 'method'>,
  places: readonly Place[],
): string | undefined {
  const said = places.flatMap(({ platform, path }) =>
    platform === null ? [] : [`${platform}: \`${method} ${path}\``],
  )
  return said.length === 0 ? undefined : `Served for ${said.join(', ')}.`
}

function webhookOf(type: EventType, schemas: SchemaCollector): Part {
  const name = type.replaceAll(/(?:^|\.)([a-z])/g, (_match, letter: string) => letter.toUpperCase())
  return {
    post: {
      operationId: `on${name}`,
      tags: ['Events'],
      summary: eventTypes[type],
      description:
        'Sent to every webhook that subscribes to it. Answer with any 2xx within 10 seconds; everything else is tried again for three days. No order is promised.',
      security: [],
      parameters: Object.entries(signatureHeaders).map(([header, description]) => ({
        name: header,
        in: 'header',
        required: true,
        description,
        schema: { type: 'string' },
      })),
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: schemas.write(eventEnvelope(type), 'out', `${name}Event`) },
        },
      },
      responses: { '2XX': { description: 'Taken. The answer is kept in the log of deliveries.' } },
    },
  }
}

const signatureHeaders = {
  'X-VoxBurst-Signature':
    '`t=SECONDS,v2=HEX`: HMAC-SHA256 of `t.body` with the secret. After a rotation there are two v2 for a day.',
  'X-VoxBurst-Delivery-Id': 'The same at every try of a delivery: drop what you have seen.',
  'X-VoxBurst-Event': 'The type of the event.',
  'webhook-id': 'The event’s id (Standard Webhooks).',
  'webhook-timestamp': 'Unix seconds (Standard Webhooks).',
  'webhook-signature': '`v1,BASE64` (Standard Webhooks), with what the secret decodes to after its `whsec_`.',
}

const securitySchemes = {
  apiKey: {
    type: 'http',
    scheme: 'bearer',
    description: `An API key: \`Authorization: Bearer vb_live_…\`. Scopes: ${scopes.map((scope) => `\`${scope}\``).join(', ')}. A write scope includes the read scope of the same noun.`,
  },
}

const parameters = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description:
      'Makes a repeat safe: the same key, method, path and body are answered with the first reply, for 24 hours. Another body with the same key is 409.',
    schema: { type: 'string', pattern: '^[A-Za-z0-9_.:/=+@-]{1,255}$' },
  },
  RequestId: {
    name: 'X-Request-Id',
    in: 'header',
    required: false,
    description: 'Your name for the request; it comes back and stands in the log. One is made when absent.',
    schema: { type: 'string', pattern: '^[A-Za-z0-9_.:-]{1,128}$' },
  },
}

const whole = { type: 'integer' }
const headers = {
  RequestId: { description: 'The request’s name in the log.', schema: { type: 'string' } },
  RateLimit: { description: 'Requests a minute that the key has.', schema: whole },
  RateLimitRemaining: { description: 'What is left of this minute.', schema: whole },
  RateLimitReset: { description: 'When the minute ends, in Unix seconds.', schema: whole },
  RetryAfter: { description: 'Seconds to wait, where a repeat can help.', schema: whole },
  IdempotencyReplayed: {
    description: '`true`: this is the reply of the first request with the key.',
    schema: { type: 'string', const: 'true' },
  },
}

function introduction(platforms: readonly DescribedPlatform[]): string {
  const rows = platforms.map(
    ({ name, slug, aliases }) =>
      `| ${name} | ${[slug, ...aliases].map((spelling) => `\`${spelling}\``).join(', ')} |`,
  )
  return [
    'Write a post once; it is published to every network at the right second, and you are told exactly what happened on each.',
    'Platforms are named in any case. They come back in lower case, in webhooks in upper case. Every 2xx has a JSON body. Every error has the form `{"error": {"code", "message", "details"}}`; `details.field` names the field at fault. Names in a body or a query that are not known come back in `warnings`.',
    'From TypeScript there is an SDK with a method for every endpoint: `npm run build` in the server’s folder writes it to `dist/sdk`, with its README.',
    ['| Platform | Written as |', '| --- | --- |', ...rows].join('\n'),
  ].join('\n\n')
}
