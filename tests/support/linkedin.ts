import { readFile } from 'node:fs/promises'
import { expect } from 'vitest'
import type { Json, JsonObject } from '../../src/kit/json.js'
import type { NewSimUser } from '../../src/sandbox/simulator.js'
import { sampledApi } from './sampled-api.js'
import type { Answer, SimulatorClient } from './simulator.js'

const check = sampledApi(new URL('../fixtures/specs/linkedin/calls.json', import.meta.url))

export const api = 'https://api.linkedin.com'
export const web = 'https://www.linkedin.com'
export const redirect = 'https://voxburst.example/callback'
export const openScopes = 'openid profile email w_member_social'
export const pageScopes = `${openScopes} r_basicprofile w_organization_social r_organization_social w_organization_social_feed r_organization_social_feed rw_organization_admin`

type Options = Parameters<SimulatorClient['call']>[2]
export type Member = {
  /** `urn:li:person:…` */
  urn: string
  token: string
  refreshToken: string
  /** What the token endpoint answered. */
  granted: JsonObject
  /** A versioned call, with all its headers unless others are given. */
  rest: (method: string, path: string, options?: Options) => Promise<Answer>
  v2: (path: string) => Promise<Answer>
  post: (more?: JsonObject, headers?: Record<string, string>) => Promise<Answer>
  /** Uploads a fixture and waits until it is processed; answers its URN. */
  upload: (noun: 'images' | 'documents' | 'videos', file: string | Buffer, owner?: string) => Promise<string>
}

export const encoded = encodeURIComponent
export const file = (name: string) => readFile(new URL(`../fixtures/media/${name}`, import.meta.url))
export const idOf = (answer: Answer): string => answer.headers.get('x-restli-id') ?? ''

/** Status and code, wherever it stands in the body. */
export function said({ status, body }: Answer): [number, string | undefined, string | undefined] {
  const { code, message, errorDetails } = body as {
    code?: string
    message?: string
    errorDetails?: { inputErrors: { code: string }[] }
  }
  return [status, code ?? errorDetails?.inputErrors[0]?.code, message]
}

export function linkedinClient(client: SimulatorClient) {
  /** Every answer, and every request that was taken, is one that the network's examples show. */
  async function call(method: string, url: string, options: Options = {}): Promise<Answer> {
    const answer = await client.call(method, url, options)
    if (answer.headers.has('x-sandbox-fault')) return answer
    const { headers = {}, json, body } = options
    const form = body instanceof URLSearchParams ? Object.fromEntries(body) : null
    const lowered = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const)
    const problems = check({
      method,
      url,
      headers: Object.fromEntries(lowered),
      body: json ?? form,
      status: answer.status,
      responseHeaders: Object.fromEntries(answer.headers),
      response: answer.body === '' ? null : answer.body,
    })
    expect(problems.filter((each) => answer.status < 400 || each.includes(' answer '))).toEqual([])
    return answer
  }

  /** The address that the network's page sends the browser back to. */
  async function consent(more: Record<string, string> = {}): Promise<URL> {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: 'app',
      redirect_uri: redirect,
      state: 'state',
      scope: openScopes,
      auto: '1',
      ...more,
    })
    const answer = await client.call('GET', `${web}/oauth/v2/authorization?${query.toString()}`)
    return new URL(answer.headers.get('location') ?? 'about:blank')
  }

  const tokens = (fields: Record<string, string>): Promise<Answer> =>
    call('POST', `${web}/oauth/v2/accessToken`, {
      body: new URLSearchParams({ client_id: 'app', client_secret: 'secret', ...fields }),
    })

  const exchange = (code: string | null, more: Record<string, string> = {}): Promise<Answer> =>
    tokens({ grant_type: 'authorization_code', code: code ?? '', redirect_uri: redirect, ...more })

  function holder(token: string, granted: JsonObject, urn = ''): Member {
    const authorization = `Bearer ${token}`
    const usual = {
      authorization,
      'linkedin-version': '202609',
      'x-restli-protocol-version': '2.0.0',
    }
    const member: Member = {
      urn,
      token,
      refreshToken: String(granted['refresh_token']),
      granted,
      rest: (method, path, options = {}) =>
        call(method, `${api}/rest/${path}`, {
          ...options,
          headers: without({ ...usual, ...options.headers }),
        }),
      v2: (path) => call('GET', `${api}/v2/${path}`, { headers: { authorization } }),
      post: (more = {}, headers = {}) =>
        member.rest('POST', 'posts', { json: postBy(member.urn, more), headers }),
      async upload(noun, given, owner = member.urn) {
        const bytes = typeof given === 'string' ? await file(given) : given
        const urn = await (noun === 'videos' ? film(member, bytes, owner) : flat(member, noun, bytes, owner))
        await client.control.advance(2_000)
        return urn
      },
    }
    return member
  }

  async function flat(member: Member, noun: string, bytes: Buffer, owner: string): Promise<string> {
    const value = valueOf(await begin(member, noun, { owner }))
    const put = { body: bytes, headers: { authorization: `Bearer ${member.token}` } }
    expect((await call('PUT', String(value['uploadUrl']), put)).status).toBe(201)
    return String(value['image'] ?? value['document'])
  }

  async function film(member: Member, bytes: Buffer, owner: string): Promise<string> {
    const value = valueOf(await begin(member, 'videos', { owner, fileSizeBytes: bytes.length }))
    const video = String(value['video'])
    const etags: string[] = []
    for (const { uploadUrl, firstByte, lastByte } of value['uploadInstructions'] as Part[]) {
      const part = await call('PUT', uploadUrl, {
        body: bytes.subarray(firstByte, lastByte + 1),
        headers: { 'content-type': 'application/octet-stream' },
      })
      etags.push(etagOf(part))
    }
    expect((await finalize(member, video, etags)).status).toBe(200)
    return video
  }

  const begin = (member: Member, noun: string, asked: JsonObject): Promise<Answer> =>
    member.rest('POST', `${noun}?action=initializeUpload`, { json: { initializeUploadRequest: asked } })

  const finalize = (member: Member, video: string, uploadedPartIds: string[]): Promise<Answer> =>
    member.rest('POST', 'videos?action=finalizeUpload', {
      json: { finalizeUploadRequest: { video, uploadToken: '', uploadedPartIds } },
    })

  /** Somebody who has logged in, with the scopes of a page's owner unless others are asked for. */
  async function signIn(input: NewSimUser = {}, scope = pageScopes): Promise<Member> {
    const { user } = await client.control.createUser('linkedin', input)
    const code = (await consent({ scope, auto_user: user.username })).searchParams.get('code')
    const granted = (await exchange(code)).body as JsonObject
    return holder(String(granted['access_token']), granted, `urn:li:person:${user.id}`)
  }

  return { call, consent, tokens, exchange, holder, signIn, begin, finalize }
}

export type Part = { uploadUrl: string; firstByte: number; lastByte: number }

export const valueOf = ({ body }: Answer): JsonObject => (body as { value: JsonObject }).value
export const etagOf = ({ headers }: Answer): string => (headers.get('etag') ?? '').replaceAll('"', '')

export function postBy(author: string, more: JsonObject = {}): Json {
  return {
    author,
    commentary: 'Hello',
    visibility: 'PUBLIC',
    distribution: { feedDistribution: 'MAIN_FEED', targetEntities: [], thirdPartyDistributionChannels: [] },
    lifecycleState: 'PUBLISHED',
    isReshareDisabledByAuthor: false,
    ...more,
  }
}

/** A header that is set to nothing is not sent. */
function without(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''))
}
