import { describe, expect, it } from 'vitest'
import { startTestApp, type Reply } from '../support/app.js'
import { aPerson, password } from '../support/people.js'

const app = await startTestApp()

const login = (body: Record<string, unknown>, headers: Record<string, string> = {}): Promise<Reply> =>
  app.anonymous('POST', '/v1/auth/login', { password, ...body }, headers)
const person = (): Promise<{ id: string; email: string }> =>
  aPerson(app.db, [{ workspaceId: app.home.workspaceId, role: 'editor' }])
const codeOf = (reply: Reply): string => (reply.body as { error: { code: string } }).error.code

describe('a session in a cookie', () => {
  const ours = { 'sec-fetch-site': 'same-origin' }
  async function cookie(): Promise<{ cookie: string; set: string; email: string }> {
    const { email } = await person()
    const reply = await login({ email, cookie: true }, ours)
    expect(reply.body).toMatchObject({ accessToken: null })
    const set = reply.headers.get('set-cookie') ?? ''
    return { cookie: set.split(';')[0] ?? '', set, email }
  }
  const send = (
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: unknown,
  ): Promise<Reply> => app.anonymous(method, path, body, headers)

  it('cannot be read by scripts, and is not in the reply', async () => {
    const { set } = await cookie()
    expect(set).toMatch(/^vb_session=vb_session_[\w-]{43}; Path=\/; Max-Age=7776000; HttpOnly; SameSite=Lax$/)
  })

  it('changes something only from pages of this server', async () => {
    const { cookie: sent } = await cookie()
    const set = { name: 'A set', tags: ['a'] }
    const make = (headers: Record<string, string>): Promise<Reply> =>
      send(
        'POST',
        '/v1/hashtag-sets',
        { cookie: sent, ...headers },
        { ...set, name: JSON.stringify(headers) },
      )
    expect((await send('GET', '/v1/hashtag-sets', { cookie: sent })).status).toBe(200)
    for (const headers of [
      {},
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
      { 'sec-fetch-site': 'cross-site', origin: app.url },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: 'nonsense' },
    ])
      expect([headers, codeOf(await make(headers))]).toEqual([headers, 'FORBIDDEN'])
    for (const headers of [ours, { origin: app.url }, { origin: app.parts.config.publicUrl }])
      expect([headers, (await make(headers)).status]).toEqual([headers, 201])
  })

  it('does so in a batch too', async () => {
    const { cookie: sent } = await cookie()
    const body = { filename: 'boat.jpg', contentType: 'image/jpeg', sizeBytes: 1_000 }
    const operations = [{ id: 'a', method: 'POST', path: '/v1/media/upload', body }]
    const done = await send('POST', '/v1/batch', { cookie: sent, ...ours }, { operations })
    expect(done.body).toMatchObject({ summary: { succeeded: 1 } })
    expect((await send('POST', '/v1/batch', { cookie: sent }, { operations })).status).toBe(403)
  })

  it('is given to pages of this server alone, so that nobody is signed in as somebody else', async () => {
    const { email } = await person()
    for (const headers of [{}, { 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }]) {
      const reply = await login({ email, cookie: true }, headers)
      expect([reply.status, reply.headers.get('set-cookie')]).toEqual([403, null])
    }
  })

  it('is never one that was there before', async () => {
    const fixed = `vb_session=vb_session_${'a'.repeat(43)}`
    const { email } = await person()
    const reply = await login({ email, cookie: true }, { ...ours, cookie: fixed })
    expect(reply.headers.get('set-cookie')).not.toContain('a'.repeat(43))
    expect((await send('GET', '/v1/auth/me', { cookie: fixed })).status).toBe(401)
  })

  it('does not stand for an API key, nor beside a bad one', async () => {
    const { cookie: sent } = await cookie()
    expect((await send('GET', '/v1/auth/me', { cookie: `vb_session=${app.apiKey}` })).status).toBe(401)
    expect(
      (await send('GET', '/v1/auth/me', { cookie: sent, authorization: 'Bearer nonsense' })).status,
    ).toBe(401)
  })

  it('is dropped at signing out, and renewed with the password', async () => {
    const { cookie: sent, email } = await cookie()
    const changed = await send(
      'POST',
      '/v1/auth/password',
      { cookie: sent, ...ours },
      {
        currentPassword: password,
        newPassword: 'new horse battery',
      },
    )
    expect(changed.body).toMatchObject({ accessToken: null, user: { email } })
    const next = changed.headers.get('set-cookie')?.split(';')[0] ?? ''
    expect((await send('GET', '/v1/auth/me', { cookie: sent })).status).toBe(401)
    const out = await send('POST', '/v1/auth/logout', { cookie: next, ...ours })
    expect(out.headers.get('set-cookie')).toMatch(/^vb_session=; .*Max-Age=0/)
    expect((await send('GET', '/v1/auth/me', { cookie: next })).status).toBe(401)
  })
})

it('on https the cookie is bound to the host and to https', async () => {
  const secure = await startTestApp({ env: { VOXBURST_PUBLIC_URL: 'https://post.example.com' } })
  const { email } = await aPerson(secure.db, [{ workspaceId: secure.home.workspaceId, role: 'editor' }])
  const from = { origin: 'https://post.example.com' }
  const reply = await secure.anonymous('POST', '/v1/auth/login', { email, password, cookie: true }, from)
  const set = reply.headers.get('set-cookie') ?? ''
  expect(set).toMatch(/^__Host-vb_session=vb_session_.*; Path=\/; .*HttpOnly; SameSite=Lax; Secure$/)
  const me = await secure.anonymous('GET', '/v1/auth/me', undefined, { cookie: set.split(';')[0] ?? '' })
  expect(me.status).toBe(200)
})
