import type { Json } from '../../../kit/json.js'
import type { Call } from './call.js'
import { mediaOf } from './media-table.js'
import { appScopedId, mediaHost, type User } from './people.js'

export function presentUser(
  user: User,
  { flavour, world }: Pick<Call, 'flavour' | 'world'>,
): Record<string, Json | undefined> {
  const both = {
    username: user.username,
    name: user.displayName,
    profile_picture_url: `https://${mediaHost}/face/${user.id}`,
    biography: 'Made up, and glad about it.',
    website: undefined,
    followers_count: followersOf(user),
    follows_count: 87,
    media_count: mediaOf(user.id, world).length,
  }
  return flavour === 'instagram'
    ? { ...both, id: appScopedId(user.id), user_id: user.id, account_type: user.accountType }
    : { ...both, id: user.id, ig_id: user.id.slice(-11), has_profile_pic: true, is_published: true }
}

export function followersOf({ id }: User): number {
  return 400 + Number(BigInt(id) % 100n)
}
