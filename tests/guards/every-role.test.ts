import { describe, expect, it } from 'vitest'
import type { Endpoint } from '../../contract/endpoint.js'
import { endpoints } from '../../contract/index.js'
import { roles, rolesOf, type Role } from '../../contract/roles.js'
import { approvalsRoom, type Person } from '../support/approvals-room.js'
import { startHouse } from '../support/house.js'
import { pathOf, subjects, type Subject } from '../support/subjects.js'

const house = await startHouse({ INSTAGRAM_AUDIO_ENABLED: 'true' })
const subjectOf = await subjects(house)
const room = await approvalsRoom(house)
const people = Object.fromEntries(
  await Promise.all(roles.map(async (role) => [role, await room.person(role)] as const)),
) as Record<Role, Person>

/** What anybody does to what is theirs alone. Who did it is nobody afterwards: another of the role comes each time. */
const own: Record<string, (role: Role) => Promise<{ subject: Subject; person: Person }>> = {
  async deleteApiKey(role) {
    const person = await room.person(role)
    return { subject: { params: { id: person.keyId } }, person }
  },
  async removeMember(role) {
    const person = await room.person(role)
    return { subject: { params: { id: person.userId } }, person }
  },
}

/** What takes sessions alone is tried by one, whose user gets the role. */
async function inSession(key: string, role: Role): Promise<{ key: string }> {
  const { userId } = await house.call<{ userId: string }>('GET', '/v1/auth/me', undefined, { key })
  await house.call('PATCH', `/v1/members/${userId}`, { role })
  return { key }
}

async function send(endpoint: Endpoint, given: Subject, { key }: Pick<Person, 'key'>) {
  const answer = await fetch(`${house.url}${pathOf(endpoint, given)}`, {
    method: endpoint.method,
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      authorization: `Bearer ${key}`,
    },
    ...(endpoint.method === 'GET' ? {} : { body: JSON.stringify(given.body ?? {}) }),
  })
  const body = (await answer.json()) as { error?: { code: string; details?: Record<string, unknown> } }
  return { status: answer.status, error: body.error ?? null }
}

describe.each(
  endpoints
    .filter(({ scope }) => scope !== 'none' && scope !== 'optional')
    .map((endpoint) => [endpoint.name, endpoint] as const),
)('%s', (name, endpoint) => {
  const allowed = rolesOf(endpoint)
  const refused = roles.filter((role) => !allowed.includes(role))

  it(`is for ${allowed.join(', ')}, with a key of every scope`, async () => {
    for (const role of allowed) {
      const { subject, person } = (await own[name]?.(role)) ?? {
        subject: await subjectOf(endpoint),
        person: people[role],
      }
      const { key } = subject.key === undefined ? person : await inSession(subject.key, role)
      const { error } = await send(endpoint, subject, { key })
      expect([role, error?.code]).not.toEqual([role, 'FORBIDDEN'])
    }
  })

  if (refused.length > 0)
    it(`is not for ${refused.join(', ')}`, async () => {
      const ids = [...endpoint.path.matchAll(/:(\w+)/g)].map(([, id = '']) => [id, 'abc_123'])
      for (const role of refused) {
        const { status, error } = await send(endpoint, { params: Object.fromEntries(ids) }, people[role])
        expect([role, status, error?.code]).toEqual([role, 403, 'FORBIDDEN'])
        expect(error?.details).toEqual({ role, requiredRoles: allowed })
      }
    })
})
