import { ApiError } from '../../contract/errors.js'
import { weeklyTimes, zoneOf } from '../domain/zoned-time.js'
import type { Db } from '../store/database.js'
import type { Tenant } from '../store/posts.js'
import { postsAt, readQueueGrid } from '../store/queue-slots.js'

/** A moment of the grid, and the post that goes out then. */
export type Place = { at: Date; slotId: string; postId: string | null }

/** Places looked at in one go. */
const inOneGo = 200
/** Places after which nobody looks further: years, whatever the grid. */
const most = 20_000

/** The places of the queue from now on, in order. */
export async function* queuePlaces(db: Db, tenant: Tenant): AsyncGenerator<Place> {
  const { slots, timezone, now } = await readQueueGrid(db, tenant.workspaceId)
  const times = weeklyTimes(slots, zoneOf(timezone), now)
  for (let seen = 0; seen < most; seen += inOneGo) {
    const some = Array.from({ length: inOneGo }, () => times.next().value).filter(
      (each) => each !== undefined,
    )
    if (some.length === 0) return
    const posts = await postsAt(
      db,
      tenant,
      some.map(({ at }) => at),
    )
    const postAt = new Map(posts.map(({ at, postId }) => [at.getTime(), postId]))
    for (const { at, of } of some) yield { at, slotId: of.id, postId: postAt.get(at.getTime()) ?? null }
  }
}

/** The next moment of the grid at which nothing goes out yet. Refuses a workspace whose grid is empty. */
export async function nextFreePlace(db: Db, tenant: Tenant): Promise<Date> {
  let places = 0
  for await (const { at, postId } of queuePlaces(db, tenant)) {
    if (postId === null) return at
    places += 1
  }
  throw new ApiError(
    'VALIDATION_ERROR',
    places === 0
      ? 'queue: the workspace has no queue slots. Add some with POST /v1/queue-slots, or give scheduledFor.'
      : `queue: the next ${String(places)} slots are taken. Give scheduledFor.`,
    { field: 'queue' },
  )
}
