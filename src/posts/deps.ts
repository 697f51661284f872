import { ApiError } from '../../contract/errors.js'
import type { Plans } from '../../contract/plans.js'
import type { QuotaDeps } from '../accounts/quota-states.js'
import { statusesThatAllow, type PostAction, type PostStatus } from '../../contract/post-status.js'
import type { KeyHolder } from '../store/api-keys.js'
import type { Database } from '../store/database.js'
import type { Tenant } from '../store/posts.js'
import type { Outbox } from '../mail/queue-mail.js'
import type { Wake } from '../work/wake.js'
import type { Links } from './present-post.js'

/** What the verbs of this room need; each takes the part it uses. */
export type PostsDeps = QuotaDeps & {
  db: Pick<Database, 'query' | 'transaction'>
  wake: Wake
  links: Links
  outbox?: Outbox | null
}

/** On whose behalf: the workspace, the running mode, the person behind the key, and what they may do without being asked for approval. */
export type PostsCaller = Tenant & { userId: string } & Partial<
    { plans: Plans } & Pick<KeyHolder, 'keyId' | 'role' | 'plan' | 'approvalWorkflowId' | 'allowedPlatforms'>
  >

export function noSuchPost(id: string): ApiError {
  return new ApiError('NOT_FOUND', `No post ${id.slice(0, 64)} in this workspace.`, { id: id.slice(0, 64) })
}

const inWords: Partial<Record<PostAction, string>> = {
  edit: 'changed',
  publish: 'published',
  cancel: 'cancelled',
  delete: 'deleted',
  retry: 'retried',
  fix: 'fixed',
  unpublish: 'unpublished',
  archive: 'archived',
  startApproval: 'sent to approval',
}

/** The answer where the present status does not allow an action; `why` where the status alone would. */
export function statusConflict(status: PostStatus, action: PostAction, why?: string): ApiError {
  const allowed = statusesThatAllow(action)
  const word = inWords[action] ?? action
  return new ApiError(
    'CONFLICT',
    why ?? `The post is ${status} and cannot be ${word}. That is possible while it is ${allowed.join(', ')}.`,
    { status, allowedStatuses: allowed },
  )
}
