import type { Json, JsonObject } from '../../kit/json.js'
import { ConnectRefused, type ConnectContext } from '../connector.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'
import { refusalOf } from './errors.js'
import { bearer } from './rest.js'

/** With whom a page's posts may be made. LinkedIn prints the second in two ways. */
const postingRoles = ['ADMINISTRATOR', 'CONTENT_ADMINISTRATOR', 'CONTENT_ADMIN']
const perPage = 100
const mostPages = 10
/** One call tells roles, names and pictures; the versioned API takes one for each page, and tells no picture. */
const projection =
  '(elements*(role,state,organizationalTarget~(localizedName,vanityName,logoV2(original~:playableStreams))))'

export class NotListed extends Error {
  readonly reply: PlatformReply
  constructor(reply: PlatformReply) {
    super(`LinkedIn answered ${String(reply.status)}`)
    this.reply = reply
  }
}

/** The pages the person may post on; none where our access was given for a profile alone. Throws `ConnectRefused`. */
export async function destinations(ctx: ConnectContext): Promise<JsonObject[]> {
  if (ctx.data['managesPages'] !== true) return []
  try {
    return await pagesOf(ctx)
  } catch (error) {
    if (!(error instanceof NotListed)) throw error
    const refused = refusalOf(error.reply, ctx.now)
    throw new ConnectRefused(refused.error.message, 'SERVICE_UNAVAILABLE', null, refused)
  }
}

/** Throws `NotListed`. */
export async function pagesOf(ctx: ConnectContext): Promise<JsonObject[]> {
  const pages: JsonObject[] = []
  for (let start = 0; start < mostPages * perPage; start += perPage) {
    const query = `q=roleAssignee&state=APPROVED&projection=${projection}&start=${String(start)}&count=${String(perPage)}`
    const reply = await ctx.http({
      method: 'GET',
      url: `https://api.linkedin.com/v2/organizationalEntityAcls?${query}`,
      headers: { ...bearer(ctx), 'x-restli-protocol-version': '2.0.0' },
    })
    const elements = objectOf(reply.json)['elements']
    if (reply.status !== 200 || !Array.isArray(elements)) throw new NotListed(reply)
    pages.push(...elements.map(objectOf).flatMap(pageIn))
    if (elements.length < perPage) break
  }
  // Who has two roles on a page is listed twice.
  return [...new Map(pages.map((page) => [page['id'], page])).values()]
}

function pageIn(element: JsonObject): JsonObject[] {
  const urn = textOf(element['organizationalTarget'])
  const id = /^urn:li:organization:(\d+)$/.exec(urn ?? '')?.[1]
  const isOpen = (element['state'] ?? 'APPROVED') === 'APPROVED'
  if (urn === null || id === undefined || !isOpen || !postingRoles.includes(String(element['role'])))
    return []
  const about = objectOf(element['organizationalTarget~'])
  const name = textOf(about['localizedName']) ?? `Page ${id}`
  return [{ id, name, urn, type: 'organization', logoUrl: logoIn(about) }]
}

function logoIn(about: JsonObject): string | null {
  const [element] = listOf(objectOf(objectOf(about['logoV2'])['original~'])['elements'])
  return textOf(listOf(element?.['identifiers'])[0]?.['identifier'])
}

function listOf(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.map(objectOf) : []
}
