import { nameFrom, plainName } from '../../../sandbox/plain-name.js'
import type { NewSimUser, SimUser, SimWorld } from '../../../sandbox/simulator.js'
import { personUrn, organizationUrn, steadyNumber } from './urns.js'

export type Person = {
  /** `sub` at userinfo, and the id of the person's URN. */
  id: string
  username: string
  displayName: string
  isSuspended: boolean
  accessSeconds: number
  /** The app was not approved for programmatic refresh when this person logged in. */
  hasNoRefresh: boolean
  /** All that this person ever grants; absent: whatever is asked. */
  scopes?: string[]
}
export type Organization = { id: string; name: string; vanityName: string; hasLogo: boolean }
export type Role = { organizationId: string; role: string; state: string }

/** Roles that may post for an organization; the last is printed so in some documents. */
const postingRoles = ['ADMINISTRATOR', 'CONTENT_ADMINISTRATOR', 'CONTENT_ADMIN']
const accessSeconds = 5_184_000

const people = (world: SimWorld) => world.table<Person>('people')
const organizations = (world: SimWorld) => world.table<Organization>('organizations')
const rolesOf = (personId: string, world: SimWorld) => world.table<Role>(`roles of ${personId}`)

/** One username is one person. Without a name, somebody new. */
export function createUser(input: NewSimUser, world: SimWorld): SimUser {
  const number = world.nextNumber('person')
  const username = plainName(input.username ?? '') || `cleo${String(number)}`
  const id = `P${steadyNumber(username.toLowerCase())}`
  const known = people(world).get(id)
  const person: Person = {
    ...(known ?? {
      id,
      username,
      displayName: nameFrom(input.username) ?? `Cleo ${String(number)}`,
      isSuspended: false,
      accessSeconds,
      hasNoRefresh: false,
    }),
    ...(input.displayName === undefined ? {} : { displayName: input.displayName }),
    ...(input.suspended === undefined ? {} : { isSuspended: input.suspended }),
    ...(input.tokenExpiresInSeconds === undefined ? {} : { accessSeconds: input.tokenExpiresInSeconds }),
    ...(input.scopes === undefined ? {} : { scopes: input.scopes }),
    ...(input.accountType === undefined ? {} : { hasNoRefresh: input.accountType === 'without_refresh' }),
  }
  people(world).set(id, person)
  if (input.pages !== undefined) givePages(person, input.pages, world)
  else if (known === undefined) giveOrganizations(person, [...own, ...others], world)
  return person
}

/** Every second one has no logo. */
function givePages(person: Person, pages: NonNullable<NewSimUser['pages']>, world: SimWorld): void {
  const roles = rolesOf(person.id, world)
  for (const [id] of roles.entries()) roles.delete(id)
  for (const [index, page] of pages.entries()) {
    const id = /^\d+$/.test(page.id) ? page.id : steadyNumber(`organization ${page.id}`)
    join(person, { id, name: page.name, hasLogo: index % 2 === 0 }, 'ADMINISTRATOR', 'APPROVED', world)
  }
  giveOrganizations(person, others, world)
}

const own = [
  { kind: 'Works', role: 'ADMINISTRATOR', state: 'APPROVED', hasLogo: true },
  { kind: 'Studio', role: 'CONTENT_ADMINISTRATOR', state: 'APPROVED', hasLogo: false },
]
/** Those for which one may not post stand in the same list. */
const others = [
  { kind: 'Records', role: 'ANALYST', state: 'APPROVED', hasLogo: true },
  { kind: 'Garden', role: 'ADMINISTRATOR', state: 'REQUESTED', hasLogo: true },
  { kind: 'Attic', role: 'ADMINISTRATOR', state: 'REVOKED', hasLogo: false },
]

function giveOrganizations(person: Person, given: typeof own, world: SimWorld): void {
  for (const { kind, role, state, hasLogo } of given) {
    const id = steadyNumber(`${person.id} ${kind}`)
    join(person, { id, name: `${person.displayName} ${kind}`, hasLogo }, role, state, world)
  }
}

function join(
  person: Person,
  { id, name, hasLogo }: Omit<Organization, 'vanityName'>,
  role: string,
  state: string,
  world: SimWorld,
): void {
  const vanityName = `${plainName(name).toLowerCase().replaceAll('_', '-')}-${id}`
  organizations(world).set(id, { id, name, vanityName, hasLogo })
  rolesOf(person.id, world).set(id, { organizationId: id, role, state })
}

export function allPeople(world: SimWorld): Person[] {
  return people(world).values()
}

export function allOrganizations(world: SimWorld): Organization[] {
  return organizations(world).values()
}

export function findPerson(id: string, world: SimWorld): Person | undefined {
  return people(world).get(id)
}

export function findOrganization(id: string, world: SimWorld): Organization | undefined {
  return organizations(world).get(id)
}

export function listRoles(personId: string, world: SimWorld): Role[] {
  return rolesOf(personId, world).values()
}

export function roleIn(personId: string, organizationId: string, world: SimWorld): Role | undefined {
  const role = rolesOf(personId, world).get(organizationId)
  return role?.state === 'APPROVED' ? role : undefined
}

export function mayPostFor(personId: string, organizationId: string, world: SimWorld): boolean {
  return postingRoles.includes(roleIn(personId, organizationId, world)?.role ?? '')
}

/** Whoever an author's URN names, as pages and mentions show them. */
export function authorOf(urn: string, world: SimWorld): SimUser | undefined {
  const id = urn.replace(/^urn:li:\w+:/, '')
  if (urn === personUrn(id)) return findPerson(id, world)
  const organization = urn === organizationUrn(id) ? findOrganization(id, world) : undefined
  return organization === undefined ? undefined : asAuthor(organization)
}

/** Who is seen to post: people and pages. */
export function allAuthors(world: SimWorld): SimUser[] {
  return [...allPeople(world), ...allOrganizations(world).map(asAuthor)]
}

function asAuthor({ id, vanityName, name }: Organization): SimUser {
  return { id, username: vanityName, displayName: name }
}
