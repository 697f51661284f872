import type { Json, JsonObject } from '../../../kit/json.js'
import { fieldsIn, pick, type Field } from '../../../sandbox/graph-api/fields.js'
import { noSuchObject, ok } from '../../../sandbox/graph-api/refusal.js'
import type { SimReply, SimRoute } from '../../../sandbox/simulator.js'
import { api, type Call } from './call.js'
import { page as listed } from './lists.js'
import { findUser, pagesOf, personId, type Page } from './people.js'
import { presentUser } from './present-user.js'
import { numberOf } from '../../../sandbox/plain-name.js'
import { pageToken, requireScope } from './tokens.js'

/** What a person at Facebook looks after: pages, some by way of a business. */
export const pageRoutesOfFacebook: readonly SimRoute[] = [
  ...api({ method: 'GET', path: '/:id/accounts', operation: 'identity', only: 'facebook' }, (call) => {
    isPerson(call)
    requireScope(call.token, 'pages_show_list')
    return list(call, pagesOf(call.token.userId, call.world))
  }),
  ...api({ method: 'GET', path: '/:id/businesses', operation: 'identity', only: 'facebook' }, (call) => {
    isPerson(call)
    requireScope(call.token, 'business_management')
    const fields = fieldsIn(call.given, ['id', 'name'])
    return listed(call, [business(call)], (each) => pick(each, fields, 'Business'))
  }),
  ...api({ method: 'GET', path: '/:id/owned_pages', operation: 'identity', only: 'facebook' }, (call) =>
    list(call, pagesOfBusiness(call).slice(0, 1)),
  ),
  ...api({ method: 'GET', path: '/:id/client_pages', operation: 'identity', only: 'facebook' }, (call) =>
    list(call, pagesOfBusiness(call).slice(1, 2)),
  ),
]

function isPerson({ id, token, request }: Call): void {
  const isOneself = id === 'me' || id === personId(token.userId)
  if (token.kind !== 'person' || !isOneself) noSuchObject(request.method, id)
}

/** One for each person. */
function business({ token, world }: Call): { id: string; name: string } {
  const number = numberOf(`business of ${token.userId}`) % 100_000_000_000_000n
  const name = findUser(token.userId, world)?.displayName ?? ''
  return { id: String(200_000_000_000_000n + number), name: `${name} Ltd` }
}

function pagesOfBusiness(call: Call): Page[] {
  const { id, token, request, world } = call
  if (token.kind !== 'person' || id !== business(call).id) noSuchObject(request.method, id)
  requireScope(token, 'business_management')
  return pagesOf(token.userId, world)
}

/** Whatever limit is asked for: whoever reads one page only misses some. */
const shortestPage = 2

function list(call: Call, pages: readonly Page[]): SimReply {
  const fields = fieldsIn(call.given, ['access_token', 'category', 'category_list', 'name', 'id', 'tasks'])
  return listed(call, pages, (page) => present(page, fields, call), shortestPage)
}

export function findPage({ id, token, world }: Call): Page | undefined {
  if (token.pageId !== null && token.pageId !== id) return undefined
  return pagesOf(token.userId, world).find((page) => page.id === id)
}

export function readPage(page: Page, call: Call): SimReply {
  return ok(present(page, fieldsIn(call.given, ['name', 'id']), call))
}

export function readBusiness(call: Call): SimReply {
  const found = business(call)
  if (call.token.kind !== 'person') noSuchObject(call.request.method, call.id)
  if (call.id === personId(call.token.userId)) return readPerson(call)
  if (call.id !== found.id) noSuchObject(call.request.method, call.id)
  requireScope(call.token, 'business_management')
  return ok(pick(found, fieldsIn(call.given, ['id', 'name']), 'Business'))
}

/** The person at Facebook, who has no name of the kind that Instagram gives. */
export function readPerson(call: Call): SimReply {
  const { userId } = call.token
  const node = {
    id: personId(userId),
    name: findUser(userId, call.world)?.displayName,
    picture: {
      data: { height: 50, is_silhouette: true, url: 'https://static.xx.fbcdn.net/v/face', width: 50 },
    },
  }
  return ok(pick(node, fieldsIn(call.given, ['name', 'id']), 'User'))
}

function present(page: Page, fields: readonly Field[], call: Call): JsonObject {
  const inside = fields.find(({ name }) => name === 'instagram_business_account')?.inside ?? [
    { name: 'id', inside: null },
  ]
  const linked = page.instagramId === null ? undefined : findUser(page.instagramId, call.world)
  const category = { id: '2500', name: 'Local business' }
  const mayWork = page.tasks.includes('MANAGE')
  const node: Record<string, Json | undefined> = {
    id: page.id,
    name: page.name,
    username: undefined,
    // Who only looks at a page has no token for it.
    access_token: mayWork ? pageToken(call.token, page.id, call.world) : undefined,
    category: category.name,
    category_list: [category],
    tasks: page.tasks,
    picture: {
      data: { height: 50, is_silhouette: true, url: 'https://static.xx.fbcdn.net/v/page', width: 50 },
    },
    link: `https://www.facebook.com/${page.id}`,
    instagram_business_account:
      linked === undefined ? undefined : pick(presentUser(linked, call), inside, 'IGUser'),
    // Of any kind, personal ones too.
    connected_instagram_account: { id: linked?.id ?? '17841499999999999' },
    followers_count: 120,
    fan_count: 118,
  }
  // What was picked inside is whole.
  return pick(
    node,
    fields.map(({ name, inside: more }) => ({
      name,
      inside: name === 'instagram_business_account' ? null : more,
    })),
    'Page',
  )
}
