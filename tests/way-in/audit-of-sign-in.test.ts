import { describe, expect, it } from 'vitest'
import { resetToken } from '../../src/sign-in/reset-password.js'
import { findUserWithPassword } from '../../src/store/users.js'
import { msFromNow } from '../../src/store/clock.js'
import { startTestApp, type Api } from '../support/app.js'
import { aWorkspace } from '../support/builders.js'
import { aPerson, password } from '../support/people.js'

const app = await startTestApp()
const second = await aWorkspace(app.db)
const owner = await app.apiOf({ home: second })

type Person = { id: string; email: string }
type Entry = { action: string; subjectId: string | null; key: unknown; actor: { email: string | null } }

const inBoth = (): Promise<Person> =>
  aPerson(app.db, [
    { workspaceId: app.home.workspaceId, role: 'editor' },
    { workspaceId: second.workspaceId, role: 'viewer' },
  ])
const login = (email: string, given = password): ReturnType<Api> =>
  app.anonymous('POST', '/v1/auth/login', { email, password: given })
const by =
  (token: string): Api =>
  (method, path, body) =>
    app.anonymous(method, path, body, { authorization: `Bearer ${token}` })

async function signedIn(email: string): Promise<{ sessionId: string; call: Api }> {
  const { sessionId, accessToken } = (await login(email)).body as Record<string, string>
  return { sessionId: sessionId ?? '', call: by(accessToken ?? '') }
}

/** What the log of a workspace has of a person, oldest first. */
async function entriesOf({ id }: Person, ask: Api = app.api): Promise<[string, string | null][]> {
  const { data } = (await ask('GET', `/v1/audit-log?actor=${id}`)).body as { data: Entry[] }
  for (const { key } of data) expect(key).toBeNull()
  return data.map(({ action, subjectId }): [string, string | null] => [action, subjectId]).reverse()
}

describe('the audit log', () => {
  it('has sessions where they act: begun, moved, ended', async () => {
    const ann = await inBoth()
    const first = await signedIn(ann.email)
    const other = await signedIn(ann.email)
    await first.call('POST', '/v1/auth/workspace', { workspaceId: second.workspaceId })
    await other.call('DELETE', `/v1/auth/sessions/${first.sessionId}`)
    await other.call('DELETE', '/v1/auth/sessions')
    await other.call('POST', '/v1/auth/logout')
    expect(await entriesOf(ann)).toEqual([
      ['signIn', first.sessionId],
      ['signIn', other.sessionId],
      ['switchWorkspace', null],
      ['endSession', first.sessionId],
      ['endOtherSessions', null],
      ['signOut', other.sessionId],
    ])
    expect(await entriesOf(ann, owner)).toEqual([['switchWorkspace', first.sessionId]])
  })

  it('has wrong passwords in every workspace of the user, and nothing of what was tried', async () => {
    const bob = await inBoth()
    expect((await login(bob.email, 'a wrong guess')).status).toBe(401)
    expect((await login('nobody@example.com', 'a wrong guess')).status).toBe(401)
    const { call, sessionId } = await signedIn(bob.email)
    const change = { currentPassword: 'a wrong guess', newPassword: 'never to be chosen' }
    expect((await call('POST', '/v1/auth/password', change)).status).toBe(400)
    const failures = [
      ['signInFailed', bob.id],
      ['changePasswordFailed', bob.id],
    ]
    expect(await entriesOf(bob, owner)).toEqual(failures)
    expect(await entriesOf(bob)).toEqual([failures[0], ['signIn', sessionId], failures[1]])
    const rows = await app.db.query<{ row: string }>({ text: 'select a::text as row from audit_log a' })
    expect(rows.map(({ row }) => row).join()).not.toMatch(/guess|chosen|nobody@|horse/)
  })

  it('has new passwords, chosen or reset, in every workspace of the user', async () => {
    const cleo = await inBoth()
    const { call } = await signedIn(cleo.email)
    const newPassword = 'another horse battery'
    expect((await call('POST', '/v1/auth/password', { currentPassword: password, newPassword })).status).toBe(
      200,
    )
    const user = await findUserWithPassword(app.db, cleo.id)
    if (user === null) throw new Error('There is no such user')
    const token = resetToken(app.parts.seal, user, await msFromNow(app.db, 60))
    for (const status of [200, 400])
      expect((await app.anonymous('POST', '/v1/auth/password/reset', { token, password })).status).toBe(
        status,
      )
    expect(await entriesOf(cleo, owner)).toEqual([
      ['changePassword', cleo.id],
      ['resetPassword', cleo.id],
    ])
  })

  it('has who accepted an invitation', async () => {
    const made = await app.api('POST', '/v1/members', { email: 'dan@example.com', role: 'editor' })
    const { inviteUrl, id } = made.body as { inviteUrl: string; id: string }
    const token = new URL(inviteUrl).searchParams.get('token')
    for (const status of [200, 400])
      expect((await app.anonymous('POST', '/v1/invitations/accept', { token, password })).status).toBe(status)
    expect(await entriesOf({ id, email: 'dan@example.com' })).toEqual([['acceptInvitation', id]])
  })
})
