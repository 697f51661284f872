import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../kit/json.js'
import type { ConnectContext } from '../connector.js'
import { identity } from './identity.js'
import { destinations } from './pages.js'

/** LinkedIn with these roles, told in pages as long as it is asked for. */
function linkedin(roles: JsonObject[], data: JsonObject = { managesPages: true }, aclStatus = 200) {
  const asked: string[] = []
  const answer = (url: URL): { status: number; json: Json } => {
    const [start, count] = ['start', 'count'].map((name) => Number(url.searchParams.get(name)))
    if (url.pathname.endsWith('/userinfo')) return { status: 200, json: { sub: '782bbtaQ', name: 'Ann' } }
    if (url.pathname.endsWith('/me')) return { status: 200, json: { vanityName: 'ann-lee' } }
    return { status: aclStatus, json: { elements: roles.slice(start, (start ?? 0) + (count ?? 0)) } }
  }
  const ctx: ConnectContext = {
    http({ url }) {
      asked.push(url)
      const { status, json } = answer(new URL(url))
      return Promise.resolve({ status, headers: {}, json, text: JSON.stringify(json) })
    },
    app: {},
    now: new Date(),
    tokens: { accessToken: 'token' },
    data,
    vault: { get: () => Promise.resolve(null), put: () => Promise.resolve() },
    log: () => undefined,
  }
  return { ctx, asked }
}
const role = (
  id: number,
  name = 'ADMINISTRATOR',
  state = 'APPROVED',
  about: JsonObject = {},
): JsonObject => ({
  role: name,
  state,
  organizationalTarget: `urn:li:organization:${String(id)}`,
  'organizationalTarget~': { localizedName: `Page ${String(id)}`, vanityName: `p${String(id)}`, ...about },
})
const logoV2 = {
  'original~': { elements: [{ identifiers: [{ identifier: 'https://media.licdn.com/logo.png' }] }] },
}
const idsOf = (pages: JsonObject[]) => pages.map(({ id }) => id)

describe('section 9, line 8: the list of roles', () => {
  it('gives the pages that may be posted on, with a logo or without', async () => {
    const { ctx } = linkedin([
      role(1, 'ADMINISTRATOR', 'APPROVED', { logoV2 }),
      role(2, 'CONTENT_ADMINISTRATOR'),
      role(3, 'CONTENT_ADMIN'),
      role(4, 'ANALYST'),
      role(5, 'ADMINISTRATOR', 'REVOKED'),
      role(6, 'ADMINISTRATOR', 'REQUESTED'),
      role(1, 'CONTENT_ADMINISTRATOR', 'APPROVED', { logoV2 }),
    ])
    const pages = await destinations(ctx)
    expect(idsOf(pages)).toEqual(['1', '2', '3'])
    expect(pages.slice(0, 2)).toEqual([
      {
        id: '1',
        name: 'Page 1',
        urn: 'urn:li:organization:1',
        type: 'organization',
        logoUrl: 'https://media.licdn.com/logo.png',
      },
      { id: '2', name: 'Page 2', urn: 'urn:li:organization:2', type: 'organization', logoUrl: null },
    ])
  })

  it('is read to its end', async () => {
    const { ctx, asked } = linkedin(Array.from({ length: 250 }, (_, index) => role(index + 1)))
    expect(await destinations(ctx)).toHaveLength(250)
    expect(asked.map((url) => new URL(url).searchParams.get('start'))).toEqual(['0', '100', '200'])
  })

  it('is not asked for where our access was given for a profile alone', async () => {
    const { ctx, asked } = linkedin([role(1)], { managesPages: false })
    expect([await destinations(ctx), asked]).toEqual([[], []])
  })

  it('that cannot be read is said to the caller', async () => {
    await expect(destinations(linkedin([], { managesPages: true }, 403).ctx)).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
    })
  })
})

describe('section 2: who an account is', () => {
  it('is a person without a name of their own in addresses', async () => {
    expect(await identity(linkedin([], {}).ctx)).toEqual({
      kind: 'ok',
      identity: {
        remoteId: '782bbtaQ',
        username: null,
        displayName: 'Ann',
        avatarUrl: null,
        accountType: 'personal',
      },
    })
  })

  it('in page mode has that name', async () => {
    expect(await identity(linkedin([], { pageMode: true }).ctx)).toMatchObject({
      identity: { username: 'ann-lee' },
    })
  })

  it('section 8: is well only while the person has a role on the page that is chosen', async () => {
    const page = { urn: 'urn:li:organization:1', name: 'Acme' }
    const isWell = async (roles: JsonObject[]) => (await identity(linkedin(roles, { page }).ctx)).kind
    expect(await isWell([role(1)])).toBe('ok')
    expect(await isWell([role(1, 'ANALYST'), role(2)])).toBe('dead')
    expect((await identity(linkedin([], { page }, 503).ctx)).kind).toBe('unreachable')
  })
})
