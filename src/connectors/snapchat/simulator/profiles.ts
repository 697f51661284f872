import type { JsonObject } from '../../../kit/json.js'
import type { SimReply } from '../../../sandbox/simulator.js'
import type { Call, Endpoint } from './call.js'
import type { User } from './people.js'
import { listed, ok, refuse } from './replies.js'

export const subscribers = 1_873

export const profileEndpoints: readonly Endpoint[] = [
  { method: 'GET', path: '/v1/public_profiles/my_profile', operation: 'identity', handle: mine },
  { method: 'GET', path: '/v1/public_profiles/:profile', operation: 'identity', handle: one },
  {
    method: 'GET',
    path: '/v1/organizations/:organization/public_profiles',
    operation: 'identity',
    handle: ofOrganization,
  },
]

/** Whoever has none, or acts for none any more, is shown none. */
function mine({ user }: Call): SimReply {
  return user.hasProfile && user.hasRole ? ok({ public_profile: shown(user) }) : ok({ public_profiles: [] })
}

function one({ user }: Call): SimReply {
  return ok({ public_profiles: listed('public_profile', [shown(user)]) })
}

function ofOrganization({ user, request }: Call): SimReply {
  if (request.params['organization'] !== user.organizationId)
    refuse(403, 'AUTHORIZATION_PERMISSION_DENIED', 'Permission denied for the requested resource.')
  const profiles = user.hasProfile && user.hasRole ? [shown(user)] : []
  return ok({ paging: {}, public_profiles: listed('public_profile', profiles) })
}

function shown({ id, organizationId, username, displayName, category }: User): JsonObject {
  const logo = (size: string): string => `https://cf-st.sc-cdn.net/${id}/${size}.png`
  return {
    id,
    organization_id: organizationId,
    display_name: displayName,
    snap_user_name: username,
    logo_urls: {
      original_logo_url: logo('original'),
      discover_feed_logo_url: logo('discover'),
      mega_profile_logo_url: logo('mega'),
      manage_profile_logo_url: logo('manage'),
    },
    profile_type: 'PUBLIC_PROFILE',
    profile_tier: 'PUBLIC',
    category,
    internal_profile_category: category,
    subscriber_count: String(subscribers),
  }
}
