import { nameFrom, numberOf, plainName } from '../../../sandbox/plain-name.js'
import type { NewSimUser, SimUser, SimWorld } from '../../../sandbox/simulator.js'

/** A person, who manages pages and publishes nothing of their own. */
export type User = {
  id: string
  /** What they sign in as here: persons have no user names there. */
  username: string
  displayName: string
  /** May look, may not publish. */
  isBlocked: boolean
  /** While it stands, no token of theirs works: 459 or 464, until they have been to the network's own pages. */
  trouble: number | null
  /** What befalls them with the next call that is for posting: the subcode with which it is refused. */
  coming: number | null
  /** Of long-lived tokens. */
  longSeconds: number
  /** All that this person ever grants; absent: whatever is asked. */
  scopes?: string[]
}

export type Page = {
  id: string
  name: string
  username: string | null
  category: string
  followers: number
}

export type Edge = 'accounts' | 'owned_pages' | 'client_pages'

/** What a person may do on a page, and in which lists it stands. Without a task there is no token. */
export type Role = { pageId: string; tasks: string[]; edges: Edge[] }

const allTasks = ['ADVERTISE', 'ANALYZE', 'CREATE_CONTENT', 'MESSAGING', 'MODERATE', 'MANAGE']
const longSeconds = 60 * 86_400

const users = (world: SimWorld) => world.table<User>('users')
const pages = (world: SimWorld) => world.table<Page>('pages')
const rolesOf = (userId: string, world: SimWorld) => world.table<Role>(`roles of ${userId}`)

/** What `accountType` says will befall somebody, once they are connected and about to post. */
const troubles: Record<string, number> = {
  app_removed: 458,
  checkpoint: 459,
  password_changed: 460,
  unconfirmed: 464,
  logged_out: 467,
  role_lost: 492,
}

/** One name is one person. Ids are beyond what a double holds, as the network's are. */
export function createUser(input: NewSimUser, world: SimWorld): SimUser {
  const number = world.nextNumber('user')
  const username = plainName(input.username ?? '').toLowerCase() || `cleo${String(number)}`
  const id = String(10_220_000_000_000_000n + numberOf(username))
  const known = users(world).get(id)
  const user: User = {
    ...(known ?? {
      id,
      username,
      displayName: nameFrom(input.username) ?? `Cleo ${String(number)}`,
      isBlocked: false,
      trouble: null,
      coming: null,
      longSeconds,
    }),
    ...(input.displayName === undefined ? {} : { displayName: input.displayName }),
    ...(input.suspended === undefined ? {} : { isBlocked: input.suspended }),
    ...(input.tokenExpiresInSeconds === undefined ? {} : { longSeconds: input.tokenExpiresInSeconds }),
    ...(input.scopes === undefined ? {} : { scopes: input.scopes }),
    ...(input.accountType === undefined
      ? {}
      : { trouble: null, coming: troubles[input.accountType] ?? null }),
  }
  users(world).set(id, user)
  if (input.pages !== undefined || known === undefined) giveRoles(user, input, world)
  return user
}

/** Pages to post to, and those that stand in the same list and cannot be posted to. */
function giveRoles(user: User, input: NewSimUser, world: SimWorld): void {
  const roles = rolesOf(user.id, world)
  for (const [id] of roles.entries()) roles.delete(id)
  const own = input.pages ?? [{ id: `${user.id} page`, name: `${user.displayName} Bakery` }]
  // A page whom fewer than a hundred like is told no numbers of.
  const followers = input.accountType === 'small' ? 42 : 5_400
  for (const { id, name } of own)
    join(user, { key: id, name, followers }, { tasks: allTasks, edges: ['accounts', 'owned_pages'] }, world)
  const others: [string, string[], Edge[]][] = [
    ['Archive', ['ANALYZE'], ['accounts']],
    ['Garden', [], ['accounts', 'client_pages']],
  ]
  for (const [kind, tasks, edges] of others)
    join(
      user,
      { key: `${user.id} ${kind}`, name: `${user.displayName} ${kind}`, followers: 310 },
      { tasks, edges },
      world,
    )
}

function join(
  user: User,
  { key, name, followers }: { key: string; name: string; followers: number },
  role: Omit<Role, 'pageId'>,
  world: SimWorld,
): void {
  const id = /^\d+$/.test(key) ? key : String(61_550_000_000_000_000n + numberOf(`page ${key}`))
  // Most pages have chosen a name for their address.
  const username = Number(numberOf(id) % 4n) === 0 ? null : `${plainName(name).toLowerCase()}.${id.slice(-5)}`
  pages(world).set(id, { id, name, username, category: 'Local business', followers })
  rolesOf(user.id, world).set(id, { pageId: id, ...role })
}

/** With nothing to wait for any more, and in trouble or not. */
export function settleUser(user: User, trouble: number | null, world: SimWorld): void {
  users(world).set(user.id, { ...user, coming: null, trouble })
}

export function loseRoles(userId: string, world: SimWorld): void {
  const roles = rolesOf(userId, world)
  for (const [id] of roles.entries()) roles.delete(id)
}

/** Who is seen to post: pages are. */
export function allAuthors(world: SimWorld): SimUser[] {
  return pages(world).values().map(asAuthor)
}

export function countUsers(world: SimWorld): number {
  return users(world).size
}

export function findUser(id: string, world: SimWorld): User | undefined {
  return users(world).get(id)
}

export function findPage(id: string, world: SimWorld): Page | undefined {
  return pages(world).get(id)
}

export function pageNamed(name: string, world: SimWorld): Page | undefined {
  return (
    findPage(name, world) ??
    pages(world)
      .values()
      .find(({ username }) => username === name)
  )
}

export function rolesIn(edge: Edge, userId: string, world: SimWorld): Role[] {
  return rolesOf(userId, world)
    .values()
    .filter(({ edges }) => edges.includes(edge))
}

export function roleOn(pageId: string, userId: string, world: SimWorld): Role | undefined {
  return rolesOf(userId, world).get(pageId)
}

export function mayPublish(pageId: string, userId: string, world: SimWorld): boolean {
  return roleOn(pageId, userId, world)?.tasks.includes('CREATE_CONTENT') === true
}

/** As the public sees it; a page without a name for its address has its number there. */
export function asAuthor({ id, name, username }: Page): SimUser {
  return { id, displayName: name, username: username ?? id }
}
