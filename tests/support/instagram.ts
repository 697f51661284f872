import sharp from 'sharp'
import { expect } from 'vitest'
import type { Json, JsonObject } from '../../src/kit/json.js'
import type { NewSimUser, SimWorld } from '../../src/sandbox/simulator.js'
import type { Answer, SimulatorClient } from './simulator.js'
import { specs } from './specs.js'
import { at, files as fixtures, textOf } from './threads.js'

type Fields = Record<string, string>
type Login = 'instagram' | 'facebook'

export const graph = {
  instagram: 'https://graph.instagram.com/v25.0',
  facebook: 'https://graph.facebook.com/v25.0',
}
/** Small, so that hundreds are looked at in no time. */
export const photo = { image_url: at('stamp.jpg') }
export const film = { media_type: 'REELS', video_url: at('landscape-1280x720-4s-moov-last.mp4') }

const redirect = 'https://app.example/callback'
export const app = { client_id: '990', client_secret: 'app-secret' }
const scopes = {
  instagram: [
    'instagram_business_basic',
    'instagram_business_content_publish',
    'instagram_business_manage_comments',
    'instagram_business_manage_insights',
  ],
  facebook: [
    'instagram_basic',
    'instagram_content_publish',
    'instagram_manage_comments',
    'instagram_manage_insights',
    'instagram_manage_contents',
    'pages_show_list',
    'pages_read_engagement',
    'business_management',
  ],
}

/** Somebody who consented at one of the logins, with a long-lived token. */
export type Person = {
  /** Of the professional account. */
  id: string
  username: string
  token: string
  get: (path: string, query?: Fields) => Promise<Answer>
  /** A form by POST. */
  post: (path: string, form?: Fields, headers?: Fields) => Promise<Answer>
  remove: (path: string) => Promise<Answer>
  /** A container's id. */
  container: (form: Fields) => Promise<string>
  /** Makes a container, waits for it by the clock, publishes it; the id of what is out. */
  publish: (form: Fields) => Promise<string>
}

export function instagramClient(client: SimulatorClient) {
  /** Request and answer are held against the network's own nodes. */
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
    const problems = specs['instagram']?.(exchange) ?? ['no document']
    // A connection that was refused is no answer of the network, and what is refused may be wrong on purpose.
    const isAnswer = !answer.headers.has('x-sandbox-fault')
    if (isAnswer)
      expect(problems.filter((each) => answer.status === 200 || / answer \d/.test(each))).toEqual([])
    return answer
  }

  const get = (url: string, query: Fields = {}): Promise<Answer> =>
    call('GET', `${url}?${new URLSearchParams(query).toString()}`)

  /** Consents; the address that the browser is sent back to. */
  async function consent(login: Login, more: Fields = {}): Promise<URL> {
    const query = new URLSearchParams({
      client_id: app.client_id,
      redirect_uri: redirect,
      response_type: 'code',
      scope: scopes[login].join(','),
      state: 's1',
      auto: '1',
      ...more,
    })
    const page =
      login === 'instagram'
        ? 'https://www.instagram.com/oauth/authorize'
        : 'https://www.facebook.com/v25.0/dialog/oauth'
    const answer = await client.call('GET', `${page}?${query.toString()}`)
    return new URL(answer.headers.get('location') ?? 'about:blank')
  }

  const exchange = (login: Login, code: string, more: Fields = {}): Promise<Answer> => {
    const form = { ...app, redirect_uri: redirect, code, ...more }
    return login === 'facebook'
      ? get(`${graph.facebook}/oauth/access_token`, form)
      : call('POST', 'https://api.instagram.com/oauth/access_token', {
          grant_type: 'authorization_code',
          ...form,
        })
  }

  const prolong = (login: Login, token: string): Promise<Answer> =>
    login === 'facebook'
      ? get(`${graph.facebook}/oauth/access_token`, {
          ...app,
          grant_type: 'fb_exchange_token',
          fb_exchange_token: token,
        })
      : get('https://graph.instagram.com/access_token', {
          grant_type: 'ig_exchange_token',
          client_secret: app.client_secret,
          access_token: token,
        })

  const refresh = (token: string): Promise<Answer> =>
    get('https://graph.instagram.com/refresh_access_token', {
      grant_type: 'ig_refresh_token',
      access_token: token,
    })

  /** The same with a token of one's own. */
  function as(login: Login, token: string, user: { id: string; username: string }): Person {
    const self: Person = {
      ...user,
      token,
      get: (path, query = {}) => get(`${graph[login]}/${path}`, { ...query, access_token: token }),
      post: (path, form = {}, headers = {}) =>
        call('POST', `${graph[login]}/${path}`, { ...form, access_token: token }, headers),
      remove: (path) => call('DELETE', `${graph[login]}/${path}?access_token=${token}`),
      container: async (form) => textOf(await self.post(`${user.id}/media`, form), 'id'),
      publish: async (form) => {
        const creation_id = await self.container(form)
        await client.control.advance(2_001)
        const id = textOf(await self.post(`${user.id}/media_publish`, { creation_id }), 'id')
        // Until it was read once it may not be there yet.
        await self.get(id, { fields: 'permalink' })
        return id
      },
    }
    return self
  }

  async function person(login: Login = 'instagram', input: NewSimUser = {}): Promise<Person> {
    const { user } = await client.control.createUser('instagram', input)
    const code = (await consent(login, { auto_user: user.username })).searchParams.get('code') ?? ''
    const short = shortToken(await exchange(login, code))
    const token = textOf(await prolong(login, short), 'access_token')
    return as(login, token, user)
  }

  return { call, get, consent, exchange, prolong, refresh, as, person }
}

/** Flat, or wrapped as the guide has it. */
export function shortToken(answer: Answer): string {
  const { data } = answer.body as { data?: [JsonObject] }
  return textOf(data === undefined ? answer : { ...answer, body: data[0] }, 'access_token')
}

/** Code and subcode of a refusal. */
export function codesOf({ body }: Answer): [Json | undefined, Json | undefined] {
  const error = (body as { error?: JsonObject }).error ?? {}
  return [error['code'], error['error_subcode']]
}

export const statusOf = async (who: Person, id: string): Promise<[Json | undefined, Json | undefined]> => {
  const { status_code, status } = (await who.get(id, { fields: 'status_code,status' })).body as JsonObject
  return [status_code, status]
}

export { at, dataOf, fixture, refusalOf, textOf, wordsOf } from './threads.js'

const stamp = await sharp({ create: { width: 32, height: 40, channels: 3, background: 'teal' } })
  .jpeg()
  .toBuffer()

/** A place where the network fetches files by their fixtures' names, and the stamp. */
export const files: SimWorld['fetch'] = (url) =>
  url === photo.image_url
    ? Promise.resolve({ status: 200, contentType: 'image/jpeg', bytes: stamp })
    : fixtures(url)
