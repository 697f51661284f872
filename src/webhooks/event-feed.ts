import type pg from 'pg'
import type { Database } from '../store/database.js'
import { listEvents, type EventPosition, type EventRow } from '../store/events.js'
import { changesChannel, type Changed, type Notice } from '../work/changes.js'

/** Events that are read at once. */
const pageSize = 100
/** How long a transaction that holds back events is given before they are looked for again. */
const heldBackMs = 50
const afterFaultMs = 1_000
/** A notice that was lost with its process delays its events for this long at most. */
const lookEveryMs = 15_000

/** Somebody who follows a workspace. */
export type Reader = {
  workspaceId: string
  /** The last event it was given; moved on by the feed. */
  position: EventPosition
  /** False while it has not taken what it was given: it gets nothing more until `look`. */
  isReady: () => boolean
  /** Events in order, each once. */
  take: (rows: readonly EventRow[]) => void
  changed: (changed: Changed) => void
  /** Nothing is heard any more: it has to come back. */
  end: () => void
}

/**
 * What happens in workspaces, for whoever follows them in this process. One database session hears of all changes;
 * events are read once for all readers of a workspace who stand at the same place, and never for anybody alone.
 */
export type EventFeed = {
  /** From when it resolves, what is told anywhere is heard here. */
  listen: () => Promise<void>
  /** Gives the reader what comes after its position until the answer is called. */
  add: (reader: Reader) => () => void
  openOf: (workspaceId: string) => number
  /** Looks for events of a workspace: a reader is ready again, or a notice may have been lost. */
  look: (workspaceId: string) => void
  close: () => Promise<void>
}

export function createEventFeed(
  db: Pick<Database, 'query' | 'session'>,
  onError: (error: Error) => void,
): EventFeed {
  const feeds = new Map<string, WorkspaceFeed>()
  let session: Promise<pg.Client> | undefined
  const looking = setInterval(() => {
    for (const feed of feeds.values()) feed.look()
  }, lookEveryMs).unref()

  const endAll = (): void => {
    for (const feed of feeds.values()) for (const reader of feed.readers) reader.end()
    feeds.clear()
  }
  const hear = (payload: string): void => {
    const { workspaceId, changed } = JSON.parse(payload) as Notice
    const feed = feeds.get(workspaceId)
    if (feed === undefined) return
    for (const reader of feed.readers) reader.changed(changed)
    feed.look()
  }
  const open = async (): Promise<pg.Client> => {
    const client = await db.session()
    client.on('error', onError)
    client.once('end', () => {
      session = undefined
      endAll()
    })
    client.on('notification', ({ payload }) => hear(payload ?? ''))
    await client.query(`listen ${changesChannel}`)
    return client
  }
  return {
    async listen() {
      session ??= open().catch((error: unknown) => {
        session = undefined
        throw error
      })
      await session
    },
    add(reader) {
      const { workspaceId } = reader
      const feed = feeds.get(workspaceId) ?? new WorkspaceFeed(db, workspaceId, onError)
      feeds.set(workspaceId, feed)
      feed.readers.add(reader)
      feed.look()
      return () => {
        feed.readers.delete(reader)
        if (feed.readers.size === 0 && feeds.get(workspaceId) === feed) feeds.delete(workspaceId)
      }
    },
    openOf: (workspaceId) => feeds.get(workspaceId)?.readers.size ?? 0,
    look: (workspaceId) => feeds.get(workspaceId)?.look(),
    async close() {
      clearInterval(looking)
      endAll()
      const client = await session?.catch(() => undefined)
      await client?.end()
    },
  }
}

class WorkspaceFeed {
  readonly readers = new Set<Reader>()
  readonly #db: Pick<Database, 'query'>
  readonly #workspaceId: string
  readonly #onError: (error: Error) => void
  #isReading = false
  #again = false

  constructor(db: Pick<Database, 'query'>, workspaceId: string, onError: (error: Error) => void) {
    this.#db = db
    this.#workspaceId = workspaceId
    this.#onError = onError
  }

  /** At once, or once more after the look that is under way: that one may have come too early. */
  look(): void {
    this.#again = true
    if (!this.#isReading) void this.#read()
  }

  async #read(): Promise<void> {
    this.#isReading = true
    try {
      while (this.#again) {
        this.#again = false
        for (const together of this.#byPosition()) await this.#readOn(together)
      }
    } catch (error) {
      this.#onError(error as Error)
      this.#lookIn(afterFaultMs)
    } finally {
      this.#isReading = false
    }
  }

  async #readOn(readers: readonly Reader[]): Promise<void> {
    const after = readers[0]?.position ?? null
    const { rows, isHeldBack } = await listEvents(this.#db, {
      workspaceId: this.#workspaceId,
      type: null,
      postId: null,
      after,
      limit: pageSize,
    })
    if (isHeldBack) this.#lookIn(heldBackMs)
    const last = rows.at(-1)
    if (last === undefined) return
    for (const reader of readers.filter((each) => this.readers.has(each))) {
      reader.position = { seq: last.seq, id: last.id }
      reader.take(rows)
    }
    if (rows.length === pageSize) this.#again = true
  }

  #byPosition(): Reader[][] {
    const places = new Map<string, Reader[]>()
    for (const reader of this.readers) {
      if (!reader.isReady()) continue
      const place = reader.position?.id ?? ''
      places.set(place, [...(places.get(place) ?? []), reader])
    }
    return [...places.values()]
  }

  #lookIn(ms: number): void {
    setTimeout(() => {
      if (this.readers.size > 0) this.look()
    }, ms).unref()
  }
}
