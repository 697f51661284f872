import { expect, it } from 'vitest'
import { aReply, scripted } from '../../../tests/support/scripted-network.js'
import { auth } from './auth.js'

/** What all of Google's networks share is in the tests of the one that had it first. */
const app = { GOOGLEBUSINESS_CLIENT_ID: 'id', GOOGLEBUSINESS_CLIENT_SECRET: 'secret' }
const manage = 'https://www.googleapis.com/auth/business.manage'
const redirectUri = 'https://post.example/connect/googlebusiness/done'

it('section 1: authorize asks for business.manage, offline', async () => {
  const request = {
    state: 's',
    redirectUri,
    codeChallenge: 'c',
    forcePrompt: false,
    pageMode: false,
    answers: {},
  }
  const given = await auth.authorize?.(request, scripted([], { app }).ctx)
  const { origin, pathname, searchParams } = new URL(given?.url ?? '')
  expect(origin + pathname).toBe('https://accounts.google.com/o/oauth2/v2/auth')
  expect(Object.fromEntries(searchParams)).toMatchObject({
    client_id: 'id',
    scope: manage,
    access_type: 'offline',
    prompt: 'consent',
  })
})

const given = { code: '4/0A', redirectUri, codeVerifier: 'v', answers: {}, keep: {} }

it('section 1: an app that Google does not know is said by the names of its settings', async () => {
  const { ctx, asked } = scripted([aReply(401, { error: 'invalid_client' })], { app })
  await expect(auth.finish(given, ctx)).rejects.toThrow(
    /GOOGLEBUSINESS_CLIENT_ID and GOOGLEBUSINESS_CLIENT_SECRET/,
  )
  expect(asked[0]?.form).toMatchObject({ client_id: 'id', client_secret: 'secret' })
})

it('section 1: refresh keeps the refresh token, and tells invalid_grant from an outage', async () => {
  const tokens = { accessToken: 'old', refreshToken: '1//r' }
  const refreshed = (status: number, json: Record<string, string | number>) =>
    auth.refresh?.(scripted([aReply(status, json)], { app, tokens }).ctx)
  expect(await refreshed(200, { access_token: 'new', expires_in: 3_599, scope: manage })).toMatchObject({
    kind: 'refreshed',
    tokens: { accessToken: 'new', refreshToken: '1//r' },
    scopes: [manage],
  })
  expect(await refreshed(400, { error: 'invalid_grant' })).toMatchObject({ kind: 'revoked' })
  expect(await refreshed(500, { error: 'internal_failure' })).toMatchObject({ kind: 'failed' })
})
