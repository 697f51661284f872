import { readFile } from 'node:fs/promises'
import { expect } from 'vitest'
import type { Json, JsonObject } from '../../src/kit/json.js'
import type { NewSimUser, SimWorld } from '../../src/sandbox/simulator.js'
import type { Answer, SimulatorClient } from './simulator.js'
import { specs } from './specs.js'

export const graph = 'https://graph.threads.net/v1.0'
const unversioned = 'https://graph.threads.net'
const redirect = 'https://app.example/callback'
export const allScopes = [
  'threads_basic',
  'threads_content_publish',
  'threads_manage_replies',
  'threads_read_replies',
  'threads_manage_insights',
  'threads_delete',
]

type Fields = Record<string, string>

/** Somebody who consented, with a long-lived token. */
export type Person = {
  id: string
  username: string
  token: string
  get: (path: string, query?: Fields) => Promise<Answer>
  /** A form by POST. */
  post: (path: string, form?: Fields, headers?: Fields) => Promise<Answer>
  remove: (id: string) => Promise<Answer>
  /** A container's id. */
  container: (form: Fields) => Promise<string>
  /** Makes a container, waits for it by the clock, publishes it; the post's id. */
  publish: (form: Fields) => Promise<string>
}

export function threadsClient(client: SimulatorClient) {
  /** Request and answer are held against the network's own collection. */
  async function call(method: string, url: string, form?: Fields, headers: Fields = {}): Promise<Answer> {
    const answer = await client.call(method, url, {
      headers,
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
    })
    const exchange = {
      method,
      url,
      headers,
      body: form ?? null,
      status: answer.status,
      response: answer.body,
    }
    const problems = specs['threads']?.(exchange) ?? ['no document']
    // A connection that was refused is no answer of the network, and what is refused may be wrong on purpose.
    const isAnswer = !answer.headers.has('x-sandbox-fault')
    if (isAnswer)
      expect(problems.filter((each) => answer.status === 200 || / answer \d/.test(each))).toEqual([])
    return answer
  }

  /** Consents; the address that the browser is sent back to. */
  async function consent(more: Fields = {}): Promise<URL> {
    const query = new URLSearchParams({
      client_id: '990',
      redirect_uri: redirect,
      response_type: 'code',
      scope: allScopes.join(','),
      state: 's1',
      auto: '1',
      ...more,
    })
    const answer = await client.call('GET', `https://threads.net/oauth/authorize?${query.toString()}`)
    return new URL(answer.headers.get('location') ?? 'about:blank')
  }

  const exchange = (code: string, more: Fields = {}): Promise<Answer> =>
    call('POST', `${unversioned}/oauth/access_token`, {
      client_id: '990',
      client_secret: 'app-secret',
      grant_type: 'authorization_code',
      redirect_uri: redirect,
      code,
      ...more,
    })

  const get = (path: string, query: Fields): Promise<Answer> =>
    call('GET', `${path}?${new URLSearchParams(query).toString()}`)

  const prolong = (token: string): Promise<Answer> =>
    get(`${unversioned}/access_token`, {
      grant_type: 'th_exchange_token',
      client_secret: 'app-secret',
      access_token: token,
    })

  const refresh = (token: string): Promise<Answer> =>
    get(`${unversioned}/refresh_access_token`, { grant_type: 'th_refresh_token', access_token: token })

  async function person(input: NewSimUser = {}): Promise<Person> {
    const { user } = await client.control.createUser('threads', input)
    const code = (await consent({ auto_user: user.username })).searchParams.get('code') ?? ''
    const short = textOf(await exchange(code), 'access_token')
    const token = textOf(await prolong(short), 'access_token')
    const self: Person = {
      id: user.id,
      username: user.username,
      token,
      get: (path, query = {}) => get(`${graph}/${path}`, { ...query, access_token: token }),
      post: (path, form = {}, headers = {}) =>
        call('POST', `${graph}/${path}`, { ...form, access_token: token }, headers),
      remove: (id) => call('DELETE', `${graph}/${id}?access_token=${token}`),
      container: async (form) => textOf(await self.post('me/threads', form), 'id'),
      publish: async (form) => {
        const creation_id = await self.container(form)
        await client.control.advance(2_001)
        return textOf(await self.post('me/threads_publish', { creation_id }), 'id')
      },
    }
    return self
  }

  return { call, consent, exchange, prolong, refresh, person }
}

export function textOf({ status, body }: Answer, name: string): string {
  const value = (body as JsonObject)[name]
  if (status !== 200 || typeof value !== 'string')
    throw new Error(`No ${name} in ${String(status)} ${JSON.stringify(body)}`)
  return value
}

/** Status, code and subcode of a refusal. */
export function refusalOf({ status, body }: Answer): [number, Json | undefined, Json | undefined] {
  const error = (body as { error: JsonObject }).error
  return [status, error['code'], error['error_subcode']]
}

/** Everything a refusal says. */
export function wordsOf({ body }: Answer): string {
  const error = (body as { error: JsonObject }).error
  return [error['message'], error['error_user_msg']].filter((each) => each !== undefined).join(' ')
}

export const dataOf = ({ body }: Answer): JsonObject[] => (body as { data: JsonObject[] }).data

export const fixture = (name: string): Promise<Buffer> =>
  readFile(new URL(`../fixtures/media/${name}`, import.meta.url))

/** A place where the network fetches files by their fixtures' names. */
export const files: SimWorld['fetch'] = async (url) => {
  const name = new URL(url).pathname.slice(1)
  const bytes = await fixture(name).catch(() => null)
  return bytes === null
    ? { status: 404, contentType: 'text/plain', bytes: Buffer.from('no') }
    : { status: 200, contentType: 'application/octet-stream', bytes }
}
export const at = (name: string): string => `https://files.example/${name}`
