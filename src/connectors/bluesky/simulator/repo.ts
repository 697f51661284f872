import type { Json } from '../../../kit/json.js'
import type { SimReply, SimRequest, SimWorld } from '../../../sandbox/simulator.js'
import { roleOf, serves } from './hosts.js'
import { chargeWrite, points } from './limits.js'
import { objectOf, onPds, onPdsAndAppview, pageSize, textOf, writes, type Method } from './method.js'
import { findRecord, isIndexed, recordsOf, uriOf, type StoredRecord } from './records.js'
import { failure, invalid, limitHeaders, ok } from './replies.js'
import { signedInToWrite } from './sessions.js'
import { userOf, type User } from './users.js'
import { checkKey, checkSwapCommit, checkSwapRecord, commit, prepare, type Write } from './writes.js'

/** Bodies of JSON; files go another way. */
const largestBody = 150_000

const ofOne = writes((body) => textOf(body['collection']))

export const repoMethods: readonly Method[] = [
  {
    nsid: 'com.atproto.repo.createRecord',
    kind: 'procedure',
    at: onPds,
    operation: ofOne,
    required: ['repo', 'collection', 'record'],
    handle: create,
  },
  {
    nsid: 'com.atproto.repo.putRecord',
    kind: 'procedure',
    at: onPds,
    operation: ofOne,
    required: ['repo', 'collection', 'rkey', 'record'],
    handle: put,
  },
  {
    nsid: 'com.atproto.repo.deleteRecord',
    kind: 'procedure',
    at: onPds,
    operation: 'other',
    required: ['repo', 'collection', 'rkey'],
    handle: remove,
  },
  {
    nsid: 'com.atproto.repo.applyWrites',
    kind: 'procedure',
    at: onPds,
    operation: writes((body) =>
      textOf(objectOf(Array.isArray(body['writes']) ? body['writes'][0] : undefined)['collection']),
    ),
    required: ['repo', 'writes'],
    handle: applyWrites,
  },
  {
    nsid: 'com.atproto.repo.getRecord',
    kind: 'query',
    at: onPdsAndAppview,
    operation: 'find',
    required: ['repo', 'collection', 'rkey'],
    handle: read,
  },
  {
    nsid: 'com.atproto.repo.listRecords',
    kind: 'query',
    at: onPds,
    operation: 'find',
    required: ['repo', 'collection'],
    handle: list,
  },
]

/** The caller, who may write to their own repository only, and what the write costs them. */
function open(
  request: SimRequest,
  cost: number,
  world: SimWorld,
): { user: User; headers: Record<string, string> } | { reply: SimReply } {
  const who = signedInToWrite(request, world)
  if ('reply' in who) return who
  if (request.bytes.length > largestBody)
    return { reply: failure(413, 'PayloadTooLarge', 'request entity too large') }
  const charged = chargeWrite(who.user.id, cost, world)
  if ('reply' in charged) return charged
  const headers = limitHeaders(charged.limit)
  const owner = userOf(textOf(objectOf(request.json)['repo']), world)
  if (owner?.id !== who.user.id)
    return { reply: { ...failure(403, 'AccountNotFound', 'Account not found'), headers } }
  return { user: who.user, headers }
}

function create(request: SimRequest, world: SimWorld): SimReply {
  const opened = open(request, points.create, world)
  if ('reply' in opened) return opened.reply
  const body = objectOf(request.json)
  const given = {
    collection: textOf(body['collection']),
    rkey: body['rkey'] === undefined ? undefined : textOf(body['rkey']),
    record: body['record'],
    validate: body['validate'],
  }
  const prepared = prepare(request, opened.user, given, world)
  if ('reply' in prepared) return { ...prepared.reply, headers: opened.headers }
  const { write } = prepared
  // The reference server stumbles over its own index here, and does not say what it stumbled over.
  const refused =
    write.before === undefined
      ? checkSwapCommit(opened.user, body['swapCommit'], world)
      : failure(500, 'InternalServerError', 'Internal Server Error')
  if (refused !== null) return { ...refused, headers: opened.headers }
  return ok(written(write, commit(opened.user, [write], world)), opened.headers)
}

function put(request: SimRequest, world: SimWorld): SimReply {
  const opened = open(request, points.update, world)
  if ('reply' in opened) return opened.reply
  const body = objectOf(request.json)
  const given = {
    collection: textOf(body['collection']),
    rkey: textOf(body['rkey']),
    record: body['record'],
    validate: body['validate'],
  }
  const prepared = prepare(request, opened.user, given, world)
  if ('reply' in prepared) return { ...prepared.reply, headers: opened.headers }
  const { write } = prepared
  // The same content again changes nothing and is fine, whatever was to be swapped.
  if (write.before?.cid === write.record.cid) return ok(written(write, null), opened.headers)
  const refused =
    checkSwapRecord(write.before, body['swapRecord']) ??
    checkSwapCommit(opened.user, body['swapCommit'], world)
  if (refused !== null) return { ...refused, headers: opened.headers }
  return ok(written(write, commit(opened.user, [write], world)), opened.headers)
}

function written(
  { record, status }: Extract<Write, { kind: 'put' }>,
  head: { cid: string; rev: string } | null,
): Json {
  return {
    uri: record.uri,
    cid: record.cid,
    ...(head === null ? {} : { commit: head }),
    validationStatus: status,
  }
}

function remove(request: SimRequest, world: SimWorld): SimReply {
  const opened = open(request, points.delete, world)
  if ('reply' in opened) return opened.reply
  const body = objectOf(request.json)
  const [collection, rkey] = [textOf(body['collection']), textOf(body['rkey'])]
  const before = findRecord(opened.user.id, collection, rkey, world)
  if (before === undefined) return ok({}, opened.headers)
  const refused =
    checkSwapRecord(before, body['swapRecord']) ?? checkSwapCommit(opened.user, body['swapCommit'], world)
  if (refused !== null) return { ...refused, headers: opened.headers }
  return ok({ commit: commit(opened.user, [{ kind: 'delete', before }], world) }, opened.headers)
}

/** All of them or none. */
function applyWrites(request: SimRequest, world: SimWorld): SimReply {
  const body = objectOf(request.json)
  const given = (Array.isArray(body['writes']) ? body['writes'] : []).map(objectOf)
  const kindOf = (each: (typeof given)[number]): string => textOf(each['$type']).split('#')[1] ?? ''
  const costs: Record<string, number> = points
  const cost = given.reduce((sum, each) => sum + (costs[kindOf(each)] ?? 0), 0)
  const opened = open(request, cost, world)
  if ('reply' in opened) return opened.reply
  const refuse = (reply: SimReply): SimReply => ({ ...reply, headers: opened.headers })
  if (given.length > 200) return refuse(invalid('Too many writes. Max: 200'))
  const swap = checkSwapCommit(opened.user, body['swapCommit'], world)
  if (swap !== null) return refuse(swap)
  const all: Write[] = []
  const results: Json[] = []
  for (const each of given) {
    const kind = kindOf(each)
    const [collection, rkey] = [textOf(each['collection']), each['rkey']]
    if (!(kind in points)) return refuse(invalid('Input/writes/0 must be one of #create, #update or #delete'))
    if (kind !== 'create' && typeof rkey !== 'string')
      return refuse(invalid('Input/writes must have the property "rkey"'))
    const key = typeof rkey === 'string' ? rkey : undefined
    if (kind === 'delete') {
      all.push({ kind, before: findRecord(opened.user.id, collection, key ?? '', world) })
      results.push({ $type: 'com.atproto.repo.applyWrites#deleteResult' })
      continue
    }
    const prepared = prepare(
      request,
      opened.user,
      { collection, rkey: key, record: each['value'], validate: body['validate'] },
      world,
    )
    if ('reply' in prepared) return refuse(prepared.reply)
    const { write } = prepared
    if ((kind === 'create') !== (write.before === undefined))
      return refuse(failure(500, 'InternalServerError', 'Internal Server Error'))
    all.push(write)
    results.push({
      $type: `com.atproto.repo.applyWrites#${kind}Result`,
      uri: write.record.uri,
      cid: write.record.cid,
      validationStatus: write.status,
    })
  }
  return ok({ commit: commit(opened.user, all, world), results }, opened.headers)
}

/** Whose repository, if it is kept here. The views keep everybody's. */
function repoOf(request: SimRequest, world: SimWorld): User | undefined {
  const user = userOf(request.query.get('repo') ?? '', world)
  const isHere = user !== undefined && (roleOf(request.host) === 'appview' || serves(request.host, user.host))
  return isHere ? user : undefined
}

function read(request: SimRequest, world: SimWorld): SimReply {
  const collection = request.query.get('collection') ?? ''
  const rkey = request.query.get('rkey') ?? ''
  const user = repoOf(request, world)
  const record = user === undefined ? undefined : findRecord(user.id, collection, rkey, world)
  const wanted = request.query.get('cid')
  const isShown =
    record !== undefined &&
    (wanted === null || wanted === record.cid) &&
    (roleOf(request.host) !== 'appview' || isIndexed(record, world))
  if (isShown) return ok(shown(record))
  const uri = uriOf(user?.id ?? request.query.get('repo') ?? '', collection, rkey)
  return failure(400, 'RecordNotFound', `Could not locate record: ${uri}`)
}

function list(request: SimRequest, world: SimWorld): SimReply {
  const user = repoOf(request, world)
  if (user === undefined) return invalid(`Could not find repo: ${request.query.get('repo') ?? ''}`)
  const page = pageSize(request)
  if ('reply' in page) return page.reply
  const collection = request.query.get('collection') ?? ''
  const bad = checkKey(collection, '2222222222222')
  if (bad !== null) return bad
  const isOldestFirst = request.query.get('reverse') === 'true'
  const cursor = request.query.get('cursor')
  const all = recordsOf(user, collection, world)
  const ordered = isOldestFirst ? all.reverse() : all
  const rest = ordered.filter(
    ({ rkey }) => cursor === null || (isOldestFirst ? rkey > cursor : rkey < cursor),
  )
  const records = rest.slice(0, page.size)
  const last = records.at(-1)
  return ok({
    ...(last === undefined ? {} : { cursor: last.rkey }),
    records: records.map(shown),
  })
}

function shown({ uri, cid, value }: StoredRecord): Json {
  return { uri, cid, value }
}
