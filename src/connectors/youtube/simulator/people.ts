import { keepHabits } from '../../../sandbox/google-grants.js'
import { nameFrom, plainName } from '../../../sandbox/plain-name.js'
import type { NewSimUser, SimUser, SimWorld } from '../../../sandbox/simulator.js'
import { idFrom } from './ids.js'
import { addPlaylist, plantPlaylists } from './playlist-table.js'

const kinds = ['channel', 'no_channel', 'unverified', 'kids', 'upload_limit', 'choppy'] as const

/** A Google account and its channel. */
export type User = {
  /** The channel's, `UC…`. */
  id: string
  /** The handle, without its `@`. */
  username: string
  displayName: string
  kind: (typeof kinds)[number]
  isSuspended: boolean
  createdAt: string
}

const users = (world: SimWorld) => world.table<User>('users')
const byName = (world: SimWorld) => world.table<string>('usernames')

/**
 * `accountType`: `no_channel` is a Google account without a channel; `unverified` may post a quarter of an hour and no
 * thumbnails; what `kids` posts is made for kids; `upload_limit` has uploaded enough; of what `choppy` sends half gets
 * lost. `pages` are playlists of the channel.
 */
export function createUser(input: NewSimUser, world: SimWorld): SimUser {
  const number = world.nextNumber('user')
  const username = plainName(input.username ?? '').toLowerCase() || `yara${String(number)}`
  const known = users(world).get(byName(world).get(username) ?? '')
  const kind = kinds.find((each) => each === input.accountType) ?? known?.kind ?? 'channel'
  const user: User = {
    ...(known ?? {
      id: `UC${idFrom(`channel ${username}`, 22)}`,
      username,
      displayName: nameFrom(input.username) ?? `Yara ${String(number)}`,
      isSuspended: false,
      createdAt: world.now().toISOString(),
    }),
    kind,
    ...(input.displayName === undefined ? {} : { displayName: input.displayName }),
    ...(input.suspended === undefined ? {} : { isSuspended: input.suspended }),
  }
  users(world).set(user.id, user)
  byName(world).set(username, user.id)
  keepHabits(user.id, input, world)
  if (known === undefined) plantPlaylists(user.id, world)
  for (const { id, name } of input.pages ?? []) addPlaylist({ id, channelId: user.id, title: name }, world)
  return user
}

export function findUser(id: string, world: SimWorld): User | undefined {
  return users(world).get(id)
}

export function allUsers(world: SimWorld): User[] {
  return users(world).values()
}

/** The channel's playlist of all that was uploaded. */
export function uploadsOf({ id }: Pick<User, 'id'>): string {
  return `UU${id.slice(2)}`
}
