import type { SimWorld } from '../../../sandbox/simulator.js'
import { findOrganization, mayPostFor, roleIn } from './people.js'
import { denied, refuse, throttled, wrongUrnType } from './replies.js'
import type { Caller } from './tokens.js'
import { parseUrn } from './urns.js'

/** What a call needs: its name in refusals, and scopes of which one is enough. */
export type Need = { resource: string; person: readonly string[]; organization: readonly string[] }

type Author = { kind: 'person' | 'organization'; urn: string }

/** Calls of one person in a day, UTC ("Share on LinkedIn"). */
const callsADay = 150

/** For oneself, or for an organization in which one has a role that posts. */
export function actAs(caller: Caller, urn: string, field: string, need: Need, world: SimWorld): Author {
  const author = named(caller, urn, field, need, world)
  if (author.kind === 'person') spend(caller.person.id, world)
  else if (!mayPostFor(caller.person.id, urn.replace('urn:li:organization:', ''), world))
    return refuse(denied(need.resource))
  return author
}

/** For oneself, or for an organization in which one has any role. */
export function readAs(caller: Caller, urn: string, field: string, need: Need, world: SimWorld): Author {
  const author = named(caller, urn, field, need, world)
  const isIn = roleIn(caller.person.id, urn.replace('urn:li:organization:', ''), world) !== undefined
  return author.kind === 'person' || isIn ? author : refuse(denied(need.resource))
}

function named(caller: Caller, urn: string, field: string, need: Need, world: SimWorld): Author {
  const { type, id } = parseUrn(urn) ?? { type: '', id: '' }
  if (type !== 'person' && type !== 'organization')
    return refuse(wrongUrnType(field, urn, 'person or organization'))
  const isThere = type === 'person' ? id === caller.person.id : findOrganization(id, world) !== undefined
  const isAllowed = need[type].some((scope) => caller.scopes.includes(scope))
  return isThere && isAllowed ? { kind: type, urn } : refuse(denied(need.resource))
}

/** Ends at midnight, and no header says so. */
function spend(personId: string, world: SimWorld): void {
  const days = world.table<{ day: string; calls: number }>('calls of a day')
  const day = world.now().toISOString().slice(0, 10)
  const today = days.get(personId)
  const calls = today?.day === day ? today.calls : 0
  if (calls >= callsADay) refuse(throttled())
  days.set(personId, { day, calls: calls + 1 })
}
