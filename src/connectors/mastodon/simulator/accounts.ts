import { portraitRoute } from '../../../sandbox/portrait.js'
import type { SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { failure, ok } from './replies.js'
import { pastStatuses, presentSelf, presentStatus, statusesOf } from './present-status.js'
import { findUser, signedIn } from './users.js'

export const accountRoutes: readonly SimRoute[] = [
  {
    method: 'GET',
    path: '/api/v1/accounts/verify_credentials',
    operation: 'identity',
    handle: verifyCredentials,
  },
  { method: 'GET', path: '/api/v1/accounts/:id/statuses', operation: 'find', handle: listStatuses },
  portraitRoute(
    { path: '/system/accounts/avatars/:id/original/face.png' },
    ({ id = '' }, world) => findUser(id, world)?.displayName,
  ),
]

function verifyCredentials(request: SimRequest, world: SimWorld): SimReply {
  const who = signedIn(request, 'read:accounts', world)
  return 'reply' in who ? who.reply : ok(presentSelf(who.user, world))
}

function listStatuses(request: SimRequest, world: SimWorld): SimReply {
  const who = signedIn(request, 'read:statuses', world)
  if ('reply' in who) return who.reply
  const user = findUser(request.params['id'] ?? '', world)
  if (user?.host !== request.host) return failure(404, 'Record not found')
  const limit = Math.min(40, Number(request.query.get('limit') ?? 20))
  const maxId = request.query.get('max_id')
  const minId = request.query.get('min_id') ?? request.query.get('since_id')
  const all = [...statusesOf(user.id, world), ...pastStatuses(user, world)].sort((a, b) =>
    BigInt(a.id) < BigInt(b.id) ? 1 : -1,
  )
  const withoutReplies = request.query.get('exclude_replies') === 'true'
  const chosen = all
    .filter(
      (status) =>
        !(withoutReplies && status.inReplyToId !== null) &&
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
