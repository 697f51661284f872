import type { SimWorld } from '../../../sandbox/simulator.js'
import { findUser, loseRoles, settleUser, type User } from './people.js'
import { killTokens } from './tokens.js'

/** Over only once the person has been to the network's own pages. */
const lasting = [459, 464]

/** What was to befall somebody has come: the subcode with which their tokens are refused now; null where nothing was. */
export function befall({ id, coming }: User, world: SimWorld): number | null {
  const user = findUser(id, world)
  if (coming === null || user === undefined) return null
  const isLasting = lasting.includes(coming)
  settleUser(user, isLasting ? coming : null, world)
  if (coming === 492) loseRoles(id, world)
  else if (!isLasting) killTokens(id, coming, world)
  return coming
}
