import type { SimUser, SimWorld } from '../../../sandbox/simulator.js'

export type User = {
  /** Base 36, without `t2_`. */
  id: string
  name: string
  title: string
  suspended: boolean
  /** Has little karma: may write once in nine minutes. */
  isNewcomer: boolean
  /** Gets a new refresh token with every renewal; for everybody else it stays. */
  rotates: boolean
  accessSeconds: number
  /** All that this user ever grants; absent: whatever is asked. */
  scopes?: string[]
  createdAt: string
}

const users = (world: SimWorld) => world.table<User>('users')

export function keepUser(user: User, world: SimWorld): void {
  users(world).set(user.id, user)
  world.table<string>('names').set(user.name.toLowerCase(), user.id)
}

export function shownUser({ id, name, title }: User): SimUser {
  return { id: `t2_${id}`, username: name, displayName: title }
}

export function findUser(id: string, world: SimWorld): User | undefined {
  return users(world).get(id)
}

export function userNamed(name: string, world: SimWorld): User | undefined {
  return findUser(world.table<string>('names').get(name.toLowerCase()) ?? '', world)
}

export function allUsers(world: SimWorld): SimUser[] {
  return users(world).values().map(shownUser)
}

/** What of the scopes asked for a user grants. */
export function grantedBy(userId: string, asked: readonly string[], world: SimWorld): string[] {
  const most = findUser(userId, world)?.scopes
  return asked.filter((scope) => most?.includes(scope) ?? true)
}
