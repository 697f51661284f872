import { expect, it } from 'vitest'
import type { JsonObject } from '../../kit/json.js'
import type { PlatformRequest } from '../platform-http.js'
import { auth } from './auth.js'

it('two who connect to a new instance at the same moment both get in, each with the app that asked for them', async () => {
  const kept = new Map<string, JsonObject>()
  const registering: (() => void)[] = []
  const codes = new Map<string, string>()
  const http = async (request: PlatformRequest) => {
    if (request.url.endsWith('/api/v1/apps')) {
      const clientId = `app${String(registering.length)}`
      await new Promise<void>((resolve) => registering.push(resolve))
      return reply(200, { client_id: clientId, client_secret: `secret of ${clientId}` })
    }
    const form = (request.form ?? {}) as Record<string, string>
    return codes.get(form['code'] ?? '') === form['client_id']
      ? reply(200, { access_token: `token of ${form['client_id'] ?? ''}` })
      : reply(400, { error: 'invalid_grant' })
  }
  const ctx = {
    http,
    app: {},
    now: new Date(),
    vault: {
      get: (key: string) => Promise.resolve(kept.get(key) ?? null),
      put: (key: string, value: JsonObject) => Promise.resolve(void kept.set(key, value)),
    },
    log: () => undefined,
  }
  const redirectUri = 'https://post.example/connect/mastodon/done'
  const begin = async (state: string) =>
    auth.authorize?.(
      {
        state,
        redirectUri,
        codeChallenge: 'c',
        forcePrompt: false,
        pageMode: false,
        answers: { instance: 'new.example' },
      },
      ctx,
    )
  const begun = [begin('one'), begin('two')]
  await expect.poll(() => registering.length).toBe(2)
  for (const answer of registering) answer()

  for (const [index, each] of (await Promise.all(begun)).entries()) {
    const clientId = new URL(each?.url ?? '').searchParams.get('client_id') ?? ''
    const code = `code ${String(index)}`
    codes.set(code, clientId)
    const grant = await auth.finish(
      { code, redirectUri, codeVerifier: 'v', answers: {}, keep: each?.keep ?? {} },
      ctx,
    )
    expect(grant.tokens.accessToken).toBe(`token of ${clientId}`)
  }
})

function reply(status: number, json: JsonObject) {
  return { status, headers: {}, text: JSON.stringify(json), json }
}
