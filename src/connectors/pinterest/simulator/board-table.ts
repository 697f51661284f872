import type { SimWorld } from '../../../sandbox/simulator.js'

export type Section = { id: string; name: string }
export type Board = {
  id: string
  userId: string
  name: string
  description: string | null
  privacy: 'PUBLIC' | 'PROTECTED' | 'SECRET'
  /** Made by an app with Trial access. */
  isTrial: boolean
  createdAt: string
  pinsModifiedAt: string
  sections: Section[]
}

const boards = (world: SimWorld) => world.table<Board>('boards')
const idsOf = (userId: string, world: SimWorld) => world.table<boolean>(`boards of ${userId}`)

export function keepBoard(
  given: Pick<Board, 'id' | 'userId' | 'name'> & Partial<Board>,
  world: SimWorld,
): Board {
  const now = world.now().toISOString()
  const board: Board = {
    description: null,
    privacy: 'PUBLIC',
    isTrial: false,
    createdAt: now,
    pinsModifiedAt: now,
    sections: [],
    ...given,
  }
  boards(world).set(board.id, board)
  idsOf(board.userId, world).set(board.id, true)
  return board
}

export function findBoard(id: string, world: SimWorld): Board | undefined {
  return boards(world).get(id)
}

export function dropBoard(board: Board, world: SimWorld): void {
  boards(world).delete(board.id)
  idsOf(board.userId, world).delete(board.id)
}

/** In the order in which they were made. */
export function boardsOf(userId: string, world: SimWorld): Board[] {
  return idsOf(userId, world)
    .entries()
    .map(([id]) => findBoard(id, world))
    .filter((board) => board !== undefined)
}
