import type { ConnectContext, IdentityAnswer } from '../connector.js'
import { faultOf } from '../outcomes.js'
import { objectOf, textOf } from '../values.js'
import { call } from './api.js'
import { refusalOf, suspended } from './errors.js'

export async function identity(ctx: ConnectContext): Promise<IdentityAnswer> {
  try {
    const reply = await call(ctx, 'GET', '/api/v1/me')
    const user = objectOf(reply.json)
    const [id, name] = [textOf(user['id']), textOf(user['name'])]
    if (reply.status !== 200 || id === null || name === null) {
      const { cure, error } = refusalOf(reply)
      return cure === 'reconnect' ? { kind: 'dead', error } : { kind: 'unreachable', error }
    }
    if (user['is_suspended'] === true)
      return { kind: 'dead', error: { code: suspended.code, message: suspended.message } }
    return {
      kind: 'ok',
      identity: {
        remoteId: `t2_${id}`,
        username: name,
        displayName: textOf(objectOf(user['subreddit'])['title']) ?? name,
        // Its query is a signature that ends.
        avatarUrl: textOf(user['icon_img'])?.replace(/\?.*$/, '') ?? null,
        accountType: 'personal',
        data: { name },
      },
    }
  } catch (error) {
    return { kind: 'unreachable', error: faultOf(error).error }
  }
}
