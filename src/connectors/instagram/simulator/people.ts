import { nameFrom, numberOf, plainName } from '../../../sandbox/plain-name.js'
import type { NewSimUser, SimUser, SimWorld } from '../../../sandbox/simulator.js'

/** Where pictures are shown. */
export const mediaHost = 'scontent.cdninstagram.com'

/** An account of Instagram. */
export type User = {
  /** Of the professional account: the same in both flavours of the API. */
  id: string
  username: string
  displayName: string
  accountType: 'Business' | 'Media_Creator' | 'PERSONAL'
  /** Looks, and publishes nothing. */
  isRestricted: boolean
  /** 50 or 100: the documents name both. */
  quotaTotal: number
  /** Of long-lived tokens. */
  tokenSeconds: number
  /** What our connect page is told. */
  login: 'instagram' | 'facebook'
  /** All that this person ever grants; absent: whatever is asked. */
  scopes?: string[]
}

/** A page of Facebook, as the person who looks after it sees it. */
export type Page = {
  id: string
  name: string
  /** The professional account that is linked to it. */
  instagramId: string | null
  tasks: string[]
}

const daySeconds = 86_400
/** 60 days, as the documents round it. */
const longSeconds = 60 * daySeconds
const allTasks = ['ADVERTISE', 'ANALYZE', 'CREATE_CONTENT', 'MESSAGING', 'MODERATE', 'MANAGE']
/** One of these lets a person publish. */
const publishing = ['MANAGE', 'CREATE_CONTENT', 'MODERATE']

const users = (world: SimWorld) => world.table<User>('users')
const pages = (world: SimWorld) => world.table<Page>('pages')
/** Pages of the person of Facebook who has the account of this id. */
const pagesOfPerson = (userId: string, world: SimWorld) => world.table<boolean>(`pages of ${userId}`)

/** One name is one person, with an account of Instagram and one of Facebook. Ids are beyond what a double holds. */
export function createUser(input: NewSimUser, world: SimWorld): SimUser {
  const number = world.nextNumber('user')
  const username = usernameIn(input.username ?? '') || `cleo${String(number)}`
  const known = users(world).get(idOfName(username))
  const login = loginIn(input)
  const user: User = {
    ...(known ?? newUser(username, nameFrom(input.username) ?? `Cleo ${String(number)}`)),
    ...(input.displayName === undefined ? {} : { displayName: input.displayName }),
    ...(input.accountType === undefined ? {} : kindOf(input.accountType)),
    ...(input.suspended === undefined ? {} : { isRestricted: input.suspended }),
    ...(input.tokenExpiresInSeconds === undefined ? {} : { tokenSeconds: input.tokenExpiresInSeconds }),
    ...(input.scopes === undefined ? {} : { scopes: input.scopes }),
    ...(login === undefined ? {} : { login }),
  }
  users(world).set(user.id, user)
  if (input.pages !== undefined) givePages(user, input.pages, world)
  else if (known === undefined) givePages(user, [{ id: '', name: user.displayName }], world)
  return user
}

function newUser(username: string, displayName: string): User {
  return {
    id: idOfName(username),
    username,
    displayName,
    accountType: 'Business',
    isRestricted: false,
    quotaTotal: 50,
    tokenSeconds: longSeconds,
    login: 'instagram',
  }
}

/** What Instagram's names are made of. */
function usernameIn(typed: string): string {
  return plainName(typed).toLowerCase().replaceAll('-', '_').slice(0, 30)
}

function idOfName(username: string): string {
  return String(17_841_400_000_000_000n + (numberOf(username) % 100_000_000_000n))
}

function loginIn({ login, pages: given = [] }: NewSimUser): User['login'] | undefined {
  if (login === 'facebook' || login === 'instagram') return login
  return given.length > 0 ? 'facebook' : undefined
}

function kindOf(accountType: string): Partial<User> {
  switch (accountType) {
    case 'quota_100':
      return { quotaTotal: 100 }
    case 'creator':
      return { accountType: 'Media_Creator' }
    case 'personal':
      return { accountType: 'PERSONAL' }
    default:
      return { accountType: 'Business' }
  }
}

/** The first is the person's own account's; each further one has an account of its own. Two lead to no account. */
function givePages(user: User, given: readonly { id: string; name: string }[], world: SimWorld): void {
  const own = pagesOfPerson(user.id, world)
  for (const [id] of own.entries()) own.delete(id)
  const keep = (page: Page): void => {
    pages(world).set(page.id, page)
    own.set(page.id, true)
  }
  for (const [index, { id, name }] of given.entries())
    keep({
      id: /^\d+$/.test(id) ? id : pageId(`${user.username} ${id}`),
      name,
      instagramId: index === 0 ? linked(user) : accountOf(name, world).id,
      tasks: allTasks,
    })
  keep({
    id: pageId(`${user.username} garden`),
    name: 'Garden without Instagram',
    instagramId: null,
    tasks: allTasks,
  })
  keep({
    id: pageId(`${user.username} archive`),
    name: 'Archive to look at',
    instagramId: accountOf(`${user.username}_archive`, world).id,
    tasks: ['ANALYZE'],
  })
}

/** Only professional accounts can be linked. */
function linked({ id, accountType }: User): string | null {
  return accountType === 'PERSONAL' ? null : id
}

function accountOf(name: string, world: SimWorld): User {
  const username = usernameIn(name) || 'page'
  const user = users(world).get(idOfName(username)) ?? newUser(username, name)
  users(world).set(user.id, user)
  return user
}

function pageId(name: string): string {
  return String(100_000_000_000_000n + (numberOf(`page ${name}`) % 100_000_000_000_000n))
}

export function allUsers(world: SimWorld): User[] {
  return users(world).values()
}

export function findUser(id: string, world: SimWorld): User | undefined {
  return users(world).get(id)
}

export function userNamed(username: string, world: SimWorld): User | undefined {
  return users(world).get(idOfName(usernameIn(username)))
}

/** In the order in which they were given. */
export function pagesOf(userId: string, world: SimWorld): Page[] {
  return pagesOfPerson(userId, world)
    .entries()
    .flatMap(([id]) => pages(world).get(id) ?? [])
}

export function mayPublish({ tasks }: Page): boolean {
  return tasks.some((task) => publishing.includes(task))
}

/** What an app is told instead of the account's own id, at Instagram's login. */
export function appScopedId(userId: string): string {
  return String(24_000_000_000_000_000n + (numberOf(`scoped ${userId}`) % 1_000_000_000_000_000n))
}

/** The same for the person at Facebook's. */
export function personId(userId: string): string {
  return String(10_150_000_000_000_000n + (numberOf(`person ${userId}`) % 1_000_000_000_000n))
}

export function inSeconds(seconds: number, world: SimWorld): string {
  return new Date(world.now().getTime() + seconds * 1_000).toISOString()
}

/** What of the scopes asked for a person grants: some may be unticked. */
export function grantedBy(userId: string, asked: readonly string[], world: SimWorld): string[] {
  const most = findUser(userId, world)?.scopes
  return asked.filter((scope) => most === undefined || most.includes(scope))
}
