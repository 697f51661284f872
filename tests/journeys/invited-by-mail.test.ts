import { expect, it } from 'vitest'
import { startHouse } from '../support/house.js'
import { startMailServer, type Mail } from '../support/mail-server.js'

const server = await startMailServer()
const house = await startHouse({ SMTP_URL: server.url, MAIL_FROM: 'VoxBurst <post@example.com>' })
const anonymous = { key: 'none' }

/** The text of a mail, which comes quoted-printable. */
const textOf = (mail: Mail | undefined): string =>
  (mail?.text ?? '').replaceAll(/=\r\n/g, '').replaceAll('=3D', '=')

function linkIn(mail: Mail | undefined): URL {
  return new URL(/https?:\S+\?token=\S+/.exec(textOf(mail))?.[0] ?? '')
}

const here = (link: URL): string => `${house.url}${link.pathname}${link.search}`
const choose = (link: URL, password: string): Promise<Response> =>
  fetch(here(link), {
    method: 'POST',
    body: new URLSearchParams({ token: link.searchParams.get('token') ?? '', password }),
  })
const login = (password: string, status = 200) =>
  house.call<{ accessToken: string; workspaces: { id: string }[] }>(
    'POST',
    '/v1/auth/login',
    { email: 'ann@example.com', password },
    { ...anonymous, status },
  )

it('a person is invited by mail, works in two workspaces, gets a new password by mail, and is out when removed', async () => {
  const member = await house.call<{ id: string }>('POST', '/v1/members', {
    email: 'ann@example.com',
    role: 'editor',
  })
  const [invitation] = await server.until(1)
  expect(invitation?.to).toEqual(['ann@example.com'])
  const link = linkIn(invitation)
  expect(await (await fetch(here(link))).text()).toContain('Welcome to VoxBurst')
  expect((await choose(link, 'short')).status).toBe(400)
  expect((await choose(link, 'correct horse battery')).status).toBe(200)
  expect((await choose(link, 'a second choice')).status).toBe(400)

  const second = await house.call<{ id: string; apiKey: string }>('POST', '/v1/workspaces', {
    name: 'Second',
  })
  const asOwner = { key: second.apiKey }
  await house.call('POST', '/v1/members', { email: 'ann@example.com', role: 'viewer' }, asOwner)
  const told = (await server.until(2))[1]
  expect(told?.text).toMatch(/^Subject: You are a member of Second\r$/m)
  expect(told?.text).not.toContain('token=')
  const ann = await login('correct horse battery')
  expect(ann.workspaces).toHaveLength(2)
  const asAnn = { key: ann.accessToken }
  await house.call('POST', '/v1/auth/workspace', { workspaceId: second.id }, asAnn)
  expect(await house.call('GET', '/v1/auth/me', undefined, asAnn)).toMatchObject({ workspaceId: second.id })

  for (const email of ['nobody@example.com', 'ann@example.com'])
    expect(await house.call('POST', '/v1/auth/password/forgot', { email }, anonymous)).toEqual({
      success: true,
    })
  const reset = linkIn((await server.until(3))[2])
  expect(server.mails).toHaveLength(3)
  // What is kept of a mail opens nothing: the link is sealed until it is sent, and forgotten then.
  const kept = await house.db.query<{ row: string }>({ text: 'select m::text as row from mails m' })
  expect(kept.some(({ row }) => row.includes('token='))).toBe(false)
  const forged = new URL(reset)
  forged.searchParams.set('token', (reset.searchParams.get('token') ?? '').replace(/^usr_\w/, 'usr_d'))
  expect((await choose(forged, 'staple of batteries')).status).toBe(400)
  expect((await choose(reset, 'staple of batteries')).status).toBe(200)
  expect((await choose(reset, 'a third choice')).status).toBe(400)
  await house.call('GET', '/v1/auth/me', undefined, { ...asAnn, status: 401 })
  await login('correct horse battery', 401)

  const again = { key: (await login('staple of batteries')).accessToken }
  await house.call('DELETE', `/v1/members/${member.id}`)
  await house.call('GET', '/v1/auth/me', undefined, { ...again, status: 401 })
  const left = await login('staple of batteries')
  expect(left.workspaces.map(({ id }) => id)).toEqual([second.id])
})

it('a link for a new password is over after an hour, and no more than three are mailed in one', async () => {
  await house.call('POST', '/v1/members', {
    email: 'bob@example.com',
    role: 'editor',
    password: 'bobs own password',
  })
  const before = (await server.until(server.mails.length === 0 ? 1 : server.mails.length)).length
  const ask = (status: number) =>
    house.call('POST', '/v1/auth/password/forgot', { email: 'bob@example.com' }, { ...anonymous, status })
  for (const status of [200, 200, 200, 429]) await ask(status)
  const isReset = (mail: Mail): boolean => textOf(mail).includes('/reset-password')
  await expect.poll(() => server.mails.slice(before).filter(isReset)).toHaveLength(3)
  await house.advance(61 * 60_000)
  expect((await choose(linkIn(server.mails.findLast(isReset)), 'too late for this')).status).toBe(400)
  await ask(200)
})
