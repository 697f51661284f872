import { numberOf } from '../../../sandbox/plain-name.js'
import type { SimWorld } from '../../../sandbox/simulator.js'
import { boardsOf, findBoard } from './board-table.js'

export type Picture = {
  /** The id under which its bytes are kept. */
  file: string
  width: number | null
  height: number | null
  bytes: number
  title: string | null
  description: string | null
  link: string | null
}
/** What people did with a pin. */
export type Totals = {
  impressions: number
  saves: number
  clicks: number
  outbound: number
  comments: number
  reactions: number
}
export type Pin = {
  id: string
  userId: string
  accountId: string | null
  boardId: string
  sectionId: string | null
  title: string | null
  description: string | null
  altText: string | null
  link: string | null
  dominantColor: string | null
  parentPinId: string | null
  kind: 'image' | 'video' | 'multiple_images'
  pictures: Picture[]
  /** Of a film: how long it runs, and the picture that stands for it. */
  film: { durationMs: number; cover: string | null } | null
  /** Made by an app with Trial access. */
  isTrial: boolean
  createdAt: string
  /** What a pin from before we came has come to in all; null: one that finds its answer as it grows older. */
  planted: Totals | null
}

const pins = (world: SimWorld) => world.table<Pin>('pins')
/** Which pins a user has and which are on a board: nobody reads through all pins to answer. */
const idsOf = (userId: string, world: SimWorld) => world.table<boolean>(`pins of ${userId}`)
const idsOn = (boardId: string, world: SimWorld) => world.table<boolean>(`pins on ${boardId}`)

export function findPin(id: string, world: SimWorld): Pin | undefined {
  return pins(world).get(id)
}

export function keepPin(pin: Pin, world: SimWorld): void {
  pins(world).set(pin.id, pin)
  idsOf(pin.userId, world).set(pin.id, true)
  idsOn(pin.boardId, world).set(pin.id, true)
}

export function dropPin(pin: Pin, world: SimWorld): void {
  pins(world).delete(pin.id)
  idsOf(pin.userId, world).delete(pin.id)
  idsOn(pin.boardId, world).delete(pin.id)
}

export function allPins(world: SimWorld): Pin[] {
  return pins(world).values()
}

export function pinsOn(boardId: string, world: SimWorld): Pin[] {
  return known(idsOn(boardId, world).entries(), world)
}

/** Of all boards, and what was pinned before we came; newest first. */
export function pinsOf(userId: string, world: SimWorld): Pin[] {
  return newestFirst([...known(idsOf(userId, world).entries(), world), ...pastPins(userId, world)])
}

/** The same of one board. */
export function allPinsOn(boardId: string, world: SimWorld): Pin[] {
  return newestFirst([...pinsOn(boardId, world), ...pastPinsOn(boardId, world)])
}

function pastPinsOn(boardId: string, world: SimWorld): Pin[] {
  const owner = findBoard(boardId, world)?.userId ?? ''
  return pastPins(owner, world).filter((pin) => pin.boardId === boardId)
}

export function countPins(userId: string, world: SimWorld): number {
  return idsOf(userId, world).size + pastPins(userId, world).length
}

export function countPinsOn(boardId: string, world: SimWorld): number {
  return idsOn(boardId, world).size + pastPinsOn(boardId, world).length
}

function known(entries: readonly [string, boolean][], world: SimWorld): Pin[] {
  return entries.map(([id]) => findPin(id, world)).filter((pin) => pin !== undefined)
}

function newestFirst(list: Pin[]): Pin[] {
  return list.sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? 1 : -1))
}

/** Ids rise with time. */
export function nextPinId(world: SimWorld): string {
  return idAt(world.now(), world.nextNumber('pin'))
}

function idAt(at: Date, number: number): string {
  return String((BigInt(at.getTime()) << 20n) + BigInt(number % 1_048_576))
}

/** What was pinned before we came: on the user's first board, as long as there is one. */
export function pastPins(userId: string, world: SimWorld): Pin[] {
  const [board] = boardsOf(userId, world)
  if (board === undefined) return []
  return world.pastOf(userId).map((past, index) => ({
    id: idAt(past.createdAt, Number(numberOf(userId) % 1_000_000n)),
    userId,
    accountId: null,
    boardId: board.id,
    sectionId: null,
    title: past.text,
    description: past.text,
    altText: null,
    link: `https://example.com/articles/${String(index + 1)}`,
    dominantColor: null,
    parentPinId: null,
    kind: 'image' as const,
    pictures: [
      {
        file: `${numberOf(`${userId} ${past.id}`).toString(16)}`,
        width: 1_000,
        height: 1_500,
        bytes: 0,
        title: null,
        description: null,
        link: null,
      },
    ],
    film: null,
    isTrial: false,
    createdAt: past.createdAt.toISOString(),
    planted: {
      impressions: past.impressions,
      saves: past.shares,
      clicks: past.clicks,
      outbound: Math.round(past.clicks / 2),
      comments: past.comments,
      reactions: past.likes,
    },
  }))
}
