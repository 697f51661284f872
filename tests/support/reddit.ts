import { readFile } from 'node:fs/promises'
import { expect } from 'vitest'
import type { Json, JsonObject } from '../../src/kit/json.js'
import type { NewSimUser } from '../../src/sandbox/simulator.js'
import type { Answer, SimulatorClient } from './simulator.js'
import { specs } from './specs.js'

const site = 'https://www.reddit.com'
const api = 'https://oauth.reddit.com'
const redirect = 'https://voxburst.example/callback'
export const agent = 'web:example.voxburst:v1.0.0 (by /u/ourbot)'
export const allScopes = 'identity submit read flair edit history mysubreddits'

export const fixture = (name: string): Promise<Buffer> =>
  readFile(new URL(`../fixtures/media/${name}`, import.meta.url))

type Headers = Record<string, string>
type Form = Record<string, string>

/** Somebody who has let an app in. */
export type Redditor = {
  id: string
  name: string
  tokens: JsonObject
  get: (path: string, headers?: Headers) => Promise<Answer>
  form: (path: string, fields: Form, headers?: Headers) => Promise<Answer>
  json: (path: string, body: Json, headers?: Headers) => Promise<Answer>
  /** On the own profile, unless told otherwise; a text post unless `kind` says what else. */
  submit: (fields?: Form, headers?: Headers) => Promise<Answer>
  comment: (on: string, text: string, headers?: Headers) => Promise<Answer>
  /** Puts a file where posts find it. */
  upload: (name: string, mimetype: string) => Promise<{ id: string; url: string; answer: Answer }>
}

export function redditClient(client: SimulatorClient) {
  /** Where the consent of a user, or of somebody new, sends the browser. */
  function consent(more: Form = {}): Promise<Answer> {
    const query = new URLSearchParams({
      client_id: 'app',
      response_type: 'code',
      state: 'the state',
      redirect_uri: redirect,
      duration: 'permanent',
      scope: allScopes,
      auto: '1',
      ...more,
    })
    return client.call('GET', `${site}/api/v1/authorize?${query.toString()}`)
  }

  async function codeOf(more: Form = {}): Promise<string> {
    const { headers } = await consent(more)
    return new URL(headers.get('location') ?? 'about:blank').searchParams.get('code') ?? ''
  }

  async function asApp(path: string, form: Form, credentials: string, more: Headers = {}): Promise<Answer> {
    const headers = {
      'user-agent': agent,
      authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
      ...more,
    }
    const url = `${site}/api/v1/${path}`
    return held(
      'POST',
      url,
      headers,
      form,
      await client.call('POST', url, { body: new URLSearchParams(form), headers }),
    )
  }
  const token = (form: Form, credentials = 'app:secret', headers?: Headers): Promise<Answer> =>
    asApp('access_token', form, credentials, headers)
  const exchange = (code: string, credentials?: string): Promise<Answer> =>
    token({ grant_type: 'authorization_code', code, redirect_uri: redirect }, credentials)
  const refresh = (refresh_token: Json | undefined, credentials?: string): Promise<Answer> =>
    token({ grant_type: 'refresh_token', refresh_token: String(refresh_token) }, credentials)
  const revoke = (given: Json | undefined, credentials = 'app:secret'): Promise<Answer> =>
    asApp('revoke_token', { token: String(given), token_type_hint: 'refresh_token' }, credentials)

  async function signIn(input: NewSimUser = {}, scope = allScopes, as = 'app'): Promise<Redditor> {
    const { user } = await client.control.createUser('reddit', input)
    const code = await codeOf({ auto_user: user.username, client_id: as, scope })
    const tokens = bodyOf(await exchange(code, `${as}:secret`))
    const own = { 'user-agent': agent, authorization: `bearer ${String(tokens['access_token'])}` }
    const at = (path: string): string => `${api}${path}${path.includes('?') ? '&' : '?'}raw_json=1`
    const form: Redditor['form'] = async (path, fields, more = {}) => {
      const headers = { ...own, ...more }
      const body = new URLSearchParams(fields)
      return held('POST', at(path), headers, fields, await client.call('POST', at(path), { body, headers }))
    }
    return {
      id: user.id,
      name: user.username,
      tokens,
      async get(path, more = {}) {
        const headers = { ...own, ...more }
        return held('GET', at(path), headers, null, await client.call('GET', at(path), { headers }))
      },
      form,
      async json(path, json, more = {}) {
        const headers = { ...own, 'content-type': 'application/json', ...more }
        return held('POST', at(path), headers, json, await client.call('POST', at(path), { json, headers }))
      },
      submit: (fields = {}, headers = {}) =>
        form(
          '/api/submit',
          {
            api_type: 'json',
            sr: `u_${user.username}`,
            kind: 'self',
            title: 'A title',
            validate_on_submit: 'true',
            resubmit: 'true',
            ...fields,
          },
          headers,
        ),
      comment: (thing_id, text, headers = {}) =>
        form('/api/comment', { api_type: 'json', thing_id, text }, headers),
      async upload(name, mimetype) {
        const lease = bodyOf(await form('/api/media/asset.json', { filepath: name, mimetype }))
        const { action, fields } = lease['args'] as { action: string; fields: Field[] }
        const { asset_id: id } = lease['asset'] as { asset_id: string }
        const answer = await client.call('POST', `https:${action}/`, {
          body: formOf(fields, await fixture(name)),
        })
        return { id, url: `https:${action}/${keyIn(fields)}`, answer }
      },
    }
  }

  return { consent, codeOf, token, exchange, refresh, revoke, signIn }
}

export type Field = { name: string; value: string }

export const keyIn = (fields: readonly Field[]): string =>
  fields.find(({ name }) => name === 'key')?.value ?? ''

/** The fields of a lease in their order, the file last. */
export function formOf(fields: readonly Field[], bytes: Buffer): FormData {
  const form = new FormData()
  for (const { name, value } of fields) form.append(name, value)
  form.append('file', new File([new Uint8Array(bytes)], 'file'))
  return form
}

/** A request that was refused may be wrong; an answer may not. */
function held(method: string, url: string, headers: Headers, body: Json, answer: Answer): Answer {
  const { status } = answer
  const type = method === 'GET' ? {} : { 'content-type': 'application/x-www-form-urlencoded' }
  const exchange = {
    method,
    url,
    headers: { ...type, ...headers },
    body,
    status,
    response: answer.body,
    responseHeaders: Object.fromEntries(answer.headers),
  }
  const problems = specs['reddit']?.(exchange) ?? ['no document']
  // The sandbox's own word that there was no connection.
  if (answer.headers.has('x-sandbox-fault')) return answer
  const isGood = status < 300 && errorOf(answer) === null
  expect(problems.filter((each) => isGood || / answer /.test(each))).toEqual([])
  return answer
}

export function bodyOf(answer: Answer): JsonObject {
  return answer.body as JsonObject
}

/** The first error that is said with HTTP 200; null where none is. */
export function errorOf({ body }: Answer): string | null {
  const { json } = (typeof body === 'object' ? body : {}) as { json?: { errors?: string[][] } }
  return json?.errors?.[0]?.[0] ?? null
}

/** What a post or comment was answered with. */
export function dataOf(answer: Answer): JsonObject {
  const { json } = answer.body as { json: { errors: Json[]; data: JsonObject } }
  expect(json.errors).toEqual([])
  return json.data
}

/** The full id of what was made. */
export function nameOf(answer: Answer): string {
  const { name, id, things } = dataOf(answer) as {
    name?: string
    id?: string
    things?: { data: { name: string } }[]
  }
  return things?.[0]?.data.name ?? name ?? id ?? ''
}

/** The things of a list. */
export function thingsOf(answer: Answer): JsonObject[] {
  expect(answer.status).toBe(200)
  const { data } = answer.body as { data: { children: { data: JsonObject }[] } }
  return data.children.map((child) => child.data)
}
