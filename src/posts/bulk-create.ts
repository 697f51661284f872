import { createHash } from 'node:crypto'
import { ApiError } from '../../contract/errors.js'
import { createPostBody, type CreatePostBody } from '../../contract/post-body.js'
import { canonical } from '../kit/json.js'
import { problemsOf } from '../kit/schema-problems.js'
import type { IdempotencyKey, StoredReply } from '../store/idempotency-keys.js'
import type { PostReply } from './present-post.js'
import { nextPlace } from './at-next-place.js'
import { createPost, planPost } from './create-post.js'
import type { PostsCaller, PostsDeps } from './deps.js'
import { warnOfUnread } from './unread-fields.js'

type Warning = PostReply['warnings'][number]
type ItemError = { field: string; issue: string; detail: string }
export type BulkResult = {
  index: number
  status: 'created' | 'failed' | 'valid'
  postId?: string
  post?: { id: string; status: string }
  errors?: ItemError[]
  warnings?: Warning[]
}
export type BulkReply = {
  dry_run: boolean
  dryRun: boolean
  total: number
  created: number
  failed: number
  results: BulkResult[]
  warnings: Warning[]
}

/** Creates each item by itself. With a key, each has its own (`key:index`), so that a repeat goes on where the first stopped. */
export async function bulkCreate(
  deps: PostsDeps,
  caller: PostsCaller,
  bulk: {
    items: readonly unknown[]
    dryRun: boolean
    key: IdempotencyKey | null
    unread?: readonly Warning[]
  },
): Promise<BulkReply> {
  const results: BulkResult[] = []
  for (const [index, item] of bulk.items.entries()) {
    results.push({ index, ...(await oneItem(deps, caller, item, bulk.dryRun, keyOf(bulk.key, index, item))) })
  }
  const count = (status: BulkResult['status']): number =>
    results.filter((result) => result.status === status).length
  return {
    dry_run: bulk.dryRun,
    dryRun: bulk.dryRun,
    total: results.length,
    created: count('created'),
    failed: count('failed'),
    results,
    warnings: [...(bulk.unread ?? [])],
  }
}

async function oneItem(
  deps: PostsDeps,
  caller: PostsCaller,
  item: unknown,
  dryRun: boolean,
  key: IdempotencyKey | null,
): Promise<Omit<BulkResult, 'index'>> {
  const unread = warnOfUnread(createPostBody, item)
  const parsed = createPostBody.safeParse(item)
  if (!parsed.success)
    return {
      status: 'failed',
      errors: problemsOf(createPostBody, parsed.error, item).map((problem) => ({
        field: problem.field || 'body',
        issue: 'invalid',
        detail: problem.words,
      })),
      ...warned(unread),
    }
  try {
    const body = { ...parsed.data, unread }
    return dryRun ? await dry(deps, caller, body) : await create(deps, caller, body, key)
  } catch (error) {
    // Only what is wrong with this item is its result; a database that is away fails the whole request.
    if (!(error instanceof ApiError)) throw error
    return { status: 'failed', errors: itemErrors(error), ...warned(unread) }
  }
}

async function dry(
  deps: PostsDeps,
  caller: PostsCaller,
  body: CreatePostBody,
): Promise<Omit<BulkResult, 'index'>> {
  const when = body.queue === true ? await nextPlace(deps.db, caller) : {}
  const planned = await planPost(deps, caller, { ...body, ...when }, null)
  return { status: 'valid', ...(planned.kind === 'planned' ? warned(planned.post.warnings) : {}) }
}

async function create(
  deps: PostsDeps,
  caller: PostsCaller,
  body: CreatePostBody,
  key: IdempotencyKey | null,
): Promise<Omit<BulkResult, 'index'>> {
  const created = await createPost(deps, caller, body, key)
  if (created.kind === 'created') return { ...createdAs(created.post), ...warned(created.post.warnings) }
  return createdAs(storedPost(created.stored, key))
}

function createdAs({ id, status }: { id: string; status: string }): Omit<BulkResult, 'index'> {
  return { status: 'created', postId: id, post: { id, status } }
}

function storedPost(stored: StoredReply, key: IdempotencyKey | null): { id: string; status: string } {
  const { reply } = stored
  const isSame = key !== null && stored.bodyHash.equals(key.bodyHash)
  if (
    !isSame ||
    typeof reply !== 'object' ||
    reply === null ||
    Array.isArray(reply) ||
    typeof reply['id'] !== 'string'
  )
    throw new ApiError('IDEMPOTENCY_CONFLICT', 'This Idempotency-Key was used with another body.', {
      field: 'body',
    })
  return { id: reply['id'], status: String(reply['status']) }
}

function keyOf(key: IdempotencyKey | null, index: number, item: unknown): IdempotencyKey | null {
  if (key === null) return null
  const bodyHash = createHash('sha256').update(canonical(item)).digest()
  return { ...key, key: `${key.key}:${String(index)}`, bodyHash }
}

function warned(warnings: readonly Warning[]): { warnings?: Warning[] } {
  return warnings.length === 0 ? {} : { warnings: [...warnings] }
}

function itemErrors(error: ApiError): ItemError[] {
  const details = error.details ?? {}
  const said = (name: string): string | null => {
    const value = details[name]
    return typeof value === 'string' ? value : null
  }
  const field = said('field') ?? 'body'
  const issue = (said('issue') ?? error.code).toLowerCase()
  return [{ field, issue, detail: said('accountId') ?? said('mediaId') ?? error.message }]
}
