import { createHmac } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { expect } from 'vitest'
import type { Json, JsonObject } from '../../src/kit/json.js'
import type { NewSimUser, SimWorld } from '../../src/sandbox/simulator.js'
import type { Answer, SimulatorClient } from './simulator.js'
import { specs } from './specs.js'

export const host = 'https://graph.facebook.com'
export const graph = `${host}/v25.0`
const redirect = 'https://app.example/callback'
export const appId = '990'
const secret = 'app-secret'
export const allScopes = [
  'pages_show_list',
  'pages_read_engagement',
  'pages_read_user_content',
  'pages_manage_posts',
  'pages_manage_engagement',
  'read_insights',
  'business_management',
]

type Fields = Record<string, string>
type Body = Fields | FormData

/** Calls with one token. */
export type Caller = {
  token: string
  get: (path: string, query?: Fields) => Promise<Answer>
  /** A form, or a multipart one with files, by POST. */
  post: (path: string, body?: Body, headers?: Fields) => Promise<Answer>
  remove: (path: string, query?: Fields) => Promise<Answer>
}

/** Somebody who consented, with a long-lived token. */
export type Person = Caller & {
  id: string
  username: string
  /** As the page with this id, the first that can be posted to when none is named. */
  asPage: (id?: string) => Promise<Caller & { id: string }>
}

export const proofOf = (token: string): string => createHmac('sha256', secret).update(token).digest('hex')

export function facebookClient(client: SimulatorClient) {
  /** Request and answer are held against the network's own files. */
  async function call(method: string, url: string, body?: Body, headers: Fields = {}): Promise<Answer> {
    const answer = await client.call(method, url, {
      headers,
      ...(body === undefined ? {} : { body: body instanceof FormData ? body : new URLSearchParams(body) }),
    })
    const exchange = {
      method,
      url,
      headers,
      body: bodyOf(body),
      status: answer.status,
      response: answer.body,
    }
    const problems = specs['facebook']?.(exchange) ?? ['no document']
    // A connection that was refused is no answer of the network, and what is refused may be wrong on purpose.
    const isAnswer = !answer.headers.has('x-sandbox-fault')
    if (isAnswer)
      expect(problems.filter((each) => answer.status === 200 || / answer \d/.test(each))).toEqual([])
    return answer
  }

  /** Consents; the address that the browser is sent back to. */
  async function consent(more: Fields = {}): Promise<URL> {
    const query = new URLSearchParams({
      client_id: appId,
      redirect_uri: redirect,
      response_type: 'code',
      scope: allScopes.join(','),
      state: 's1',
      auto: '1',
      ...more,
    })
    const answer = await client.call('GET', `https://www.facebook.com/v25.0/dialog/oauth?${query.toString()}`)
    return new URL(answer.headers.get('location') ?? 'about:blank')
  }

  const get = (path: string, query: Fields): Promise<Answer> =>
    call('GET', `${graph}/${path}?${new URLSearchParams(query).toString()}`)
  const ofApp = { client_id: appId, client_secret: secret }

  const exchange = (code: string, more: Fields = {}): Promise<Answer> =>
    get('oauth/access_token', { ...ofApp, redirect_uri: redirect, code, ...more })

  const prolong = (token: string): Promise<Answer> =>
    get('oauth/access_token', { ...ofApp, grant_type: 'fb_exchange_token', fb_exchange_token: token })

  const debug = async (token: string): Promise<JsonObject> => {
    const { body } = await get('debug_token', { input_token: token, access_token: `${appId}|${secret}` })
    return (body as { data: JsonObject }).data
  }

  function as(token: string): Caller {
    const signed = { access_token: token, appsecret_proof: proofOf(token) }
    return {
      token,
      get: (path, query = {}) => get(path, { ...query, ...signed }),
      post(path, body = {}, headers = {}) {
        if (!(body instanceof FormData))
          return call('POST', `${graph}/${path}`, { ...body, ...signed }, headers)
        for (const [name, value] of Object.entries(signed)) body.set(name, value)
        return call('POST', `${graph}/${path}`, body, headers)
      },
      remove: (path, query = {}) =>
        call('DELETE', `${graph}/${path}?${new URLSearchParams({ ...query, ...signed }).toString()}`),
    }
  }

  async function person(input: NewSimUser = {}): Promise<Person> {
    const { user } = await client.control.createUser('facebook', input)
    const code = (await consent({ auto_user: user.username })).searchParams.get('code') ?? ''
    const short = textOf(await exchange(code), 'access_token')
    const self = as(textOf(await prolong(short), 'access_token'))
    return {
      ...self,
      id: user.id,
      username: user.username,
      async asPage(id) {
        const [first] = dataOf(await self.get('me/accounts', { fields: 'id' }))
        const page = id ?? (first?.['id'] as string)
        const token = textOf(await self.get(page, { fields: 'access_token' }), 'access_token')
        return { id: page, ...as(token) }
      },
    }
  }

  /** Bytes for a reel or story. */
  const sendBytes = (url: string, token: string, bytes: Buffer, from = 0): Promise<Answer> =>
    client.call('POST', url, {
      headers: { authorization: `OAuth ${token}`, offset: String(from), file_size: String(bytes.length) },
      body: bytes.subarray(from),
    })

  return { call, get, consent, exchange, prolong, debug, as, person, sendBytes }
}

function bodyOf(body: Body | undefined): Json {
  if (!(body instanceof FormData)) return body ?? null
  const entries = [...body.entries()]
  return {
    fields: Object.fromEntries(
      entries.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
    ),
    files: entries.flatMap(([name, value]) => (typeof value === 'string' ? [] : [{ name }])),
  }
}

export function withFile(fields: Fields, name: string, bytes: Buffer): FormData {
  const form = new FormData()
  for (const [key, value] of Object.entries(fields)) form.set(key, value)
  form.set(name, new Blob([new Uint8Array(bytes)]), 'file')
  return form
}

export function textOf({ status, body }: Answer, name: string): string {
  const value = (body as JsonObject)[name]
  if (status !== 200 || typeof value !== 'string')
    throw new Error(`No ${name} in ${String(status)} ${JSON.stringify(body)}`)
  return value
}

/** Status, code and subcode of a refusal. */
export function refusalOf({ status, body }: Answer): [number, Json | undefined, Json | undefined] {
  const error = (body as { error?: JsonObject }).error ?? {}
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

/** A place where the network fetches files by their fixtures' names; `closed.example` lets no such program in. */
export const files: SimWorld['fetch'] = async (url) => {
  const { hostname, pathname } = new URL(url)
  const isRobots = pathname === '/robots.txt' && hostname === 'closed.example'
  const bytes = isRobots
    ? Buffer.from('User-agent: *\nDisallow:\n\nUser-agent: facebookexternalhit\nDisallow: /\n')
    : await fixture(pathname.slice(1)).catch(() => null)
  return bytes === null
    ? { status: 404, contentType: 'text/plain', bytes: Buffer.from('no') }
    : { status: 200, contentType: 'application/octet-stream', bytes }
}
export const at = (name: string): string => `https://files.example/${name}`
