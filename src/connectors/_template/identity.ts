import type { ConnectContext, IdentityAnswer } from '../connector.js'
import { faultOf } from '../outcomes.js'
import { objectOf, textOf } from '../values.js'
import { refusalOf } from './errors.js'

export async function identity(ctx: ConnectContext): Promise<IdentityAnswer> {
  try {
    const reply = await ctx.http({
      method: 'GET',
      url: 'https://api.template.example/v1/me',
      headers: { authorization: `Bearer ${ctx.tokens.accessToken}` },
    })
    const user = objectOf(reply.json)
    const remoteId = textOf(user['id'])
    if (reply.status !== 200 || remoteId === null) {
      const { cure, error } = refusalOf(reply)
      return cure === 'reconnect' ? { kind: 'dead', error } : { kind: 'unreachable', error }
    }
    return {
      kind: 'ok',
      identity: {
        remoteId,
        username: textOf(user['username']),
        displayName: textOf(user['name']),
        avatarUrl: textOf(user['avatar']),
        accountType: 'personal',
      },
    }
  } catch (error) {
    return { kind: 'unreachable', error: faultOf(error).error }
  }
}
