import type { ConnectContext, IdentityAnswer } from '../connector.js'
import { faultOf } from '../outcomes.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'
import { call, dataIn } from './api.js'
import { creatorOf } from './creator.js'
import { isScopeRefusal, refusalOf } from './errors.js'

const basic = 'open_id,union_id,avatar_url,display_name'

export async function identity(ctx: ConnectContext): Promise<IdentityAnswer> {
  try {
    const reply = await userOf(ctx)
    const user = objectOf(dataIn(reply)?.['user'])
    const id = textOf(user['open_id'])
    if (id === null) {
      const { cure, error } = refusalOf(reply)
      return cure === 'reconnect' ? { kind: 'dead', error } : { kind: 'unreachable', error }
    }
    const username = textOf(user['username']) ?? (await creatorName(ctx))
    return {
      kind: 'ok',
      identity: {
        remoteId: id,
        username,
        displayName: textOf(user['display_name']) ?? username,
        avatarUrl: textOf(user['avatar_url']),
        // TikTok tells no kinds of accounts.
        accountType: 'creator',
      },
    }
  } catch (error) {
    return { kind: 'unreachable', error: faultOf(error).error }
  }
}

/** A field that was not granted fails the whole call. */
async function userOf(ctx: ConnectContext): Promise<PlatformReply> {
  const ask = (fields: string) => call(ctx, 'GET', '/user/info/', { query: { fields } })
  if (ctx.data['tellsProfile'] === false) return ask(basic)
  const reply = await ask(`${basic},username`)
  return isScopeRefusal(reply) ? ask(basic) : reply
}

/** Whoever may post is told the name without the profile. */
async function creatorName(ctx: ConnectContext): Promise<string | null> {
  const creator = await creatorOf(ctx).catch(() => null)
  return creator !== null && 'username' in creator ? creator.username : null
}
