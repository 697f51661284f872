import type { PostFields } from '../../contract/post-body.js'
import { nextFreePlace } from '../queue/places.js'
import { within, type Db, type Tx } from '../store/database.js'
import { lockQueue } from '../store/queue-slots.js'
import type { PostsCaller, PostsDeps } from './deps.js'

type When = { scheduledFor: { value: string; field: 'scheduledFor' } }

/** The body with the time of the next free place, where it asks for one; others wait until `tx` ends. */
export async function placed<Body extends PostFields>(
  tx: Tx,
  caller: PostsCaller,
  body: Body,
): Promise<Body> {
  if (body.queue !== true) return body
  await lockQueue(tx, caller.workspaceId)
  return { ...body, ...(await nextPlace(tx, caller)) }
}

/** When a post with `queue` would go out if it were created now. */
export async function nextPlace(db: Db, caller: PostsCaller): Promise<When> {
  const at = await nextFreePlace(db, caller)
  return { scheduledFor: { value: at.toISOString(), field: 'scheduledFor' } }
}

/**
 * Runs `work` with the time of the next free place in the queue, in one transaction: who asks at the same moment gets
 * the place after it. Workers are woken once all is written.
 */
export async function atNextPlace<T, Deps extends Pick<PostsDeps, 'db' | 'wake'>>(
  deps: Deps,
  caller: PostsCaller,
  work: (inQueue: Deps, when: When) => Promise<T>,
): Promise<T> {
  const woken: Parameters<PostsDeps['wake']['due']>[0][] = []
  const done = await deps.db.transaction(async (tx) => {
    await lockQueue(tx, caller.workspaceId)
    const when = await nextPlace(tx, caller)
    const wake = { ...deps.wake, due: (kind: (typeof woken)[number]) => void woken.push(kind) }
    return work({ ...deps, db: within(tx), wake }, when)
  })
  for (const kind of woken) deps.wake.due(kind)
  return done
}
