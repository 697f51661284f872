import type { JsonObject } from '../../kit/json.js'
import { ConnectRefused, type ConnectContext } from '../connector.js'
import { listOf, objectOf, textOf } from '../values.js'
import { accounts, call, information, pageIn, type Calls } from './api.js'
import { refusalOf } from './errors.js'

const mostPages = 20
/** Google tells nothing of a location that is not asked for by name. */
const readMask = 'name,title,storefrontAddress,metadata,websiteUri,phoneNumbers,storeCode'

/**
 * The locations of all accounts that the person sees: their own, and those of groups and organisations. Throws
 * `ConnectRefused`.
 */
export async function destinations(ctx: ConnectContext): Promise<JsonObject[]> {
  const found = new Map<string, JsonObject>()
  for (const { name } of await list(`${accounts}/accounts`, 'accounts', { pageSize: '20' }, ctx)) {
    const account = textOf(name)
    if (account === null) continue
    const url = `${information}/${account}/locations`
    for (const location of await list(url, 'locations', { readMask, pageSize: '100' }, ctx)) {
      const bare = textOf(location['name'])
      // One that is in two accounts is listed by both.
      if (bare !== null && !found.has(bare)) found.set(bare, shown(`${account}/${bare}`, location))
    }
  }
  return [...found.values()]
}

function shown(id: string, location: JsonObject): JsonObject {
  const metadata = objectOf(location['metadata'])
  return {
    id,
    name: textOf(location['title']) ?? id,
    pageId: id,
    type: 'location',
    address: addressIn(location),
    storeCode: textOf(location['storeCode']),
    phone: textOf(objectOf(location['phoneNumbers'])['primaryPhone']),
    websiteUrl: textOf(location['websiteUri']),
    mapsUrl: textOf(metadata['mapsUri']),
    // Where it is not, Google takes no posts. What has no is not told of.
    isVerified: metadata['hasVoiceOfMerchant'] === true,
  }
}

function addressIn({ storefrontAddress }: JsonObject): string | null {
  const { addressLines, postalCode, locality } = objectOf(storefrontAddress)
  const place = [textOf(postalCode), textOf(locality)].filter((each) => each !== null).join(' ')
  const lines = [...listOf(addressLines).map(String), place].filter((each) => each !== '')
  return lines.length === 0 ? null : lines.join(', ')
}

async function list(
  url: string,
  name: string,
  query: Record<string, string>,
  ctx: Calls,
): Promise<JsonObject[]> {
  const found: JsonObject[] = []
  let pageToken: string | undefined
  for (let pages = 0; pages < mostPages; pages += 1) {
    const reply = await call(ctx, 'GET', url, { query: { ...query, pageToken } })
    const page = pageIn(reply, name)
    if (page === null) throw ConnectRefused.because(refusalOf(reply, ctx.now))
    found.push(...page.items)
    if (page.next === null) break
    pageToken = page.next
  }
  return found
}
