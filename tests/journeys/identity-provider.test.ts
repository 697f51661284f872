import { beforeEach, describe, expect, it } from 'vitest'
import { startTestApp } from '../support/app.js'
import { mountOidcPages } from '../../src/http/oidc-pages.js'
import { aBrowser, type Browser } from '../support/scriptless-browser.js'
import { freePort, startHouse } from '../support/house.js'
import { clientId, clientSecret, startIdentityProvider } from '../support/identity-provider.js'
import { aPerson } from '../support/people.js'

const port = await freePort()
const oidc = {
  OIDC_ISSUER: `http://127.0.0.1:${String(port)}`,
  OIDC_CLIENT_ID: clientId,
  OIDC_CLIENT_SECRET: clientSecret,
  OIDC_ALLOWED_DOMAINS: 'Bistro.example',
  OIDC_NAME: 'Bistro ID',
}
const house = await startHouse(oidc)
const base = house.app.parts.config.publicUrl
const provider = await startIdentityProvider(port, `${base}/auth/oidc/callback`)
const { workspaceId } = await house.call<{ workspaceId: string }>('GET', '/v1/auth/me')

let people = 0
beforeEach(() => {
  provider.current = `subject-${String((people += 1))}`
})

/** Whoever is current tells the provider's word of them and signs in. */
async function signIn(
  claims: Record<string, unknown>,
  browser: Browser = aBrowser(),
  returnTo = '/docs',
): Promise<{ status: number; url: string; text: string; browser: Browser }> {
  provider.people[provider.current] = claims
  const came = await browser.open(`${base}/auth/oidc?returnTo=${encodeURIComponent(returnTo)}`)
  return { ...came, browser }
}

async function me(browser: Browser): Promise<Record<string, unknown>> {
  const answer = await fetch(`${base}/v1/auth/me`, { headers: { cookie: browser.cookies(base) } })
  return (await answer.json()) as Record<string, unknown>
}

const invite = (email: string, more = {}): Promise<{ id: string; inviteUrl: string | null }> =>
  house.call('POST', '/v1/members', { email, role: 'editor', ...more })

describe('a person whom the identity provider knows', () => {
  it('comes in where they were invited, comes back as the same user, and leaves the invitation of no use', async () => {
    const { id, inviteUrl } = await invite('Ann@elsewhere.example')
    const first = await signIn({ email: 'ann@elsewhere.example', email_verified: true, name: 'Ann' })
    expect([first.status, first.url]).toEqual([200, `${base}/docs`])
    expect(await me(first.browser)).toMatchObject({ userId: id, role: 'editor', workspaceId })
    const { data } = await house.call<{ data: { id: string; status: string }[] }>('GET', '/v1/members')
    expect(data.find((member) => member.id === id)).toMatchObject({ status: 'active' })
    const token = new URL(inviteUrl ?? '').searchParams.get('token')
    const accept = { token, password: 'a stranger’s choice' }
    await house.call('POST', '/v1/invitations/accept', accept, { status: 400 })
    // The provider means the same person by the subject, whatever their address is now.
    const again = await signIn({ email: 'ann@new.example', email_verified: false })
    expect(await me(again.browser)).toMatchObject({ userId: id })
    await house.call('DELETE', `/v1/members/${id}`)
    expect(await me(again.browser)).toMatchObject({ error: { code: 'UNAUTHORIZED' } })
    expect((await signIn({})).status).toBe(403)
  })

  it('becomes a member by the domain of their address once, and not again after they were removed', async () => {
    const came = await signIn({ email: 'bob@bistro.example', email_verified: true, name: 'Bob' })
    const bob = await me(came.browser)
    expect(bob).toMatchObject({ email: 'bob@bistro.example', name: 'Bob', role: 'viewer', workspaceId })
    const log = await house.call<{ data: { action: string }[] }>(
      'GET',
      `/v1/audit-log?actor=${String(bob['userId'])}`,
    )
    const actions = log.data.map(({ action }) => action)
    expect(actions.sort()).toEqual(['joinByDomain', 'linkIdentity', 'signInByProvider'])
    await house.call('DELETE', `/v1/members/${String(bob['userId'])}`)
    expect((await signIn({ email: 'bob@bistro.example', email_verified: true })).status).toBe(403)
    provider.current = 'another subject of bob'
    expect((await signIn({ email: 'bob@bistro.example', email_verified: true })).status).toBe(403)
  })

  it('does not come in uninvited, nor by an address that nobody verified, nor by one of somebody else', async () => {
    const stranger = await signIn({ email: 'eve@evil.example', email_verified: true })
    expect(stranger.status).toBe(403)
    expect(stranger.text).toContain('Nobody has invited eve@evil.example')
    expect(await me(stranger.browser)).toMatchObject({ error: { code: 'UNAUTHORIZED' } })
    await invite('cleo@elsewhere.example')
    for (const claims of [
      { email: 'cleo@elsewhere.example' },
      { email: 'cleo@elsewhere.example', email_verified: false },
      { email: 'cleo@elsewhere.example', email_verified: 'false' },
      { email_verified: true },
      { email: 'dan@evil.example@bistro.example.evil.example', email_verified: true },
    ])
      expect([claims, (await signIn(claims)).status]).toEqual([claims, 403])
    expect((await signIn({ email: 'cleo@elsewhere.example', email_verified: true })).status).toBe(200)
    await invite('dora@elsewhere.example')
    provider.current = 'dora'
    expect((await signIn({ email: 'dora@elsewhere.example', email_verified: 'true' })).status).toBe(200)
    // An address that the provider gave to somebody else later.
    provider.current = 'another cleo'
    expect((await signIn({ email: 'cleo@elsewhere.example', email_verified: true })).status).toBe(403)
  })

  it('takes over no password that somebody else may have chosen for their address', async () => {
    const { email } = await aPerson(house.db, [{ workspaceId, role: 'editor' }])
    const body = { email, password: 'correct horse battery' }
    const before = await house.call<{ accessToken: string }>('POST', '/v1/auth/login', body)
    const { browser } = await signIn({ email, email_verified: true })
    expect(await me(browser)).toMatchObject({ email })
    await house.call('GET', '/v1/auth/me', undefined, { key: before.accessToken, status: 401 })
    await house.call('POST', '/v1/auth/login', body, { status: 401 })
  })
})

describe('the way back', () => {
  const ann = { email: 'road@bistro.example', email_verified: true }

  it('leads to a path of this server and nowhere else', async () => {
    for (const [returnTo, place] of [
      ['/sandbox?a=b', '/sandbox?a=b'],
      ['https://evil.example/', '/'],
      ['//evil.example', '/'],
      ['/\\evil.example', '/'],
      ['/\t/evil.example', '/'],
      ['/..//evil.example', '/'],
      ['javascript:alert(1)', '/'],
      ['', '/'],
    ] as const) {
      provider.current = 'road'
      const { url } = await signIn(ann, aBrowser(), returnTo)
      expect([returnTo, url]).toEqual([returnTo, `${base}${place}`])
    }
  })

  it('is open to the browser that began it, once, with what it was given', async () => {
    provider.current = 'road'
    provider.people['road'] = ann
    const callback = `${base}/auth/oidc/callback`
    const browser = aBrowser()
    const { url } = await browser.open(`${base}/auth/oidc`, callback)
    const stranger = aBrowser()
    expect((await stranger.open(url)).status).toBe(400)
    expect(stranger.cookies(base)).not.toContain('vb_session')
    // A stranger's answer in a browser that began another way: the victim would be signed in as the stranger.
    const victim = aBrowser()
    await victim.open(`${base}/auth/oidc`, callback)
    expect((await victim.open(url)).status).toBe(400)
    expect(victim.cookies(base)).not.toContain('vb_session')
    expect((await browser.open(url)).status).toBe(200)
    expect(await me(browser)).toMatchObject({ email: ann.email })
    expect((await browser.open(url)).status).toBe(400)
  })

  it('is closed after ten minutes, and where the provider says no', async () => {
    provider.current = 'road'
    provider.people['road'] = ann
    const callback = `${base}/auth/oidc/callback`
    const slow = aBrowser()
    const { url } = await slow.open(`${base}/auth/oidc`, callback)
    await house.advance(11 * 60_000)
    expect((await slow.open(url)).status).toBe(400)
    const refused = aBrowser()
    const begun = await refused.open(`${base}/auth/oidc`, oidc.OIDC_ISSUER)
    const state = new URL(begun.url).searchParams.get('state') ?? ''
    const no = await refused.open(`${callback}?error=access_denied&state=${state}&iss=${oidc.OIDC_ISSUER}`)
    expect([no.status, no.text.includes('access was not given')]).toEqual([403, true])
  })

  it('gives a new session, in a cookie that scripts cannot read', async () => {
    provider.current = 'road'
    provider.people['road'] = ann
    const browser = aBrowser()
    const { url } = await browser.open(`${base}/auth/oidc`, `${base}/auth/oidc/callback`)
    const { setCookies } = await browser.open(url, base)
    expect(setCookies.find((set) => set.startsWith('vb_session='))).toMatch(/; HttpOnly; SameSite=Lax$/)
    expect(setCookies.find((set) => set.startsWith('vb_sign_in='))).toMatch(/^vb_sign_in=; .*Max-Age=0/)
  })
})

it('is told to pages that ask how one can sign in', async () => {
  const ways = await house.call('GET', '/v1/auth/methods')
  expect(ways).toMatchObject({ oidc: { name: 'Bistro ID', url: `${base}/auth/oidc` } })
})

it('a provider that does not answer is tried again by the next person', async () => {
  const closed = await freePort()
  const app = await startTestApp({
    env: { ...oidc, OIDC_ISSUER: `http://127.0.0.1:${String(closed)}` },
    mount: mountOidcPages,
  })
  const asked = (): Promise<Response> => fetch(`${app.url}/auth/oidc`, { redirect: 'manual' })
  const refused = await asked()
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5'])
  await startIdentityProvider(closed, `${app.parts.config.publicUrl}/auth/oidc/callback`)
  expect((await asked()).status).toBe(302)
})
