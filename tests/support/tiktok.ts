import { readFile } from 'node:fs/promises'
import { expect } from 'vitest'
import type { Json, JsonObject } from '../../src/kit/json.js'
import type { NewSimUser, SimWorld } from '../../src/sandbox/simulator.js'
import type { Answer, SimulatorClient } from './simulator.js'
import { specs } from './specs.js'

export const api = 'https://open.tiktokapis.com/v2'
export const redirect = 'https://voxburst.example/callback'
export const allScopes = [
  'user.info.basic',
  'user.info.profile',
  'user.info.stats',
  'video.list',
  'video.publish',
  'video.upload',
]

type Fields = Record<string, string>

/** Somebody who has let an app in. */
export type Creator = {
  id: string
  username: string
  tokens: JsonObject
  /** Below `/v2`; what was taken, and every answer, is held against what TikTok's pages say. */
  post: (path: string, json?: Json, headers?: Fields) => Promise<Answer>
  get: (path: string) => Promise<Answer>
  /** The init of a direct post, `more` in its `post_info`. */
  initVideo: (source: JsonObject, more?: JsonObject) => Promise<Answer>
  /** The init and all bytes in one chunk; the publish_id. */
  video: (bytes: Buffer, more?: JsonObject, type?: string) => Promise<string>
  initPhotos: (photo_images: string[], more?: JsonObject, top?: JsonObject) => Promise<Answer>
  status: (publish_id: Json | undefined) => Promise<JsonObject>
}

export function tiktokClient(client: SimulatorClient) {
  /** A request that was refused may be wrong; an answer may not. */
  async function call(
    method: string,
    url: string,
    {
      json,
      form,
      bytes,
      headers = {},
    }: { json?: Json; form?: Fields; bytes?: Buffer; headers?: Fields } = {},
  ): Promise<Answer> {
    const answer = await client.call(method, url, {
      headers,
      ...(json === undefined ? {} : { json }),
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
      ...(bytes === undefined ? {} : { body: bytes }),
    })
    const type = form === undefined ? 'application/json' : 'application/x-www-form-urlencoded'
    const { status } = answer
    const problems =
      specs['tiktok']?.({
        method,
        url,
        headers: { 'content-type': type, ...headers },
        body: json ?? form ?? (bytes === undefined ? null : { bytes: bytes.length, sha256: '' }),
        status,
        response: answer.body === '' ? null : answer.body,
      }) ?? []
    const isNetworks = status !== 404 && !answer.headers.has('x-sandbox-fault')
    if (isNetworks) expect(problems.filter((each) => status < 400 || / answer /.test(each))).toEqual([])
    return answer
  }

  /** The address that the consent page sends the browser back to. */
  async function consent(more: Fields = {}): Promise<URL> {
    const query = new URLSearchParams({
      client_key: 'app',
      response_type: 'code',
      scope: allScopes.join(','),
      redirect_uri: redirect,
      state: 's1',
      auto: '1',
      ...more,
    })
    const answer = await client.call('GET', `https://www.tiktok.com/v2/auth/authorize/?${query.toString()}`)
    return new URL(answer.headers.get('location') ?? 'about:blank')
  }

  const token = (form: Fields): Promise<Answer> =>
    call('POST', `${api}/oauth/token/`, { form: { client_key: 'app', client_secret: 'secret', ...form } })
  const exchange = (code: string | null, more: Fields = {}): Promise<Answer> =>
    token({ grant_type: 'authorization_code', code: code ?? '', redirect_uri: redirect, ...more })
  const refresh = (refresh_token: Json | undefined, more: Fields = {}): Promise<Answer> =>
    token({ grant_type: 'refresh_token', refresh_token: String(refresh_token), ...more })

  /** Sends a chunk; `first` is where it begins. */
  const put = (url: Json | undefined, bytes: Buffer, first = 0, total = bytes.length, more: Fields = {}) =>
    call('PUT', String(url), {
      bytes,
      headers: {
        'content-type': 'video/mp4',
        'content-length': String(bytes.length),
        'content-range': `bytes ${String(first)}-${String(first + bytes.length - 1)}/${String(total)}`,
        ...more,
      },
    })

  async function signIn(
    input: NewSimUser = {},
    client_key = 'app',
    scopes: readonly string[] = allScopes,
  ): Promise<Creator> {
    const { user } = await client.control.createUser('tiktok', input)
    const sent = await consent({ auto_user: user.username, client_key, scope: scopes.join(',') })
    const tokens = (await exchange(sent.searchParams.get('code'), { client_key })).body as JsonObject
    const authorization = `Bearer ${String(tokens['access_token'])}`
    const self: Creator = {
      id: user.id,
      username: user.username,
      tokens,
      post: (path, json, headers = {}) =>
        call('POST', `${api}${path}`, {
          ...(json === undefined ? {} : { json }),
          headers: { authorization, ...headers },
        }),
      get: (path) => call('GET', `${api}${path}`, { headers: { authorization } }),
      initVideo: (source_info, more = {}) =>
        self.post('/post/publish/video/init/', { post_info: { ...postInfo, ...more }, source_info }),
      async video(bytes, more = {}, type = 'video/mp4') {
        const { publish_id, upload_url } = dataOf(await self.initVideo(oneChunk(bytes), more))
        const put1 = await put(upload_url, bytes, 0, bytes.length, { 'content-type': type })
        expect(put1.status).toBe(201)
        return String(publish_id)
      },
      initPhotos: (photo_images, more = {}, top = {}) =>
        self.post('/post/publish/content/init/', {
          media_type: 'PHOTO',
          post_mode: 'DIRECT_POST',
          post_info: { title: 'Soup', privacy_level: 'PUBLIC_TO_EVERYONE', ...more },
          source_info: { source: 'PULL_FROM_URL', photo_images, photo_cover_index: 0 },
          ...top,
        }),
      status: async (publish_id) =>
        dataOf(await self.post('/post/publish/status/fetch/', { publish_id: publish_id ?? null })),
    }
    return self
  }

  return { call, consent, token, exchange, refresh, put, signIn }
}

export const postInfo: JsonObject = {
  title: 'Soup',
  privacy_level: 'PUBLIC_TO_EVERYONE',
  brand_content_toggle: false,
}

/** FILE_UPLOAD of the whole file at once. */
export const oneChunk = ({ length }: Buffer): JsonObject => ({
  source: 'FILE_UPLOAD',
  video_size: length,
  chunk_size: length,
  total_chunk_count: 1,
})

export function dataOf({ status, body }: Answer): JsonObject {
  const { data, error } = body as { data: JsonObject; error: JsonObject }
  if (status !== 200 || error['code'] !== 'ok') throw new Error(`${String(status)} ${JSON.stringify(body)}`)
  return data
}

/** Status and code, of an API's envelope or of the flat kind. */
export function refusalOf({ status, body }: Answer): [number, Json | undefined] {
  const { error } = body as { error: JsonObject | string }
  return [status, typeof error === 'string' ? error : error['code']]
}

export const fixture = (name: string): Promise<Buffer> =>
  readFile(new URL(`../fixtures/media/${name}`, import.meta.url))

/** A place where the network fetches files by their fixtures' names; `/moved/…` has been moved. */
export const files: SimWorld['fetch'] = async (url) => {
  const name = new URL(url).pathname.slice(1)
  const bytes = await fixture(name).catch(() => null)
  if (name.startsWith('moved/'))
    return { status: 302, contentType: 'text/plain', bytes: Buffer.from('elsewhere') }
  return bytes === null
    ? { status: 404, contentType: 'text/plain', bytes: Buffer.from('no') }
    : { status: 200, contentType: 'application/octet-stream', bytes }
}
export const at = (name: string): string => `https://files.example/${name}`
