import { expect, it } from 'vitest'
import { endpoints } from '../../contract/index.js'
import { examples } from '../../contract/openapi/examples.js'
import { operations } from '../../sdk/generated/operations.js'
import { createClient } from '../../sdk/index.js'

const methods = Object.entries(operations).flatMap(([noun, verbs]) =>
  Object.entries(verbs).map(([verb, operation]) => ({ noun, verb, ...operation })),
)

it.each(endpoints.map((endpoint) => [endpoint.name, endpoint] as const))(
  'sends and answers %s as the reference shows it',
  async (name, endpoint) => {
    const { params = {}, query, body, reply } = examples[name] ?? {}
    const found = methods.filter(({ method, path }) => method === endpoint.method && path === endpoint.path)
    expect(found).toHaveLength(1)
    const [{ noun, verb, input } = { noun: '', verb: '' }] = found

    const sent: unknown[] = []
    const client = createClient({
      baseUrl: 'https://social.example.com',
      fetch: (url, { method, body: text, headers } = {}) => {
        const { pathname, searchParams } = new URL(String(url))
        const hasKey = 'idempotency-key' in (headers as Record<string, string>)
        const given = typeof text === 'string' ? (JSON.parse(text) as unknown) : undefined
        sent.push([method, pathname, Object.fromEntries(searchParams), given, hasKey])
        return Promise.resolve(Response.json(reply))
      },
    })
    const call = (client as unknown as Record<string, Record<string, (...args: unknown[]) => unknown>>)[
      noun
    ]?.[verb]
    const given = input === 'body' ? [body] : input === 'query' ? [query] : []
    const names = [...endpoint.path.matchAll(/:(\w+)/g)].map(([, each = '']) => each)
    expect(await call?.(...names.map((each) => params[each]), ...given)).toEqual(reply)
    const path = endpoint.path.replaceAll(/:(\w+)/g, (_match, each: string) => params[each] ?? '')
    expect(sent).toEqual([
      [
        endpoint.method,
        path,
        query ?? {},
        input === 'body' ? body : undefined,
        endpoint.idempotency !== undefined,
      ],
    ])
  },
)

it('has no method that no endpoint answers', () => {
  expect(methods).toHaveLength(endpoints.length)
})
