import { describe, expect, it } from 'vitest'
import { startTestApp, type Api, type Reply } from '../support/app.js'
import { aWorkspace } from '../support/builders.js'

const app = await startTestApp()
const home = `/v1/workspaces/${app.home.workspaceId}`

type Member = {
  id: string
  userId: string
  email: string
  role: string
  status: string
  inviteUrl: string | null
}

function errorOf(reply: Reply): { code: string; message: string; details?: Record<string, unknown> } {
  return (reply.body as { error: { code: string; message: string; details?: Record<string, unknown> } }).error
}

async function add(given: Record<string, unknown>, api: Api = app.api): Promise<Member> {
  const reply = await api('POST', '/v1/members', { role: 'editor', ...given })
  if (reply.status !== 201) throw new Error(reply.text)
  return reply.body as Member
}

function tokenOf(member: Member): string {
  return new URL(member.inviteUrl ?? '').searchParams.get('token') ?? ''
}

describe('members', () => {
  it('come with a password, or by an invitation that works once and for seven days', async () => {
    const ready = await add({ email: 'Ready@example.com', name: 'Ready', password: 'correct horse' })
    expect(ready).toMatchObject({
      status: 'active',
      role: 'editor',
      inviteUrl: null,
      email: 'Ready@example.com',
    })
    const invited = await add({ email: 'ann@example.com', role: 'APPROVER' })
    expect(invited).toMatchObject({ status: 'invited', role: 'approver' })
    const accept = (token: string): Promise<Reply> =>
      app.anonymous('POST', '/v1/invitations/accept', { token, password: 'battery staple' })
    const forged = tokenOf(invited).replace(/^usr_\w+/, ready.userId)
    expect(errorOf(await accept(forged)).code).toBe('INVALID_PARAM')
    expect((await accept(tokenOf(invited))).body).toEqual({ success: true, email: 'ann@example.com' })
    expect(errorOf(await accept(tokenOf(invited))).code).toBe('INVALID_PARAM')
    const late = await add({ email: 'late@example.com' })
    await app.db.query({ text: 'select vb_advance($1)', values: [7 * 24 * 3_600_000 + 1_000] })
    expect(errorOf(await accept(tokenOf(late))).code).toBe('INVALID_PARAM')
    const { data } = (await app.api('GET', '/v1/members')).body as { data: Member[] }
    expect(data.find(({ email }) => email === 'ann@example.com')).toMatchObject({ status: 'active' })
    const stored = await app.db.query<{ row: string }>({ text: 'select u::text as row from users u' })
    expect(stored.some(({ row }) => /correct horse|battery staple/.test(row))).toBe(false)
  })

  it('who were invited and have not come are invited again, when the first invitation is over too', async () => {
    const first = await add({ email: 'slow@example.com' })
    await app.db.query({ text: 'select vb_advance($1)', values: [7 * 24 * 3_600_000 + 1_000] })
    const again = await add({ email: 'Slow@example.com', role: 'viewer' })
    expect(again).toMatchObject({ userId: first.userId, role: 'viewer', status: 'invited' })
    const accept = (member: Member): Promise<Reply> =>
      app.anonymous('POST', '/v1/invitations/accept', { token: tokenOf(member), password: 'battery staple' })
    expect(errorOf(await accept(first)).code).toBe('INVALID_PARAM')
    expect((await accept(again)).body).toEqual({ success: true, email: 'slow@example.com' })
    const password = 'somebody else’s'
    for (const given of [{ email: 'slow@example.com' }, { email: 'late@example.com', password }])
      expect((await app.api('POST', '/v1/members', { role: 'viewer', ...given })).status).toBe(409)
    const admin = await app.apiOf({ role: 'admin' })
    const owner = await add({ email: 'owner-to-be@example.com', role: 'owner' })
    const demoting = await admin('POST', '/v1/members', { email: 'owner-to-be@example.com', role: 'viewer' })
    expect([demoting.status, errorOf(demoting).message]).toEqual([
      403,
      'This needs the role owner; you are admin. An owner can change that.',
    ])
    await app.api('DELETE', `/v1/members/${owner.id}`)
  })

  it('whose invitation is taken back, by removing them, cannot accept it', async () => {
    const invited = await add({ email: 'unwanted@example.com' })
    await app.api('DELETE', `/v1/members/${invited.id}`)
    const accept = { token: tokenOf(invited), password: 'battery staple' }
    expect(errorOf(await app.anonymous('POST', '/v1/invitations/accept', accept)).code).toBe('INVALID_PARAM')
    const again = await add({ email: 'unwanted@example.com' })
    expect(again).toMatchObject({ userId: invited.userId, status: 'invited' })
    expect(again.inviteUrl).not.toBeNull()
  })

  it('who were invited elsewhere are added without a second invitation, whose maker could choose their password', async () => {
    const first = await add({ email: 'shared@example.com' })
    expect(first.inviteUrl).not.toBeNull()
    const other = await app.apiOf({ home: await aWorkspace(app.db) })
    const second = await add({ email: 'shared@example.com' }, other)
    expect(second).toMatchObject({ userId: first.userId, inviteUrl: null })

    // Who saw the first invitation would be the person at the other workspace, too.
    const accept = { token: tokenOf(first), password: 'battery staple' }
    const refused = errorOf(await app.anonymous('POST', '/v1/invitations/accept', accept))
    expect(refused.message).toContain('another workspace')
    await other('DELETE', `/v1/members/${second.id}`)
    expect((await app.anonymous('POST', '/v1/invitations/accept', accept)).status).toBe(200)
  })

  it('who are invited to several workspaces of one owner come by the newest invitation', async () => {
    const first = await add({ email: 'both@example.com' })
    const elsewhere = await aWorkspace(app.db)
    await app.db.query({
      text: `insert into members (workspace_id, user_id, role) values ($1, $2, 'owner')`,
      values: [elsewhere.workspaceId, app.home.userId],
    })
    const owner = await app.apiOf({ home: { ...elsewhere, userId: app.home.userId } })
    const second = await add({ email: 'both@example.com' }, owner)
    const accept = (member: Member): Promise<Reply> =>
      app.anonymous('POST', '/v1/invitations/accept', { token: tokenOf(member), password: 'battery staple' })
    expect((await accept(first)).status).toBe(400)
    expect((await accept(second)).status).toBe(200)
  })

  it('are there once, whatever the case of their address', async () => {
    await add({ email: 'once@example.com', password: 'correct horse' })
    const again = await app.api('POST', '/v1/members', { email: 'ONCE@example.com', role: 'viewer' })
    expect([again.status, errorOf(again).code]).toEqual([409, 'CONFLICT'])
  })

  it('are added and changed by owners and admins; owners by owners alone', async () => {
    const admin = await app.apiOf({ role: 'admin' })
    const editor = await app.apiOf({ role: 'editor' })
    const someone = await add({ email: 'someone@example.com' }, admin)
    expect((await admin('PATCH', `/v1/members/${someone.id}`, { role: 'viewer' })).body).toMatchObject({
      role: 'viewer',
    })
    for (const [api, method, path, body] of [
      [editor, 'POST', '/v1/members', { email: 'x@example.com', role: 'viewer' }],
      [editor, 'PATCH', `/v1/members/${someone.id}`, { role: 'editor' }],
      [editor, 'DELETE', `/v1/members/${someone.id}`],
      [admin, 'POST', '/v1/members', { email: 'x@example.com', role: 'owner' }],
      [admin, 'PATCH', `/v1/members/${admin.userId}`, { role: 'owner' }],
      [admin, 'PATCH', `/v1/members/${app.home.userId}`, { role: 'editor' }],
      [admin, 'DELETE', `/v1/members/${app.home.userId}`],
    ] as const)
      expect([method, path, (await api(method, path, body)).status]).toEqual([method, path, 403])
  })

  it('who leave take their keys of this workspace with them', async () => {
    const leaving = await app.apiOf({ role: 'editor' })
    expect((await leaving('DELETE', `/v1/members/${leaving.userId}`)).body).toEqual({ success: true })
    expect((await leaving('GET', '/v1/posts')).status).toBe(401)
    const back = await app.db.query({
      text: `insert into members (workspace_id, user_id, role) values ($1, $2, 'editor') returning 1`,
      values: [app.home.workspaceId, leaving.userId],
    })
    expect(back).toHaveLength(1)
    expect((await leaving('GET', '/v1/posts')).status).toBe(401)
  })

  it('always include an owner, also when two owners remove each other at once', async () => {
    const only = await app.api('DELETE', `/v1/members/${app.home.userId}`)
    expect([only.status, errorOf(only).code]).toEqual([409, 'CONFLICT'])
    expect((await app.api('PATCH', `/v1/members/${app.home.userId}`, { role: 'admin' })).status).toBe(409)
    const pair = await aWorkspace(app.db)
    const one = await app.apiOf({ home: pair })
    const two = await app.apiOf({ home: pair, role: 'owner' })
    const replies = await Promise.all([
      one('DELETE', `/v1/members/${two.userId}`),
      two('DELETE', `/v1/members/${pair.userId}`),
    ])
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
    const owners = await app.db.query({
      text: `select 1 from members where workspace_id = $1 and role = 'owner'`,
      values: [pair.workspaceId],
    })
    expect(owners).toHaveLength(1)
  })

  it('have in each workspace the role they have there', async () => {
    const viewer = await app.apiOf({ role: 'viewer' })
    const elsewhere = await aWorkspace(app.db)
    await app.db.query({
      text: `insert into members (workspace_id, user_id, role) values ($1, $2, 'owner')`,
      values: [elsewhere.workspaceId, viewer.userId],
    })
    const owner = await app.apiOf({ home: { ...elsewhere, userId: viewer.userId } })
    expect((await viewer('PATCH', home, { name: 'Mine' })).status).toBe(403)
    const own = await owner('PATCH', `/v1/workspaces/${elsewhere.workspaceId}`, { name: 'Mine' })
    expect(own.status).toBe(200)
  })

  it('of another workspace are not there', async () => {
    const stranger = await aWorkspace(app.db)
    expect((await app.api('PATCH', `/v1/members/${stranger.userId}`, { role: 'viewer' })).status).toBe(404)
    expect((await app.api('DELETE', `/v1/members/${stranger.userId}`)).status).toBe(404)
  })
})

describe('a workspace', () => {
  it('is made with the caller as owner and a first key, which sees nothing of the old one', async () => {
    const made = await app.api('POST', '/v1/workspaces', { name: 'Second brand' })
    expect(made.status).toBe(201)
    const second = made.body as { id: string; apiKey: string; role: string; plan: string }
    expect(second).toMatchObject({ role: 'owner', plan: 'AGENCY' })
    const headers = { Authorization: `Bearer ${second.apiKey}` }
    expect((await app.anonymous('GET', `/v1/workspaces/${second.id}`, undefined, headers)).status).toBe(200)
    expect((await app.anonymous('GET', home, undefined, headers)).status).toBe(404)
    expect((await app.anonymous('PATCH', home, { name: 'Mine' }, headers)).status).toBe(404)
    const members = await app.anonymous('GET', '/v1/members', undefined, headers)
    expect(members.body).toMatchObject({ data: [{ userId: app.home.userId, role: 'owner' }] })
    expect(
      ((await app.api('GET', '/v1/workspaces')).body as { data: { id: string }[] }).data.map(({ id }) => id),
    ).toEqual(expect.arrayContaining([second.id, app.home.workspaceId]))
  })

  it('keeps the settings that a change does not name, and refuses what is none', async () => {
    await app.api('PATCH', home, { settings: { timezone: 'Europe/Berlin', missedAfterMinutes: 10 } })
    const changed = await app.api('PATCH', home, { name: 'Bistro am Eck', settings: { autoRetry: true } })
    expect(changed.body).toMatchObject({
      name: 'Bistro am Eck',
      settings: {
        timezone: 'Europe/Berlin',
        missedAfterMinutes: 10,
        autoRetry: true,
        allowedPlatforms: null,
        callbackDomains: [],
        approvalWorkflowId: null,
      },
    })
    for (const [settings, field] of [
      [{ colour: 'red' }, 'settings'],
      [{ missedAfterMinutes: 0 }, 'settings.missedAfterMinutes'],
      [{ allowedPlatforms: ['myspace'] }, 'settings.allowedPlatforms.0'],
      [{ callbackDomains: ['https://x.example/'] }, 'settings.callbackDomains.0'],
    ] as const) {
      const reply = await app.api('PATCH', home, { settings })
      expect([reply.status, errorOf(reply).code]).toEqual([400, 'VALIDATION_ERROR'])
      expect(String(errorOf(reply).details?.['field'])).toContain(field)
    }
  })

  it('has its plan and networks set by the owner, other settings by admins too', async () => {
    const admin = await app.apiOf({ role: 'admin' })
    expect((await admin('PATCH', home, { settings: { autoRetry: false } })).status).toBe(200)
    expect((await admin('PATCH', home, { plan: 'FREE' })).status).toBe(403)
    expect((await admin('PATCH', home, { settings: { allowedPlatforms: null } })).status).toBe(403)
    const editor = await app.apiOf({ role: 'editor' })
    expect((await editor('PATCH', home, { name: 'Ours' })).status).toBe(403)
    expect((await app.api('PATCH', home, { plan: 'pro' })).body).toMatchObject({ plan: 'PRO' })
    expect((await app.api('PATCH', home, { plan: 'AGENCY' })).body).toMatchObject({ plan: 'AGENCY' })
  })
})

it('keeps the Google Analytics client id of whoever calls, with any key', async () => {
  const path = '/v1/users/me/ga4-client-id'
  const viewer = await app.apiOf({ role: 'viewer', scopes: ['media:read'] })
  expect(await viewer('POST', path, { clientId: '123.456' })).toMatchObject({
    status: 200,
    body: { ok: true },
  })
  for (const body of [{}, { clientId: 'GA1.2.123.456' }, { clientId: '123' }, { clientId: 123.4 }])
    expect((await viewer('POST', path, body)).status).toBe(400)
  expect((await app.anonymous('POST', path, { clientId: '1.2' })).status).toBe(401)
  const rows = await app.db.query({
    text: 'select id, ga4_client_id from users where ga4_client_id is not null',
  })
  expect(rows).toEqual([{ id: viewer.userId, ga4_client_id: '123.456' }])
})
