import { expect } from 'vitest'
import type { Json, JsonObject } from '../../src/kit/json.js'
import type { NewSimUser } from '../../src/sandbox/simulator.js'
import { googleOauth, scope } from './google-oauth.js'
import type { Answer, SimulatorClient } from './simulator.js'
import { specs } from './specs.js'

export const accountsApi = 'https://mybusinessaccountmanagement.googleapis.com/v1'
export const locationsApi = 'https://mybusinessbusinessinformation.googleapis.com/v1'
export const postsApi = 'https://mybusiness.googleapis.com/v4'
export const performanceApi = 'https://businessprofileperformance.googleapis.com/v1'

type Fields = Record<string, string>
type Sent = { json?: Json; form?: Fields; headers?: Fields }

/** Somebody who has let an app in. */
export type Owner = {
  id: string
  username: string
  tokens: JsonObject
  /** With the person's token; what was taken, and every answer, is held against Google's documents. */
  call: (method: string, url: string, sent?: Sent) => Promise<Answer>
  get: (url: string, query?: Fields) => Promise<Answer>
  accounts: () => Promise<JsonObject[]>
  /** v4 names of all locations. */
  locations: () => Promise<string[]>
  /** At the first location; what is given takes the place of what a plain post has. */
  post: (more?: JsonObject) => Promise<Answer>
}

export function businessClient(client: SimulatorClient) {
  /** A request that was refused may be wrong; an answer may not. */
  async function call(method: string, url: string, { json, form, headers = {} }: Sent = {}): Promise<Answer> {
    const answer = await client.call(method, url, {
      headers,
      ...(json === undefined ? {} : { json }),
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
    })
    const { status } = answer
    const problems =
      specs['googlebusiness']?.({
        method,
        url,
        headers: { ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        body: json ?? form ?? null,
        status,
        responseHeaders: Object.fromEntries(answer.headers),
        response: answer.body === '' ? null : answer.body,
      }) ?? []
    const isNetworks = status !== 404 && !answer.headers.has('x-sandbox-fault')
    if (isNetworks) expect(problems.filter((each) => status < 400 || / answer /.test(each))).toEqual([])
    return answer
  }

  const oauth = googleOauth(client, call, scope('business.manage'))

  async function signIn(input: NewSimUser = {}, more: Fields = {}): Promise<Owner> {
    const { user } = await client.control.createUser('googlebusiness', input)
    const sent = await oauth.consent({ auto_user: user.username, prompt: 'consent', ...more })
    const { client_id = 'app' } = more
    const tokens = (await oauth.exchange(sent.searchParams.get('code'), { client_id })).body as JsonObject
    const authorization = `Bearer ${String(tokens['access_token'])}`
    const self: Owner = {
      id: user.id,
      username: user.username,
      tokens,
      call: (method, url, { headers = {}, ...rest } = {}) =>
        call(method, url, { ...rest, headers: { authorization, ...headers } }),
      get: (url, query = {}) =>
        self.call('GET', `${url}?${new URLSearchParams(query).toString()}`.replace(/\?$/, '')),
      accounts: async () => listIn(await self.get(`${accountsApi}/accounts`), 'accounts'),
      async locations() {
        const names = await Promise.all(
          (await self.accounts()).map(async ({ name }) => {
            const all = await self.get(`${locationsApi}/${String(name)}/locations`, { readMask: 'name' })
            return listIn(all, 'locations').map((location) => `${String(name)}/${String(location['name'])}`)
          }),
        )
        return names.flat()
      },
      async post(more = {}) {
        const [location = ''] = await self.locations()
        return self.call('POST', `${postsApi}/${location}/localPosts`, { json: { ...plain, ...more } })
      },
    }
    return self
  }

  return { call, ...oauth, signIn }
}

export const plain: JsonObject = {
  topicType: 'STANDARD',
  languageCode: 'en',
  summary: 'Fresh bread at seven',
}

export const schedule: JsonObject = {
  startDate: { year: 2027, month: 3, day: 5 },
  startTime: { hours: 18, minutes: 30, seconds: 0, nanos: 0 },
  endDate: { year: 2027, month: 3, day: 5 },
  endTime: { hours: 21, minutes: 0, seconds: 0, nanos: 0 },
}

export function bodyOf({ status, body }: Answer): JsonObject {
  if (status !== 200) throw new Error(`${String(status)} ${JSON.stringify(body)}`)
  return body as JsonObject
}

/** A list that has nothing in it is not there at all. */
export function listIn(answer: Answer, name: string): JsonObject[] {
  return (bodyOf(answer)[name] ?? []) as JsonObject[]
}

/** Status, canonical code, and what My Business or the API before it says of it. */
export function refusalOf({ status, body }: Answer): [number, Json | undefined, ...Json[]] {
  const { error } = body as { error: { status?: string; details?: JsonObject[] } }
  const said = (error.details ?? []).flatMap(({ errorDetails, fieldViolations, reason }) => [
    ...((errorDetails ?? []) as JsonObject[]).map(({ code, field }) => `${String(code)} ${String(field)}`),
    ...((fieldViolations ?? []) as JsonObject[]).map(({ field = null }) => field),
    ...(reason === undefined ? [] : [reason]),
  ])
  return [status, error.status, ...said]
}
