import type { JsonObject } from '../../kit/json.js'
import type { ConnectContext, Identity, IdentityAnswer } from '../connector.js'
import { faultOf } from '../outcomes.js'
import { objectOf, textOf } from '../values.js'
import { askProfile, profileIn, successIn } from './api.js'
import { noProfile, refusalOf, told } from './errors.js'

export async function identity(ctx: ConnectContext): Promise<IdentityAnswer> {
  try {
    const reply = await askProfile(ctx)
    const profile = profileIn(reply)
    if (profile !== null) return { kind: 'ok', identity: identityOf(profile) }
    const { cure, error } = successIn(reply) === null ? refusalOf(reply) : told(noProfile, reply)
    return cure === 'reconnect' ? { kind: 'dead', error } : { kind: 'unreachable', error }
  } catch (error) {
    return { kind: 'unreachable', error: faultOf(error).error }
  }
}

/** Largest first. */
const logos = [
  'original_logo_url',
  'discover_feed_logo_url',
  'mega_profile_logo_url',
  'manage_profile_logo_url',
]

function identityOf(profile: JsonObject): Identity {
  const urls = objectOf(profile['logo_urls'])
  const username = textOf(profile['snap_user_name'])
  return {
    remoteId: textOf(profile['id']) ?? '',
    username,
    displayName: textOf(profile['display_name']) ?? username,
    avatarUrl: logos.map((name) => textOf(urls[name])).find((url) => url !== null) ?? null,
    accountType: typeOf(profile),
  }
}

/** `category` is a newer name in some answers, and another thing in others. */
function typeOf(profile: JsonObject): Identity['accountType'] {
  const category = textOf(profile['internal_profile_category']) ?? textOf(profile['category'])
  return category === 'PERSON' ? 'creator' : 'business'
}
