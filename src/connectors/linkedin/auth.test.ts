import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../kit/json.js'
import type { ConnectContext } from '../connector.js'
import type { PlatformRequest } from '../platform-http.js'
import { auth } from './auth.js'

const now = new Date('2026-01-01T00:00:00.000Z')
const one = { LINKEDIN_CLIENT_ID: 'one', LINKEDIN_CLIENT_SECRET: 'secret of one' }
const both = { ...one, LINKEDIN_PAGES_CLIENT_ID: 'pages', LINKEDIN_PAGES_CLIENT_SECRET: 'secret of pages' }
const redirectUri = 'https://post.example/connect/linkedin/done'

/** LinkedIn's one answer, and what it was asked. */
function linkedin(status: number, json: Json, app: Record<string, string> = one, data: JsonObject = {}) {
  const asked: PlatformRequest[] = []
  const ctx: ConnectContext = {
    http(request) {
      asked.push(request)
      return Promise.resolve({ status, headers: {}, json, text: JSON.stringify(json) })
    },
    app,
    now,
    tokens: { accessToken: 'access', refreshToken: 'refresh' },
    data,
    vault: { get: () => Promise.resolve(null), put: () => Promise.resolve() },
    log: () => undefined,
  }
  return { ctx, asked }
}

async function consentPage(pageMode: boolean, app: Record<string, string>) {
  const request = { state: 's', redirectUri, codeChallenge: '', forcePrompt: false, pageMode, answers: {} }
  const { url = '', keep } = (await auth.authorize?.(request, linkedin(200, {}, app).ctx)) ?? {}
  return { url, query: Object.fromEntries(new URL(url).searchParams), keep }
}

const finish = (given: ReturnType<typeof linkedin>, pageMode = false) =>
  auth.finish({ code: 'c', redirectUri, codeVerifier: '', answers: {}, keep: { pageMode } }, given.ctx)
const granted = {
  access_token: 'a'.repeat(1_000),
  expires_in: 5_184_000,
  scope: 'openid,profile,w_member_social',
}

describe('section 1: authorize', () => {
  it('asks a person for what is open to every app, with blanks as %20', async () => {
    const { url, query } = await consentPage(false, both)
    expect(url).toContain('scope=openid%20profile%20w_member_social')
    expect(query).toEqual({
      response_type: 'code',
      client_id: 'one',
      redirect_uri: redirectUri,
      state: 's',
      scope: 'openid profile w_member_social',
    })
  })

  it('asks for pages with the app for pages, or with the only one', async () => {
    const { query, keep } = await consentPage(true, both)
    expect([query['client_id'], keep]).toEqual(['pages', { pageMode: true }])
    expect(query['scope']?.split(' ')).toEqual(
      expect.arrayContaining(['w_organization_social', 'r_organization_social', 'rw_organization_admin']),
    )
    expect((await consentPage(true, one)).query['client_id']).toBe('one')
  })

  it('asks for what the operator set instead', async () => {
    const app = {
      ...one,
      LINKEDIN_SCOPES: 'openid, profile w_member_social_feed',
      LINKEDIN_PAGES_SCOPES: 'openid',
    }
    expect((await consentPage(false, app)).query['scope']).toBe('openid profile w_member_social_feed')
    expect((await consentPage(true, app)).query['scope']).toBe('openid')
  })
})

describe('section 1: token', () => {
  it('sends code, app and address as a form', async () => {
    const given = linkedin(200, granted, both)
    await finish(given, true)
    expect(given.asked).toMatchObject([
      {
        method: 'POST',
        url: 'https://www.linkedin.com/oauth/v2/accessToken',
        form: {
          grant_type: 'authorization_code',
          code: 'c',
          client_id: 'pages',
          client_secret: 'secret of pages',
          redirect_uri: redirectUri,
        },
      },
    ])
  })

  it.each(['openid,profile,w_member_social', 'openid profile w_member_social'])(
    'section 9, line 7: reads the scopes %s, and 60 days without a refresh token',
    async (scope) => {
      expect(await finish(linkedin(200, { ...granted, scope }))).toEqual({
        tokens: { accessToken: granted.access_token, expiresAt: '2026-03-02T00:00:00.000Z' },
        scopes: ['openid', 'profile', 'w_member_social'],
        data: { pageMode: false, managesPages: false, page: null },
      })
    },
  )

  it('knows from the scopes whether pages can be managed', async () => {
    const scope = 'openid,w_organization_social'
    expect((await finish(linkedin(200, { ...granted, scope }), true)).data).toEqual({
      pageMode: true,
      managesPages: true,
    })
  })

  it.each([
    [400, 'INVALID_PARAM', /authorization code not found/],
    [401, 'INVALID_PARAM', /authorization code not found/],
    [503, 'SERVICE_UNAVAILABLE', /out of order/],
  ])('%i is refused as %s', async (status, code, message) => {
    const body = {
      error: 'invalid_request',
      error_description: 'Unable to retrieve access token: authorization code not found',
    }
    await expect(finish(linkedin(status, body))).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    })
  })
})

describe('section 1: refresh', () => {
  const refresh = ({ ctx }: ReturnType<typeof linkedin>) => auth.refresh?.(ctx)

  it('asks with the app that the account was connected with', async () => {
    const given = linkedin(200, granted, both, { pageMode: true })
    expect(await refresh(given)).toMatchObject({
      kind: 'refreshed',
      tokens: { accessToken: granted.access_token },
      scopes: ['openid', 'profile', 'w_member_social'],
    })
    expect(given.asked[0]?.form).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'refresh',
      client_id: 'pages',
      client_secret: 'secret of pages',
    })
  })

  it.each([
    [400, 'invalid_request', 'revoked'],
    [400, 'invalid_grant', 'revoked'],
    [401, 'invalid_client', 'failed'],
    [429, 'invalid_request', 'failed'],
    [500, 'server_error', 'failed'],
  ])('%i %s means %s', async (status, error, kind) => {
    expect(await refresh(linkedin(status, { error }))).toMatchObject({ kind })
  })

  it('is possible only with a refresh token, which some apps alone get', () => {
    expect(auth.renewable?.({ accessToken: 'a' })).toBe(false)
    expect(auth.renewable?.({ accessToken: 'a', refreshToken: 'r' })).toBe(true)
  })
})

it('section 1: revoke names app and token', async () => {
  const given = linkedin(200, {})
  await auth.revoke?.(given.ctx)
  expect(given.asked).toMatchObject([
    {
      url: 'https://www.linkedin.com/oauth/v2/revoke',
      form: { client_id: 'one', client_secret: 'secret of one', token: 'access' },
    },
  ])
})

it('tokens that the caller holds are a person’s, or in page mode for pages', () => {
  expect(auth.dataFor?.({}, { pageMode: false })).toEqual({
    pageMode: false,
    managesPages: false,
    page: null,
  })
  expect(auth.dataFor?.({}, { pageMode: true })).toEqual({ pageMode: true, managesPages: true })
})
