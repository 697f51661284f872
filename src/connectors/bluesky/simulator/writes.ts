import type { Json, JsonObject } from '../../../kit/json.js'
import type { SimReply, SimRequest, SimWorld } from '../../../sandbox/simulator.js'
import { findBlob, useBlob, type Blob } from './blobs.js'
import { cidOfRecord } from './cid.js'
import { objectOf, textOf } from './method.js'
import { collections } from './post-schema.js'
import {
  findRecord,
  postCollection,
  recordAt,
  removeRecord,
  storeRecord,
  uriOf,
  type StoredRecord,
} from './records.js'
import { failure, invalid } from './replies.js'
import { accepts, type BlobUse } from './schema.js'
import { isTid, nextTid } from './tid.js'
import type { User } from './users.js'

export type Write =
  | { kind: 'put'; record: StoredRecord; before: StoredRecord | undefined; blobs: Blob[]; status: string }
  | { kind: 'delete'; before: StoredRecord | undefined }

type Given = {
  collection: string
  rkey: string | undefined
  record: Json | undefined
  validate: Json | undefined
}

/** Everything that can be said about a record before it is written. */
export function prepare(
  request: SimRequest,
  user: User,
  given: Given,
  world: SimWorld,
): { write: Extract<Write, { kind: 'put' }> } | { reply: SimReply } {
  const { collection, validate } = given
  const rkey = given.rkey ?? nextTid(world)
  const key = checkKey(collection, rkey)
  if (key !== null) return { reply: key }
  const value: JsonObject = { ...objectOf(given.record) }
  value['$type'] ??= collection
  if (value['$type'] !== collection)
    return { reply: invalid(`Invalid $type: expected ${collection}, got ${String(value['$type'])}`) }
  if (hasFraction(value)) return { reply: invalid('Bad record: numbers have to be integers') }
  const check = collections[collection]
  if (check === undefined && validate === true)
    return { reply: invalid(`Unvalidated records are not allowed: unknown lexicon ${collection}`) }
  const uses: BlobUse[] = []
  const issue = check === undefined || validate === false ? null : check(value, '$.record', uses)
  if (issue !== null) return { reply: invalid(`Invalid ${collection} record: ${issue}`) }
  const blobs = findBlobs(user.id, uses, world)
  if ('reply' in blobs) return blobs
  const before = findRecord(user.id, collection, rkey, world)
  const record: StoredRecord = {
    uri: uriOf(user.id, collection, rkey),
    cid: cidOfRecord(value),
    did: user.id,
    collection,
    rkey,
    value,
    accountId: request.accountId,
    parentUri: collection === postCollection ? parentOf(value, world) : null,
    writtenAt: world.now().toISOString(),
  }
  const status = check === undefined || validate === false ? 'unknown' : 'valid'
  return { write: { kind: 'put', record, before, blobs: blobs.found, status } }
}

export function checkKey(collection: string, rkey: string): SimReply | null {
  if (!/^[a-zA-Z]+(\.[a-zA-Z0-9-]+)+$/.test(collection))
    return invalid('Input/collection must be a valid nsid')
  if (!/^[a-zA-Z0-9_~.:-]{1,512}$/.test(rkey) || rkey === '.' || rkey === '..')
    return invalid('Input/rkey must be a valid Record Key')
  return collections[collection] !== undefined && !isTid(rkey)
    ? invalid(`Invalid record key ${JSON.stringify(rkey)} for ${collection}: it has to be a TID`)
    : null
}

/** All at once, under one new head of the repository. */
export function commit(user: User, writes: readonly Write[], world: SimWorld): { cid: string; rev: string } {
  for (const write of writes) {
    if (write.before !== undefined) removeRecord(write.before, world)
    if (write.kind === 'delete') continue
    storeRecord(write.record, world)
    for (const blob of write.blobs) useBlob(user.id, blob, world)
  }
  const rev = nextTid(world)
  const head = { cid: cidOfRecord({ did: user.id, rev }), rev }
  world.table<string>('heads').set(user.id, head.cid)
  return head
}

export function checkSwapCommit(user: User, wanted: Json | undefined, world: SimWorld): SimReply | null {
  const head = world.table<string>('heads').get(user.id) ?? null
  return wanted === undefined || wanted === head
    ? null
    : failure(400, 'InvalidSwap', `Commit was at ${String(head)}`)
}

/** `null` says: not there yet. Absent: whatever is there. */
export function checkSwapRecord(before: StoredRecord | undefined, wanted: Json | undefined): SimReply | null {
  const cid = before?.cid ?? null
  return wanted === undefined || wanted === cid
    ? null
    : failure(400, 'InvalidSwap', `Record was at ${String(cid)}`)
}

function findBlobs(
  did: string,
  uses: readonly BlobUse[],
  world: SimWorld,
): { found: Blob[] } | { reply: SimReply } {
  const found: Blob[] = []
  for (const use of uses) {
    const blob = findBlob(did, use.cid, world)
    if (blob === undefined) return { reply: failure(400, 'BlobNotFound', `Could not find blob: ${use.cid}`) }
    if (blob.size > use.maxSize)
      return {
        reply: failure(
          400,
          'BlobTooLarge',
          `This file is too large. It is ${String(blob.size)} but the maximum size is ${String(use.maxSize)}.`,
        ),
      }
    if (blob.mimeType !== use.mimeType || !accepts(use.accept, blob.mimeType))
      return {
        reply: failure(
          400,
          'InvalidMimeType',
          `Referenced Mimetype does not match stored blob. Expected: ${blob.mimeType}, Got: ${use.mimeType}`,
        ),
      }
    found.push(blob)
  }
  return { found }
}

/**
 * A server takes any reference; the network shows an answer under its parent only where both references are right:
 * the parent's own address, and the root that the parent has.
 */
function parentOf(value: JsonObject, world: SimWorld): string | null {
  const reply = objectOf(value['reply'])
  const [parent, root] = [objectOf(reply['parent']), objectOf(reply['root'])]
  const above = recordAt(textOf(parent['uri']), world)
  if (above === undefined || above.cid !== parent['cid']) return null
  const top = objectOf(objectOf(above.value['reply'])['root'])
  const wanted = typeof top['uri'] === 'string' ? top : { uri: above.uri, cid: above.cid }
  return root['uri'] === wanted['uri'] && root['cid'] === wanted['cid'] ? above.uri : null
}

/** The network's data model has no fractions. */
function hasFraction(value: Json | undefined): boolean {
  if (typeof value === 'number') return !Number.isInteger(value)
  if (Array.isArray(value)) return value.some(hasFraction)
  return typeof value === 'object' && value !== null && Object.values(value).some(hasFraction)
}
