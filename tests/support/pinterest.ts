import { readFile } from 'node:fs/promises'
import { expect } from 'vitest'
import type { Json, JsonObject } from '../../src/kit/json.js'
import type { NewSimUser } from '../../src/sandbox/simulator.js'
import type { Answer, SimulatorClient } from './simulator.js'
import { specs } from './specs.js'

const api = 'https://api.pinterest.com/v5'
const redirect = 'https://voxburst.example/callback'
export const allScopes = [
  'user_accounts:read',
  'boards:read',
  'boards:write',
  'boards:read_secret',
  'boards:write_secret',
  'pins:read',
  'pins:write',
  'pins:read_secret',
  'pins:write_secret',
]

export const fixture = (name: string): Promise<Buffer> =>
  readFile(new URL(`../fixtures/media/${name}`, import.meta.url))
const card = await fixture('card-1200x630.png')

export const base64 = (bytes: Buffer, content_type = 'image/png'): JsonObject => ({
  content_type,
  data: bytes.toString('base64'),
})
export const picture: JsonObject = { source_type: 'image_base64', ...base64(card) }

type Options = NonNullable<Parameters<SimulatorClient['call']>[2]>

/** Somebody who has let an app in. */
export type Pinner = {
  id: string
  username: string
  /** The board that everybody has. */
  board: string
  tokens: JsonObject
  /** Below `/v5`. What was taken, and every answer, is held against the network's own description. */
  call: (method: string, path: string, options?: Options) => Promise<Answer>
  /** A picture on the board, unless told otherwise. */
  pin: (fields?: JsonObject, options?: Options) => Promise<Answer>
}

export function pinterestClient(client: SimulatorClient) {
  /** Where the consent of a user, or of somebody new, sends the browser. */
  async function consent(more: Record<string, string> = {}): Promise<Answer> {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: 'app',
      redirect_uri: redirect,
      scope: allScopes.join(','),
      state: 'the state',
      auto: '1',
      ...more,
    })
    return client.call('GET', `https://www.pinterest.com/oauth/?${query.toString()}`)
  }

  async function codeOf(more: Record<string, string> = {}): Promise<string> {
    const { headers } = await consent(more)
    return new URL(headers.get('location') ?? 'about:blank').searchParams.get('code') ?? ''
  }

  const token = async (form: Record<string, string>, credentials = 'app:secret'): Promise<Answer> => {
    const headers = { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }
    const url = `${api}/oauth/token`
    return held(
      'POST',
      url,
      form,
      await client.call('POST', url, { body: new URLSearchParams(form), headers }),
    )
  }
  const exchange = (code: string, credentials?: string): Promise<Answer> =>
    token({ grant_type: 'authorization_code', code, redirect_uri: redirect }, credentials)
  const refresh = (refresh_token: Json | undefined, more: Record<string, string> = {}): Promise<Answer> =>
    token({ grant_type: 'refresh_token', refresh_token: String(refresh_token), ...more })

  /** `as` is the app: one whose id begins with `trial` has Trial access. */
  async function signIn(input: NewSimUser = {}, as = 'app', scopes = allScopes): Promise<Pinner> {
    const { user } = await client.control.createUser('pinterest', input)
    const code = await codeOf({ auto_user: user.username, client_id: as, scope: scopes.join(',') })
    const tokens = bodyOf(await exchange(code, `${as}:secret`))
    const authorization = `Bearer ${String(tokens['access_token'])}`
    const call: Pinner['call'] = async (method, path, options = {}) => {
      const url = `${api}${path}`
      const headers = { authorization, ...options.headers }
      return held(method, url, options.json ?? null, await client.call(method, url, { ...options, headers }))
    }
    const [first] = scopes.includes('boards:read') ? itemsOf(await call('GET', '/boards')) : []
    const board = String(first?.['id'] ?? '')
    return {
      id: user.id,
      username: user.username,
      board,
      tokens,
      call,
      pin: (fields = {}, options = {}) =>
        call('POST', '/pins', { json: { board_id: board, media_source: picture, ...fields }, ...options }),
    }
  }

  return { consent, codeOf, token, exchange, refresh, signIn }
}

/** A request that was refused may be wrong; an answer may not. */
function held(method: string, url: string, body: Json, answer: Answer): Answer {
  const { status, headers } = answer
  const isForm = url.endsWith('/oauth/token')
  const type = isForm ? 'application/x-www-form-urlencoded' : 'application/json'
  const response = status === 204 ? null : answer.body
  const exchange = { method, url, headers: { 'content-type': type }, body, status, response }
  const problems = specs['pinterest']?.(exchange) ?? ['no document']
  const isNetworks = status !== 404 && !headers.has('x-sandbox-fault')
  if (isNetworks) expect(problems.filter((each) => status < 400 || / answer /.test(each))).toEqual([])
  return answer
}

export function bodyOf(answer: Answer): JsonObject {
  return answer.body as JsonObject
}

export function itemsOf(answer: Answer): JsonObject[] {
  expect(answer.status).toBe(200)
  return bodyOf(answer)['items'] as JsonObject[]
}

/** Status and code of a refusal. */
export function refusalOf(answer: Answer): [number, Json | undefined] {
  expect(typeof bodyOf(answer)['message']).toBe('string')
  return [answer.status, bodyOf(answer)['code']]
}

/** The form of a film, its fields before its file. */
export function formOf(parameters: JsonObject, bytes: Buffer): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(parameters)) form.append(name, String(value))
  form.append('file', new File([new Uint8Array(bytes)], 'film.mp4'))
  return form
}
