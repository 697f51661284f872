import type { JsonObject } from '../../kit/json.js'
import type { AccountDay, Metrics } from '../connector.js'
import { restOf } from '../graph-api.js'
import { numbersIn, objectOf } from '../values.js'
import { refusalOf } from './errors.js'
import { call } from './graph.js'

const seconds = (at: Date): string => String(Math.floor(at.getTime() / 1_000))

/** How many messages of the number were sent and delivered, by day. README.md, "Numbers". */
export const metrics: Metrics = {
  postsPerCall: 50,

  /** What was told of its messages is all there is; nothing is asked. */
  posts: (posts) =>
    Promise.resolve({
      kind: 'ok',
      posts: posts.flatMap(({ remoteId, told = null }) =>
        told === null ? [] : [{ remoteId, numbers: { reach: told.read, more: told } }],
      ),
    }),

  async account(ctx, since) {
    const number = (ctx.account.username ?? '').replace(/\D/g, '')
    const span = `start(${seconds(since)}).end(${seconds(ctx.now)})`
    const reply = await call(ctx, 'GET', String(ctx.data['businessAccountId']), {
      query: { fields: `analytics.${span}.granularity(DAY).phone_numbers(["${number}"])` },
    })
    if (reply.status !== 200) return refusalOf(reply)
    const points = objectOf(objectOf(reply.json)['analytics'])['data_points']
    const days = (Array.isArray(points) ? points.map(objectOf) : []).map(dayOf)
    const today = ctx.now.toISOString().slice(0, 10)
    const now = days.find(({ day }) => day === today)?.numbers ?? {}
    return { kind: 'ok', now, days, ...restOf(reply) }
  },
}

function dayOf(point: JsonObject): AccountDay {
  const more = numbersIn(point, { sent: 'sent', delivered: 'delivered' })
  return { day: new Date(Number(point['start']) * 1_000).toISOString().slice(0, 10), numbers: { more } }
}
