import type { ConnectContext, IdentityAnswer } from '../connector.js'
import { idIn } from '../graph-api.js'
import { faultOf } from '../outcomes.js'
import { objectOf, textOf } from '../values.js'
import { accountRefusalOf } from './errors.js'
import { read } from './graph.js'

export async function identity(ctx: ConnectContext): Promise<IdentityAnswer> {
  try {
    const reply = await read(ctx, 'me', { fields: 'id,username,name,threads_profile_picture_url' })
    const id = idIn(reply)
    if (id === null) {
      const { cure, error } = accountRefusalOf(reply)
      return cure === 'reconnect' ? { kind: 'dead', error } : { kind: 'unreachable', error }
    }
    const user = objectOf(reply.json)
    return {
      kind: 'ok',
      identity: {
        remoteId: id,
        username: textOf(user['username']),
        displayName: textOf(user['name']) ?? textOf(user['username']),
        avatarUrl: textOf(user['threads_profile_picture_url']),
        // Threads does not tell kinds of accounts apart.
        accountType: 'personal',
      },
    }
  } catch (error) {
    return { kind: 'unreachable', error: faultOf(error).error }
  }
}
