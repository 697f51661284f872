import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Endpoint } from '../../contract/endpoint.js'
import type { Plans } from '../../contract/plans.js'
import { failpoint } from '../kit/failpoint.js'
import type { Json } from '../kit/json.js'
import { unreadWarnings } from '../kit/unread-warnings.js'
import type { KeyHolder } from '../store/api-keys.js'
import { retried, type Tx } from '../store/database.js'
import {
  beginKey,
  dropKey,
  readStoredReply,
  storeReply,
  type IdempotencyKey,
} from '../store/idempotency-keys.js'
import { audit, auditAround, subjectOf } from './audit.js'
import { authenticate, permit } from './authenticate.js'
import { inProgress, oncePerKey, readIdempotencyKey, replayOrConflict, type Keeping } from './idempotency.js'
import { parsePart } from './parse.js'
import type { Parts } from './parts.js'

/** How long an endpoint that calls out may take before its key is free again. */
const startedLeaseSeconds = 60

export type Caller = KeyHolder & { mode: 'sandbox' | 'live'; plans: Plans }

export type Call<Params, Query, Body> = {
  params: Params
  query: Query
  body: Body
  /** The body as it came, before a schema read it. */
  sent: unknown
  caller: Caller
  /** The key this request carries, for verbs that keep it in their own statement. */
  idempotency: IdempotencyKey | null
  requestId: string
  /** Runs after the change is committed; not at all when it is not. */
  afterCommit: (then: () => void) => void
  /** Marks the answer as one that was stored before. */
  replayed: (stored: { status: number; body: Json }) => Json
  reply: FastifyReply
}

export type Route = {
  endpoint: Endpoint
  handle: (parts: Parts, request: FastifyRequest, reply: FastifyReply) => Promise<unknown>
}

type Typed<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> = Call<
  z.output<P>,
  z.output<Q>,
  z.output<B>
>

/**
 * A route of an endpoint that reads, or whose verb keeps the idempotency key itself (`statement`). `first` may refuse
 * before the rest of the request is read.
 */
export function serve<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  endpoint: Endpoint<P, Q, B, R>,
  handler: (parts: Parts, call: Typed<P, Q, B>) => Promise<z.input<R>>,
  first?: (parts: Parts, params: z.output<P>) => void,
): Route {
  return {
    endpoint,
    async handle(parts, request, reply) {
      const caller = permit(await authenticate(parts, request), endpoint)
      first?.(parts, parsePart(endpoint.params, request.params, 'params') as z.output<P>)
      const after: (() => void)[] = []
      const call = readCall(endpoint, request, reply, callerOf(parts, caller), after)
      const run = async (): Promise<z.input<R>> => {
        after.length = 0
        return warned(endpoint, request, await handler(parts, call))
      }
      // What calls out is never repeated: the first try may have done it.
      const body =
        endpoint.idempotency === 'started'
          ? await startedOnce(parts, endpoint, call, () =>
              endpoint.auditedByParts === true ? run() : auditAround(parts.db, endpoint, call, run),
            )
          : await retried(run)
      for (const then of after) then()
      tellChange(parts, endpoint, call, body)
      return send(parts, endpoint, reply, body)
    },
  }
}

/** A route of an endpoint that changes things: one transaction, in which the idempotency key is kept. */
export function serveWrite<
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  R extends z.ZodType,
>(
  endpoint: Endpoint<P, Q, B, R>,
  handler: (parts: Parts, call: Typed<P, Q, B> & { tx: Tx }) => Promise<z.input<R>>,
): Route {
  return {
    endpoint,
    async handle(parts, request, reply) {
      const caller = permit(await authenticate(parts, request), endpoint)
      const after: (() => void)[] = []
      const call = readCall(endpoint, request, reply, callerOf(parts, caller), after)
      const body = await retried(() =>
        parts.db.transaction(async (tx) => {
          after.length = 0
          const change = async (): Promise<{ status: number; body: Json }> => {
            const reply = (await handler(parts, { ...call, tx })) as Json
            await audit(tx, endpoint, call, reply)
            return { status: endpoint.status ?? 200, body: warned(endpoint, request, reply) }
          }
          if (call.idempotency === null) return (await change()).body
          const once = await oncePerKey(tx, call.idempotency, change, keeping(parts, endpoint))
          return once.replayed ? call.replayed(once) : once.body
        }),
      )
      failpoint('change-committed')
      for (const then of after) then()
      tellChange(parts, endpoint, call, body)
      return send(parts, endpoint, reply, body)
    },
  }
}

/** A route that anybody may call; `caller` is null without a key. A bad key is still refused where keys are read. */
export function serveOpen<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  endpoint: Endpoint<P, Q, B, R>,
  handler: (
    parts: Parts,
    call: Omit<Typed<P, Q, B>, 'caller'> & { caller: Caller | null },
  ) => Promise<z.input<R>>,
): Route {
  return {
    endpoint,
    async handle(parts, request, reply) {
      const isSent = request.headers.authorization !== undefined
      const holder = endpoint.scope === 'optional' && isSent ? await authenticate(parts, request) : null
      const caller = holder === null ? null : callerOf(parts, holder)
      const call = readCall(endpoint, request, reply, null, [])
      const body = warned(endpoint, request, await handler(parts, { ...call, caller }))
      return send(parts, endpoint, reply, body)
    },
  }
}

/** Whoever follows the workspace is told what was changed: the noun of the path, and which. */
function tellChange(
  { wake }: Pick<Parts, 'wake'>,
  endpoint: Pick<Endpoint, 'path' | 'method' | 'status' | 'idempotency'>,
  { params, caller }: { params: unknown; caller: Caller },
  reply: unknown,
): void {
  const [, , noun = ''] = endpoint.path.split('/')
  // What is sent by POST and keeps no key only asks; signing out is one that does not.
  const onlyAsks = endpoint.method === 'POST' && endpoint.idempotency === undefined && noun !== 'auth'
  if (endpoint.method === 'GET' || onlyAsks) return
  wake.changed(caller.workspaceId, noun, subjectOf(endpoint, params, reply))
}

function callerOf({ config }: Parts, holder: KeyHolder): Caller {
  return { ...holder, mode: config.mode, plans: config.plans }
}

function readCall<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  endpoint: Endpoint<P, Q, B, R>,
  request: FastifyRequest,
  reply: FastifyReply,
  caller: Caller | null,
  after: (() => void)[],
): Typed<P, Q, B> {
  const params = parsePart(endpoint.params, request.params, 'params') as z.output<P>
  const query = parsePart(endpoint.query, given(request.query), 'query') as z.output<Q>
  const body = parsePart(endpoint.body, request.body, 'body') as z.output<B>
  const header = endpoint.idempotency === undefined ? undefined : request.headers['idempotency-key']
  return {
    params,
    query,
    body,
    sent: request.body,
    // Routes that may be called without a key put their own in its place.
    caller: caller as Caller,
    idempotency:
      caller === null
        ? null
        : readIdempotencyKey(header, {
            workspaceId: caller.workspaceId,
            method: request.method,
            path: pathOf(endpoint, request),
            body: request.body,
          }),
    requestId: request.id,
    afterCommit: (then) => after.push(then),
    replayed(stored) {
      reply.header('Idempotency-Replayed', 'true')
      reply.code(stored.status)
      return stored.body
    },
    reply,
  }
}

/** One spelling for an address, however it was sent: with a slash at its end, or with letters encoded. */
function pathOf({ path }: Pick<Endpoint, 'path'>, { params }: FastifyRequest): string {
  return path.replaceAll(/:([A-Za-z]+)/g, (_, name: string) => (params as Record<string, string>)[name] ?? '')
}

/** Names that nobody read, in the body or the query, come back as warnings: in replies that have none of their own. */
function warned<T>({ body, query }: Pick<Endpoint, 'body' | 'query'>, request: FastifyRequest, reply: T): T {
  if (typeof reply !== 'object' || reply === null || 'warnings' in reply) return reply
  const warnings = [
    ...(body === undefined ? [] : unreadWarnings(body, request.body)),
    ...(query === undefined ? [] : unreadWarnings(query, request.query)),
  ]
  return warnings.length === 0 ? reply : { ...reply, warnings }
}

/** For endpoints that call out: the key is committed as begun, then the reply is stored. */
async function startedOnce<T>(
  parts: Parts,
  endpoint: Pick<Endpoint, 'status' | 'secretReply'>,
  call: Pick<Call<unknown, unknown, unknown>, 'idempotency' | 'replayed'>,
  work: () => Promise<T>,
): Promise<T | Json> {
  const key = call.idempotency
  if (key === null) return work()
  const { hide, show } = keeping(parts, endpoint)
  if (!(await beginKey(parts.db, key, startedLeaseSeconds))) {
    const stored = await readStoredReply(parts.db, key)
    if (stored === null) throw inProgress(key.key)
    const { status, body } = replayOrConflict(stored, key)
    return call.replayed({ status, body: show(body) })
  }
  const body = await work().catch(async (error: unknown) => {
    // When this fails too, the lease frees the key.
    await dropKey(parts.db, key).catch(() => undefined)
    throw error
  })
  // The work is done: where its reply cannot be kept the key stays taken, so that a repeat does not do it again.
  const kept = { status: endpoint.status ?? 200, body: hide(body as Json) }
  await parts.db.transaction((tx) => storeReply(tx, key, kept))
  return body
}

/** How the reply of an endpoint is kept: sealed, where it shows a secret. */
function keeping({ seal }: Parts, endpoint: Pick<Endpoint, 'secretReply'>): Keeping {
  if (endpoint.secretReply !== true) return { hide: (body) => body, show: (kept) => kept }
  return {
    hide: (body) => seal.seal(body, 'reply').toString('base64'),
    show: (kept) => seal.open(Buffer.from(String(kept), 'base64'), 'reply'),
  }
}

function send<R extends z.ZodType>(
  parts: Parts,
  endpoint: Endpoint<z.ZodType, z.ZodType, z.ZodType, R>,
  reply: FastifyReply,
  body: unknown,
): FastifyReply {
  if (parts.config.checkReplies) {
    const checked = endpoint.reply.safeParse(body)
    if (!checked.success)
      throw new Error(`The reply of ${endpoint.name} breaks its schema: ${checked.error.message}`)
  }
  if (!reply.getHeader('Idempotency-Replayed')) reply.code(endpoint.status ?? 200)
  return reply.type('application/json; charset=utf-8').send(JSON.stringify(body))
}

/**
 * `?status=` asks for nothing: a form that was left empty, or a variable that was. A name that comes several times is
 * a list, as if its words came with commas.
 */
function given(query: unknown): Record<string, unknown> {
  const named = Object.entries((query ?? {}) as Record<string, unknown>)
  return Object.fromEntries(
    named
      .map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value] as const)
      .filter(([, value]) => value !== ''),
  )
}
