import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { simulator } from '../../src/connectors/whatsapp/simulator/index.js'
import type { Json, JsonObject } from '../../src/kit/json.js'
import type { NewSimUser } from '../../src/sandbox/simulator.js'
import type { Received, Receiver } from './receiver.js'
import { startSimulator, type Answer, type SimulatorClient } from './simulator.js'
import { specs } from './specs.js'

export const graph = 'https://graph.facebook.com/v23.0'
/** Whose window is always open, and who tells when something was read. */
export const regular = '15550100001'
const app = { id: '9001', secret: 'the secret of an app' }

const fixture = (name: string): Buffer => readFileSync(new URL(`../fixtures/media/${name}`, import.meta.url))
const typeOf = (name: string): string =>
  ({
    jpg: 'image/jpeg',
    png: 'image/png',
    mp4: 'video/mp4',
    pdf: 'application/pdf',
    webp: 'image/webp',
    gif: 'image/gif',
  })[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream'

/** Where files lie that a message names by a link: the fixtures, by name. */
export const at = (name: string): string => `https://files.example/${name}`

/** What networks find there; at any other address, what is really there. */
async function fetched(url: string): Promise<{ status: number; contentType: string; bytes: Buffer }> {
  const { hostname, pathname } = new URL(url)
  if (hostname !== 'files.example') {
    const answer = await fetch(url)
    const bytes = Buffer.from(await answer.arrayBuffer())
    return { status: answer.status, contentType: answer.headers.get('content-type') ?? '', bytes }
  }
  const name = pathname.slice(1)
  if (name === 'missing.jpg') return { status: 404, contentType: 'text/html', bytes: Buffer.from('no') }
  return { status: 200, contentType: typeOf(name), bytes: fixture(name) }
}

export function startWhatsapp(): Promise<SimulatorClient> {
  return startSimulator(simulator, fetched, async (url, { headers, body }) => {
    const answer = await fetch(url, { method: 'POST', headers, body })
    return answer.status
  })
}

/** A business that has let an app in. */
export type Business = {
  phoneId: string
  wabaId: string
  token: string
  /** Below the version; what was taken, and every answer, is held against the network's document. */
  call: (method: string, path: string, json?: Json) => Promise<Answer>
  upload: (name: string, fields?: Record<string, string>) => Promise<Answer>
  /** `more` beside the envelope. */
  send: (to: string, more: JsonObject) => Promise<Answer>
  text: (to: string, body?: string, more?: JsonObject) => Promise<Answer>
  template: (to: string, name: string, components?: Json, more?: JsonObject) => Promise<Answer>
  /** Has the receiver hear of the account, and answers what the subscription was answered. */
  subscribe: (receiver: Receiver) => Promise<Answer>
  writes: (from: string, text?: string) => Promise<{ id: string }>
}

export function whatsappClient(client: SimulatorClient) {
  const check = (
    request: { method: string; url: string; type: string; body: Json },
    { status, body, headers }: Answer,
  ): void => {
    const { type, ...exchange } = request
    const problems =
      specs['whatsapp']?.({
        ...exchange,
        headers: { authorization: 'Bearer token', 'content-type': type },
        status,
        response: body,
      }) ?? []
    // A request that was refused may be wrong; an answer may not.
    if (!headers.has('x-sandbox-fault'))
      expect(problems.filter((each) => status < 400 || / answer /.test(each))).toEqual([])
  }

  async function signIn(input: NewSimUser = {}): Promise<Business> {
    const { answers } = await client.control.createUser('whatsapp', input)
    const { accessToken: token = '', phoneNumberId: phoneId = '', businessAccountId: wabaId = '' } = answers
    const headers = { authorization: `Bearer ${token}` }
    const call: Business['call'] = async (method, path, json) => {
      const url = `${graph}${path}`
      const answer = await client.call(method, url, { headers, ...(json === undefined ? {} : { json }) })
      check({ method, url, type: 'application/json', body: json ?? null }, answer)
      return answer
    }
    const send: Business['send'] = (to, more) =>
      call('POST', `/${phoneId}/messages`, {
        messaging_product: 'whatsapp',
        recipient_type: 'individual',
        to,
        ...more,
      })
    return {
      phoneId,
      wabaId,
      token,
      call,
      send,
      async upload(name, fields = {}) {
        const form = new FormData()
        const all = { messaging_product: 'whatsapp', type: typeOf(name), ...fields }
        for (const [field, value] of Object.entries(all)) form.append(field, value)
        form.append('file', new File([new Uint8Array(fixture(name))], name, { type: typeOf(name) }))
        return client.call('POST', `${graph}/${phoneId}/media`, { headers, body: form })
      },
      text: (to, body = 'Soup', more = {}) => send(to, { type: 'text', text: { body }, ...more }),
      template: (to, name, components = [], more = {}) =>
        send(to, {
          type: 'template',
          template: { name, language: { code: 'en_US' }, components },
          ...more,
        }),
      async subscribe(receiver) {
        const query = new URLSearchParams({ input_token: token, access_token: `${app.id}|${app.secret}` })
        await client.call('GET', `${graph}/debug_token?${query.toString()}`)
        receiver.answers.push(echo)
        return call('POST', `/${wabaId}/subscribed_apps`, {
          override_callback_uri: receiver.url,
          verify_token: 'a token of ours',
        })
      },
      writes: (from, text = 'Hello') => client.control.receive('whatsapp', { to: phoneId, from, text }),
    }
  }
  return { signIn, app }
}

/** Says the challenge back. */
export const echo: Receiver['answers'][number] = (response, { path }) => {
  response.end(new URL(path, 'http://localhost').searchParams.get('hub.challenge'))
}

export const bodyText = (text: string): JsonObject => ({
  type: 'body',
  parameters: [{ type: 'text', text }],
})

export function idIn({ body }: Answer): string {
  const [message] = (body as { messages?: { id: string }[] }).messages ?? []
  return message?.id ?? ''
}

/** The code of a refusal, and what was wrong. */
export function errorIn({ status, body }: Answer): { status: number; code: number; details: string } {
  const { error } = body as { error?: { code: number; message: string; error_data?: { details: string } } }
  return { status, code: error?.code ?? 0, details: error?.error_data?.details ?? error?.message ?? '' }
}

export type Told = { id: string; status?: string; [name: string]: unknown }

/** What webhooks have told so far: statuses, messages and groups, one by one. */
export function toldIn(
  received: readonly Received[],
  list: 'statuses' | 'messages' | 'groups' = 'statuses',
): Told[] {
  return received
    .filter(({ method }) => method === 'POST')
    .flatMap(({ body }) => {
      const { entry } = body as unknown as { entry: { changes: { value: Record<string, Told[]> }[] }[] }
      return entry.flatMap(({ changes }) => changes.flatMap(({ value }) => value[list] ?? []))
    })
}

/** Waits until so many of them were told. */
export async function untilTold(
  receiver: Receiver,
  count: number,
  list: 'statuses' | 'messages' | 'groups' = 'statuses',
): Promise<Told[]> {
  while (toldIn(receiver.received, list).length < count) await receiver.until(receiver.received.length + 1)
  return toldIn(receiver.received, list)
}
