import { describe, expect, it } from 'vitest'
import { aReply, scripted } from '../../../tests/support/scripted-network.js'
import type { JsonObject } from '../../kit/json.js'
import { destinations } from './destinations.js'
import { identity } from './identity.js'
import { presentLocation } from './location.js'

const accounts = 'https://mybusinessaccountmanagement.googleapis.com/v1/accounts'
const information = 'https://mybusinessbusinessinformation.googleapis.com/v1'
const v4 = 'https://mybusiness.googleapis.com/v4'
const own = { name: 'accounts/1', accountName: 'Ann Cook', type: 'PERSONAL' }
const group = { name: 'accounts/2', accountName: 'Kitchens', type: 'LOCATION_GROUP' }
const readMask = 'name,title,storefrontAddress,metadata,websiteUri,phoneNumbers,storeCode'
const kitchen = {
  name: 'locations/7',
  title: 'Soup kitchen',
  storeCode: 'S7',
  storefrontAddress: { addressLines: ['Market 1'], postalCode: '10115', locality: 'Berlin' },
  phoneNumbers: { primaryPhone: '+49 30 1' },
  websiteUri: 'https://example.com/',
  metadata: { mapsUri: 'https://maps.google.com/?cid=7', placeId: 'p', hasVoiceOfMerchant: true },
}
const bare = { name: 'locations/8', metadata: {} }

describe('section 2: locations', () => {
  it('of all accounts, page by page, each under the account that lists it first', async () => {
    const { ctx, asked } = scripted([
      aReply(200, { accounts: [own], nextPageToken: 'more' }),
      aReply(200, { accounts: [group] }),
      aReply(200, {}),
      aReply(200, { locations: [kitchen], nextPageToken: 'next' }),
      aReply(200, { locations: [bare, kitchen] }),
    ])
    expect(await destinations(ctx)).toEqual([
      {
        id: 'accounts/2/locations/7',
        name: 'Soup kitchen',
        pageId: 'accounts/2/locations/7',
        type: 'location',
        address: 'Market 1, 10115 Berlin',
        storeCode: 'S7',
        phone: '+49 30 1',
        websiteUrl: 'https://example.com/',
        mapsUrl: 'https://maps.google.com/?cid=7',
        isVerified: true,
      },
      {
        id: 'accounts/2/locations/8',
        name: 'accounts/2/locations/8',
        pageId: 'accounts/2/locations/8',
        type: 'location',
        address: null,
        storeCode: null,
        phone: null,
        websiteUrl: null,
        mapsUrl: null,
        isVerified: false,
      },
    ])
    expect(asked.map(({ url, query }) => [url, query])).toEqual([
      [accounts, { pageSize: '20' }],
      [accounts, { pageSize: '20', pageToken: 'more' }],
      [`${information}/accounts/1/locations`, { readMask, pageSize: '100' }],
      [`${information}/accounts/2/locations`, { readMask, pageSize: '100' }],
      [`${information}/accounts/2/locations`, { readMask, pageSize: '100', pageToken: 'next' }],
    ])
  })

  it('one that is in two accounts goes by the first of them', async () => {
    const locations = aReply(200, { locations: [kitchen] })
    const { ctx } = scripted([aReply(200, { accounts: [own, group] }), locations, locations])
    expect((await destinations(ctx)).map(({ id }) => id)).toEqual(['accounts/1/locations/7'])
  })

  it.each([
    ['an outage', aReply(503), 'SERVICE_UNAVAILABLE'],
    [
      'a project that is not approved',
      aReply(403, { error: { status: 'PERMISSION_DENIED', details: [{ reason: 'SERVICE_DISABLED' }] } }),
      'INVALID_PARAM',
    ],
  ])('section 1: %s is said', async (_what, reply, code) => {
    await expect(destinations(scripted([reply]).ctx)).rejects.toMatchObject({ code })
    const second = scripted([aReply(200, { accounts: [own] }), reply])
    await expect(destinations(second.ctx)).rejects.toMatchObject({ code })
  })
})

describe('section 2: who it is', () => {
  const page = { id: 'accounts/2/locations/7', name: 'Soup kitchen', isVerified: true }
  const list = aReply(200, { accounts: [group, own] })
  const known = {
    remoteId: 'accounts/1',
    username: null,
    displayName: 'Ann Cook',
    avatarUrl: 'https://x/old',
  }
  const asked = async (answers: Parameters<typeof scripted>[0], data: JsonObject = {}) => {
    const { ctx, asked: calls } = scripted(answers, { data })
    const tested = data['page'] === undefined ? ctx : { ...ctx, known }
    return { answer: await identity(tested), calls: calls.map(({ url, query }) => [url, query]) }
  }

  it('the person, by their own account, in one call', async () => {
    const { answer, calls } = await asked([list])
    expect(answer).toEqual({
      kind: 'ok',
      identity: {
        remoteId: 'accounts/1',
        username: null,
        displayName: 'Ann Cook',
        avatarUrl: null,
        accountType: 'business',
      },
    })
    expect(calls).toEqual([[accounts, { pageSize: '20' }]])
  })

  const logo = { locationAssociation: { category: 'LOGO' }, googleUrl: 'https://lh3.example/logo' }
  const profile = { locationAssociation: { category: 'PROFILE' }, googleUrl: 'https://lh3.example/profile' }
  const food = { locationAssociation: { category: 'FOOD_AND_DRINK' }, googleUrl: 'https://lh3.example/food' }
  it.each([
    ['its profile picture', [food, logo, profile], 'https://lh3.example/profile'],
    ['its logo', [food, logo], 'https://lh3.example/logo'],
    ['no other picture', [food], null],
  ])(
    'tested with a location: section 8, whether it still is theirs, once with %s',
    async (_what, mediaItems, avatarUrl) => {
      const { answer, calls } = await asked([aReply(200, kitchen), aReply(200, { mediaItems })], { page })
      expect(answer).toMatchObject({ kind: 'ok', identity: { remoteId: 'accounts/1', avatarUrl } })
      const location = [`${information}/locations/7`, { readMask: 'name,title,metadata' }]
      expect(calls).toEqual([location, [`${v4}/accounts/2/locations/7/media`, { pageSize: '100' }]])
      const again = await asked([aReply(200, kitchen)], { page, logoOf: page.id })
      expect(again.answer).toMatchObject({ kind: 'ok', identity: { avatarUrl: known.avatarUrl } })
      expect(again.calls).toEqual([location])
    },
  )

  it.each<[string, Parameters<typeof scripted>[0], JsonObject, string, string]>([
    [
      'an access that is over',
      [aReply(401, { error: { status: 'UNAUTHENTICATED' } })],
      {},
      'dead',
      'ACCOUNT_DISCONNECTED',
    ],
    [
      'a permission that was not ticked',
      [
        aReply(403, {
          error: { status: 'PERMISSION_DENIED', details: [{ reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT' }] },
        }),
      ],
      {},
      'dead',
      'PERMISSION_DENIED',
    ],
    ['an outage', [aReply(503)], {}, 'unreachable', 'PLATFORM_UNAVAILABLE'],
    ['no answer', [new Error('away')], {}, 'unreachable', 'PLATFORM_UNAVAILABLE'],
    ['nobody’s account', [aReply(200, {})], {}, 'dead', 'PERMISSION_DENIED'],
    [
      'a location that is gone',
      [aReply(404, { error: { status: 'NOT_FOUND' } })],
      { page },
      'unreachable',
      'PUBLISH_ERROR',
    ],
    [
      'a location without voice of merchant',
      [aReply(200, bare)],
      { page },
      'unreachable',
      'PERMISSION_DENIED',
    ],
  ])('%s', async (_what, answers, data, kind, code) => {
    expect((await asked(answers, data)).answer).toMatchObject({ kind, error: { code } })
  })

  it('pictures that cannot be read are none', async () => {
    const { answer } = await asked([aReply(200, kitchen), aReply(500)], { page })
    expect(answer).toMatchObject({ kind: 'ok', identity: { avatarUrl: null } })
  })

  it('an account shows which location is chosen, and that one is', () => {
    expect(presentLocation({ page: { ...page, phone: '+49 30 1' } })).toEqual({
      location: page,
      gmbLocationsConfigured: true,
    })
    for (const none of [{}, { page: null }])
      expect(presentLocation(none)).toEqual({ location: null, gmbLocationsConfigured: false })
  })
})
