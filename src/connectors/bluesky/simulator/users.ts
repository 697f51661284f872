import { createHash, randomInt } from 'node:crypto'
import type { Json } from '../../../kit/json.js'
import { nameFrom } from '../../../sandbox/plain-name.js'
import type { NewSimUser, SimUser, SimWorld } from '../../../sandbox/simulator.js'
import { base32 } from './cid.js'
import { hostedPds } from './hosts.js'

export type User = {
  id: string
  /** The handle. */
  username: string
  displayName: string
  /** The PDS. */
  host: string
  email: string
  password: string
  /** With the main password, a code from an e-mail is asked for as well. */
  hasEmailFactor: boolean
  state: 'active' | 'takendown' | 'deactivated'
  accessSeconds: number
  createdAt: string
}
export type AppPassword = { did: string; password: string; isRevoked: boolean }

const users = (world: SimWorld) => world.table<User>('users')
const handles = (world: SimWorld) => world.table<string>('handles')
const appPasswords = (world: SimWorld) => world.table<AppPassword>('app_passwords')

/**
 * `ada` is ada.bsky.social, `ada.example` a handle of one's own domain, `ada@pds.example` an account of another PDS.
 * Types to try: `deactivated`, and `email_factor`, who types the main password instead of an app password.
 */
export function createUser(input: NewSimUser, world: SimWorld): SimUser {
  const number = world.nextNumber('user')
  const [given = '', pds] = (input.username ?? '').toLowerCase().replace(/^@/, '').split('@')
  const name = given.replace(/[^a-z0-9.-]+/g, '-').replace(/^[-.]+|[-.]+$/g, '') || `cleo${String(number)}`
  const handle = pds === undefined ? (name.includes('.') ? name : `${name}.bsky.social`) : `${name}.${pds}`
  const known = userOf(handle, world)
  const user: User = known ?? {
    id: `did:plc:${base32(createHash('sha256').update(handle).digest()).slice(0, 24)}`,
    username: handle,
    displayName: nameFrom(input.username) ?? `Cleo ${String(number)}`,
    host: pds ?? hostedPds,
    email: `${name.replaceAll('.', '-')}@mail.example`,
    password: `main-${newAppPassword()}`,
    hasEmailFactor: input.accountType === 'email_factor',
    state: 'active',
    accessSeconds: 7_200,
    createdAt: world.now().toISOString(),
  }
  users(world).set(user.id, {
    ...user,
    ...(input.displayName === undefined ? {} : { displayName: input.displayName }),
    ...(input.suspended === undefined ? {} : { state: input.suspended ? 'takendown' : 'active' }),
    ...(input.accountType === 'deactivated' ? { state: 'deactivated' } : {}),
    ...(input.tokenExpiresInSeconds === undefined ? {} : { accessSeconds: input.tokenExpiresInSeconds }),
  })
  handles(world).set(handle, user.id)
  world.table<string>('emails').set(user.email, user.id)
  return { id: user.id, username: handle, displayName: user.displayName, host: user.host }
}

/** What this user would type into our connect page; a new app password when the last one was revoked. */
export function connectAnswers({ id }: SimUser, world: SimWorld): Record<string, string> {
  const user = users(world).get(id)
  if (user === undefined) return {}
  const kept = appPasswords(world).get(id)
  const current =
    kept === undefined || kept.isRevoked ? { did: id, password: newAppPassword(), isRevoked: false } : kept
  appPasswords(world).set(id, current)
  return {
    identifier: user.username,
    appPassword: user.hasEmailFactor ? user.password : current.password,
    ...(user.host === hostedPds ? {} : { service: `https://${user.host}` }),
  }
}

/** Four groups of four letters, as the settings show them. */
function newAppPassword(): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz234567'
  const group = (): string => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('')
  return [group(), group(), group(), group()].join('-')
}

export function isAppPassword(did: string, password: string, world: SimWorld): boolean {
  const known = appPasswords(world).get(did)
  return known !== undefined && !known.isRevoked && known.password === password
}

export function revokeAppPassword(did: string, world: SimWorld): void {
  const known = appPasswords(world).get(did)
  if (known !== undefined) appPasswords(world).set(did, { ...known, isRevoked: true })
}

/** By DID or handle, as parameters named `actor`, `repo` and `identifier` take them. */
export function userOf(identifier: string, world: SimWorld): User | undefined {
  const did = identifier.startsWith('did:') ? identifier : handles(world).get(identifier.toLowerCase())
  return did === undefined ? undefined : users(world).get(did)
}

/** Signing in takes an e-mail address as well. */
export function userByLogin(identifier: string, world: SimWorld): User | undefined {
  const did = world.table<string>('emails').get(identifier.toLowerCase())
  return userOf(did ?? identifier, world)
}

/** Where the picture of a user is shown. */
export function avatarOf({ id }: User): string {
  return `https://cdn.bsky.app/img/avatar/plain/${id}/face@jpeg`
}

export function allUsers(world: SimWorld): User[] {
  return users(world).values()
}

export function didDoc(user: User): Json {
  return {
    '@context': [
      'https://www.w3.org/ns/did/v1',
      'https://w3id.org/security/multikey/v1',
      'https://w3id.org/security/suites/secp256k1-2019/v1',
    ],
    id: user.id,
    alsoKnownAs: [`at://${user.username}`],
    verificationMethod: [
      {
        id: `${user.id}#atproto`,
        type: 'Multikey',
        controller: user.id,
        publicKeyMultibase: `zQ3sh${base32(createHash('sha256').update(user.id).digest()).slice(0, 44)}`,
      },
    ],
    service: [
      { id: '#atproto_pds', type: 'AtprotoPersonalDataServer', serviceEndpoint: `https://${user.host}` },
    ],
  }
}
