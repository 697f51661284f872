import type { Json, JsonObject } from '../../kit/json.js'
import { ConnectRefused, type ConnectContext } from '../connector.js'
import { dataIn, idOf, nextIn } from '../graph-api.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'
import { read } from './api.js'
import { refusalOf } from './errors.js'

type Whose = Pick<ConnectContext, 'app' | 'http' | 'tokens'>
/** A page as Facebook lists it to a person who may post there. */
export type Listed = { id: string; token: string; about: JsonObject }

const fields = 'id,name,username,access_token,category,tasks,picture.type(large),followers_count'
const perPage = '100'
const mostPages = 20

export class NotListed extends Error {
  readonly reply: PlatformReply
  constructor(reply: PlatformReply) {
    super(`Facebook answered ${String(reply.status)}`)
    this.reply = reply
  }
}

/** The pages that the person may post on, for a person to choose from. Throws `ConnectRefused`. */
export async function destinations(ctx: ConnectContext): Promise<JsonObject[]> {
  try {
    const pages = await pagesOf(ctx)
    if (pages.length === 0 && (await declined(ctx)).includes('pages_show_list'))
      throw new ConnectRefused(
        'The person did not let us see their pages (pages_show_list). Connect the account again with all permissions.',
      )
    return pages.map(shown)
  } catch (error) {
    if (!(error instanceof NotListed)) throw error
    const refused = refusalOf(error.reply)
    const why = refused.error.networkMessage ?? refused.error.message
    throw new ConnectRefused(`Facebook does not list the pages: ${why}`, 'SERVICE_UNAVAILABLE', null, refused)
  }
}

function shown({ id, about }: Listed): JsonObject {
  const followers = about['followers_count']
  return {
    id,
    name: textOf(about['name']) ?? `Page ${id}`,
    pageId: id,
    username: textOf(about['username']),
    type: 'page',
    category: textOf(about['category']),
    avatarUrl: pictureIn(about),
    followersCount: typeof followers === 'number' ? followers : null,
  }
}

export function pictureIn(about: JsonObject): string | null {
  return textOf(objectOf(objectOf(about['picture'])['data'])['url'])
}

/**
 * Those of the person, and those of the businesses that they belong to, each once. Only what may be posted on: with a
 * token, and with the task of creating content. Throws `NotListed`.
 */
export async function pagesOf(ctx: Whose): Promise<Listed[]> {
  const lists = [await list('me/accounts', ctx)]
  for (const business of await businessesOf(ctx))
    for (const kind of ['owned_pages', 'client_pages'])
      lists.push((await listIfAllowed(`${business}/${kind}`, { fields }, ctx)) ?? [])
  const pages = new Map<string, Listed>()
  for (const about of lists.flat()) {
    const [id, token] = [idOf(about), textOf(about['access_token'])]
    if (id !== null && token !== null && mayCreate(about['tasks']) && !pages.has(id))
      pages.set(id, { id, token, about })
  }
  return [...pages.values()]
}

function mayCreate(tasks: Json | undefined): boolean {
  return !Array.isArray(tasks) || tasks.includes('CREATE_CONTENT')
}

async function businessesOf(ctx: Whose): Promise<string[]> {
  const businesses = await listIfAllowed('me/businesses', { fields: 'id' }, ctx)
  return (businesses ?? []).flatMap((each) => idOf(each) ?? [])
}

/** The permission to look into businesses is one that a person need not give, nor an app have. */
async function listIfAllowed(
  path: string,
  asked: { fields: string },
  ctx: Whose,
): Promise<JsonObject[] | null> {
  try {
    return await list(path, ctx, asked.fields)
  } catch (error) {
    if (error instanceof NotListed && refusalOf(error.reply).cure === 'edit') return null
    throw error
  }
}

async function list(path: string, ctx: Whose, asked = fields): Promise<JsonObject[]> {
  const found: JsonObject[] = []
  let after: string | undefined
  for (let pages = 0; pages < mostPages; pages += 1) {
    const query = { fields: asked, limit: perPage, after }
    const reply = await read(ctx, ctx.tokens.accessToken, path, query)
    const page = dataIn(reply)
    if (page === null) throw new NotListed(reply)
    found.push(...page)
    after = nextIn(reply) ?? undefined
    if (after === undefined) break
  }
  return found
}

/** What the person unticked, or took back since. Empty where Facebook does not tell. */
export async function declined(ctx: Whose): Promise<string[]> {
  return (await permissions(ctx)).filter(({ status }) => status !== 'granted').map(({ name }) => name)
}

/** Each permission that was asked for, and what became of it. Empty where Facebook does not tell. */
export async function permissions(ctx: Whose): Promise<{ name: string; status: string }[]> {
  try {
    const reply = await read(ctx, ctx.tokens.accessToken, 'me/permissions')
    return (dataIn(reply) ?? []).map(({ permission, status }) => ({
      name: String(permission),
      status: String(status),
    }))
  } catch {
    return []
  }
}
