import { describe, expect, it } from 'vitest'
import type { Role } from '../../contract/roles.js'
import { purgeSessions, touchSessions } from '../../src/store/sessions.js'
import { startTestApp, type Reply } from '../support/app.js'
import { aWorkspace } from '../support/builders.js'
import { aPerson, password } from '../support/people.js'

const app = await startTestApp()
type SignedIn = {
  accessToken: string | null
  expiresAt: string
  sessionId: string
  user: { id: string; email: string }
  workspaceId: string
  workspaces: { id: string; role: string }[]
}

/** A member of the app's workspace with a password. */
const person = (role: Role = 'editor'): Promise<{ id: string; email: string }> =>
  aPerson(app.db, [{ workspaceId: app.home.workspaceId, role }])

const login = (body: Record<string, unknown>, headers: Record<string, string> = {}): Promise<Reply> =>
  app.anonymous('POST', '/v1/auth/login', { password, ...body }, headers)

/** A client that acts by a token. */
const by =
  (token: string | null) =>
  (method: string, path: string, body?: unknown): Promise<Reply> =>
    app.anonymous(method, path, body, { authorization: `Bearer ${String(token)}` })

async function signedIn(email: string): Promise<SignedIn & { call: ReturnType<typeof by> }> {
  const reply = await login({ email })
  if (reply.status !== 200) throw new Error(reply.text)
  const made = reply.body as SignedIn
  return { ...made, call: by(made.accessToken) }
}

function codeOf(reply: Reply): string {
  return (reply.body as { error: { code: string } }).error.code
}

const dayMs = 24 * 3_600_000
const advance = (ms: number): Promise<unknown> =>
  app.db.query({ text: 'select vb_advance($1)', values: [Math.round(ms)] })

describe('what a person is called', () => {
  it('they change themselves, for all who see them, and the audit log says so', async () => {
    const ann = await person('viewer')
    const { call } = await signedIn(ann.email)
    expect(await call('PATCH', '/v1/auth/me', { name: '  Ann Weber ' })).toMatchObject({
      status: 200,
      body: { userId: ann.id, name: 'Ann Weber', email: ann.email, role: 'viewer' },
    })
    expect((await call('PATCH', '/v1/auth/me', {})).body).toMatchObject({ name: 'Ann Weber' })
    const members = (await app.api('GET', '/v1/members')).body as { data: { id: string; name: string }[] }
    expect(members.data.find(({ id }) => id === ann.id)?.name).toBe('Ann Weber')
    expect((await app.api('GET', `/v1/audit-log?actor=${ann.id}&action=updateMe`)).body).toMatchObject({
      data: [{ fields: [] }, { fields: ['name'] }],
    })
    expect((await call('PATCH', '/v1/auth/me', { name: null })).body).toMatchObject({ name: null })
  })

  it.each([[''], ['a'.repeat(201)], ['Ann\u0000'], [7]])('%j is no name', async (name) => {
    const { call } = await signedIn((await person()).email)
    expect(await call('PATCH', '/v1/auth/me', { name })).toMatchObject({
      status: 400,
      body: { error: { code: 'VALIDATION_ERROR', details: { field: 'name' } } },
    })
  })

  it('no API key changes', async () => {
    const reply = await app.api('PATCH', '/v1/auth/me', { name: 'Somebody' })
    expect(reply).toMatchObject({ status: 403, body: { error: { code: 'FORBIDDEN' } } })
  })
})

describe('signing in with a password', () => {
  it('gives a token that works as a key does, with the rights of the role', async () => {
    const ann = await person('viewer')
    const made = await signedIn(ann.email.toUpperCase())
    expect(made).toMatchObject({
      user: { id: ann.id, email: ann.email },
      workspaceId: app.home.workspaceId,
      workspaces: [{ id: app.home.workspaceId, role: 'viewer' }],
    })
    const me = await made.call('GET', '/v1/auth/me')
    expect(me.body).toMatchObject({ userId: ann.id, role: 'viewer', workspaceId: app.home.workspaceId })
    expect((await made.call('GET', '/v1/posts')).status).toBe(200)
    expect(codeOf(await made.call('POST', '/v1/posts', { content: 'No' }))).toBe('FORBIDDEN')
    await app.api('PATCH', `/v1/members/${ann.id}`, { role: 'editor' })
    expect((await made.call('POST', '/v1/hashtag-sets', { name: 'Now', tags: ['yes'] })).status).toBe(201)
    await app.api('PATCH', `/v1/members/${ann.id}`, { role: 'viewer' })
    expect((await made.call('POST', '/v1/hashtag-sets', { name: 'Then', tags: ['no'] })).status).toBe(403)
  })

  it('keeps no token, only its hash', async () => {
    const { accessToken } = await signedIn((await person()).email)
    const rows = await app.db.query<{ row: string }>({ text: 'select s::text as row from sessions s' })
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.some(({ row }) => row.includes(accessToken?.slice(11) ?? ''))).toBe(false)
  })

  it('tells a wrong password and an unknown address by the same words, after the same work', async () => {
    const ann = await app.api('POST', '/v1/members', { email: 'real@example.com', role: 'editor', password })
    const { email: real } = ann.body as { email: string }
    const invited = `invited-${real}`
    await app.api('POST', '/v1/members', { email: invited, role: 'editor' })
    const replies: Reply[] = []
    const times: number[] = []
    for (const email of [real, 'nobody@example.com', invited]) {
      const began = performance.now()
      replies.push(await login({ email, password: 'wrong horse' }))
      times.push(performance.now() - began)
    }
    for (const reply of replies) {
      expect(reply.status).toBe(401)
      expect(reply.body).toEqual({
        error: { code: 'UNAUTHORIZED', message: 'Invalid email or password.' },
        message: 'Invalid email or password.',
      })
    }
    // One derivation takes as long as another; none at all would be a hundred times faster.
    expect(Math.min(...times) * 5).toBeGreaterThan(Math.max(...times))
  })

  it('slows guesses down, by e-mail address and by network, whether or not there is such a user', async () => {
    const ann = await person()
    for (const email of [ann.email, 'no-one@example.com']) {
      const from = { 'x-forwarded-for': '203.0.113.7' }
      const tries = await Promise.all(
        Array.from({ length: 12 }, () => login({ email, password: 'guess' }, from)),
      )
      expect(tries.filter(({ status }) => status === 401)).toHaveLength(10)
      const refused = tries.filter(({ status }) => status === 429)
      expect(refused).toHaveLength(2)
      expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(800)
      expect(refused[0]?.body).toMatchObject({
        error: { code: 'RATE_LIMITED' },
        message: expect.stringContaining('Try again in') as string,
      })
    }
    expect((await login({ email: ann.email })).status).toBe(429)
    await advance(15 * 60_000 + 1_000)
    expect((await login({ email: ann.email })).status).toBe(200)
    await app.db.query({ text: 'update sign_in_tries set count = 50' })
    expect((await login({ email: (await person()).email })).status).toBe(429)
    await app.db.query({ text: 'delete from sign_in_tries' })
  })

  it('that succeeds is not counted', async () => {
    const ann = await person()
    for (let turn = 0; turn < 12; turn += 1) {
      if (turn % 4 === 0) await login({ email: ann.email, password: 'wrong horse' })
      expect((await login({ email: ann.email })).status).toBe(200)
    }
    const counts = await app.db.query<{ count: number }>({ text: 'select count from sign_in_tries' })
    expect(counts.map(({ count }) => count).sort()).toEqual([0, 3])
  })

  it('tells who is a member nowhere, and only who knows the password', async () => {
    const gone = await person()
    await app.api('DELETE', `/v1/members/${gone.id}`)
    expect(codeOf(await login({ email: gone.email }))).toBe('FORBIDDEN')
    expect((await login({ email: gone.email, password: 'wrong horse' })).status).toBe(401)
  })
})

describe('a session', () => {
  it('ends by signing out, one by one, or all but this one', async () => {
    const { email } = await person()
    const [one, two, three, four] = await Promise.all([1, 2, 3, 4].map(() => signedIn(email)))
    if (!one || !two || !three || !four) throw new Error('four')
    const list = (await one.call('GET', '/v1/auth/sessions')).body as {
      data: { id: string; isCurrent: boolean }[]
    }
    expect(list.data).toHaveLength(4)
    expect(list.data.find(({ isCurrent }) => isCurrent)?.id).toBe(one.sessionId)
    expect((await two.call('POST', '/v1/auth/logout')).body).toEqual({ success: true })
    expect((await two.call('GET', '/v1/auth/me')).status).toBe(401)
    expect((await one.call('DELETE', `/v1/auth/sessions/${three.sessionId}`)).status).toBe(200)
    expect((await three.call('GET', '/v1/auth/me')).status).toBe(401)
    expect((await one.call('DELETE', '/v1/auth/sessions')).body).toEqual({ success: true, ended: 1 })
    expect((await four.call('GET', '/v1/auth/me')).status).toBe(401)
    expect((await one.call('GET', '/v1/auth/me')).status).toBe(200)
    const other = await signedIn((await person()).email)
    expect((await other.call('DELETE', `/v1/auth/sessions/${one.sessionId}`)).status).toBe(404)
  })

  it('lasts while it is used, 14 days at a time and 90 in all', async () => {
    const { email } = await person()
    const [used, unused] = [await signedIn(email), await signedIn(email)]
    const me = async (of: typeof used): Promise<number> => (await of.call('GET', '/v1/auth/me')).status
    let days = 0
    const alive: number[] = []
    for (; days < 100; days += 10) {
      if ((await me(used)) === 200) alive.push(days)
      await touchSessions(app.db, [used.sessionId])
      await advance(10 * dayMs)
      if (days === 10) expect(await me(unused)).toBe(401)
    }
    expect(alive).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80])
    expect(await purgeSessions(app.db, 1_000)).toBeGreaterThan(1)
  })

  it('ends with the membership of the workspace it acts in, and does not come back with it', async () => {
    const ann = await person()
    const { call } = await signedIn(ann.email)
    await app.api('DELETE', `/v1/members/${ann.id}`)
    expect((await call('GET', '/v1/posts')).status).toBe(401)
    await app.api('POST', '/v1/members', { email: ann.email, role: 'editor' })
    expect((await call('GET', '/v1/posts')).status).toBe(401)
  })

  it('goes over to another workspace of its user, and to no other', async () => {
    const ann = await person()
    const second = await aWorkspace(app.db)
    const stranger = await aWorkspace(app.db)
    const owner = await app.apiOf({ home: second })
    await owner('POST', '/v1/members', { email: ann.email, role: 'admin' })
    const { call, workspaces } = await signedIn(ann.email)
    expect(workspaces.map(({ role }) => role)).toEqual(['editor', 'admin'])
    const listed = (await call('GET', '/v1/workspaces')).body as { data: { id: string }[] }
    expect(listed.data).toHaveLength(2)
    const moved = await call('POST', '/v1/auth/workspace', { workspaceId: second.workspaceId })
    expect(moved.body).toMatchObject({ workspaceId: second.workspaceId, role: 'admin' })
    expect((await call('GET', '/v1/auth/me')).body).toMatchObject({
      workspaceId: second.workspaceId,
      role: 'admin',
    })
    const refused = await call('POST', '/v1/auth/workspace', { workspaceId: stranger.workspaceId })
    expect([refused.status, codeOf(refused)]).toEqual([400, 'VALIDATION_ERROR'])
    const there = await login({ email: ann.email, workspaceId: second.workspaceId })
    expect(there.body).toMatchObject({ workspaceId: second.workspaceId })
    expect((await login({ email: ann.email, workspaceId: stranger.workspaceId })).status).toBe(400)
  })

  it('is what API keys have none of', async () => {
    for (const [method, path, body] of [
      ['POST', '/v1/auth/logout'],
      ['GET', '/v1/auth/sessions'],
      ['DELETE', '/v1/auth/sessions'],
      ['DELETE', '/v1/auth/sessions/ses_abc'],
      ['POST', '/v1/auth/workspace', { workspaceId: app.home.workspaceId }],
      ['POST', '/v1/auth/password', { currentPassword: password, newPassword: 'another one' }],
    ] as const)
      expect([path, (await app.api(method, path, body)).status]).toEqual([path, 403])
  })

  it('of which there are 100 ends when there is one more: the one that was not used for longest', async () => {
    const ann = await person()
    const first = await signedIn(ann.email)
    await app.db.query({
      text: `insert into sessions (id, user_id, workspace_id, hash, address, expires_at)
             select 'ses_' || n, $1, $2, sha256(n::text::bytea), '', vb_now() + interval '1 day' from generate_series(1, 99) n`,
      values: [ann.id, app.home.workspaceId],
    })
    expect((await first.call('GET', '/v1/auth/me')).status).toBe(200)
    const next = await signedIn(ann.email)
    expect((await first.call('GET', '/v1/auth/me')).status).toBe(401)
    expect((await next.call('GET', '/v1/auth/me')).status).toBe(200)
  })

  it('makes keys that end when they should', async () => {
    const { call } = await signedIn((await person()).email)
    const past = await call('POST', '/v1/api-keys', {
      name: 'Late',
      scopes: ['posts:read'],
      expiresAt: '2020-01-01T00:00:00Z',
    })
    expect([past.status, codeOf(past)]).toEqual([400, 'VALIDATION_ERROR'])
    const made = await call('POST', '/v1/api-keys', { name: 'Fine', scopes: ['posts:read'] })
    expect(made.body).toMatchObject({ expiresAt: null })
  })
})

describe('a password', () => {
  it('is changed by who knows it; every session ends and a new one begins', async () => {
    const { email } = await person()
    const [mine, copied, elsewhere] = [await signedIn(email), await signedIn(email), await signedIn(email)]
    const wrong = await mine.call('POST', '/v1/auth/password', {
      currentPassword: 'guess',
      newPassword: 'new horse battery',
    })
    expect(wrong.body).toMatchObject({
      error: { code: 'VALIDATION_ERROR', details: { field: 'currentPassword' } },
    })
    const changed = await mine.call('POST', '/v1/auth/password', {
      currentPassword: password,
      newPassword: 'new horse battery',
    })
    for (const old of [mine, copied, elsewhere])
      expect((await old.call('GET', '/v1/auth/me')).status).toBe(401)
    const { accessToken } = changed.body as SignedIn
    expect((await by(accessToken)('GET', '/v1/auth/me')).status).toBe(200)
    expect((await login({ email })).status).toBe(401)
    expect((await login({ email, password: 'new horse battery' })).status).toBe(200)
  })

  it('cannot be guessed by way of changing it', async () => {
    const { email } = await person()
    const { call } = await signedIn(email)
    const statuses: number[] = []
    for (let turn = 0; turn < 11; turn += 1) {
      const reply = await call('POST', '/v1/auth/password', {
        currentPassword: 'guess',
        newPassword: 'new horse',
      })
      statuses.push(reply.status)
    }
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 400), 429])
    await app.db.query({ text: 'delete from sign_in_tries' })
  })

  it('is not reset where no mails are sent', async () => {
    const asked = await app.anonymous('POST', '/v1/auth/password/forgot', { email: 'ann@example.com' })
    expect([asked.status, codeOf(asked)]).toEqual([503, 'FEATURE_DISABLED'])
    expect((await app.anonymous('GET', '/v1/auth/methods')).body).toEqual({
      password: true,
      passwordReset: false,
      oidc: null,
    })
  })
})
