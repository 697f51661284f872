import { describe, expect, it } from 'vitest'
import { scopes } from '../../contract/endpoint.js'
import { newApiKey } from '../../src/store/api-keys.js'
import { startTestApp, type Reply } from '../support/app.js'
import { aWorkspace } from '../support/builders.js'

const app = await startTestApp()
const fullWrite = ['posts:write', 'accounts:write', 'media:write', 'webhooks:write'] as const

type MadeKey = { id: string; key: string; scopes: string[]; userId: string; expiresAt: string | null }

function errorOf(reply: Reply): { code: string; message: string; details?: Record<string, unknown> } {
  return (reply.body as { error: { code: string; message: string; details?: Record<string, unknown> } }).error
}

function as(key: string): Record<string, string> {
  return { Authorization: `Bearer ${key}` }
}

async function advance(ms: number): Promise<void> {
  await app.db.query({ text: 'select vb_advance($1)', values: [ms] })
}

describe('an API key', () => {
  it('is shown once, works at once, and is told apart by how it begins', async () => {
    const made = await app.api('POST', '/v1/api-keys', { name: 'CI', scopes: ['posts:write'] })
    expect(made.status).toBe(201)
    const { key, id } = made.body as MadeKey
    expect(key).toMatch(/^vb_live_[A-Za-z0-9_-]{32}$/)
    expect((await app.anonymous('GET', '/v1/posts', undefined, as(key))).status).toBe(200)
    const list = await app.api('GET', '/v1/api-keys')
    expect(list.text).not.toContain(key)
    const listed = (list.body as { data: { id: string; hint: string }[] }).data.find((each) => each.id === id)
    expect(listed?.hint).toBe(key.slice(0, 12))
  })

  it('that is missing, unknown, of another scheme or badly sent is refused alike, with how to send it', async () => {
    const { key } = (await app.api('POST', '/v1/api-keys', { name: 'x', scopes: ['posts:read'] }))
      .body as MadeKey
    const messages = new Set<string>()
    for (const header of [
      null,
      '',
      'Bearer',
      `Basic ${key}`,
      key,
      `Bearer ${key} x`,
      `Bearer ${newApiKey()}`,
    ]) {
      const reply = await app.anonymous(
        'GET',
        '/v1/posts',
        undefined,
        header === null ? {} : { Authorization: header },
      )
      expect([header, reply.status, errorOf(reply).code]).toEqual([header, 401, 'UNAUTHORIZED'])
      expect(reply.headers.get('www-authenticate')).toBe('Bearer')
      messages.add(errorOf(reply).message)
    }
    expect(messages.size).toBe(1)
    expect(
      (await app.anonymous('GET', '/v1/posts', undefined, { Authorization: `bearer ${key}` })).status,
    ).toBe(200)
  })

  it('may do what its scopes say; to write includes to read, never the other way round', async () => {
    const writer = await app.apiOf({ scopes: ['webhooks:write'] })
    expect((await writer('GET', '/v1/webhooks')).status).toBe(200)
    expect((await writer('GET', '/v1/posts')).status).toBe(403)
    const reader = await app.apiOf({ scopes: ['webhooks:read'] })
    expect((await reader('GET', '/v1/webhooks')).status).toBe(200)
    const refused = await reader('POST', '/v1/webhooks', { url: 'https://shop.example', events: ['*'] })
    expect(refused.status).toBe(403)
    expect(errorOf(refused)).toMatchObject({
      code: 'FORBIDDEN',
      details: { requiredScope: 'webhooks:write', scopes: ['webhooks:read'] },
    })
  })

  it('of a viewer reads, whatever scopes it was given', async () => {
    const viewer = await app.apiOf({ role: 'viewer' })
    expect((await viewer('GET', '/v1/posts')).status).toBe(200)
    const refused = await viewer('POST', '/v1/webhooks', { url: 'https://shop.example', events: ['*'] })
    expect([refused.status, errorOf(refused).code]).toEqual([403, 'FORBIDDEN'])
  })

  it('takes scopes in any case, and as one page of the documents writes them', async () => {
    const body = { name: 'Any', scopes: ['POSTS:Read', 'read:accounts'] }
    expect((await app.api('POST', '/v1/api-keys', body)).body).toMatchObject({
      scopes: ['posts:read', 'accounts:read'],
    })
  })

  it('ends when it says, by the database’s clock', async () => {
    const soon = new Date(Date.now() + 3_600_000).toISOString()
    const made = await app.api('POST', '/v1/api-keys', {
      name: 'Hour',
      scopes: ['posts:read'],
      expiresAt: soon,
    })
    const { key } = made.body as MadeKey
    expect((await app.anonymous('GET', '/v1/posts', undefined, as(key))).status).toBe(200)
    await advance(3_601_000)
    expect((await app.anonymous('GET', '/v1/posts', undefined, as(key))).status).toBe(401)
    const past = await app.api('POST', '/v1/api-keys', {
      name: 'Past',
      scopes: ['posts:read'],
      expiresAt: soon,
    })
    expect([past.status, errorOf(past).details]).toEqual([400, { field: 'expiresAt' }])
    const zoneless = { name: 'When', scopes: ['posts:read'], expiresAt: '2099-01-01T00:00:00' }
    expect(errorOf(await app.api('POST', '/v1/api-keys', zoneless)).code).toBe('INVALID_DATE')
  })

  it('that is narrow makes no key at all, not even one like itself', async () => {
    const narrow = await app.apiOf({ scopes: ['posts:write', 'accounts:read'] })
    for (const wanted of [['posts:write'], ['posts:read'], [...scopes]]) {
      const reply = await narrow('POST', '/v1/api-keys', { name: 'Mine', scopes: wanted })
      expect([reply.status, errorOf(reply).code]).toEqual([403, 'FORBIDDEN'])
    }
    for (const [method, path, body] of [
      ['GET', '/v1/api-keys'],
      ['POST', '/v1/members', { email: 'friend@example.com', role: 'owner', password: 'long enough' }],
      ['PATCH', `/v1/members/${app.home.userId}`, { role: 'admin' }],
      ['PATCH', `/v1/workspaces/${app.home.workspaceId}`, { plan: 'FREE' }],
      ['POST', '/v1/workspaces', { name: 'Mine' }],
    ] as const)
      expect([path, (await narrow(method, path, body)).status]).toEqual([path, 403])
  })

  it('gives nobody scopes that it lacks, nor more time than it has', async () => {
    const wide = await app.apiOf({ scopes: fullWrite })
    const given = await wide('POST', '/v1/api-keys', { name: 'Part', scopes: ['posts:read', 'posts:read'] })
    expect(given.body).toMatchObject({ scopes: ['posts:read'], expiresAt: null })
    const more = await wide('POST', '/v1/api-keys', { name: 'More', scopes: ['posts:read', 'billing:write'] })
    expect(errorOf(more)).toMatchObject({ code: 'FORBIDDEN', details: { requiredScopes: ['billing:write'] } })

    const [clock] = await app.db.query<{ now: Date }>({ text: 'select vb_now() as now' })
    const end = new Date((clock?.now.getTime() ?? 0) + 3_600_000)
    const brief = await app.apiOf({ scopes: fullWrite, expiresAt: end })
    const same = await brief('POST', '/v1/api-keys', { name: 'Same', scopes: ['posts:read'] })
    expect(same.body).toMatchObject({ expiresAt: end.toISOString() })
    const expiresAt = new Date(end.getTime() + 1_000).toISOString()
    const longer = await brief('POST', '/v1/api-keys', { name: 'Longer', scopes: ['posts:read'], expiresAt })
    expect(errorOf(longer)).toMatchObject({ code: 'FORBIDDEN', details: { field: 'expiresAt' } })
  })

  it('for another member is the owner’s to make, and acts as that member', async () => {
    const editor = await app.apiOf({ role: 'editor' })
    const admin = await app.apiOf({ role: 'admin' })
    const wanted = { name: 'Theirs', scopes: ['posts:write'], userId: editor.userId }
    expect((await admin('POST', '/v1/api-keys', wanted)).status).toBe(403)
    const made = (await app.api('POST', '/v1/api-keys', wanted)).body as MadeKey
    const me = await app.anonymous('GET', '/v1/auth/me', undefined, as(made.key))
    expect(me.body).toMatchObject({ userId: editor.userId, role: 'editor', scopes: ['posts:write'] })
    const stranger = await aWorkspace(app.db)
    const foreign = await app.api('POST', '/v1/api-keys', { ...wanted, userId: stranger.userId })
    expect([foreign.status, errorOf(foreign).details]).toEqual([400, { field: 'userId' }])
  })

  it('is ended by itself or by owners and admins, and only in its workspace', async () => {
    const narrow = await app.apiOf({ scopes: ['posts:read'] })
    const editor = await app.apiOf({ role: 'editor' })
    expect((await editor('DELETE', `/v1/api-keys/${narrow.keyId}`)).status).toBe(403)
    const admin = await app.apiOf({ role: 'admin' })
    expect((await admin('DELETE', `/v1/api-keys/${narrow.keyId}`)).status).toBe(403)
    expect((await admin('DELETE', `/v1/api-keys/${editor.keyId}`)).status).toBe(200)
    const stranger = await app.apiOf({ home: await aWorkspace(app.db) })
    expect((await stranger('DELETE', `/v1/api-keys/${narrow.keyId}`)).status).toBe(404)
    expect((await narrow('DELETE', `/v1/api-keys/${narrow.keyId}`)).body).toEqual({ success: true })
    expect((await narrow('GET', '/v1/posts')).status).toBe(401)
    expect((await app.api('DELETE', `/v1/api-keys/${narrow.keyId}`)).status).toBe(404)
  })

  it('is noted when it is used', async () => {
    const used = await app.apiOf({})
    await used('GET', '/v1/posts')
    expect(app.parts.keysInUse.has(used.keyId)).toBe(true)
  })
})
