import { maxRetries, retryDelayMs } from '../domain/next-step.js'
import { allows } from '../../contract/post-status.js'
import type { Tx } from '../store/database.js'
import { failedTargets, retryTargets, type FailedTarget } from '../store/post-targets.js'
import { type Tenant } from '../store/posts.js'
import { isAllowed } from './allowed-platforms.js'
import { statusConflict, type PostsCaller } from './deps.js'
import { holdPost } from './hold-post.js'

export type RetryReply = {
  id: string
  status: string
  retriedPlatforms: {
    platform: string
    accountId: string
    postPlatformId: string
    retryCount: number
    nextRetryAt: string
  }[]
  skippedPlatforms: {
    platform: string
    accountId: string
    postPlatformId: string
    retryCount: number
    reason: string
  }[]
}

/**
 * Queues the failed targets again, after 2, 4 and 8 minutes. What is out, or may be, is never sent again. `byItself`:
 * the server does it, for a workspace that wants that (autoRetry).
 */
export async function retryPost(
  tx: Tx,
  tenant: Tenant & { userId?: string } & Pick<PostsCaller, 'allowedPlatforms'>,
  id: string,
  { byItself = false } = {},
): Promise<RetryReply> {
  const locked = await holdPost(tx, tenant, id)
  if (!allows(locked.status, 'retry')) throw statusConflict(locked.status, 'retry')
  const failed = await failedTargets(tx, tenant, id)
  const skipped = failed.flatMap((target) => {
    const reason = reasonToSkip(tenant, target, byItself)
    return reason === null ? [] : [{ ...named(target), retryCount: target.retryCount, reason }]
  })
  const again = failed.filter((target) => reasonToSkip(tenant, target, byItself) === null)
  if (again.length === 0)
    return { id, status: locked.status, retriedPlatforms: [], skippedPlatforms: skipped }
  const times = await retryTargets(
    tx,
    tenant,
    id,
    again.map((target) => ({ id: target.id, delayMs: retryDelayMs(target.retryCount + 1) })),
    { byItself },
  )
  if (times === false) throw statusConflict(locked.status, 'retry')
  return {
    id,
    status: 'publishing',
    retriedPlatforms: again.map((target) => ({
      ...named(target),
      retryCount: target.retryCount + 1,
      nextRetryAt: (times.get(target.id) ?? locked.now).toISOString(),
    })),
    skippedPlatforms: skipped,
  }
}

function reasonToSkip(
  caller: Pick<PostsCaller, 'allowedPlatforms'>,
  target: FailedTarget,
  byItself: boolean,
): string | null {
  if (!isAllowed(caller, target.platform)) return 'platform_restricted'
  // It may be out: only a person who looked may send it again, with fix.
  if (target.error?.code === 'OUTCOME_UNKNOWN') return 'outcome_unknown'
  // Too late by the workspace's choice: sending it after all is a person's.
  if (byItself && target.error?.code === 'MISSED') return 'missed'
  return target.retryCount >= maxRetries ? 'max_retries_exceeded' : null
}

function named(target: FailedTarget): { platform: string; accountId: string; postPlatformId: string } {
  return { platform: target.platform, accountId: target.accountId, postPlatformId: target.id }
}
