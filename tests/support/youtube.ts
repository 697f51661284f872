import { readFile } from 'node:fs/promises'
import { expect } from 'vitest'
import type { Json, JsonObject } from '../../src/kit/json.js'
import type { NewSimUser } from '../../src/sandbox/simulator.js'
import { googleOauth, scope } from './google-oauth.js'
import type { Answer, SimulatorClient } from './simulator.js'
import { specs } from './specs.js'

export const api = 'https://www.googleapis.com/youtube/v3'
export const uploads = 'https://www.googleapis.com/upload/youtube/v3'
export const analytics = 'https://youtubeanalytics.googleapis.com/v2/reports'
export const allScopes = ['youtube.upload', 'youtube.readonly', 'youtube.force-ssl', 'yt-analytics.readonly']
  .map(scope)
  .join(' ')
export const unit = 262_144

type Fields = Record<string, string>
type Sent = { json?: Json; form?: Fields; bytes?: Buffer; headers?: Fields }

/** Somebody who has let an app in. */
export type Creator = {
  /** The channel's id. */
  id: string
  username: string
  tokens: JsonObject
  /** With the person's token; what was taken, and every answer, is held against Google's documents. */
  call: (method: string, url: string, sent?: Sent) => Promise<Answer>
  get: (path: string, query: Fields) => Promise<Answer>
  /** Begins an upload of so many bytes; `more` changes the metadata's parts. */
  begin: (bytes: number, more?: Metadata, headers?: Fields, query?: Fields) => Promise<Answer>
  /** Bytes from `first` on, of `total`; the address of the session is given. */
  put: (session: string, bytes: Buffer, first?: number, total?: number, headers?: Fields) => Promise<Answer>
  ask: (session: string, total: number | '*') => Promise<Answer>
  /** A whole video; its id. */
  video: (bytes: Buffer, more?: Metadata) => Promise<string>
  /** What `videos.list` says of one; undefined where it is not listed. */
  about: (id: string, part: string) => Promise<JsonObject | undefined>
}

export type Metadata = { snippet?: JsonObject; status?: JsonObject } & JsonObject

export function youtubeClient(client: SimulatorClient) {
  /** A request that was refused may be wrong; an answer may not. */
  async function call(
    method: string,
    url: string,
    { json, form, bytes, headers = {} }: Sent = {},
  ): Promise<Answer> {
    const answer = await client.call(method, url, {
      headers,
      ...(json === undefined ? {} : { json }),
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
      ...(bytes === undefined ? {} : { body: bytes }),
    })
    const { status } = answer
    const problems =
      specs['youtube']?.({
        method,
        url,
        headers: { ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        body: json ?? form ?? (bytes === undefined ? null : { bytes: bytes.length, sha256: '' }),
        status,
        responseHeaders: Object.fromEntries(answer.headers),
        response: answer.body === '' ? null : answer.body,
      }) ?? []
    const isNetworks = status !== 404 && !answer.headers.has('x-sandbox-fault')
    if (isNetworks) expect(problems.filter((each) => status < 400 || / answer /.test(each))).toEqual([])
    return answer
  }

  const oauth = googleOauth(client, call, allScopes)
  const { consent, exchange } = oauth

  async function signIn(input: NewSimUser = {}, more: Fields = {}): Promise<Creator> {
    const { user } = await client.control.createUser('youtube', input)
    const sent = await consent({ auto_user: user.username, ...more })
    const { client_id = 'app' } = more
    const tokens = (await exchange(sent.searchParams.get('code'), { client_id })).body as JsonObject
    const authorization = `Bearer ${String(tokens['access_token'])}`
    const self: Creator = {
      id: user.id,
      username: user.username,
      tokens,
      call: (method, url, { headers = {}, ...rest } = {}) =>
        call(method, url, { ...rest, headers: { authorization, ...headers } }),
      get: (path, query) => self.call('GET', `${api}/${path}?${new URLSearchParams(query).toString()}`),
      begin: (bytes, more = {}, headers = {}, query = {}) =>
        self.call('POST', `${uploads}/videos?${new URLSearchParams({ ...beginning, ...query }).toString()}`, {
          json: { ...more, snippet: { ...snippet, ...more.snippet }, status: { ...status, ...more.status } },
          headers: {
            'x-upload-content-type': 'video/mp4',
            ...(bytes < 0 ? {} : { 'x-upload-content-length': String(bytes) }),
            ...headers,
          },
        }),
      put: (session, bytes, first = 0, total = bytes.length, headers = {}) =>
        self.call('PUT', session, {
          bytes,
          headers: {
            'content-type': 'video/mp4',
            'content-length': String(bytes.length),
            'content-range': `bytes ${String(first)}-${String(first + bytes.length - 1)}/${String(total)}`,
            ...headers,
          },
        }),
      ask: (session, total) =>
        self.call('PUT', session, {
          headers: { 'content-length': '0', 'content-range': `bytes */${String(total)}` },
        }),
      async video(bytes, more = {}) {
        const part = Object.keys({ snippet, status, ...more }).join(',')
        const begun = await self.begin(bytes.length, more, {}, { part })
        const made = await self.put(sessionOf(begun), bytes)
        expect(made.status).toBe(201)
        return String((made.body as JsonObject)['id'])
      },
      about: async (id, part) => {
        const { items } = (await self.get('videos', { part, id })).body as { items: JsonObject[] }
        return items[0]
      },
    }
    return self
  }

  return { call, ...oauth, signIn }
}

const beginning = { uploadType: 'resumable', part: 'snippet,status' }
export const snippet: JsonObject = { title: 'Soup', description: 'How we make it', categoryId: '22' }
const status: JsonObject = { privacyStatus: 'public', selfDeclaredMadeForKids: false }

export function sessionOf({ status: said, headers, body }: Answer): string {
  const location = headers.get('location')
  if (said !== 200 || location === null) throw new Error(`${String(said)} ${JSON.stringify(body)}`)
  return location
}

/** Status and reason, of the API's envelope or of the flat kind. */
export function refusalOf({ status: said, body }: Answer): [number, Json | undefined] {
  const { error } = body as { error: { errors: JsonObject[] } | string }
  return [said, typeof error === 'string' ? error : error.errors[0]?.['reason']]
}

export function itemsOf({ status: said, body }: Answer): JsonObject[] {
  const { items } = body as { items?: JsonObject[] }
  if (said !== 200 || items === undefined) throw new Error(`${String(said)} ${JSON.stringify(body)}`)
  return items
}

export const fixture = (name: string): Promise<Buffer> =>
  readFile(new URL(`../fixtures/media/${name}`, import.meta.url))

/** The same film with so many bytes that no player looks at: small films have no chunks. */
export function padded(film: Buffer, size: number): Buffer {
  const box = Buffer.alloc(size - film.length)
  box.writeUInt32BE(box.length, 0)
  box.write('free', 4, 'latin1')
  return Buffer.concat([film, box])
}

/** A `multipart/related` body: what is said of a file, and the file. */
export function related(about: Json, file: Buffer, boundary = 'b0undary'): Sent {
  const head = `--${boundary}\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n${JSON.stringify(about)}\r\n`
  const bytes = Buffer.concat([
    Buffer.from(`${head}--${boundary}\r\nContent-Type: application/octet-stream\r\n\r\n`),
    file,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
  return { bytes, headers: { 'content-type': `multipart/related; boundary=${boundary}` } }
}
