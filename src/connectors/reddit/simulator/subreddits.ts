import { numberOf } from '../../../sandbox/plain-name.js'
import type { SimWorld } from '../../../sandbox/simulator.js'
import { planted } from './planted.js'
import { userNamed, type User } from './users.js'

type FlairTemplate = { id: string; text: string; isEditable: boolean; isModOnly: boolean }
/** What the moderators of a community ask of its posts. Lengths are null where they leave them open. */
export type Requirements = {
  titleMin: number | null
  titleMax: number | null
  titleRequired: string[]
  titleBlacklist: string[]
  titleRegexes: string[]
  body: 'required' | 'notAllowed' | 'none'
  bodyMin: number | null
  bodyMax: number | null
  bodyRequired: string[]
  bodyBlacklist: string[]
  domainWhitelist: string[]
  domainBlacklist: string[]
  isFlairRequired: boolean
  /** Days for which a link that is there cannot come again. */
  repostDays: number | null
  guidelines: string | null
}
export type Subreddit = {
  name: string
  title: string
  type: 'public' | 'restricted' | 'private' | 'user'
  /** Closed by the network: it is no longer there for anybody. */
  isClosed: boolean
  submissions: 'any' | 'link' | 'self'
  images: boolean
  videos: boolean
  galleries: boolean
  polls: boolean
  over18: boolean
  /** Nobody who comes through the API may write here any more. */
  bans: boolean
  /** Posts whose title has this word are removed after they were taken, without a word. */
  removes: string | null
  /** Null: people cannot give their posts a flair. */
  flairs: FlairTemplate[] | null
  requirements: Requirements
}

const open: Omit<Subreddit, 'name' | 'title'> = {
  type: 'public',
  isClosed: false,
  submissions: 'any',
  images: true,
  videos: true,
  galleries: true,
  polls: true,
  over18: false,
  bans: false,
  removes: null,
  flairs: [],
  requirements: {
    titleMin: null,
    titleMax: null,
    titleRequired: [],
    titleBlacklist: [],
    titleRegexes: [],
    body: 'none',
    bodyMin: null,
    bodyMax: null,
    bodyRequired: [],
    bodyBlacklist: [],
    domainWhitelist: [],
    domainBlacklist: [],
    isFlairRequired: false,
    repostDays: null,
    guidelines: null,
  },
}

/** What differs from a community in which everything is allowed. */
export type Difference = Partial<Omit<Subreddit, 'requirements'>> & { requirements?: Partial<Requirements> }

function made(name: string, given: Difference = {}): Subreddit {
  return {
    ...open,
    name,
    title: name,
    ...given,
    requirements: { ...open.requirements, ...given.requirements },
  }
}

const ownNames = (world: SimWorld) => world.table<string>('communities')
const subscriptions = (userId: string, world: SimWorld) => world.table<boolean>(`subscriptions of ${userId}`)

/** By name, however it is written. Everybody has a profile, which is a community of theirs alone. */
export function findSubreddit(name: string, world: SimWorld): Subreddit | undefined {
  const key = name.toLowerCase()
  const known = Object.entries(planted).find(([each]) => each.toLowerCase() === key)
  if (known !== undefined) return made(known[0], known[1])
  const own = ownNames(world).get(key)
  if (own !== undefined) return made(own)
  const owner = key.startsWith('u_') ? userNamed(key.slice(2), world) : undefined
  return owner === undefined
    ? undefined
    : made(`u_${owner.name}`, { type: 'user', title: owner.title, flairs: null })
}

export function isProfileOf({ type, name }: Subreddit, user: User): boolean {
  return type === 'user' && name === `u_${user.name}`
}

/** Base 36, without `t5_`. */
export const idOf = ({ name }: Subreddit): string => (numberOf(`r/${name}`) % 2_000_000_000n).toString(36)

/** Names are 3 to 21 letters, digits and underscores: what else is asked for becomes such a name. */
export function subscribe(userId: string, asked: string, world: SimWorld): void {
  const name = asked
    .replace(/^\/?r\//, '')
    .replace(/\W+/g, '_')
    .padEnd(3, '_')
    .slice(0, 21)
  if (findSubreddit(name, world) === undefined) ownNames(world).set(name.toLowerCase(), name)
  subscriptions(userId, world).set(name.toLowerCase(), true)
}

/** Those that were asked for with the user; without any, the planted ones that can be seen. */
export function subscribedBy(userId: string, world: SimWorld): Subreddit[] {
  const own = subscriptions(userId, world)
    .entries()
    .map(([key]) => findSubreddit(key, world))
    .filter((each) => each !== undefined)
  const all = Object.entries(planted).map(([name, given]) => made(name, given))
  return own.length > 0 ? own : all.filter(({ type, isClosed }) => type === 'public' && !isClosed)
}
