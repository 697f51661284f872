import type { JsonObject } from '../../../kit/json.js'
import type { SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { findOrganization, listRoles, roleIn, type Organization, type Role } from './people.js'
import { apiHost as host, badQuery, denied, notFound, refuse } from './replies.js'
import { enter, pageOf, textParameter, versionOf } from './restli.js'
import { signedIn, type Caller } from './tokens.js'
import { organizationUrn, personUrn } from './urns.js'

const operation = 'identity'
export const identityRoutes: readonly SimRoute[] = [
  { method: 'GET', host, path: '/v2/userinfo', operation, handle: userinfo },
  { method: 'GET', host, path: '/v2/me', operation, handle: me },
  { method: 'GET', host, path: '/v2/organizationalEntityAcls', operation, handle: olderRoles },
  { method: 'GET', host, path: '/rest/organizationAcls', operation, handle: roles },
  { method: 'GET', host, path: '/rest/organizations/:id', operation, handle: organization },
]

/** Any one of the scopes is enough. */
export function needsScope({ scopes }: Caller, resource: string, ...enough: string[]): void {
  if (!enough.some((scope) => scopes.includes(scope))) refuse(denied(resource))
}

function userinfo(request: SimRequest, world: SimWorld): SimReply {
  const caller = signedIn(request, world)
  needsScope(caller, 'userInfo.GET.NO_VERSION', 'openid')
  const { id, username, displayName } = caller.person
  const has = (scope: string): boolean => caller.scopes.includes(scope)
  return {
    status: 200,
    body: {
      sub: id,
      ...(has('profile') ? { ...namesOf(displayName), name: displayName } : {}),
      ...(has('profile') ? { picture: pictureOf(id), locale: { country: 'US', language: 'en' } } : {}),
      ...(has('email') ? { email: `${username.toLowerCase()}@example.com`, email_verified: true } : {}),
    },
  }
}

function namesOf(displayName: string) {
  const [first = '', ...rest] = displayName.split(' ')
  return { given_name: first, family_name: rest.join(' ') }
}

const pictureOf = (id: string): string =>
  `https://media.licdn.com/dms/image/${id}/profile-displayphoto-shrink_100_100/0`

function me(request: SimRequest, world: SimWorld): SimReply {
  const caller = signedIn(request, world)
  needsScope(caller, 'me.GET.NO_VERSION', 'r_basicprofile')
  const { id, username, displayName } = caller.person
  const { given_name: first, family_name: last } = namesOf(displayName)
  return {
    status: 200,
    body: {
      id,
      localizedFirstName: first,
      localizedLastName: last,
      localizedHeadline: 'Made up for the sandbox',
      vanityName: username,
    },
  }
}

const administers = ['rw_organization_admin', 'r_organization_admin']

/** The roles of whoever asks, filtered as asked. */
function rolesAskedFor(request: SimRequest, { person }: Caller, world: SimWorld): Role[] {
  if (textParameter(request, 'q') !== 'roleAssignee') return refuse(badQuery())
  const [role, state] = [textParameter(request, 'role'), textParameter(request, 'state')]
  return listRoles(person.id, world).filter(
    (each) => (role === undefined || each.role === role) && (state === undefined || each.state === state),
  )
}

function roles(request: SimRequest, world: SimWorld): SimReply {
  const caller = enter(request, world)
  needsScope(caller, `organizationAcls.FINDER-roleAssignee.${versionOf(request)}`, ...administers)
  const { elements, paging } = pageOf(rolesAskedFor(request, caller, world), request)
  const shown = elements.map(({ role, state, organizationId }) => ({
    role,
    organization: organizationUrn(organizationId),
    roleAssignee: personUrn(caller.person.id),
    state,
  }))
  return { status: 200, body: { paging, elements: shown } }
}

/** The older call, in which a projection brings the organizations along. */
function olderRoles(request: SimRequest, world: SimWorld): SimReply {
  const caller = signedIn(request, world)
  needsScope(caller, 'organizationalEntityAcls.FINDER-roleAssignee.NO_VERSION', ...administers)
  const isProjected = (request.query.get('projection') ?? '').includes('organizationalTarget~')
  const { elements, paging } = pageOf(rolesAskedFor(request, caller, world), request)
  const shown = elements.map(({ role, state, organizationId }) => {
    const target = findOrganization(organizationId, world)
    return {
      role,
      state,
      roleAssignee: personUrn(caller.person.id),
      organizationalTarget: organizationUrn(organizationId),
      ...(isProjected && target !== undefined ? { 'organizationalTarget~': projected(target) } : {}),
    }
  })
  return { status: 200, body: { paging, elements: shown } }
}

function projected({ id, name, vanityName, hasLogo }: Organization): JsonObject {
  const identifier = `https://media.licdn.com/dms/image/${id}/company-logo_200_200/0`
  const logo = { original: logoUrn(id), 'original~': { elements: [{ identifiers: [{ identifier }] }] } }
  return { localizedName: name, vanityName, ...(hasLogo ? { logoV2: logo } : {}) }
}

const logoUrn = (id: string): string => `urn:li:digitalmediaAsset:C560B${id}`

function organization(request: SimRequest, world: SimWorld): SimReply {
  const caller = enter(request, world)
  const resource = `organizations.GET.${versionOf(request)}`
  needsScope(caller, resource, ...administers)
  const found = findOrganization(request.params['id'] ?? '', world)
  if (found === undefined) return notFound()
  if (roleIn(caller.person.id, found.id, world) === undefined) return denied(resource)
  const { id, name, vanityName, hasLogo } = found
  return {
    status: 200,
    body: {
      id: Number(id),
      localizedName: name,
      vanityName,
      ...(hasLogo ? { logoV2: { original: logoUrn(id) } } : {}),
      localizedWebsite: `https://${vanityName}.example`,
      primaryOrganizationType: 'NONE',
    },
  }
}
