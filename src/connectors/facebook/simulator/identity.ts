import type { Json } from '../../../kit/json.js'
import { refuse } from '../../../sandbox/graph-api/refusal.js'
import type { SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { answerNode, api, type Call } from './call.js'
import { Node, type Field } from './fields.js'
import { answerList } from './list.js'
import { findPage, findUser, roleOn, rolesIn, type Edge, type Page, type Role, type User } from './people.js'
import { noSuchObject, ok } from './replies.js'
import { pageTokenFrom } from './tokens.js'

const operation = 'identity'

export const identityRoutes: readonly SimRoute[] = [
  ...api({ method: 'GET', path: '/:id/accounts', operation }, (call) => listPages(call, 'accounts')),
  ...api({ method: 'GET', path: '/:id/businesses', operation }, listBusinesses),
  ...api({ method: 'GET', path: '/:id/owned_pages', operation }, (call) => listPages(call, 'owned_pages')),
  ...api({ method: 'GET', path: '/:id/client_pages', operation }, (call) => listPages(call, 'client_pages')),
  ...api({ method: 'GET', path: '/:id/picture', operation }, showPicture),
]

/** What reading a person or a page is for: a page's token is fetched to go on, not to see who it is. */
export function operationOfIdentity(request: SimRequest): 'identity' | 'other' {
  return /(^|,)access_token(,|$)/.test(request.query.get('fields') ?? '') ? 'other' : 'identity'
}

export function isIdentity(id: string, world: SimWorld): boolean {
  return id === 'me' || findUser(id, world) !== undefined || findPage(id, world) !== undefined
}

/** Answers for a person or a page; undefined where the id is neither. */
export function readIdentity(call: Call): SimReply | undefined {
  const { id, user, token, request, world } = call
  const page = findPage(id, world)
  if (page !== undefined) return answerNode(pageNode(page, call), call)
  const person = findUser(id, world)
  if (person === undefined) return undefined
  if (id !== user.id || token.pageId !== null) return noSuchObject(request.method, id)
  return answerNode(userNode(person), call)
}

/** A film may be 4 hours long and 10 GB large. */
const uploadLimits = { length: 14_400, size: 10_737_418_240 }

function userNode({ id, displayName }: User): Node {
  const [first = '', ...rest] = displayName.split(' ')
  const fields = {
    id,
    name: displayName,
    first_name: first,
    last_name: rest.join(' '),
    email: undefined,
    picture: pictureOf(id),
    video_upload_limits: uploadLimits,
  }
  return new Node('User', fields, ['name', 'id'])
}

function pageNode(page: Page, call: Call): Node {
  const { token, user, world } = call
  const role = roleOn(page.id, user.id, world)
  const fields = {
    id: page.id,
    name: page.name,
    username: page.username ?? undefined,
    link: `https://www.facebook.com/${page.username ?? page.id}`,
    category: page.category,
    category_list: [{ id: '2500', name: page.category }],
    tasks: role?.tasks.length === 0 ? undefined : role?.tasks,
    access_token: () => tokenOf(page.id, call),
    picture: pictureOf(page.id),
    followers_count: page.followers,
    fan_count: page.followers,
    instagram_business_account: undefined,
    is_published: true,
    is_verified: false,
    has_transitioned_to_new_page_experience: true,
    about: undefined,
  }
  return new Node('Page', fields, token.pageId === null ? listed : ['name', 'id'])
}

const listed = ['access_token', 'category', 'category_list', 'name', 'id', 'tasks']

/** Of a page's own token the same. */
function tokenOf(pageId: string, { token, world }: Call): string | undefined {
  if (token.pageId === pageId) return token.token
  if (token.pageId !== null || !token.scopes.includes('pages_show_list')) return undefined
  return pageTokenFrom(token, pageId, world)
}

function pictureOf(id: string): (field: Field) => Json {
  return ({ modifiers }) => {
    const size = modifiers['type'] === 'large' ? 200 : 50
    return {
      data: { height: size, is_silhouette: false, url: `https://${mediaHost}/picture/${id}`, width: size },
    }
  }
}

export const mediaHost = 'scontent.xx.fbcdn.net'

function showPicture({ id, given, request, world }: Call): SimReply {
  if (!isIdentity(id, world)) return noSuchObject(request.method, id)
  const picture = pictureOf(id)({ name: 'picture', modifiers: { type: given.text('type') }, inside: [] })
  if (['0', 'false'].includes(given.text('redirect'))) return ok(picture)
  return { status: 302, headers: { location: `https://${mediaHost}/picture/${id}` } }
}

/** Two at a time, however many were asked for: an app that reads one answer only misses pages. */
function listPages(call: Call, edge: Edge): SimReply {
  const { id, user, token, request, world } = call
  const isOwn = edge === 'accounts' ? id === user.id : id === businessOf(user)
  if (!isOwn || token.pageId !== null) return noSuchObject(request.method, id)
  if (edge !== 'accounts') needsBusinesses(call)
  const roles = token.scopes.includes('pages_show_list') ? rolesIn(edge, user.id, world) : []
  return answerList(call, roles, {
    keyOf: ({ pageId }) => pageId,
    nodeOf: ({ pageId }: Role) =>
      pageNode(findPage(pageId, world) ?? noSuchObject(request.method, pageId), call),
    most: 2,
  })
}

const businessOf = ({ id }: User): string => String(BigInt(id) + 1n)

function needsBusinesses({ token }: Call): void {
  if (!token.scopes.includes('business_management'))
    refuse(100, '(#100) Missing Permission: business_management')
}

function listBusinesses(call: Call): SimReply {
  const { id, user, token, request } = call
  if (id !== user.id || token.pageId !== null) return noSuchObject(request.method, id)
  needsBusinesses(call)
  const nodeOf = (business: string): Node =>
    new Node(
      'Business',
      { id: business, name: `${user.displayName} Ltd`, verification_status: 'not_verified' },
      ['id', 'name'],
    )
  return answerList(call, [businessOf(user)], { keyOf: (each) => each, nodeOf })
}
