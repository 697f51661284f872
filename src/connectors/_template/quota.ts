import type { Quota } from '../connector.js'
import { numbersIn, objectOf } from '../values.js'
import { refusalOf } from './errors.js'
import { get, rest } from './metrics.js'

const name = 'posts in 24 hours'

/** README.md, "Limits". Template tells how much is used, by whatever app. */
export const quota: Quota = {
  rules: () => [{ name, limit: 100, window: { rollingMs: 86_400_000 } }],

  async read(ctx) {
    const reply = await get(ctx, 'limits')
    const { used, limit } = numbersIn(objectOf(reply.json)['posts'], { used: 'used', limit: 'limit' })
    if (reply.status !== 200) return refusalOf(reply)
    const isTold = used !== undefined && limit !== undefined
    return { kind: 'ok', readings: isTold ? [{ name, used, limit }] : [], ...rest(reply) }
  },
}
