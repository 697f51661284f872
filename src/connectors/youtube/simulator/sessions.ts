import { inSeconds } from '../../../sandbox/google-grants.js'
import { randomText } from '../../../sandbox/sandbox.js'
import type { SimRequest, SimWorld } from '../../../sandbox/simulator.js'
import type { End } from './files.js'
import type { Metadata } from './metadata.js'

/** One resumable upload, from its beginning until its video is there. It makes one video at most. */
export type Session = {
  id: string
  channelId: string
  accountId: string | null
  metadata: Metadata
  notifiesSubscribers: boolean
  /** What its answer shows of the video. */
  parts: string[]
  fileName: string | null
  /** Null: not said yet. */
  total: number | null
  received: number
  /** How many pieces came. */
  pieces: number
  /** What the first bytes are. */
  type: string | null
  expiresAt: string
  videoId: string | null
  /** How its video ends, by a fault. */
  doom: End | null
  /** The next bytes are taken, in part unless they are the last, and the answer says that they were not, by a fault. */
  isSilent: boolean
}

/** Not stated for YouTube; Google's other upload services say a week. */
const sessionSeconds = 7 * 86_400

const sessions = (world: SimWorld) => world.table<Session>('sessions')

export function beginSession(
  given: Pick<
    Session,
    'channelId' | 'accountId' | 'metadata' | 'notifiesSubscribers' | 'parts' | 'fileName' | 'total' | 'doom'
  >,
  world: SimWorld,
): Session {
  const session: Session = {
    ...given,
    id: `AP${randomText(40)}`,
    received: 0,
    pieces: 0,
    type: null,
    expiresAt: inSeconds(sessionSeconds, world),
    videoId: null,
    isSilent: false,
  }
  keepSession(session, world)
  return session
}

export function keepSession(session: Session, world: SimWorld): void {
  sessions(world).set(session.id, session)
}

export function findSession(id: string, world: SimWorld): Session | undefined {
  return sessions(world).get(id)
}

/** The session that an address is of; undefined when it is over. */
export function sessionIn({ query }: SimRequest, world: SimWorld): Session | undefined {
  const session = findSession(query.get('upload_id') ?? '', world)
  return session !== undefined && session.expiresAt > world.now().toISOString() ? session : undefined
}

/** What a `Content-Range` says; null where it says nothing sound, or nothing. */
export type Range =
  | { kind: 'bytes'; first: number; last: number; total: number | null }
  | { kind: 'question'; total: number | null }

export function rangeOf({ headers }: SimRequest): Range | null {
  const found = /^bytes (?:(\d+)-(\d+)|\*)\/(\d+|\*)$/.exec(headers['content-range'] ?? '')
  if (found === null) return null
  const [, first, last, of] = found
  const total = of === '*' ? null : Number(of)
  return first === undefined
    ? { kind: 'question', total }
    : { kind: 'bytes', first: Number(first), last: Number(last), total }
}

/** Bytes without a range are all of them. */
export function isLast(request: SimRequest): boolean {
  const range = rangeOf(request)
  if (range === null) return request.headers['content-range'] === undefined
  return range.kind === 'bytes' && range.last + 1 === range.total
}
