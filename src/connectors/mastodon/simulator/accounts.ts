import type { SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { failure, ok } from './replies.js'
import { presentSelf, presentStatus, statusesOf, type Status } from './present-status.js'
import { signedIn, type User } from './users.js'

export const accountRoutes: readonly SimRoute[] = [
  {
    method: 'GET',
    path: '/api/v1/accounts/verify_credentials',
    operation: 'identity',
    handle: verifyCredentials,
  },
  { method: 'GET', path: '/api/v1/accounts/:id/statuses', operation: 'find', handle: listStatuses },
]

function verifyCredentials(request: SimRequest, world: SimWorld): SimReply {
  const who = signedIn(request, 'read:accounts', world)
  return 'reply' in who ? who.reply : ok(presentSelf(who.user, world))
}

function listStatuses(request: SimRequest, world: SimWorld): SimReply {
  const who = signedIn(request, 'read:statuses', world)
  if ('reply' in who) return who.reply
  const user = world.table<User>('users').get(request.params['id'] ?? '')
  if (user?.host !== request.host) return failure(404, 'Record not found')
  const limit = Math.min(40, Number(request.query.get('limit') ?? 20))
  const maxId = request.query.get('max_id')
  const minId = request.query.get('min_id') ?? request.query.get('since_id')
  const past = world.pastOf(user.id).map((post, index): Status => pastStatus(post, index, user))
  const all = [...statusesOf(user.id, world), ...past].sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? 1 : -1))
  const chosen = all
    .filter(
      (status) =>
        (maxId === null || BigInt(status.id) < BigInt(maxId)) &&
        (minId === null || BigInt(status.id) > BigInt(minId)),
    )
    .slice(0, limit)
  const last = chosen.at(-1)
  const next =
    last === undefined
      ? undefined
      : `<https://${request.host}/api/v1/accounts/${user.id}/statuses?max_id=${last.id}&limit=${String(limit)}>; rel="next"`
  return {
    ...ok(chosen.map((status) => presentStatus(status, world))),
    ...(next === undefined ? {} : { headers: { link: next } }),
  }
}

function pastStatus(post: ReturnType<SimWorld['pastOf']>[number], index: number, user: User): Status {
  return {
    id: String(1_000_000_000 - index),
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
  }
}
