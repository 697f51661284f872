import { describe, expect, it } from 'vitest'
import { aWorkspace } from '../../tests/support/builders.js'
import { aPerson, password } from '../../tests/support/people.js'
import { callbackUrl, startAccountsOverHttp } from '../../tests/support/accounts-over-http.js'

const { app, begin } = await startAccountsOverHttp()

const visit = (path: string, form?: Record<string, string>): Promise<Response> =>
  fetch(`${app.url}${path}`, {
    redirect: 'manual',
    ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
  })

describe('our own connect page', () => {
  it('asks without scripts, escapes what it shows, and goes back with code and state', async () => {
    const { url, state } = await begin('letter')
    expect(url).toBe(`http://localhost:3000/connect/letter?state=${state}`)
    const shown = await visit(`/connect/letter?state=${state}`)
    const text = await shown.text()
    expect(text).toContain('Your &#60;handle&#62;')
    expect(text).toContain('type="password"')
    const policy = shown.headers.get('content-security-policy') ?? ''
    expect(policy).toMatch(/default-src 'none'; style-src 'sha256-[^']+'/)
    expect(policy).not.toContain('unsafe')
    const missing = await visit('/connect/letter', { state, handle: 'di', password: '' })
    expect(missing.status).toBe(400)
    const again = await missing.text()
    expect(again).toContain('asks for “')
    expect(again).toContain('value="di"')
    const wrong = await visit('/connect/letter', { state, handle: 'di', password: 'wrong' })
    expect(wrong.status).toBe(400)
    const told = await wrong.text()
    expect(told).toContain('Letter does not know this password.')
    expect(told).toMatch(/name="password"[^>]*aria-invalid="true"/)
    expect(told).not.toMatch(/name="handle"[^>]*aria-invalid/)
    const sent = await visit('/connect/letter', { state, handle: 'di', password: 'secret' })
    expect(sent.status).toBe(303)
    const back = new URL(sent.headers.get('location') ?? '')
    expect(back.origin + back.pathname).toBe(callbackUrl)
    expect(back.href).not.toContain('secret')
    const code = back.searchParams.get('code')
    const made = await app.api('POST', '/v1/accounts/callback/letter', {
      code,
      state: back.searchParams.get('state'),
    })
    expect(made).toMatchObject({ status: 200, body: { account: { username: 'di' } } })
  })

  it('ends on a page that finishes by itself, and says when it cannot', async () => {
    const { state } = await begin('letter', {})
    const sent = await visit('/connect/letter', { state, handle: 'eve<b>', password: 'x' })
    const back = new URL(sent.headers.get('location') ?? '')
    expect(back.pathname).toBe('/connect/letter/done')
    const done = await visit(`${back.pathname}${back.search}`)
    expect(done.status).toBe(200)
    expect(await done.text()).toContain('eve&#60;b&#62; is connected')
    const twice = await visit(`${back.pathname}${back.search}`)
    expect([twice.status, await twice.text()]).toEqual([
      400,
      expect.stringContaining('for ten minutes and once'),
    ])
    const denied = await visit('/connect/letter/done?error=access_denied&state=x')
    expect([denied.status, await denied.text()]).toEqual([
      400,
      expect.stringContaining('access was not given'),
    ])
    const stale = await visit('/connect/letter?state=gone')
    expect([stale.status, stale.headers.get('content-type')]).toEqual([400, 'text/html; charset=utf-8'])
  })

  it('leads who is signed in back to the accounts, whatever came of it; others stay on the page', async () => {
    const signedIn = async (workspaceId: string): Promise<Record<string, string>> => {
      const { email } = await aPerson(app.db, [{ workspaceId, role: 'admin' }])
      const form = { email, password, cookie: true }
      const fromOurPages = { 'sec-fetch-site': 'same-origin' }
      const reply = await app.anonymous('POST', '/v1/auth/login', form, fromOurPages)
      return { cookie: (reply.headers.get('set-cookie') ?? '').split(';')[0] ?? '' }
    }
    const comeBack = async (headers: Record<string, string>): Promise<Response[]> => {
      const { state } = await begin('letter', {})
      const sent = await visit('/connect/letter', { state, handle: 'gil', password: 'x' })
      const { pathname, search } = new URL(sent.headers.get('location') ?? '')
      const open = (): Promise<Response> =>
        fetch(`${app.url}${pathname}${search}`, { redirect: 'manual', headers })
      return [await open(), await open()]
    }
    const ours = await comeBack(await signedIn(app.home.workspaceId))
    const [connected, tooLate] = ours.map(({ headers }) => headers.get('location'))
    expect(connected).toMatch(/^\/accounts\?connected=acc_[0-9a-z]{24}$/)
    expect(tooLate).toBe('/accounts?error=This+page+can+be+used+for+ten+minutes+and+once.+That+is+over.')
    const [elsewhere] = await comeBack(await signedIn((await aWorkspace(app.db)).workspaceId))
    expect(elsewhere?.status).toBe(200)
  })

  it('is answered with a made-up user in the sandbox', async () => {
    const { state } = await begin('letter')
    const sent = await visit(`/connect/letter?state=${state}&auto=1&auto_user=fay`)
    const back = new URL(sent.headers.get('location') ?? '')
    expect(back.href).toMatch(/^http:\/\/localhost:9999\/back\?code=/)
    const made = await app.api('POST', '/v1/accounts/callback/letter', {
      code: back.searchParams.get('code'),
      state,
    })
    expect(made).toMatchObject({ body: { account: { username: 'fay' } } })
  })
})
