import { z } from 'zod'
import type { Json } from '../../../kit/json.js'
import type { SimReply, SimWorld } from '../../../sandbox/simulator.js'
import { boardsOf, dropBoard, findBoard, keepBoard, type Board, type Section } from './board-table.js'
import { isTrial } from './budgets.js'
import type { Call, Endpoint } from './endpoint.js'
import { parsed, words } from './parse.js'
import { countPinsOn, dropPin, pinsOn } from './pin-table.js'
import { thumbnailsOf } from './present-pin.js'
import { invalid, ok, pageOf, refuse } from './replies.js'
import { demand, findUser } from './users.js'

const read = ['boards:read'] as const
const write = ['boards:read', 'boards:write'] as const
const sectionPath = '/boards/:board/sections'

export const boardEndpoints: readonly Endpoint[] = [
  { method: 'GET', path: '/boards', operation: 'other', category: 'org_read', scopes: read, handle: list },
  {
    method: 'POST',
    path: '/boards',
    operation: 'other',
    category: 'org_write',
    scopes: write,
    handle: create,
  },
  {
    method: 'GET',
    path: '/boards/:board',
    operation: 'other',
    category: 'org_read',
    scopes: read,
    handle: (call) => ok(present(boardOf(call, call.request.params['board'] ?? ''), call)),
  },
  {
    method: 'DELETE',
    path: '/boards/:board',
    operation: 'other',
    category: 'org_write',
    scopes: write,
    handle: remove,
  },
  {
    method: 'GET',
    path: sectionPath,
    operation: 'other',
    category: 'org_read',
    scopes: read,
    handle: (call) =>
      pageOf(boardOf(call, call.request.params['board'] ?? '').sections, call.request, (section) => section),
  },
  {
    method: 'POST',
    path: sectionPath,
    operation: 'other',
    category: 'org_write',
    scopes: write,
    dawdles: true,
    handle: createSection,
  },
]

/** Secret boards are only there for who may see them. */
function isSeen({ privacy }: Board, { access }: Call): boolean {
  return privacy !== 'SECRET' || access.scopes.includes('boards:read_secret')
}

/** A board of the caller's own. Somebody else's is refused in the words of the call at hand. */
export function boardOf(
  call: Call,
  id: string,
  notOurs: () => never = () => refuse(403, 29, 'You are not permitted to access that resource.'),
): Board {
  if (!/^\d+$/.test(id)) invalid('board_id is not a number.')
  const board = findBoard(id, call.world)
  if (board === undefined || (board.userId === call.user.id && !isSeen(board, call)))
    return refuse(404, 404, 'Board not found.')
  return board.userId === call.user.id ? board : notOurs()
}

/** The section of a board, null where none is named. */
export function sectionOf(board: Board, id: string | null): Section | null {
  if (id === null) return null
  return board.sections.find((section) => section.id === id) ?? refuse(404, 404, 'Board section not found.')
}

const filters = ['ALL', 'PUBLIC', 'PROTECTED', 'SECRET', 'PUBLIC_AND_SECRET']

function list(call: Call): SimReply {
  const filter = call.request.query.get('privacy') ?? 'ALL'
  if (!filters.includes(filter)) invalid('privacy is not known.')
  const wanted = (board: Board): boolean =>
    filter === 'ALL' ||
    (filter === 'PUBLIC_AND_SECRET' ? board.privacy !== 'PROTECTED' : board.privacy === filter)
  const boards = boardsOf(call.user.id, call.world).filter((board) => isSeen(board, call) && wanted(board))
  return pageOf(boards, call.request, (board) => present(board, call))
}

const boardCreate = z.object({
  name: words(180).min(1),
  description: words(500).nullish(),
  privacy: z.enum(['PUBLIC', 'PROTECTED', 'SECRET']).default('PUBLIC'),
})

function create(call: Call): SimReply {
  const { name, description = null, privacy } = parsed(boardCreate, call.request)
  if (privacy === 'SECRET') demand(call.access, ['boards:write_secret'])
  const number = BigInt(call.world.nextNumber('board'))
  const board = keepBoard(
    {
      id: String(640_000_000_000_000_000n + number),
      userId: call.user.id,
      name,
      description,
      privacy,
      isTrial: isTrial(call.access.clientId),
    },
    call.world,
  )
  return ok(present(board, call), 201)
}

function remove(call: Call): SimReply {
  const board = boardOf(call, call.request.params['board'] ?? '')
  for (const pin of pinsOn(board.id, call.world)) dropPin(pin, call.world)
  dropBoard(board, call.world)
  return { status: 204 }
}

const sectionCreate = z.object({ name: words(180).min(1) })
/** Boards that a section is being added to; gone with the process, as the network's locks are. */
const locks = new WeakMap<SimWorld, Set<string>>()

async function createSection(call: Call): Promise<SimReply> {
  const { name } = parsed(sectionCreate, call.request)
  const { id } = boardOf(call, call.request.params['board'] ?? '', () =>
    refuse(403, 403, 'Not authorized to create board sections.'),
  )
  const locked = locks.get(call.world) ?? new Set()
  locks.set(call.world, locked)
  if (locked.has(id))
    return refuse(409, 409, 'Could not get exclusive access to the board to create a new section.')
  locked.add(id)
  try {
    await call.request.dawdle?.()
    const board = boardOf(call, id)
    const number = BigInt(call.world.nextNumber('section'))
    const section = { id: String(510_000_000_000_000_000n + number), name }
    keepBoard({ ...board, sections: [...board.sections, section] }, call.world)
    return ok(section, 201)
  } finally {
    locked.delete(id)
  }
}

function present(board: Board, { user, world }: Call): Json {
  const thumbnails = thumbnailsOf(board.id, world)
  return {
    id: board.id,
    name: board.name,
    description: board.description,
    privacy: board.privacy,
    owner: { username: findUser(board.userId, world)?.username ?? user.username },
    created_at: board.createdAt.slice(0, 19),
    board_pins_modified_at: board.pinsModifiedAt.slice(0, 19),
    pin_count: countPinsOn(board.id, world),
    follower_count: 0,
    collaborator_count: 0,
    is_ads_only: false,
    media: { image_cover_url: thumbnails[0] ?? null, pin_thumbnail_urls: thumbnails },
  }
}
