import type { ConnectContext, IdentityAnswer } from '../connector.js'
import { faultOf } from '../outcomes.js'
import { objectOf, textOf } from '../values.js'
import { call } from './api.js'
import { refusalOf } from './errors.js'

export async function identity(ctx: ConnectContext): Promise<IdentityAnswer> {
  try {
    const reply = await call(ctx, 'GET', '/user_account')
    const user = objectOf(reply.json)
    const id = textOf(user['id'])
    if (reply.status !== 200 || id === null) {
      const { cure, error } = refusalOf(reply, ctx.now)
      return cure === 'reconnect' ? { kind: 'dead', error } : { kind: 'unreachable', error }
    }
    const username = textOf(user['username'])
    return {
      kind: 'ok',
      identity: {
        remoteId: id,
        username,
        displayName: textOf(user['business_name']) ?? username,
        avatarUrl: textOf(user['profile_image']),
        accountType: user['account_type'] === 'BUSINESS' ? 'business' : 'personal',
      },
    }
  } catch (error) {
    return { kind: 'unreachable', error: faultOf(error).error }
  }
}
