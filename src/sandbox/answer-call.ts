import { setTimeout as pause } from 'node:timers/promises'
import type { Fault } from '../../contract/sandbox.js'
import type { Faults } from './faults.js'
import { findRoute } from './router.js'
import type { Operation, SimReply, SimRequest, SimRoute, Simulator, SimWorld } from './simulator.js'
import { outgoing, type Outgoing } from './write-reply.js'

type House = { simulator: Simulator; world: SimWorld }

/** What a fault does to a call. `lost_response` and `slow` let the network do its work. */
type Effect = { kind: 'answer'; reply: SimReply } | { kind: 'lost' | 'cut' | 'refused' | 'as usual' }

/** The network's answer to a call, faults included. Null: the connection is cut; `'refused'`: it never came about. */
export async function answerCall(
  { simulator, world }: House,
  request: SimRequest,
  faults: Faults,
): Promise<Outgoing | null | 'refused'> {
  const found = findRoute(simulator.routes, request)
  if (found !== undefined) request.params = found.params
  const route = found?.route
  const call = {
    platform: simulator.slug,
    accountId: request.accountId,
    operation: operationOf(route, request, world),
  }
  let delayMs = 0
  const effect = faults.take(call, (fault) => {
    const does = effectOf(fault, { simulator, world }, request)
    if (does !== undefined) delayMs = fault.delayMs ?? (fault.fault === 'slow' ? 1_000 : 0)
    return does
  }) ?? { kind: 'as usual' }
  request.dawdle = once(delayMs)

  if (effect.kind !== 'as usual' || route?.dawdles !== true) await request.dawdle()
  switch (effect.kind) {
    case 'refused':
      return 'refused'
    case 'cut':
      return null
    case 'answer':
      return outgoing(effect.reply)
    case 'lost':
      await work(route, request, { simulator, world })
      return null
    case 'as usual': {
      const reply = await work(route, request, { simulator, world })
      await request.dawdle()
      return outgoing(reply)
    }
  }
}

/**
 * A first comment is published like a post, and numbers may come from calls that are made for other reasons too: the
 * platform client says what it asks for.
 */
function operationOf(route: SimRoute | undefined, request: SimRequest, world: SimWorld): Operation {
  if (route === undefined) return 'other'
  const operation = typeof route.operation === 'function' ? route.operation(request, world) : route.operation
  const purpose = request.headers['x-voxburst-operation']
  if (operation === 'publish' && purpose === 'comment') return purpose
  return operation !== 'page' && purpose === 'metrics' ? purpose : operation
}

function effectOf(
  { fault, retryAfter }: Fault,
  { simulator, world }: House,
  request: SimRequest,
): Effect | undefined {
  switch (fault) {
    case 'refused_connection':
      return { kind: 'refused' }
    case 'lost_request':
      return { kind: 'cut' }
    case 'lost_response':
      return { kind: 'lost' }
    case 'slow':
      return { kind: 'as usual' }
    default: {
      const reply = simulator.fault(fault, request, retryAfter === null ? {} : { retryAfter }, world)
      if (reply === undefined) return undefined
      return reply === 'as usual' ? { kind: 'as usual' } : { kind: 'answer', reply }
    }
  }
}

async function work(
  route: SimRoute | undefined,
  request: SimRequest,
  { simulator, world }: House,
): Promise<SimReply> {
  return route === undefined ? simulator.unknownPath(request) : route.handle(request, world)
}

function once(ms: number): () => Promise<void> {
  let waited = ms <= 0
  return async () => {
    if (waited) return
    waited = true
    await pause(ms)
  }
}
