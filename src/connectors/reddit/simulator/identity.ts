import type { SimReply } from '../../../sandbox/simulator.js'
import type { Call, Endpoint } from './endpoint.js'
import { ok } from './replies.js'

export const identityEndpoints: readonly Endpoint[] = [
  { method: 'GET', path: '/api/v1/me', operation: 'identity', scope: 'identity', handle: me },
]

function me({ user, world }: Call): SimReply {
  const created = Math.floor(Date.parse(user.createdAt) / 1_000)
  const past = user.isNewcomer ? [] : world.pastOf(user.id)
  const linkKarma = past.reduce((sum, { likes }) => sum + likes, 1)
  const commentKarma = past.reduce((sum, { comments }) => sum + comments, 0)
  return ok({
    id: user.id,
    name: user.name,
    icon_img: `https://styles.redditmedia.com/t5_${user.id}/styles/profileIcon.png?width=256&s=${user.id}`,
    subreddit: {
      display_name: `u_${user.name}`,
      display_name_prefixed: `u/${user.name}`,
      name: `t5_${user.id}`,
      title: user.title,
      url: `/user/${user.name}/`,
      subreddit_type: 'user',
      over_18: false,
      subscribers: 120,
    },
    created,
    created_utc: created,
    link_karma: linkKarma,
    comment_karma: commentKarma,
    awarder_karma: 0,
    awardee_karma: 0,
    total_karma: linkKarma + commentKarma,
    is_suspended: user.suspended,
    suspension_expiration_utc: null,
    has_verified_email: true,
    verified: true,
    is_employee: false,
    is_mod: false,
    is_gold: false,
    over_18: false,
    hide_from_robots: false,
    has_mail: false,
    has_mod_mail: false,
    inbox_count: 0,
  })
}
