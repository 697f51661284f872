import { createHash } from 'node:crypto'
import { keepHabits } from '../../../sandbox/google-grants.js'
import { nameFrom, plainName } from '../../../sandbox/plain-name.js'
import type { NewSimUser, SimUser, SimWorld } from '../../../sandbox/simulator.js'

const kinds = ['shop', 'unverified', 'no_locations', 'group', 'chain', 'hotel', 'agency'] as const

/** Somebody with a Google account. */
export type User = {
  id: string
  username: string
  displayName: string
  kind: (typeof kinds)[number]
  isSuspended: boolean
}
export type Account = { id: string; userId: string; type: 'PERSONAL' | 'LOCATION_GROUP'; title: string }
export type Location = { id: string; accountId: string; userId: string; title: string }

const groupsOfAgency = 22
const locationsOfAgency = 120

const users = (world: SimWorld) => world.table<User>('users')
const byName = (world: SimWorld) => world.table<string>('usernames')
const accounts = (userId: string, world: SimWorld) => world.table<Account>(`accounts of ${userId}`)
const locations = (accountId: string, world: SimWorld) => world.table<Location>(`locations of ${accountId}`)

/**
 * `pages` are locations, in a group. Without them there is one, which the person owns. `accountType`: `unverified` has
 * no voice of merchant, `no_locations` none at all, that of `group` lies in a group; `chain` and `hotel` are what their
 * location is; an `agency` has more groups, and one of them more locations, than one page of a list shows.
 */
export function createUser(input: NewSimUser, world: SimWorld): SimUser {
  const number = world.nextNumber('user')
  const username = plainName(input.username ?? '').toLowerCase() || `gina${String(number)}`
  const known = users(world).get(byName(world).get(username) ?? '')
  const kind = kinds.find((each) => each === input.accountType) ?? known?.kind ?? 'shop'
  const user: User = {
    ...(known ?? {
      id: digitsOf(`user ${username}`),
      username,
      displayName: nameFrom(input.username) ?? `Gina ${String(number)}`,
      isSuspended: false,
    }),
    kind,
    ...(input.displayName === undefined ? {} : { displayName: input.displayName }),
    ...(input.suspended === undefined ? {} : { isSuspended: input.suspended }),
  }
  users(world).set(user.id, user)
  byName(world).set(username, user.id)
  keepHabits(user.id, input, world)
  if (known === undefined) settle(user, input.pages ?? [], world)
  else for (const { id, name } of input.pages ?? []) addLocation(groupOf(user, 0, world), id, name, world)
  return user
}

/** The personal account comes first, as it does in Google's lists. */
function settle(user: User, pages: NonNullable<NewSimUser['pages']>, world: SimWorld): void {
  const own = addAccount({ type: 'PERSONAL', title: user.displayName }, user, world)
  const shop = digitsOf(`location of ${user.username}`)
  const isInGroup = user.kind === 'group' || user.kind === 'agency'
  for (const { id, name } of pages) addLocation(groupOf(user, 0, world), id, name, world)
  if (pages.length === 0 && user.kind !== 'no_locations')
    addLocation(isInGroup ? groupOf(user, 0, world) : own, shop, user.displayName, world)
  if (user.kind !== 'agency') return
  for (let index = 1; index < groupsOfAgency; index += 1) groupOf(user, index, world)
  const last = groupOf(user, groupsOfAgency - 1, world)
  for (let index = 1; index < locationsOfAgency; index += 1)
    addLocation(
      last,
      digitsOf(`location ${String(index)} of ${user.username}`),
      `Shop ${String(index)}`,
      world,
    )
}

function groupOf(user: User, index: number, world: SimWorld): Account {
  const title = index === 0 ? `Shops of ${user.displayName}` : `Client ${String(index)}`
  return addAccount({ type: 'LOCATION_GROUP', title }, user, world, index)
}

function addAccount(
  { type, title }: Pick<Account, 'type' | 'title'>,
  { id: userId }: User,
  world: SimWorld,
  index = 0,
): Account {
  const id = digitsOf(`${type} ${String(index)} of ${userId}`)
  const known = accounts(userId, world).get(id)
  if (known !== undefined) return known
  const account: Account = { id, userId, type, title }
  accounts(userId, world).set(id, account)
  return account
}

function addLocation({ id: accountId, userId }: Account, id: string, title: string, world: SimWorld): void {
  locations(accountId, world).set(id, { id, accountId, userId, title })
}

export function findUser(id: string, world: SimWorld): User | undefined {
  return users(world).get(id)
}

export function allUsers(world: SimWorld): User[] {
  return users(world).values()
}

export function accountsOf(user: User, world: SimWorld): Account[] {
  return accounts(user.id, world).values()
}

export function findAccount(id: string, user: User, world: SimWorld): Account | undefined {
  return accounts(user.id, world).get(id)
}

export function locationsOf(account: Account, world: SimWorld): Location[] {
  return locations(account.id, world).values()
}

/** Where the name says that it is, and nowhere else. */
export function findLocation(
  { accountId, id }: Pick<Location, 'accountId' | 'id'>,
  user: User,
  world: SimWorld,
): Location | undefined {
  return findAccount(accountId, user, world) === undefined ? undefined : locations(accountId, world).get(id)
}

/** In whichever account it lies. */
export function findLocationOf(user: User, id: string, world: SimWorld): Location | undefined {
  for (const account of accountsOf(user, world)) {
    const found = locations(account.id, world).get(id)
    if (found !== undefined) return found
  }
  return undefined
}

/** An id as Google's are: digits, too many for a number, the same for the same words. */
export function digitsOf(words: string): string {
  const digits = BigInt(`0x${createHash('sha256').update(words).digest('hex')}`).toString()
  return `1${digits.slice(0, 19)}`
}
