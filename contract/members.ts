import { z } from 'zod'
import { byId, date, success } from './common.js'
import { endpoint } from './endpoint.js'
import { administrators, roles } from './roles.js'

const role = z
  .string()
  .transform((value) => value.toLowerCase())
  .pipe(z.enum(roles))
  .describe(`In any case: ${roles.join(', ')}`)
export const password = z.string().min(8).max(200)

export const member = z
  .object({
    id: z.string().describe('The same as userId'),
    userId: z.string(),
    email: z.string(),
    name: z.string().nullable(),
    role: z.enum(roles),
    status: z.enum(['active', 'invited']).describe('invited: has not signed in yet'),
    createdAt: date,
  })
  .meta({ id: 'Member' })

export const listMembers = endpoint({
  name: 'listMembers',
  method: 'GET',
  path: '/v1/members',
  scope: 'any',
  tag: 'Members',
  summary: 'List the members of the workspace',
  reply: z.object({ data: z.array(member), members: z.array(member).describe('The same as data.') }),
})

export const addMember = endpoint({
  name: 'addMember',
  method: 'POST',
  path: '/v1/members',
  scope: 'any',
  roles: administrators,
  rolesNote: 'Only owners make owners. A key of full write access.',
  tag: 'Members',
  summary: 'Add a member',
  description:
    'Without a password it is an invitation: the reply carries the address at which the person chooses one, and a server that sends mails sends them theirs. Who was invited and has not signed in is so invited again, with this role. Who has a user already keeps the password.',
  body: z.object({
    email: z.email('is not an e-mail address').max(254),
    name: z.string().trim().min(1).max(200).nullish(),
    role,
    password: password.nullish(),
  }),
  reply: member.extend({ inviteUrl: z.string().nullable() }),
  status: 201,
  errors: ['CONFLICT'],
  idempotency: 'transaction',
  secretReply: true,
  example: { body: { email: 'ann@example.com', name: 'Ann', role: 'editor' } },
})

export const changeMember = endpoint({
  name: 'changeMember',
  method: 'PATCH',
  path: '/v1/members/:id',
  scope: 'any',
  roles: administrators,
  rolesNote: 'Owners are made and changed by owners alone. A key of full write access.',
  tag: 'Members',
  summary: 'Change a member’s role',
  description: 'A workspace keeps at least one owner.',
  params: byId,
  body: z.object({ role }),
  reply: member,
  errors: ['NOT_FOUND', 'CONFLICT'],
  idempotency: 'transaction',
  example: { body: { role: 'approver' } },
})

export const removeMember = endpoint({
  name: 'removeMember',
  method: 'DELETE',
  path: '/v1/members/:id',
  scope: 'any',
  rolesNote:
    'Anybody leaves; others are removed by owners and admins, owners by owners. A key of full write access.',
  tag: 'Members',
  summary: 'Remove a member',
  description:
    'Their API keys of this workspace, and sessions that act in it, end at once. A workspace keeps at least one owner.',
  params: byId,
  reply: success,
  errors: ['NOT_FOUND', 'CONFLICT'],
  idempotency: 'transaction',
})

export const acceptInvitation = endpoint({
  name: 'acceptInvitation',
  method: 'POST',
  path: '/v1/invitations/accept',
  scope: 'none',
  tag: 'Members',
  summary: 'Accept an invitation by choosing a password',
  description: 'Takes no key. An invitation holds for 7 days and works once.',
  body: z.object({
    token: z.string().min(1).max(500),
    password,
    name: z.string().trim().min(1).max(200).nullish(),
  }),
  reply: z.object({ success: z.literal(true), email: z.string() }),
  errors: ['INVALID_PARAM'],
  example: { body: { token: 'usr_c0m8k….1790000000000.…', password: 'correct horse battery' } },
})

export const setGa4ClientId = endpoint({
  name: 'setGa4ClientId',
  method: 'POST',
  path: '/v1/users/me/ga4-client-id',
  scope: 'any',
  tag: 'Members',
  summary: 'Keep the Google Analytics client id of your browser',
  description:
    'Kept with your user, in all workspaces; the last one counts. Where the operator has set GA4_MEASUREMENT_ID, Google Analytics is told from now on when your posts are created, scheduled, published or failed; elsewhere nothing is sent to Google. Send it again after you join another workspace.',
  body: z.object({
    clientId: z
      .string()
      .max(64)
      .regex(/^\d+\.\d+$/, 'is no client id; one looks like 1234567890.1700000000')
      .describe('As in the _ga cookie, without what is before it'),
  }),
  reply: z.object({ ok: z.literal(true) }),
  idempotency: 'transaction',
  example: { body: { clientId: '1234567890.1700000000' } },
})

export const memberEndpoints = [
  setGa4ClientId,
  listMembers,
  addMember,
  changeMember,
  removeMember,
  acceptInvitation,
] as const
