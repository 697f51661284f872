import { invalid } from '../../../sandbox/graph-api/refusal.js'
import type { SimReply } from '../../../sandbox/simulator.js'
import type { Call } from './call.js'
import { parseFields, show, type Node } from './fields.js'
import { ok } from './replies.js'

/** A page of a list, as `limit`, `after` and `before` ask for it; `nodes` are in the list's order. */
export function answerList<T>(
  call: Call,
  items: readonly T[],
  { keyOf, nodeOf, most = 100 }: { keyOf: (item: T) => string; nodeOf: (item: T) => Node; most?: number },
): SimReply {
  const { given, request } = call
  const limit = given.whole('limit') ?? 25
  if (limit < 1) invalid('Param limit must be a positive integer')
  if (limit > 100) invalid('Please reduce the amount of data you’re asking for, then retry your request')
  // An app may not count on getting as many as it asked for.
  const size = Math.min(limit, most)
  const position = (name: string): number | null => {
    if (!given.has(name)) return null
    const key = Buffer.from(given.text(name), 'base64url').toString()
    const index = items.findIndex((item) => keyOf(item) === key)
    return index === -1 ? invalid(`Invalid cursors values: Param ${name} is no cursor of this list`) : index
  }
  const [after, before] = [position('after'), position('before')]
  const start = after === null ? (before === null ? 0 : Math.max(0, before - size)) : after + 1
  const shown = items.slice(start, after === null && before !== null ? before : start + size)
  const fields = given.has('fields') ? parseFields(given.text('fields')) : []
  const data = shown.map((item) => show(nodeOf(item), fields))
  const [first, last] = [shown[0], shown.at(-1)]
  if (first === undefined || last === undefined) return ok({ data })
  const cursors = { before: cursorOf(keyOf(first)), after: cursorOf(keyOf(last)) }
  const at = (name: 'after' | 'before'): string => {
    const url = new URL(request.url)
    url.searchParams.delete('after')
    url.searchParams.delete('before')
    // The network leaves the proof out of the addresses it gives.
    url.searchParams.delete('appsecret_proof')
    url.searchParams.set('access_token', call.token.token)
    url.searchParams.set(name, cursors[name])
    return url.href
  }
  const isMore = start + shown.length < items.length
  return ok({
    data,
    paging: {
      cursors,
      ...(isMore ? { next: at('after') } : {}),
      ...(start > 0 ? { previous: at('before') } : {}),
    },
  })
}

function cursorOf(key: string): string {
  return Buffer.from(key).toString('base64url')
}
