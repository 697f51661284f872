import type { JsonObject } from '../../../kit/json.js'
import type { SimReply, SimRequest } from '../../../sandbox/simulator.js'
import { invalid } from './call.js'
import { ok, refuse } from './replies.js'

const usualPage = 5

/** One page of a list. More than the most are never given, however many were asked for. */
export function page<Row>(
  request: SimRequest,
  rows: readonly Row[],
  most = 50,
  usual = usualPage,
): { rows: Row[]; around: JsonObject } {
  const asked = request.query.get('maxResults')
  if (asked !== null && !/^\d+$/.test(asked)) invalid('maxResults', 'It has to be a number.')
  const size = Math.min(asked === null ? usual : Number(asked), most)
  const from = startOf(request)
  const next = from + size
  return {
    rows: rows.slice(from, next),
    around: {
      ...(next < rows.length && size > 0 ? { nextPageToken: tokenOf(next) } : {}),
      ...(from > 0 ? { prevPageToken: tokenOf(Math.max(0, from - size)) } : {}),
      pageInfo: { totalResults: rows.length, resultsPerPage: size },
    },
  }
}

export function list(kind: string, items: JsonObject[], around: JsonObject = {}): SimReply {
  return ok({ kind: `youtube#${kind}`, ...around, items })
}

const mark = 'page '
const tokenOf = (at: number): string => Buffer.from(`${mark}${String(at)}`).toString('base64url')

function startOf({ query }: SimRequest): number {
  const token = query.get('pageToken')
  if (token === null) return 0
  const said = Buffer.from(token, 'base64url').toString()
  const at = said.startsWith(mark) ? Number(said.slice(mark.length)) : NaN
  return Number.isInteger(at)
    ? at
    : refuse(400, 'invalidPageToken', 'The request specifies an invalid page token.', {
        location: 'pageToken',
        locationType: 'parameter',
      })
}
