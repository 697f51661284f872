import type { Quota } from '../connector.js'
import { dataIn } from '../graph-api.js'
import { objectOf } from '../values.js'
import { refusalOf } from './errors.js'
import { posterOf, read } from './graph.js'

const name = 'posts in 24 hours'

/** Meta's pages say 50 and 100: what the account's own is, it is asked. A carousel is one. README.md, "Limits". */
export const quota: Quota = {
  rules: () => [{ name, limit: 50, window: { rollingMs: 24 * 3_600_000 } }],

  async read(ctx) {
    const poster = posterOf(ctx)
    if (poster === null) return { kind: 'ok', readings: [] }
    const reply = await read(ctx, `${poster.id}/content_publishing_limit`, { fields: 'quota_usage,config' })
    const row = dataIn(reply)?.[0]
    const [used, limit] = [row?.['quota_usage'], objectOf(row?.['config'])['quota_total']]
    if (typeof used !== 'number' || typeof limit !== 'number') return refusalOf(reply)
    return { kind: 'ok', readings: [{ name, limit, used }] }
  },
}
