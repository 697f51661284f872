import { createCipheriv, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { expect } from 'vitest'
import type { Json, JsonObject } from '../../src/kit/json.js'
import type { NewSimUser } from '../../src/sandbox/simulator.js'
import type { Answer, SimulatorClient } from './simulator.js'
import { specs } from './specs.js'

export const api = 'https://businessapi.snapchat.com'
const accounts = 'https://accounts.snapchat.com/login/oauth2'
export const redirect = 'https://voxburst.example/callback'

type Fields = Record<string, string>
type Part = { action: string; part_number?: string; file?: Buffer }
export type Container = { media_id: string; add_path: string; finalize_path: string }

/** Somebody who has let an app in. */
export type Snapchatter = {
  id: string
  username: string
  tokens: JsonObject
  /** Below `/v1/public_profiles/{id}`; what was taken, and every answer, is held against what is known of the API. */
  get: (path: string) => Promise<Answer>
  post: (path: string, json: Json) => Promise<Answer>
  at: (method: string, path: string, options?: Options) => Promise<Answer>
  send: (path: string, part: Part) => Promise<Answer>
  /** A container that has all its bytes. */
  upload: (file: Sealed, partBytes?: number) => Promise<Container>
  /** The same once it was processed; its media_id. */
  media: (bytes: Buffer, type?: 'IMAGE' | 'VIDEO') => Promise<string>
}

type Options = { json?: Json; form?: Fields; multipart?: Part; headers?: Fields }
export type Sealed = { type: 'IMAGE' | 'VIDEO'; key: string; iv: string; encrypted: Buffer }

/** As `openssl enc -aes-256-cbc -nosalt` does it. */
export function seal(bytes: Buffer, type: Sealed['type'] = 'VIDEO'): Sealed {
  const [key, iv] = [randomBytes(32), randomBytes(16)]
  const cipher = createCipheriv('aes-256-cbc', key, iv)
  const encrypted = Buffer.concat([cipher.update(bytes), cipher.final()])
  return { type, key: key.toString('base64'), iv: iv.toString('base64'), encrypted }
}

export function snapchatClient(client: SimulatorClient) {
  /** A request that was refused may be wrong; an answer may not. */
  async function call(method: string, url: string, { json, form, multipart, headers = {} }: Options = {}) {
    const body = new FormData()
    for (const [name, value] of Object.entries(multipart ?? {}))
      if (Buffer.isBuffer(value)) body.append(name, new Blob([new Uint8Array(value)]), 'part')
      else body.append(name, value)
    const answer = await client.call(method, url, {
      headers,
      ...(json === undefined ? {} : { json }),
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
      ...(multipart === undefined ? {} : { body }),
    })
    const { file, ...fields } = multipart ?? {}
    const files = file === undefined ? [] : [{ name: 'file', bytes: file.length }]
    const type =
      form !== undefined
        ? 'application/x-www-form-urlencoded'
        : multipart !== undefined
          ? 'multipart/form-data'
          : 'application/json'
    const problems =
      specs['snapchat']?.({
        method,
        url,
        headers: { 'content-type': type, ...headers },
        body: json ?? form ?? (multipart === undefined ? null : { fields, files }),
        status: answer.status,
        response: answer.body === '' ? null : answer.body,
      }) ?? []
    const isTaken = answer.status < 400 && saidOf(answer)[1] !== 'ERROR'
    if (!answer.headers.has('x-sandbox-fault'))
      expect(problems.filter((each) => isTaken || / answer /.test(each))).toEqual([])
    return answer
  }

  /** The address that the consent page sends the browser back to. */
  async function consent(more: Fields = {}): Promise<URL> {
    const query = new URLSearchParams({
      client_id: 'app',
      response_type: 'code',
      scope: 'snapchat-profile-api',
      redirect_uri: redirect,
      state: 's1',
      auto: '1',
      ...more,
    })
    const answer = await client.call('GET', `${accounts}/authorize?${query.toString()}`)
    return new URL(answer.headers.get('location') ?? 'about:blank')
  }

  const token = (form: Fields): Promise<Answer> =>
    call('POST', `${accounts}/access_token`, { form: { client_id: 'app', client_secret: 'secret', ...form } })
  const exchange = (code: string | null, more: Fields = {}): Promise<Answer> =>
    token({ grant_type: 'authorization_code', code: code ?? '', redirect_uri: redirect, ...more })
  const refresh = (refresh_token: Json | undefined, more: Fields = {}): Promise<Answer> =>
    token({ grant_type: 'refresh_token', refresh_token: String(refresh_token), ...more })

  /** `patient` waits a second before each call: more than ten in one are refused. */
  async function signIn(input: NewSimUser = {}, client_id = 'app', patient = true): Promise<Snapchatter> {
    const { user } = await client.control.createUser('snapchat', input)
    const sent = await consent({ auto_user: user.username, client_id })
    const tokens = (await exchange(sent.searchParams.get('code'), { client_id })).body as JsonObject
    const authorization = `Bearer ${String(tokens['access_token'])}`
    const profile = `/v1/public_profiles/${user.id}`
    let calls = 0
    const self: Snapchatter = {
      id: user.id,
      username: user.username,
      tokens,
      async at(method, path, options = {}) {
        calls += 1
        if (patient && calls % 10 === 0) await client.control.advance(1_000)
        return call(method, `${api}${path}`, { ...options, headers: { authorization, ...options.headers } })
      },
      get: (path) => self.at('GET', `${profile}${path}`),
      post: (path, json) => self.at('POST', `${profile}${path}`, { json }),
      send: (path, multipart) => self.at('POST', path, { multipart }),
      async upload({ type, key, iv, encrypted }, partBytes = encrypted.length) {
        const made = (await self.post('/media', { type, name: 'soup', key, iv })).body as Container
        for (let first = 0, number = 1; first < encrypted.length; first += partBytes, number += 1) {
          const file = encrypted.subarray(first, first + partBytes)
          const added = await self.send(made.add_path, { action: 'ADD', part_number: String(number), file })
          expect(added.status).toBe(200)
        }
        expect((await self.send(made.finalize_path, { action: 'FINALIZE' })).status).toBe(200)
        return made
      },
      async media(bytes, type = 'VIDEO') {
        const { media_id } = await self.upload(seal(bytes, type))
        await client.control.advance(2_000)
        return media_id
      },
    }
    return self
  }

  return { call, consent, token, exchange, refresh, signIn }
}

export const savedStory = (media_id: string, title = 'Soup'): JsonObject => ({
  saved_stories: [{ title, snap_sources: [{ media_id }] }],
})

export const spotlight = (media_id: string, more: JsonObject = {}): JsonObject => ({
  media_id,
  description: 'Soup',
  locale: 'en_US',
  skip_save_to_profile: false,
  ...more,
})

/** HTTP status, `request_status` and code, of the envelope or of the flat kind. */
export function saidOf({ status, body }: Answer): [number, Json | undefined, Json | undefined] {
  const said = body as JsonObject
  return [status, said['request_status'], said['error_code'] ?? said['error']]
}

/** The items of a list, out of their envelopes; or of one asset. */
export function itemsOf({ body }: Answer): JsonObject[] {
  const all = body as Record<string, JsonObject[]>
  const list = all['stories'] ?? all['spotlights'] ?? all['saved_stories'] ?? []
  return list.map((item) => (item['story'] ?? item['spotlight'] ?? item['saved_story']) as JsonObject)
}

export const fixture = (name: string): Promise<Buffer> =>
  readFile(new URL(`../fixtures/media/${name}`, import.meta.url))
