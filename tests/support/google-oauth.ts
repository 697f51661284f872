import { createHash } from 'node:crypto'
import type { Json } from '../../src/kit/json.js'
import type { Answer, SimulatorClient } from './simulator.js'

type Fields = Record<string, string>

export const authorizePage = 'https://accounts.google.com/o/oauth2/v2/auth'
export const redirect = 'https://voxburst.example/callback'
export const scope = (name: string): string => `https://www.googleapis.com/auth/${name}`

/** Signing in as all of Google's networks have it; `call` sends a form. */
export function googleOauth(
  client: SimulatorClient,
  call: (method: string, url: string, sent: { form: Fields }) => Promise<Answer>,
  scopes: string,
) {
  /** The address that the consent page sends the browser back to. */
  async function consent(more: Fields = {}): Promise<URL> {
    const query = new URLSearchParams({
      client_id: 'app',
      response_type: 'code',
      scope: scopes,
      redirect_uri: redirect,
      state: 's1',
      access_type: 'offline',
      auto: '1',
      ...more,
    })
    const answer = await client.call('GET', `${authorizePage}?${query.toString()}`)
    return new URL(answer.headers.get('location') ?? 'about:blank')
  }
  const token = (form: Fields): Promise<Answer> =>
    call('POST', 'https://oauth2.googleapis.com/token', {
      form: { client_id: 'app', client_secret: 'secret', ...form },
    })
  const exchange = (code: string | null, more: Fields = {}): Promise<Answer> =>
    token({ grant_type: 'authorization_code', code: code ?? '', redirect_uri: redirect, ...more })
  const refresh = (refresh_token: Json | undefined, more: Fields = {}): Promise<Answer> =>
    token({ grant_type: 'refresh_token', refresh_token: String(refresh_token), ...more })
  const revoke = (secret: Json | undefined): Promise<Answer> =>
    call('POST', 'https://oauth2.googleapis.com/revoke', { form: { token: String(secret) } })
  return { consent, token, exchange, refresh, revoke }
}

export const challengeOf = (verifier: string): string =>
  createHash('sha256').update(verifier).digest('base64url')
