import { nameFrom, numberOf, plainName } from '../../../sandbox/plain-name.js'
import type { NewSimUser, SimUser, SimWorld } from '../../../sandbox/simulator.js'
import { subscribe } from './subreddits.js'
import { keepUser, shownUser, userNamed, type User } from './users.js'

const accessSeconds = 3_600

/**
 * `pages` are communities of that name, in which everything is allowed. `accountType` `newcomer` has little karma, the
 * refresh tokens of `rotating` work once.
 */
export function createUser(input: NewSimUser, world: SimWorld): SimUser {
  const number = String(world.nextNumber('user'))
  const name = (plainName(input.username ?? '').replaceAll('.', '_') || `rae_${number}`).slice(0, 20)
  const known = userNamed(name, world)
  const user: User = {
    ...(known ?? {
      id: numberOf(name.toLowerCase()).toString(36),
      name,
      title: nameFrom(input.username) ?? `Rae ${number}`,
      suspended: false,
      isNewcomer: false,
      rotates: false,
      accessSeconds,
      createdAt: world.now().toISOString(),
    }),
    ...(input.accountType === undefined
      ? {}
      : { isNewcomer: input.accountType === 'newcomer', rotates: input.accountType === 'rotating' }),
    ...(input.suspended === undefined ? {} : { suspended: input.suspended }),
    ...(input.tokenExpiresInSeconds === undefined ? {} : { accessSeconds: input.tokenExpiresInSeconds }),
    ...(input.displayName === undefined ? {} : { title: input.displayName }),
    ...(input.scopes === undefined ? {} : { scopes: input.scopes }),
  }
  keepUser(user, world)
  if (known === undefined) world.pastOf(user.id)
  for (const page of input.pages ?? []) subscribe(user.id, page.name, world)
  return shownUser(user)
}
