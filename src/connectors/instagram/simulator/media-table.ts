import { shortcodeOf } from '../../../sandbox/graph-api/ids.js'
import { responseTo } from '../../../sandbox/past.js'
import { numberOf } from '../../../sandbox/plain-name.js'
import type { PastPost, SimWorld } from '../../../sandbox/simulator.js'
import type { File } from './files.js'
import { findUser } from './people.js'

export type Media = {
  id: string
  userId: string
  /** Our account id, when the publishing call carried one. */
  accountId: string | null
  kind: 'image' | 'reel' | 'carousel' | 'story'
  caption: string
  files: { file: File; altText: string | null }[]
  /** The parts of a carousel have ids of their own. */
  childIds: string[]
  /** Set for a child: it is read by its id and listed nowhere. */
  carouselId: string | null
  collaborators: { id: string | null; username: string; status: 'Pending' | 'Accepted' | 'Declined' }[]
  isShownInFeed: boolean
  isCommentEnabled: boolean
  /** How it is met when it is first read: some media are not there yet then, some have no address yet. */
  firstSeen: 'whole' | 'hidden' | 'bare'
  /** What else its page says. */
  notes: string[]
  createdAt: string
  counts: Counts | null
}

export type Counts = {
  views: number
  reach: number
  likes: number
  comments: number
  saved: number
  shares: number
  reposts: number
  follows: number
  profileVisits: number
  linkClicks: number
}

const media = (world: SimWorld) => world.table<Media>('media')
/** Which media a person has: nobody reads through all of them to answer. */
const idsOf = (userId: string, world: SimWorld) => world.table<boolean>(`media of ${userId}`)
/** What is planted is made anew each time it is read. */
const deletedPast = (world: SimWorld) => world.table<boolean>('deleted past')
const changedPast = (world: SimWorld) => world.table<boolean>('past without comments')

export function keepMedia(each: Media, world: SimWorld): void {
  if (each.counts !== null) return changedPast(world).set(each.id, !each.isCommentEnabled)
  media(world).set(each.id, each)
  if (each.carouselId === null) idsOf(each.userId, world).set(each.id, true)
}

export function dropMedia(each: Media, world: SimWorld): void {
  for (const id of [each.id, ...each.childIds]) media(world).delete(id)
  if (each.counts !== null) deletedPast(world).set(each.id, true)
  idsOf(each.userId, world).delete(each.id)
}

/** Media by its id: what came through the API, or was in somebody's past. */
export function findMedia(id: string, world: SimWorld): Media | undefined {
  const known = media(world).get(id)
  if (known !== undefined || !/^\d{17}$/.test(id)) return known
  const owner = pastOwners(world).get(String(BigInt(id) - (BigInt(id) % pastRow)))
  return owner === undefined ? undefined : pastOf(owner, world).find((each) => each.id === id)
}

/** The past of a person has ids in a row of its own: whose it is, by the first of them. */
const pastOwners = (world: SimWorld) => world.table<string>('past owners')
const pastRow = 128n

/** Newest first, the past included; stories are not among them. */
export function mediaOf(userId: string, world: SimWorld): Media[] {
  const own = ownMedia(userId, world).filter(({ kind }) => kind !== 'story')
  return [...own, ...pastOf(userId, world)].sort((a, b) =>
    a.createdAt === b.createdAt ? 0 : a.createdAt < b.createdAt ? 1 : -1,
  )
}

/** Those that can still be seen, newest first. */
export function storiesOf(userId: string, world: SimWorld): Media[] {
  return ownMedia(userId, world).filter((each) => each.kind === 'story' && !isOver(each, world))
}

function ownMedia(userId: string, world: SimWorld): Media[] {
  return [...idsOf(userId, world).entries()].reverse().flatMap(([id]) => media(world).get(id) ?? [])
}

/** A story is there for a day. */
export function isOver({ kind, createdAt }: Media, world: SimWorld): boolean {
  return kind === 'story' && Date.parse(createdAt) + 86_400_000 <= world.now().getTime()
}

export function allMedia(world: SimWorld): Media[] {
  return media(world).values()
}

/** Parts of a carousel have none. */
export function permalinkOf({ id, kind, userId, carouselId }: Media, world: SimWorld): string | null {
  if (carouselId !== null) return null
  const username = findUser(userId, world)?.username ?? ''
  if (kind === 'story') return `https://www.instagram.com/stories/${username}/${id}`
  return `https://www.instagram.com/${kind === 'reel' ? 'reel' : 'p'}/${shortcodeOf(id)}/`
}

/** Counts of planted media are as they were; new media are seen over their first days. */
export function countsOf(each: Media, comments: number, world: SimWorld): Counts {
  if (each.counts !== null) return { ...each.counts, comments: each.counts.comments + comments }
  return numbersOf({ ...responseTo(each.id, new Date(each.createdAt), world.now()), comments })
}

function numbersOf({ likes, comments, shares, impressions, clicks }: ReturnType<typeof responseTo>): Counts {
  return {
    views: impressions,
    reach: Math.floor(impressions * 0.7),
    likes,
    comments,
    saved: Math.floor(likes / 4),
    shares,
    reposts: Math.floor(shares / 2),
    follows: Math.floor(likes / 20),
    profileVisits: clicks,
    linkClicks: Math.floor(clicks / 3),
  }
}

function pastOf(userId: string, world: SimWorld): Media[] {
  const first = 17_000_000_000_000_000n + (numberOf(`past of ${userId}`) / pastRow) * pastRow
  if (pastOwners(world).get(String(first)) === undefined) pastOwners(world).set(String(first), userId)
  return world
    .pastOf(userId)
    .map((past, index) => asMedia(past, index, { id: String(first + BigInt(index)), userId }, world))
    .filter(({ id }) => deletedPast(world).get(id) === undefined)
}

/** Some of each kind; what they showed is gone. */
function asMedia(past: PastPost, index: number, of: Pick<Media, 'id' | 'userId'>, world: SimWorld): Media {
  return {
    ...of,
    accountId: null,
    kind: index % 4 === 3 ? 'reel' : index % 4 === 2 ? 'carousel' : 'image',
    caption: past.text,
    files: [],
    childIds: [],
    carouselId: null,
    collaborators: [],
    isShownInFeed: true,
    isCommentEnabled: changedPast(world).get(of.id) !== true,
    firstSeen: 'whole',
    notes: [],
    createdAt: past.createdAt.toISOString(),
    counts: numbersOf(past),
  }
}
