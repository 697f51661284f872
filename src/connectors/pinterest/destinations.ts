import type { JsonObject } from '../../kit/json.js'
import { ConnectRefused, type ConnectContext } from '../connector.js'
import { objectOf, textOf } from '../values.js'
import { call, pageIn } from './api.js'
import { refusalOf } from './errors.js'

const mostPages = 20

/**
 * The boards of the account, with the sections of the one that is chosen: sections take a request a board. Throws
 * `ConnectRefused`.
 */
export async function destinations(ctx: ConnectContext): Promise<JsonObject[]> {
  const chosen = textOf(objectOf(ctx.data['page'])['id'])
  const boards: JsonObject[] = (await list('/boards', ctx)).map(({ id, name, privacy }) => ({
    id,
    name,
    type: 'board',
    privacy: privacy ?? 'PUBLIC',
  }))
  for (const board of boards)
    if (board['id'] === chosen)
      board['sections'] = (await list(`/boards/${chosen}/sections`, ctx)).map(({ id, name }) => ({
        id,
        name,
      }))
  return boards
}

async function list(path: string, ctx: ConnectContext): Promise<JsonObject[]> {
  const found: JsonObject[] = []
  let bookmark: string | null = null
  for (let pages = 0; pages < mostPages; pages += 1) {
    const reply = await call(ctx, 'GET', path, {
      query: { page_size: '250', ...(bookmark === null ? {} : { bookmark }) },
    })
    const page = pageIn(reply)
    if (page === null) throw ConnectRefused.because(refusalOf(reply, ctx.now))
    found.push(...page.items)
    if (page.bookmark === null) break
    bookmark = page.bookmark
  }
  return found
}
