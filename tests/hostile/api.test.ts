import { request as nodeRequest } from 'node:http'
import fc from 'fast-check'
import { describe, it } from 'vitest'
import { z } from 'zod'
import { errorEnvelope } from '../../contract/common.js'
import type { Endpoint } from '../../contract/endpoint.js'
import { endpoints } from '../../contract/index.js'
import { errorsOf } from '../../contract/announced-errors.js'
import type { Json } from '../../src/kit/json.js'
import { anyValue, anyWord, nearly } from '../support/hostile-values.js'
import { startHouse } from '../support/house.js'
import { subjects } from '../support/subjects.js'

/**
 * Whatever is sent to an endpoint of the contract, the answer is a success or a refusal that the contract announces,
 * in the envelope; never a fault of ours. The cases are the same at every run; VB_TEST_SEED tries others.
 */
const seed = Number(process.env['VB_TEST_SEED'] ?? 20_270_301)
const runs = Number(process.env['VB_TEST_RUNS'] ?? 60)

const house = await startHouse({ INSTAGRAM_AUDIO_ENABLED: 'true' })
const subjectOf = await subjects(house)

type Sent = {
  params: Record<string, string>
  query: Record<string, string>
  headers: Record<string, string>
  body: string | null
}

function namesOf(schema: z.ZodType | undefined): string[] {
  if (schema === undefined) return []
  const written = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return Object.keys(written.properties ?? {})
}

/** A request that is nearly right. */
function requests(
  endpoint: Endpoint,
  right: { params?: Record<string, string>; body?: unknown },
): fc.Arbitrary<Sent> {
  const params = Object.fromEntries(
    [...endpoint.path.matchAll(/:(\w+)/g)].map(([, name = '']) => [
      name,
      fc.oneof(
        { arbitrary: fc.constant(right.params?.[name] ?? ''), weight: 4 },
        { arbitrary: anyWord, weight: 1 },
      ),
    ]),
  )
  const queryNames = [...namesOf(endpoint.query), 'unknown']
  const body = nearly((right.body ?? {}) as Json, namesOf(endpoint.body))
  return fc.record({
    params: fc.record(params),
    query:
      endpoint.method === 'GET'
        ? fc.dictionary(
            fc.constantFrom(...queryNames),
            fc.oneof(anyWord, fc.constantFrom('1', '100', '2027-01-01')),
            {
              maxKeys: 3,
            },
          )
        : fc.constant({}),
    headers: fc.record(
      {
        'idempotency-key': fc.constantFrom('k', 'k'.repeat(256), 'two words', '', 'k/1', 'ü'),
        'x-request-id': fc.constantFrom('trace', 'a b', 'x'.repeat(500), ''),
        'content-type': fc.constantFrom(
          'application/json',
          'application/json; charset=utf-16',
          'application/problem+json',
          'text/plain',
          '',
        ),
        'accept-encoding': fc.constantFrom('gzip', 'br', '*;q=0'),
      },
      { requiredKeys: [] },
    ),
    body:
      endpoint.method === 'GET'
        ? fc.constant(null)
        : fc.oneof(
            { arbitrary: body.map((value) => JSON.stringify(value)), weight: 8 },
            { arbitrary: anyValue.map((value) => JSON.stringify(value)), weight: 1 },
            {
              arbitrary: fc.constantFrom('', '{', '{"__proto__":{"a":1}}', '{"a":1e999}', '{"a":1,"a":2}'),
              weight: 1,
            },
          ),
  })
}

function send(endpoint: Endpoint, sent: Sent): Promise<{ status: number; text: string }> {
  const path = endpoint.path.replaceAll(/:(\w+)/g, (_match, name: string) =>
    encodeURIComponent((sent.params[name] ?? '').toWellFormed()),
  )
  const query = new URLSearchParams(sent.query).toString()
  return new Promise((resolve, reject) => {
    const request = nodeRequest(
      `${house.url}${path}${query === '' ? '' : `?${query}`}`,
      {
        method: endpoint.method,
        headers: {
          authorization: `Bearer ${house.key}`,
          'content-type': 'application/json',
          ...Object.fromEntries(
            Object.entries(sent.headers).map(([name, value]) => [
              name,
              Buffer.from(value).toString('latin1'),
            ]),
          ),
          ...(sent.body === null ? {} : { 'content-length': String(Buffer.byteLength(sent.body)) }),
        },
      },
      (answer) => {
        // A stream that was opened says nothing more until something happens.
        if (answer.headers['content-type']?.startsWith('text/event-stream') === true) {
          resolve({ status: answer.statusCode ?? 0, text: '{}' })
          request.destroy()
          return
        }
        let text = ''
        answer.setEncoding('utf8')
        answer.on('data', (chunk: string) => (text += chunk))
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
      },
    )
    request.on('error', reject)
    request.end(sent.body ?? undefined)
  })
}

describe.each(endpoints.map((endpoint) => [endpoint.name, endpoint] as const))('%s', (_name, endpoint) => {
  it('answers every request with success or a refusal it announces', async () => {
    const right = await subjectOf(endpoint)
    // A parameter that is empty or a dot leaves the endpoint's path: another one answers.
    const announced = new Set<string>([...errorsOf(endpoint), 'NOT_FOUND', 'METHOD_NOT_ALLOWED'])
    await fc.assert(
      fc.asyncProperty(requests(endpoint, right), async (sent) => {
        const { status, text } = await send(endpoint, sent)
        const body: unknown = JSON.parse(text)
        if (status < 400) return
        const { error } = errorEnvelope.parse(body)
        if (!announced.has(error.code) || error.code === 'INTERNAL_ERROR')
          throw new Error(`${String(status)} ${text.slice(0, 500)}`)
        if (status >= 500 && endpoint.errors?.includes(error.code) !== true)
          throw new Error(`${String(status)} ${text.slice(0, 500)}`)
      }),
      { numRuns: runs, seed, endOnFailure: true },
    )
  })
})
