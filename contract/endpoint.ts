import type { z } from 'zod'
import type { ErrorCode } from './errors.js'
import type { Tag } from './tags.js'
import type { Role } from './roles.js'

/** What an API key may do. A write scope includes the read scope of the same noun. */
export const scopes = [
  'posts:read',
  'posts:write',
  'accounts:read',
  'accounts:write',
  'media:read',
  'media:write',
  'webhooks:read',
  'webhooks:write',
  'personas:write',
  'billing:write',
  'hashtag-sets:write',
] as const
export type Scope = (typeof scopes)[number]

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * One endpoint of the public API, as data. Validation, OpenAPI, the reference page and the contract tests are
 * all derived from these records; nothing about the wire is said twice.
 */
export type Endpoint<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Reply extends z.ZodType = z.ZodType,
> = {
  /** Unique camelCase name: the OpenAPI operationId. */
  name: string
  method: Method
  /** Path with `:param` segments, e.g. `/v1/posts/:id`. */
  path: string
  /** `any`: every valid key. `optional`: a key is checked only when one is sent. `none`: never read. */
  scope: Scope | 'any' | 'optional' | 'none'
  tag: Tag
  /** Whose keys may use it, where that is not what the scope says (see `rolesOf`). */
  roles?: readonly Role[]
  /** What else is asked of who uses it, by the thing at hand: refused by the verb, with what code. */
  rolesNote?: string
  summary: string
  description?: string
  params?: Params
  query?: Query
  body?: Body
  /** Bytes that a request may have, where that is not what all endpoints take. */
  largestBody?: number
  /** A type of text that it takes as the body itself; the rest of the body stands in the query then. */
  textBody?: 'text/csv'
  reply: Reply
  /** Answers with server-sent events, unless JSON is asked for by `Accept`. */
  streams?: true
  /** Success status; 200 when absent. */
  status?: number
  /** The codes it may answer besides those every endpoint shares (see `sharedErrors`). */
  errors?: readonly ErrorCode[]
  /**
   * How an `Idempotency-Key` is kept; absent on reads. `transaction`: stored with the change by the server;
   * `statement`: the verb does it in its one statement; `started`: committed first, because the verb calls out.
   * See `src/http/idempotency.ts`.
   */
  idempotency?: 'transaction' | 'statement' | 'started'
  /** Its parts are in the audit log one by one, not it. */
  auditedByParts?: true
  /** The reply shows a secret once: what is kept of it for an `Idempotency-Key` is sealed. */
  secretReply?: true
  /** A body to send. What the reference shows is taken down from what a test sent and was answered: `npm run examples`. */
  example?: { body: unknown }
}

/** Types an endpoint record without widening it. */
export function endpoint<
  Params extends z.ZodType = z.ZodType<Record<string, never>>,
  Query extends z.ZodType = z.ZodType<Record<string, never>>,
  Body extends z.ZodType = z.ZodType<undefined>,
  Reply extends z.ZodType = z.ZodType,
>(record: Endpoint<Params, Query, Body, Reply>): Endpoint<Params, Query, Body, Reply> {
  return record
}
