import { writeFile } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import { format, resolveConfig } from 'prettier'
import type { Endpoint } from '../../contract/endpoint.js'
import { examples, type Example } from '../../contract/openapi/examples.js'
import type { Subject } from './subjects.js'

/**
 * What was sent and answered, as the reference shows it: ids, times, secrets and addresses, which are others every
 * time, are replaced by ones that stay; of a list the first of each kind is enough.
 */
export function exampleOf({ params, query, body }: Subject, reply: unknown): Example {
  const ids = new Map<string, string>()
  const request = {
    ...(params === undefined ? {} : { params }),
    ...(query === undefined ? {} : { query: Object.fromEntries(new URLSearchParams(query)) }),
    ...(body === undefined ? {} : { body }),
  }
  return {
    ...steady(request, ids, (text) => text),
    reply: steady(shortened(reply), ids, withoutTimes),
  }
}

function steady<T>(value: T, ids: Map<string, string>, more: (text: string) => string): T {
  const idOf = (prefix: string, id: string): string => {
    if (!ids.has(id))
      ids.set(id, `${prefix}cm1x2y3z${String(ids.size + 1).padStart(prefix === '' ? 16 : 1, '0')}`)
    return ids.get(id) ?? ''
  }
  return JSON.parse(JSON.stringify(value), (name, inner: unknown) =>
    typeof inner === 'string'
      ? more(madeUp(name, inner) ?? inner)
          .replaceAll(/\b(vb_live_|whsec_)[A-Za-z0-9+/=_-]{16,}/g, '$1…')
          .replaceAll(/([?&](?:token|state|code|signature|sig|s)=)[^&"]+/g, '$1…')
          .replaceAll(/\b([a-z]{2,12}_)[a-z0-9]{20,32}\b/g, (id, prefix: string) => idOf(prefix, id))
          .replaceAll(/\bc[a-z0-9]{23,31}\b/g, (id) => idOf('', id))
          .replaceAll(/http:\/\/(?:127\.0\.0\.1|localhost):\d+/g, 'https://social.example.com')
      : inner,
  ) as T
}

function withoutTimes(text: string): string {
  return text
    .replaceAll(
      /\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)/g,
      '2027-03-01T08:00:00.000Z',
    )
    .replaceAll(/\b20\d\d-\d\d-\d\d\b(?!T)/g, '2027-03-01')
}

/** What comes back from a consent page or stands in an invitation: good for one use. */
function madeUp(name: string, value: string): string | undefined {
  const isOne = ['code', 'state', 'token'].includes(name) && /^(?=.*[a-z])(?=.*\d)[\w.-]{20,}$/.test(value)
  return isOne ? `the-${name}-that-came` : undefined
}

function shortened(value: unknown): unknown {
  if (Array.isArray(value))
    return (typeof value[0] === 'object' ? value.slice(0, 1) : value.slice(0, 5)).map(shortened)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shortened(member)]))
}

/**
 * Whether an example shows the request as it is sent now, and a reply that the schema takes whole: a field that is gone
 * would be cut off. What a reply says besides may be another thing every time.
 */
export function isStillTrue(
  endpoint: Endpoint,
  shown: Example | undefined,
  now: Example | undefined,
): boolean {
  if (shown === undefined || now === undefined) return false
  const [{ reply, ...request }, { reply: _reply, ...requestNow }] = [shown, now]
  const read = endpoint.reply.safeParse(reply)
  return isDeepStrictEqual(request, requestNow) && read.success && isDeepStrictEqual(read.data, reply)
}

/** Takes new examples where the ones that are shown are not true any more. */
export async function writeExamples(
  endpoints: readonly Endpoint[],
  taken: ReadonlyMap<string, Example>,
): Promise<void> {
  const kept = endpoints.map((endpoint) => {
    const [shown, now] = [examples[endpoint.name], taken.get(endpoint.name)]
    return [endpoint.name, now === undefined || isStillTrue(endpoint, shown, now) ? shown : now] as const
  })
  const path = new URL('../../contract/openapi/examples.ts', import.meta.url)
  const text = `${head}export const examples: Record<string, Example> = ${JSON.stringify(Object.fromEntries(kept))}`
  const style = await resolveConfig(import.meta.filename)
  await writeFile(path, await format(text, { ...style, parser: 'typescript' }))
}

const head = `// Made by \`npm run examples\` of what a started server was sent and answered. Change what it is made from.

/** A request and its reply, by the names of the endpoints. */
export type Example = {
  params?: Record<string, string>
  query?: Record<string, string>
  body?: unknown
  reply: unknown
}

`
