import { z } from 'zod'
import type { SimReply } from '../../../sandbox/simulator.js'
import { findBoard, keepBoard } from './board-table.js'
import { boardOf, sectionOf } from './boards.js'
import { isTrial } from './budgets.js'
import type { Call, Endpoint } from './endpoint.js'
import { mediaSource, resolveSource } from './media-source.js'
import { decimalId, parsed, words } from './parse.js'
import { allPinsOn, dropPin, findPin, keepPin, nextPinId, pastPins, pinsOf, type Pin } from './pin-table.js'
import { presentPin } from './present-pin.js'
import { invalid, ok, pageOf, refuse } from './replies.js'
import { demand } from './users.js'

const read = ['boards:read', 'pins:read'] as const
const write = ['boards:read', 'boards:write', 'pins:read', 'pins:write'] as const

export const pinEndpoints: readonly Endpoint[] = [
  {
    method: 'POST',
    path: '/pins',
    operation: 'publish',
    category: 'org_write',
    scopes: write,
    handle: create,
  },
  {
    method: 'GET',
    path: '/pins',
    // Figures are asked for by those who measure.
    operation: ({ query }) => (query.get('pin_metrics') === 'true' ? 'metrics' : 'find'),
    category: 'org_read',
    scopes: read,
    handle: listOwn,
  },
  {
    method: 'GET',
    path: '/pins/:pin',
    operation: 'metrics',
    category: 'org_read',
    scopes: read,
    handle: (call) => ok(presentPin(findOwn(call), call)),
  },
  {
    method: 'DELETE',
    path: '/pins/:pin',
    operation: 'other',
    category: 'org_write',
    scopes: write,
    handle(call) {
      dropPin(findOwn(call), call.world)
      return { status: 204 }
    },
  },
  {
    method: 'PATCH',
    path: '/pins/:pin',
    operation: 'other',
    category: 'org_write',
    scopes: write,
    // Beta: not for every app.
    handle: () => refuse(403, 29, 'You are not permitted to access that resource.'),
  },
  {
    method: 'GET',
    path: '/boards/:board/pins',
    operation: 'find',
    category: 'org_read',
    scopes: read,
    handle: (call) => listOn(call, null),
  },
  {
    method: 'GET',
    path: '/boards/:board/sections/:section/pins',
    operation: 'find',
    category: 'org_read',
    scopes: read,
    handle: (call) => listOn(call, call.request.params['section'] ?? ''),
  },
]

const pinCreate = z.object({
  board_id: decimalId,
  board_section_id: decimalId.nullish(),
  title: words(100).nullish(),
  description: words(800).nullish(),
  alt_text: words(500).nullish(),
  link: words(2_048).refine(isWebAddress, 'has to be an http or https address').nullish(),
  dominant_color: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, 'has to be a hex number such as #6E7874')
    .nullish(),
  parent_pin_id: decimalId.nullish(),
  sponsor_id: decimalId.nullish(),
  media_source: mediaSource,
})

function isWebAddress(link: string): boolean {
  return link === '' || (/^https?:\/\//i.test(link) && URL.canParse(link))
}

async function create(call: Call): Promise<SimReply> {
  const { request, world, user, access } = call
  const given = parsed(pinCreate, request)
  const board = boardOf(call, given.board_id, () => refuse(401, 7, 'Not authorized to access board or Pin.'))
  if (board.privacy === 'SECRET') demand(access, ['boards:write_secret', 'pins:write_secret'])
  const section = sectionOf(board, given.board_section_id ?? null)
  if (given.parent_pin_id != null && findPin(given.parent_pin_id, world) === undefined)
    refuse(404, 50, 'Pin not found.')
  // Paid partnerships are a closed beta.
  if (given.sponsor_id != null) refuse(403, 29, 'You are not permitted to access that resource.')
  const source = await resolveSource(given.media_source, call)
  const pin: Pin = {
    id: nextPinId(world),
    userId: user.id,
    accountId: request.accountId,
    boardId: board.id,
    sectionId: section?.id ?? null,
    title: trimmed(given.title),
    description: trimmed(given.description),
    altText: trimmed(given.alt_text),
    link: trimmed(given.link),
    dominantColor: given.dominant_color?.toLowerCase() ?? null,
    parentPinId: given.parent_pin_id ?? null,
    ...source,
    isTrial: isTrial(access.clientId),
    createdAt: world.now().toISOString(),
    planted: null,
  }
  keepPin(pin, world)
  keepBoard({ ...board, pinsModifiedAt: pin.createdAt }, world)
  return ok(presentPin(pin, call), 201)
}

function trimmed(text: string | null | undefined): string | null {
  return text?.trim() ?? null
}

/** A pin of the caller's own; others are refused in the words of the call at hand. */
export function findOwn(
  { request, user, access, world }: Call,
  { missing, notOurs } = {
    missing: (): never => refuse(404, 50, 'Pin not found.'),
    notOurs: (): never => refuse(401, 7, 'Not authorized to access board or Pin.'),
  },
): Pin {
  const id = request.params['pin'] ?? ''
  if (!/^\d+$/.test(id)) invalid('pin_id is not a number.')
  const pin = findPin(id, world) ?? pastPins(user.id, world).find((each) => each.id === id)
  if (pin === undefined) return missing()
  if (pin.userId !== user.id) return notOurs()
  const isSecret = findBoard(pin.boardId, world)?.privacy === 'SECRET'
  return isSecret && !access.scopes.includes('pins:read_secret') ? missing() : pin
}

const filters: Record<string, (pin: Pin) => boolean> = {
  exclude_native: ({ parentPinId }) => parentPinId !== null,
  exclude_repins: ({ parentPinId }) => parentPinId === null,
  // Nothing is advertised here.
  has_been_promoted: () => false,
}

/** Of all boards, but for protected ones unless they are asked for, and secret ones without the right to see them. */
function listOwn(call: Call): SimReply {
  const { query } = call.request
  const isWanted = filters[query.get('pin_filter') ?? ''] ?? (() => true)
  if (query.has('pin_filter') && !(String(query.get('pin_filter')) in filters))
    invalid('pin_filter is not known.')
  const isListed = (pin: Pin): boolean => {
    const privacy = findBoard(pin.boardId, call.world)?.privacy
    if (privacy === 'SECRET') return call.access.scopes.includes('pins:read_secret')
    return privacy !== 'PROTECTED' || query.get('include_protected_pins') === 'true'
  }
  const pins = pinsOf(call.user.id, call.world).filter((pin) => isListed(pin) && isWanted(pin))
  return pageOf(pins, call.request, (pin) => presentPin(pin, call))
}

/** Newest first; a board's list has the pins of its sections as well. */
function listOn(call: Call, sectionId: string | null): SimReply {
  const board = boardOf(call, call.request.params['board'] ?? '')
  if (board.privacy === 'SECRET') demand(call.access, ['pins:read_secret'])
  const section = sectionOf(board, sectionId)
  const pins = allPinsOn(board.id, call.world).filter(
    (pin) => section === null || pin.sectionId === section.id,
  )
  return pageOf(pins, call.request, (pin) => presentPin(pin, call))
}
