import type { SimReply } from '../../../sandbox/simulator.js'
import { boardsOf } from './board-table.js'
import type { Call, Endpoint } from './endpoint.js'
import { countPins } from './pin-table.js'
import { ok } from './replies.js'

export const accountEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/user_account',
    operation: 'identity',
    category: 'org_read',
    scopes: ['user_accounts:read'],
    handle: read,
  },
]

function read({ user, world }: Call): SimReply {
  return ok({
    id: user.id,
    username: user.username,
    account_type: user.type,
    business_name: user.type === 'BUSINESS' ? user.displayName : null,
    about: '',
    website_url: '',
    profile_image: `https://i.pinimg.com/600x600_R/00/00/00/${user.id}.jpg`,
    follower_count: 1_204,
    following_count: 310,
    monthly_views: 12_000,
    pin_count: countPins(user.id, world),
    board_count: boardsOf(user.id, world).length,
  })
}
