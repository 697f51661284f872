import type { ConnectContext, IdentityAnswer } from '../connector.js'
import { faultOf } from '../outcomes.js'
import { objectOf, textOf } from '../values.js'
import { refusalOf } from './errors.js'

export async function identity(ctx: ConnectContext): Promise<IdentityAnswer> {
  try {
    const reply = await ctx.http({
      method: 'GET',
      url: 'https://api.x.com/2/users/me',
      query: { 'user.fields': 'profile_image_url,verified_type,subscription_type,public_metrics' },
      headers: { authorization: `Bearer ${ctx.tokens.accessToken}` },
    })
    const user = objectOf(objectOf(reply.json)['data'])
    const id = textOf(user['id'])
    if (reply.status !== 200 || id === null) {
      const refusal = refusalOf(reply, ctx.now)
      return refusal.cure === 'reconnect'
        ? { kind: 'dead', error: refusal.error }
        : { kind: 'unreachable', error: refusal.error }
    }
    return {
      kind: 'ok',
      identity: {
        remoteId: id,
        username: textOf(user['username']),
        displayName: textOf(user['name']),
        avatarUrl: textOf(user['profile_image_url']),
        accountType: user['verified_type'] === 'business' ? 'business' : 'personal',
        data: { subscription: textOf(user['subscription_type']), username: textOf(user['username']) },
      },
    }
  } catch (error) {
    return { kind: 'unreachable', error: faultOf(error).error }
  }
}
