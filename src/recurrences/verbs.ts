import type { z } from 'zod'
import { ApiError } from '../../contract/errors.js'
import type * as contract from '../../contract/recurrences.js'
import type { JsonObject } from '../kit/json.js'
import { newId } from '../kit/ids.js'
import type { PostsCaller, PostsDeps } from '../posts/deps.js'
import type { Tx } from '../store/database.js'
import * as store from '../store/recurrences.js'
import { noSuchRecurrence, ofPost, readPost } from './deps.js'
import { dropNextPost, makeNextPost, upcoming, type Standing } from './next-post.js'

type Reply = z.output<typeof contract.recurrence>
type CreateBody = z.output<NonNullable<typeof contract.createRecurrence.body>>
type UpdateBody = z.output<NonNullable<typeof contract.updateRecurrence.body>>

const mostPerWorkspace = 500

export async function createRecurrence(
  deps: PostsDeps,
  tx: Tx,
  caller: PostsCaller,
  body: CreateBody,
): Promise<Reply> {
  readPost(body.post as JsonObject)
  const standing = await standingOf(tx, caller)
  if ((await store.countRecurrences(tx, caller.workspaceId)) >= mostPerWorkspace)
    throw new ApiError(
      'LIMIT_EXCEEDED',
      `A workspace has ${String(mostPerWorkspace)} recurrences at most. Delete one that is over.`,
      { limit: mostPerWorkspace },
    )
  const id = newId('rec')
  const content = {
    name: body.name,
    post: body.post as JsonObject,
    rule: body.rule as JsonObject,
    starts_on: body.startsOn ?? today(standing),
    ends_on: body.endsOn ?? null,
    paused: false,
  }
  await refuseWithoutTimes(content, standing)
  await store.insertRecurrence(tx, caller, { ...content, id, createdBy: caller.userId })
  return remade(deps, tx, caller, id, standing)
}

/**
 * Changes a recurrence and makes its next post anew, from now on on behalf of who changed it: nobody writes in the
 * name of somebody who needs no approval. A time whose post is out already has none again.
 */
export async function updateRecurrence(
  deps: PostsDeps,
  tx: Tx,
  caller: PostsCaller,
  id: string,
  body: UpdateBody,
): Promise<Reply> {
  const row = await store.lockRecurrence(tx, caller, id)
  if (row === null) throw noSuchRecurrence(id)
  if (body.post !== undefined) readPost(body.post as JsonObject)
  const standing = await standingOf(tx, caller)
  const content = {
    name: body.name ?? row.name,
    post: (body.post as JsonObject | undefined) ?? row.post,
    rule: (body.rule as JsonObject | undefined) ?? row.rule,
    starts_on: body.startsOn ?? row.starts_on,
    ends_on: body.endsOn === undefined ? row.ends_on : body.endsOn,
    paused: body.paused ?? row.paused,
  }
  const isGone = await dropNextPost(tx, row)
  await store.updateRecurrence(tx, id, { ...content, createdBy: caller.userId })
  return remade(deps, tx, caller, id, standing, isGone ? null : row.next_at)
}

export async function deleteRecurrence(tx: Tx, caller: PostsCaller, id: string): Promise<{ success: true }> {
  const row = await store.lockRecurrence(tx, caller, id)
  if (row === null) throw noSuchRecurrence(id)
  await dropNextPost(tx, row)
  await store.deleteRecurrenceRow(tx, id)
  return { success: true }
}

/** With its next ten times. */
export async function getRecurrence(
  db: PostsDeps['db'],
  caller: PostsCaller,
  id: string,
): Promise<Reply & { upcoming: string[] }> {
  const row = await store.findRecurrence(db, caller, id)
  if (row === null) throw noSuchRecurrence(id)
  const standing = await store.standingOf(db, caller.workspaceId, row.created_by)
  const times = standing === null || row.paused ? [] : await upcoming(row, standing, null, 10)
  return { ...presentRecurrence(row), upcoming: times.map((at) => at.toISOString()) }
}

async function remade(
  deps: PostsDeps,
  tx: Tx,
  caller: PostsCaller,
  id: string,
  standing: Standing,
  after: Date | null = null,
): Promise<Reply> {
  const row = await store.findRecurrence(tx, caller, id)
  if (row === null) throw noSuchRecurrence(id)
  if (row.paused) await store.saveNextPost(tx, id, { at: null, postId: null, error: null })
  else
    await makeNextPost(deps, tx, row, standing, after).catch((error: unknown) => {
      throw ofPost(error)
    })
  const made = await store.findRecurrence(tx, caller, id)
  return presentRecurrence(made ?? row)
}

async function standingOf(tx: Tx, { workspaceId, userId }: PostsCaller): Promise<Standing> {
  const standing = await store.standingOf(tx, workspaceId, userId)
  if (standing !== null) return standing
  throw new ApiError('CONFLICT', 'You may no longer write in this workspace.', { userId })
}

async function refuseWithoutTimes(row: Parameters<typeof upcoming>[0], standing: Standing): Promise<void> {
  if ((await upcoming(row, standing, null, 1)).length > 0) return
  throw new ApiError('VALIDATION_ERROR', 'endsOn: The rule has no time until then.', { field: 'endsOn' })
}

function today({ timezone, now }: Standing): string {
  // The Canadian way to write a day is ISO's.
  return new Intl.DateTimeFormat('en-CA', { timeZone: timezone, dateStyle: 'short' }).format(now)
}

export function presentRecurrence(row: store.RecurrenceRow): Reply {
  return {
    id: row.id,
    name: row.name,
    post: row.post,
    rule: row.rule,
    startsOn: row.starts_on,
    endsOn: row.ends_on,
    paused: row.paused,
    nextAt: row.next_at?.toISOString() ?? null,
    nextPostId: row.next_post_id,
    lastError: row.last_error,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
}
