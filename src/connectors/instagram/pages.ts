import type { JsonObject } from '../../kit/json.js'
import { ConnectRefused, type ConnectContext } from '../connector.js'
import { cursorIn, dataIn, idOf } from '../graph-api.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'
import { accountRefusalOf } from './errors.js'
import { read } from './graph.js'

const mostLists = 20
/** With any of these a person may post. */
const postingTasks = ['MANAGE', 'CREATE_CONTENT', 'MODERATE']
const fields = 'id,name,tasks,instagram_business_account{id,username,name,profile_picture_url}'

export const noneBehindPages =
  'None of the pages you gave access to has a professional Instagram account. Switch the account to a business or creator account in Instagram’s app, connect it to one of your pages, then connect again and tick both when Facebook asks.'

/** The professional accounts behind the pages of the person. Throws `ConnectRefused`. */
export async function destinations(ctx: ConnectContext): Promise<JsonObject[]> {
  const own = await list('me/accounts', fields, ctx)
  if (own.refused !== null) {
    const refused = accountRefusalOf(own.refused)
    throw new ConnectRefused(refused.error.message, 'SERVICE_UNAVAILABLE', null, refused)
  }
  const pages = [...own.items, ...(await pagesOfBusinesses(ctx))].flatMap(accountBehind)
  return [...new Map(pages.map((page) => [page['pageId'], page])).values()]
}

/** Those that the person has by way of a business. Needs a permission of its own; without it there are none. */
async function pagesOfBusinesses(ctx: ConnectContext): Promise<JsonObject[]> {
  const businesses = await list('me/businesses', 'id', ctx)
  const pages: JsonObject[] = []
  for (const id of businesses.items.map(idOf))
    for (const edge of ['owned_pages', 'client_pages'])
      if (id !== null) pages.push(...(await list(`${id}/${edge}`, fields, ctx)).items)
  return pages
}

/** All of a list; `refused` is the answer that broke it off. */
async function list(
  path: string,
  asked: string,
  ctx: ConnectContext,
): Promise<{ items: JsonObject[]; refused: PlatformReply | null }> {
  const items: JsonObject[] = []
  let after: string | undefined
  for (let lists = 0; lists < mostLists; lists += 1) {
    const reply = await read(ctx, path, { fields: asked, limit: '100', after })
    const page = dataIn(reply)
    if (page === null) return { items, refused: reply }
    items.push(...page)
    after = cursorIn(reply) ?? undefined
    if (after === undefined || page.length === 0) break
  }
  return { items, refused: null }
}

/** A page may have no professional account; others that are connected to it cannot be posted to. */
function accountBehind(page: JsonObject): JsonObject[] {
  const { tasks } = page
  if (Array.isArray(tasks) && !tasks.some((task) => postingTasks.includes(String(task)))) return []
  const account = objectOf(page['instagram_business_account'])
  const [id, pageId, username] = [idOf(account), idOf(page), textOf(account['username'])]
  if (id === null || pageId === null) return []
  return [
    {
      id,
      name: username === null ? (textOf(account['name']) ?? id) : `@${username}`,
      username,
      pageId,
      pageName: textOf(page['name']),
      type: 'instagram',
      avatarUrl: textOf(account['profile_picture_url']),
    },
  ]
}
