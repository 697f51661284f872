import type { IncomingHttpHeaders } from 'node:http'
import type { z } from 'zod'
import * as contract from '../../contract/batch.js'
import { ApiError } from '../../contract/errors.js'
import { batchCreate, batchDelete } from '../posts/batch-posts.js'
import { postsDeps } from './posts.js'
import { countByParts } from './rate-limit.js'
import { serve, type Call, type Route } from './serve.js'

type Operation = z.output<typeof contract.operation>
type Reply = z.output<typeof contract.batchReply>
type Result = Reply['results'][number]
type BatchCall = Pick<Call<unknown, unknown, unknown>, 'reply' | 'idempotency' | 'requestId'>

/** Operations of one batch under way, where they may run at the same time. */
const atOnce = 8

/** Sends each operation through the server as if it had come alone: its scope, limits, errors and repeats are the same. */
async function runBatch(
  call: BatchCall,
  operations: readonly Operation[],
  { continueOnError, parallel }: { continueOnError: boolean; parallel: boolean },
): Promise<Reply> {
  for (const [index, { body }] of operations.entries()) refuseLarge(body, index)
  countByParts(call.reply.request)
  const endsAt = Date.now() + contract.batchLimits.seconds * 1_000
  const results: Result[] = operations.map(({ id }) =>
    skipped(id, 'An operation before it failed, and continueOnError is false.'),
  )
  let next = 0
  let isOver = false
  const runSome = async (): Promise<void> => {
    for (;;) {
      const index = next
      const operation = operations[index]
      if (operation === undefined || isOver) return
      next += 1
      if (Date.now() >= endsAt) {
        results[index] = skipped(operation.id, 'The batch ran for 60 seconds. Send it again in a new one.')
        continue
      }
      const result = await runOne(call, operation, index)
      results[index] = result
      isOver ||= result.status >= 400 && !continueOnError
    }
  }
  await Promise.all(Array.from({ length: parallel ? atOnce : 1 }, runSome))
  const count = (counts: (result: Result) => boolean): number => results.filter(counts).length
  const isSkipped = ({ error }: Result): boolean => error?.code === 'SKIPPED'
  return {
    results,
    summary: {
      total: results.length,
      succeeded: count(({ status }) => status < 400),
      failed: count((result) => result.status >= 400 && !isSkipped(result)),
      skipped: count(isSkipped),
    },
  }
}

async function runOne(
  { reply, idempotency, requestId }: BatchCall,
  { id, method, path, body, headers }: Operation,
  index: number,
): Promise<Result> {
  const { request, server } = reply
  const own = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'idempotency-key')?.[1]
  const key = own ?? (idempotency === null ? undefined : `${idempotency.key}:${String(index)}`)
  const answer = await server.inject({
    method,
    url: path,
    remoteAddress: request.ip,
    headers: {
      host: request.headers.host ?? 'localhost',
      ...credentialsOf(request.headers),
      'content-type': 'application/json',
      'x-request-id': `${requestId}.${String(index)}`,
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    payload: JSON.stringify(body ?? {}),
  })
  const answered = answer.json<Record<string, unknown>>()
  if (answer.statusCode < 400) return { id, status: answer.statusCode, body: answered }
  return { id, status: answer.statusCode, body: null, error: answered['error'] as Result['error'] }
}

/** By which the batch came, each of its operations comes: a key, or a session and what says whose page it was. */
function credentialsOf(headers: IncomingHttpHeaders): Record<string, string> {
  const { authorization, cookie, origin, 'sec-fetch-site': site } = headers
  const sent = { authorization, cookie, origin, 'sec-fetch-site': site }
  return Object.fromEntries(
    Object.entries(sent).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  )
}

function skipped(id: string, message: string): Result {
  return { id, status: 424, body: null, error: { code: 'SKIPPED', message } }
}

function refuseLarge(body: Operation['body'], index: number): void {
  const { operationBytes } = contract.batchLimits
  const bytes = Buffer.byteLength(JSON.stringify(body ?? {}))
  if (bytes <= operationBytes) return
  const field = `operations.${String(index)}.body`
  throw new ApiError(
    'UNPROCESSABLE_ENTITY',
    `${field}: ${String(bytes)} bytes; an operation takes ${String(operationBytes)}. Send it alone.`,
    { field, bytes, maxBytes: operationBytes },
  )
}

export const batchRoutes: readonly Route[] = [
  serve(contract.runBatch, (_parts, call) =>
    runBatch(call, call.body.operations, {
      continueOnError: call.body.continueOnError ?? true,
      parallel: call.body.parallel ?? false,
    }),
  ),
  serve(contract.batchCreatePosts, (parts, { caller, body, idempotency }) =>
    batchCreate(postsDeps(parts), caller, body.posts, idempotency),
  ),
  serve(contract.batchDeletePosts, (parts, { caller, body }) => batchDelete(parts.db, caller, body.postIds)),
]
