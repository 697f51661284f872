import type { JsonObject } from '../../../kit/json.js'
import type { SimReply, SimRequest, SimWorld } from '../../../sandbox/simulator.js'
import { hosts, page, type Call, type Endpoint } from './call.js'
import { digitsOf, findAccount, findLocationOf, findUser, locationsOf, type Location } from './people.js'
import { malformed, notFound } from './replies.js'

const host = hosts.locations

export const locationEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    host,
    path: '/v1/accounts/:account/locations',
    operation: 'identity',
    parameters: ['readMask', 'pageSize', 'pageToken', 'orderBy'],
    handle: list,
  },
  {
    method: 'GET',
    host,
    path: '/v1/locations/:location',
    operation: 'identity',
    parameters: ['readMask'],
    handle: get,
  },
]

/** All that a location may have; what these have not is left out of them. */
const fields = [
  'name',
  'languageCode',
  'storeCode',
  'title',
  'phoneNumbers',
  'categories',
  'storefrontAddress',
  'websiteUri',
  'regularHours',
  'specialHours',
  'serviceArea',
  'labels',
  'adWordsLocationExtensions',
  'latlng',
  'openInfo',
  'metadata',
  'profile',
  'relationshipData',
  'moreHours',
  'serviceItems',
]

function list({ user, request, world }: Call): SimReply {
  const mask = maskOf(request)
  const account = findAccount(request.params['account'] ?? '', user, world) ?? notFound()
  const { rows, around } = page(request, ordered(request, locationsOf(account, world)), {
    most: 100,
    usual: 10,
  })
  const locations = rows.map((location) => masked(location, mask, world))
  return { status: 200, body: { ...(rows.length === 0 ? {} : { locations }), ...around } }
}

function get({ user, request, world }: Call): SimReply {
  const mask = maskOf(request)
  const location = findLocationOf(user, request.params['location'] ?? '', world) ?? notFound()
  return { status: 200, body: masked(location, mask, world) }
}

function ordered({ query }: SimRequest, all: Location[]): Location[] {
  const order = query.get('orderBy') ?? ''
  if (!['', 'title', 'title desc'].includes(order))
    malformed('order_by', 'It may be title or title desc here.')
  if (order === '') return all
  const sorted = all.toSorted((a, b) => a.title.localeCompare(b.title))
  return order === 'title' ? sorted : sorted.reverse()
}

function maskOf({ query }: SimRequest): string[] {
  const mask = (query.get('readMask') ?? '').split(',').filter((each) => each !== '')
  if (mask.length === 0) malformed('read_mask', 'Field mask is required')
  const unknown = mask.find((each) => !fields.includes(each))
  if (unknown !== undefined) malformed('read_mask', `Invalid field mask provided: ${unknown}`)
  return mask
}

function masked(location: Location, mask: readonly string[], world: SimWorld): JsonObject {
  const whole = Object.entries(present(location, world))
  return Object.fromEntries(whole.filter(([name]) => mask.includes(name)))
}

/** The number by which Maps knows it. */
export function placeOf({ id }: Pick<Location, 'id'>): string {
  return digitsOf(`place ${id}`)
}

function present(location: Location, world: SimWorld): JsonObject {
  const { id, title, userId } = location
  const isVerified = findUser(userId, world)?.kind !== 'unverified'
  const placeId = `ChIJ${Buffer.from(id).toString('base64url').slice(0, 23)}`
  return {
    name: `locations/${id}`,
    languageCode: 'en',
    storeCode: id.slice(-6),
    title,
    phoneNumbers: { primaryPhone: '020 7946 0123' },
    storefrontAddress: {
      regionCode: 'GB',
      languageCode: 'en',
      postalCode: 'N1 9GU',
      locality: 'London',
      addressLines: [`${String(1 + (Number(id.slice(-3)) % 200))} Market Street`],
    },
    websiteUri: 'https://shop.example/',
    openInfo: { status: 'OPEN', canReopen: true },
    metadata: {
      hasVoiceOfMerchant: isVerified,
      // Unverified ones are not on the map.
      ...(isVerified
        ? {
            placeId,
            mapsUri: `https://maps.google.com/maps?cid=${placeOf(location)}`,
            newReviewUri: `https://search.google.com/local/writereview?placeid=${placeId}`,
          }
        : {}),
    },
  }
}
