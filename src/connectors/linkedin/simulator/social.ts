import type { SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { actAs, readAs, type Need } from './acting.js'
import { commentsOn } from './comments.js'
import { bodyOf, membersOf } from './members.js'
import { numbersOf } from './numbers.js'
import { changePost, findPost, type Post } from './post-table.js'
import { apiHost as host, badQuery, notFound, refuse, wrongValue } from './replies.js'
import { enter, needsMethod, textParameter, urnInPath, versionOf } from './restli.js'
import { signedIn } from './tokens.js'

export const socialRoutes: readonly SimRoute[] = [
  { method: 'GET', host, path: '/rest/socialMetadata/:urn', operation: 'metrics', handle: read },
  { method: 'POST', host, path: '/rest/socialMetadata/:urn', operation: 'other', handle: change },
  { method: 'GET', host, path: '/v2/socialActions/:urn', operation: 'metrics', handle: readOlder },
]

const postOf = (request: SimRequest, world: SimWorld): Post =>
  findPost(urnInPath(request).text, world) ?? refuse(notFound())

const stateOf = ({ areCommentsClosed }: Post) => (areCommentsClosed ? 'CLOSED' : 'OPEN')

/** A person's are closed, as their posts are. */
const reading = (resource: string): Need => ({
  resource,
  person: [],
  organization: ['r_organization_social', 'r_organization_social_feed'],
})

function read(request: SimRequest, world: SimWorld): SimReply {
  const caller = enter(request, world)
  const post = postOf(request, world)
  readAs(caller, post.author, 'author', reading(`socialMetadata.GET.${versionOf(request)}`), world)
  const { likes, comments } = numbersOf(post, world)
  const topLevel = comments - commentsOn(post, world).filter(({ parent }) => parent !== null).length
  const others = { PRAISE: 4, EMPATHY: 6, INTEREST: 8, APPRECIATION: 12, ENTERTAINMENT: 20 }
  const reactions = Object.entries(others).map(([name, share]) => ({
    name,
    count: Math.floor(likes / share),
  }))
  const named = reactions.filter(({ count }) => count > 0)
  const plain = likes - named.reduce((total, { count }) => total + count, 0)
  const shown = plain > 0 ? [{ name: 'LIKE', count: plain }, ...named] : named
  return {
    status: 200,
    body: {
      entity: post.activityUrn,
      reactionSummaries: Object.fromEntries(
        shown.map(({ name, count }) => [name, { reactionType: name, count }]),
      ),
      commentSummary: { count: comments, topLevelCount: topLevel },
      commentsState: stateOf(post),
    },
  }
}

function change(request: SimRequest, world: SimWorld): SimReply {
  const caller = enter(request, world)
  needsMethod(request, 'PARTIAL_UPDATE')
  const post = postOf(request, world)
  const actor = textParameter(request, 'actor') ?? ''
  if (actor !== post.author) return badQuery()
  const need: Need = {
    resource: `socialMetadata.PARTIAL_UPDATE.${versionOf(request)}`,
    person: ['w_member_social_feed', 'w_member_social'],
    organization: ['w_organization_social_feed'],
  }
  actAs(caller, actor, 'actor', need, world)
  const { $set } = membersOf(bodyOf(request, ['patch'])['patch'], 'patch', ['$set'])
  const { commentsState } = membersOf($set, 'patch/$set', ['commentsState'])
  if (commentsState !== 'OPEN' && commentsState !== 'CLOSED')
    return wrongValue('patch/$set/commentsState', commentsState)
  changePost(post, { areCommentsClosed: commentsState === 'CLOSED' }, world)
  return { status: 200 }
}

function readOlder(request: SimRequest, world: SimWorld): SimReply {
  const caller = signedIn(request, world)
  const post = postOf(request, world)
  readAs(caller, post.author, 'author', reading('socialActions.GET.NO_VERSION'), world)
  const { likes, comments } = numbersOf(post, world)
  return {
    status: 200,
    body: {
      target: post.activityUrn,
      likesSummary: { totalLikes: likes, likedByCurrentUser: false },
      commentsSummary: { totalFirstLevelComments: comments, commentsState: stateOf(post) },
    },
  }
}
