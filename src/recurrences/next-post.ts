import { ApiError } from '../../contract/errors.js'
import { weekdays } from '../../contract/queue-slots.js'
import { createPost } from '../posts/create-post.js'
import { deletePost } from '../posts/delete-post.js'
import type { PostsDeps } from '../posts/deps.js'
import { within, type Tx } from '../store/database.js'
import { takeBackFromApproval } from '../store/approvals.js'
import { shareLanesOfPost } from '../store/lanes.js'
import { lockPost } from '../store/posts.js'
import { saveNextPost, type RecurrenceRow, type standingOf } from '../store/recurrences.js'
import { readPost } from './deps.js'
import type { Rule } from './occurrences.js'

export type Standing = NonNullable<Awaited<ReturnType<typeof standingOf>>>

/** The next times of a recurrence, after a time: those that are over are passed over. */
export async function upcoming(
  row: Pick<RecurrenceRow, 'rule' | 'starts_on' | 'ends_on'>,
  { timezone, now }: Pick<Standing, 'timezone' | 'now'>,
  after: Date | null,
  count: number,
): Promise<Date[]> {
  // Loaded on first use: a server without recurrences does without.
  const { occurrences } = await import('./occurrences.js')
  const from = after === null || after < now ? now : after
  const span = { startsOn: row.starts_on, endsOn: row.ends_on }
  const found: Date[] = []
  for (const at of occurrences(ruleOf(row.rule), span, timezone, from)) {
    found.push(at)
    if (found.length === count) break
  }
  return found
}

/** Makes the post that comes after a time, as POST /v1/posts would on behalf of who made the recurrence, and throws what that would. */
export async function makeNextPost(
  deps: PostsDeps,
  tx: Tx,
  row: RecurrenceRow,
  standing: Standing,
  after: Date | null,
): Promise<void> {
  const [at] = await upcoming(row, standing, after, 1)
  if (at === undefined) {
    await saveNextPost(tx, row.id, { at: null, postId: null, error: null })
    return
  }
  const mode = row.mode === 'live' ? 'live' : 'sandbox'
  const { role, plan, approvalWorkflowId, allowedPlatforms } = standing
  // Who calls wakes the workers once all is committed.
  const quiet = { ...deps, db: within(tx), wake: { ...deps.wake, due: () => undefined } }
  const made = await createPost(
    quiet,
    {
      workspaceId: row.workspace_id,
      mode,
      userId: row.created_by,
      role,
      plan,
      approvalWorkflowId,
      allowedPlatforms,
    },
    { ...readPost(row.post), scheduledFor: { value: at.toISOString(), field: 'scheduledFor' } },
    null,
  )
  if (made.kind !== 'created') throw new Error('A post without a key was there already')
  await saveNextPost(tx, row.id, { at, postId: made.post.id, error: null })
}

/**
 * Deletes the post that exists ahead. False: its time has been dealt with, because the post is on its way or out, or a
 * person cancelled or deleted it.
 */
export async function dropNextPost(tx: Tx, row: RecurrenceRow): Promise<boolean> {
  if (row.next_post_id === null) return row.next_at === null || row.last_error !== null
  const tenant = { workspaceId: row.workspace_id, mode: row.mode === 'live' ? 'live' : 'sandbox' } as const
  await takeBackFromApproval(tx, tenant, row.next_post_id)
  await shareLanesOfPost(tx, row.next_post_id)
  if ((await lockPost(tx, tenant, row.next_post_id))?.status === 'cancelled') return false
  try {
    await deletePost(tx, tenant, row.next_post_id)
    return true
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return false
  }
}

function ruleOf(rule: RecurrenceRow['rule']): Rule {
  const { days, ...rest } = rule
  const numbers = ((days as string[] | undefined) ?? []).map(
    (day) => weekdays.findIndex((each) => each === day) + 1,
  )
  return { ...rest, ...(days === undefined ? {} : { days: numbers }) } as unknown as Rule
}
