import type { Json, JsonObject } from '../../../kit/json.js'
import type { PastPost, SimWorld } from '../../../sandbox/simulator.js'
import { cidOfRecord } from './cid.js'
import { tidOf } from './tid.js'
import { userOf, type User } from './users.js'

export type StoredRecord = {
  uri: string
  cid: string
  did: string
  collection: string
  rkey: string
  value: JsonObject
  accountId: string | null
  /** The post that this one hangs under, if the network shows it there. */
  parentUri: string | null
  writtenAt: string
  /** Of the planted past; absent: what has come of it by now. */
  counts?: { likes: number; replies: number; reposts: number }
}

export const postCollection = 'app.bsky.feed.post'

/** The network's own views of a record come after it is written. */
const indexingMs = 2_000

export function uriOf(did: string, collection: string, rkey: string): string {
  return `at://${did}/${collection}/${rkey}`
}

/** A table for each account and collection: nothing here reads everybody's records. */
function recordsIn(did: string, collection: string, world: SimWorld) {
  return world.table<StoredRecord>(`${collection} of ${did}`)
}

export function findRecord(
  did: string,
  collection: string,
  rkey: string,
  world: SimWorld,
): StoredRecord | undefined {
  const found = recordsIn(did, collection, world).get(rkey)
  if (found !== undefined || collection !== postCollection) return found
  const user = userOf(did, world)
  return user === undefined ? undefined : pastRecords(user, world).find((each) => each.rkey === rkey)
}

export function recordAt(uri: string, world: SimWorld): StoredRecord | undefined {
  const [, authority = '', collection = '', rkey = ''] = /^at:\/\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(uri) ?? []
  const user = userOf(authority, world)
  return user === undefined ? undefined : findRecord(user.id, collection, rkey, world)
}

/** What came through the API, in order of arrival. */
export function writtenBy(did: string, collection: string, world: SimWorld): StoredRecord[] {
  return recordsIn(did, collection, world).values()
}

/** The past included, newest key first. */
export function recordsOf(user: User, collection: string, world: SimWorld): StoredRecord[] {
  const past = collection === postCollection ? pastRecords(user, world) : []
  return [...writtenBy(user.id, collection, world), ...past].sort((a, b) => (a.rkey < b.rkey ? 1 : -1))
}

export function storeRecord(record: StoredRecord, world: SimWorld): void {
  recordsIn(record.did, record.collection, world).set(record.rkey, record)
  if (record.parentUri !== null) repliesTo(record.parentUri, world).set(record.uri, true)
}

export function removeRecord(record: StoredRecord, world: SimWorld): void {
  recordsIn(record.did, record.collection, world).delete(record.rkey)
  if (record.parentUri !== null) repliesTo(record.parentUri, world).delete(record.uri)
}

export function repliesTo(uri: string, world: SimWorld) {
  return world.table<boolean>(`replies to ${uri}`)
}

export function isIndexed(record: StoredRecord, world: SimWorld): boolean {
  return Date.parse(record.writtenAt) + indexingMs <= world.now().getTime()
}

function pastRecords(user: User, world: SimWorld): StoredRecord[] {
  return world.pastOf(user.id).map((post, index) => pastRecord(user, post, index))
}

function pastRecord(user: User, post: PastPost, index: number): StoredRecord {
  const createdAt = post.createdAt.toISOString()
  const rkey = tidOf(post.createdAt.getTime() * 1_000, index)
  const value = { $type: postCollection, text: post.text, createdAt, langs: ['en'] } satisfies Json
  return {
    uri: uriOf(user.id, postCollection, rkey),
    cid: cidOfRecord(value),
    did: user.id,
    collection: postCollection,
    rkey,
    value,
    accountId: null,
    parentUri: null,
    writtenAt: createdAt,
    counts: { likes: post.likes, replies: post.comments, reposts: post.shares },
  }
}
