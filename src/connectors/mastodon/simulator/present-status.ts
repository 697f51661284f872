import type { Json } from '../../../kit/json.js'
import { responseTo } from '../../../sandbox/past.js'
import type { SimWorld } from '../../../sandbox/simulator.js'
import { numberOf } from '../../../sandbox/plain-name.js'
import { presentMedia, type Media } from './media.js'
import { allUsers, type User } from './users.js'

export type Status = {
  id: string
  userId: string
  host: string
  accountId: string | null
  text: string
  spoilerText: string
  visibility: string
  sensitive: boolean
  language: string | null
  inReplyToId: string | null
  mediaIds: string[]
  poll: { options: string[]; expiresAt: string; multiple: boolean } | null
  app: string
  createdAt: string
  /** Of the planted past; absent: what has come of it by now. */
  counts?: Counts
}

type Counts = { replies: number; reblogs: number; favourites: number }

const statuses = (world: SimWorld) => world.table<Status>('statuses')
/** Which statuses a user has, and which a status has under it: nobody reads through all of them to answer. */
const idsOf = (userId: string, world: SimWorld) => world.table<boolean>(`statuses of ${userId}`)
const repliesTo = (id: string, world: SimWorld) => world.table<boolean>(`replies to ${id}`)

export function keepStatus(status: Status, world: SimWorld): void {
  statuses(world).set(status.id, status)
  idsOf(status.userId, world).set(status.id, true)
  if (status.inReplyToId !== null) repliesTo(status.inReplyToId, world).set(status.id, true)
}

export function dropStatus(status: Status, world: SimWorld): void {
  statuses(world).delete(status.id)
  idsOf(status.userId, world).delete(status.id)
  if (status.inReplyToId !== null) repliesTo(status.inReplyToId, world).delete(status.id)
}

/** Its id carries who wrote it and when, as no table has it. */
export function pastStatuses(user: User, world: SimWorld): Status[] {
  return world.pastOf(user.id).map((post) => ({
    id: String((BigInt(post.createdAt.getTime()) << 16n) + pastOwner(user.id)),
    userId: user.id,
    host: user.host,
    accountId: null,
    text: post.text,
    spoilerText: '',
    visibility: 'public',
    sensitive: false,
    language: 'en',
    inReplyToId: null,
    mediaIds: [],
    poll: null,
    app: 'Web',
    createdAt: post.createdAt.toISOString(),
    counts: { replies: post.comments, reblogs: post.shares, favourites: post.likes },
  }))
}

function pastOwner(userId: string): bigint {
  return numberOf(`past ${userId}`) & 65_535n
}

export function findStatus(id: string, world: SimWorld): Status | undefined {
  const found = statuses(world).get(id)
  if (found !== undefined || !/^\d+$/.test(id)) return found
  const owner = BigInt(id) & 65_535n
  return allUsers(world)
    .filter((user) => pastOwner(user.id) === owner)
    .flatMap((user) => pastStatuses(user, world))
    .find((status) => status.id === id)
}

export function statusesOf(userId: string, world: SimWorld): Status[] {
  return found(idsOf(userId, world).entries(), world)
}

export function statusesUnder(id: string, world: SimWorld): Status[] {
  return found(repliesTo(id, world).entries(), world)
}

function found(ids: readonly [string, boolean][], world: SimWorld): Status[] {
  return ids.map(([id]) => statuses(world).get(id)).filter((status) => status !== undefined)
}

export function presentStatus(status: Status, world: SimWorld): Json {
  const user = world.table<User>('users').get(status.userId)
  const media = status.mediaIds
    .map((id) => world.table<Media>('media').get(id))
    .filter((file) => file !== undefined)
  const { replies, reblogs, favourites } = status.counts ?? countsNow(status, world)
  return {
    id: status.id,
    created_at: status.createdAt,
    in_reply_to_id: status.inReplyToId,
    in_reply_to_account_id: status.inReplyToId === null ? null : status.userId,
    sensitive: status.sensitive,
    spoiler_text: status.spoilerText,
    visibility: status.visibility,
    language: status.language,
    uri: `https://${status.host}/users/${user?.username ?? ''}/statuses/${status.id}`,
    url: urlOf(status, user),
    content: htmlOf(status.text),
    replies_count: replies + repliesTo(status.id, world).size,
    reblogs_count: reblogs,
    favourites_count: favourites,
    quotes_count: 0,
    application: { name: status.app, website: null },
    account: user === undefined ? null : presentAccount(user, world),
    media_attachments: media.map((file) => presentMedia(file, world)),
    mentions: [],
    tags: [],
    emojis: [],
    card: null,
    poll:
      status.poll === null
        ? null
        : {
            id: status.id,
            expires_at: status.poll.expiresAt,
            expired: status.poll.expiresAt <= world.now().toISOString(),
            emojis: [],
            multiple: status.poll.multiple,
            votes_count: 0,
            options: status.poll.options.map((title) => ({ title, votes_count: 0 })),
          },
  }
}

function countsNow({ id, createdAt }: Status, world: SimWorld): Counts {
  const { likes, shares } = responseTo(id, new Date(createdAt), world.now())
  return { replies: 0, reblogs: shares, favourites: likes }
}

export function urlOf(status: Status, user: User | undefined): string {
  return `https://${status.host}/@${user?.username ?? ''}/${status.id}`
}

function htmlOf(value: string): string {
  const escaped = value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
  const linked = escaped.replace(
    /https?:\/\/[^\s<]+/g,
    (url) => `<a href="${url}" rel="nofollow noopener">${url}</a>`,
  )
  return `<p>${linked.replace(/\n\n+/g, '</p><p>').replace(/\n/g, '<br />')}</p>`
}

function presentAccount(user: User, world: SimWorld): Record<string, Json> {
  const count = idsOf(user.id, world).size + world.pastOf(user.id).length
  return {
    id: user.id,
    username: user.username,
    acct: user.username,
    display_name: user.displayName,
    locked: false,
    bot: false,
    url: `https://${user.host}/@${user.username}`,
    uri: `https://${user.host}/users/${user.username}`,
    avatar: `https://${user.host}/system/accounts/avatars/${user.id}/original/face.png`,
    avatar_static: `https://${user.host}/system/accounts/avatars/${user.id}/original/face.png`,
    header: `https://${user.host}/headers/original/missing.png`,
    header_static: `https://${user.host}/headers/original/missing.png`,
    note: '<p>Made up, and glad about it.</p>',
    created_at: user.createdAt,
    group: false,
    indexable: true,
    emojis: [],
    fields: [],
    followers_count: 412,
    following_count: 96,
    statuses_count: count,
  }
}

/** One's own account says more than another's. */
export function presentSelf(user: User, world: SimWorld): Json {
  return {
    ...presentAccount(user, world),
    source: {
      privacy: 'public',
      sensitive: false,
      language: 'en',
      note: 'Made up, and glad about it.',
      fields: [],
      indexable: true,
      follow_requests_count: 0,
    },
    role: { id: '-99', name: '', permissions: '65536', color: '', highlighted: false },
  }
}
