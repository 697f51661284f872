import type { SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { didOf, hostedPds, roleOf, serves } from './hosts.js'
import { onPds, onPdsAndAppview, type Method } from './method.js'
import { failure, invalid, ok } from './replies.js'
import { blobLimit } from './blobs.js'
import { didDoc, userOf } from './users.js'

export const identityMethods: readonly Method[] = [
  {
    nsid: 'com.atproto.identity.resolveHandle',
    kind: 'query',
    at: onPdsAndAppview,
    operation: 'other',
    required: ['handle'],
    handle: resolveHandle,
  },
  {
    nsid: 'com.atproto.repo.describeRepo',
    kind: 'query',
    at: onPds,
    operation: 'other',
    required: ['repo'],
    handle: describeRepo,
  },
  {
    nsid: 'com.atproto.server.describeServer',
    kind: 'query',
    at: onPds,
    operation: 'other',
    handle: describeServer,
  },
]

/** Beside XRPC: the directory of DIDs, a handle's own word, and whether a server is up. */
export const identityRoutes: readonly SimRoute[] = [
  { method: 'GET', host: 'plc.directory', path: '/:did', operation: 'other', handle: readDocument },
  { method: 'GET', path: '/.well-known/atproto-did', operation: 'other', handle: ownWord },
  {
    method: 'GET',
    path: '/xrpc/_health',
    operation: 'other',
    handle: () => ok({ version: '0.4.217' }),
  },
]

function resolveHandle(request: SimRequest, world: SimWorld): SimReply {
  const handle = request.query.get('handle') ?? ''
  if (!isHandle(handle)) return invalid('Error: handle must be a valid handle')
  const user = userOf(handle, world)
  return user === undefined ? invalid('Unable to resolve handle') : ok({ did: user.id })
}

export function isHandle(value: string): boolean {
  return (
    value.length <= 253 &&
    /^([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/.test(value)
  )
}

function describeRepo(request: SimRequest, world: SimWorld): SimReply {
  const repo = request.query.get('repo') ?? ''
  const user = userOf(repo, world)
  if (user === undefined || !serves(request.host, user.host)) return invalid(`Could not find user: ${repo}`)
  return ok({
    handle: user.username,
    did: user.id,
    didDoc: didDoc(user),
    collections: ['app.bsky.actor.profile', 'app.bsky.feed.post'],
    handleIsCorrect: true,
  })
}

function describeServer(request: SimRequest): SimReply {
  const isHosted = roleOf(request.host) === 'entryway' || request.host === hostedPds
  return ok({
    did: didOf(request.host),
    availableUserDomains: [isHosted ? '.bsky.social' : `.${request.host}`],
    inviteCodeRequired: false,
    phoneVerificationRequired: isHosted,
    blobUploadLimit: blobLimit(request.host),
    links: {},
    contact: {},
  })
}

function readDocument(request: SimRequest, world: SimWorld): SimReply {
  const did = request.params['did'] ?? ''
  const user = did.startsWith('did:plc:') ? userOf(did, world) : undefined
  if (user === undefined) return { status: 404, body: { message: `DID not registered: ${did}` } }
  return {
    status: 200,
    headers: { 'content-type': 'application/did+ld+json; charset=utf-8' },
    body: JSON.stringify(didDoc(user)),
  }
}

function ownWord(request: SimRequest, world: SimWorld): SimReply {
  const user = userOf(request.host, world)
  if (user === undefined) return failure(404, 'NotFound', 'User not found')
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: user.id }
}
