import { readFile } from 'node:fs/promises'
import { expect } from 'vitest'
import type { Json, JsonObject } from '../../src/kit/json.js'
import type { NewSimUser } from '../../src/sandbox/simulator.js'
import { botApi } from './bot-api.js'
import type { Answer, SimulatorClient } from './simulator.js'

const document = new URL('../fixtures/specs/telegram/bot-api.json', import.meta.url)
const check = botApi(document, 'api.telegram.org')

/** Somebody with a chat, and the bot that may post there. */
export type Owner = {
  token: string
  /** As a person would type it: `@name` where the chat has one. */
  chatId: string
  filesChatId: string
  /** The chat's number. */
  number: number
  botId: number
  /** JSON by POST. Request and answer are held against the Bot API's own description. */
  call: (method: string, given?: JsonObject, headers?: Record<string, string>) => Promise<Answer>
  /** Multipart, files by field name. */
  send: (method: string, given: JsonObject, files: Record<string, Buffer>) => Promise<Answer>
}

export function telegramClient(client: SimulatorClient) {
  const url = (token: string, method: string): string => `https://api.telegram.org/bot${token}/${method}`

  async function owner(input: NewSimUser = {}): Promise<Owner> {
    const { user, answers } = await client.control.createUser('telegram', input)
    const token = answers['botToken'] ?? ''
    const checked = (method: string, request: object, answer: Answer): Answer => {
      // Unknown methods are not described, and a connection that was refused is no answer of the network.
      const isDescribed = answer.status !== 404 && !answer.headers.has('x-sandbox-fault')
      const exchange = {
        method: 'POST',
        url: url(token, method),
        status: answer.status,
        response: answer.body,
      }
      if (isDescribed) expect(check({ ...exchange, headers: {}, body: null, ...request })).toEqual([])
      return answer
    }
    return {
      token,
      chatId: answers['chatId'] ?? '',
      filesChatId: answers['stagingChatId'] ?? '',
      number: Number(user.id),
      botId: Number(token.split(':')[0]),
      async call(method, given = {}, headers = {}) {
        const answer = await client.call('POST', url(token, method), { json: given, headers })
        return checked(method, { headers: { 'content-type': 'application/json' }, body: given }, answer)
      },
      async send(method, given, files) {
        const form = new FormData()
        const fields: Record<string, string> = {}
        for (const [name, value] of Object.entries(given)) {
          fields[name] = typeof value === 'string' ? value : JSON.stringify(value)
          form.append(name, fields[name])
        }
        for (const [name, bytes] of Object.entries(files))
          form.append(name, new File([new Uint8Array(bytes)], `${name}.bin`))
        const body = { fields, files: Object.keys(files).map((name) => ({ name })) }
        const answer = await client.call('POST', url(token, method), { body: form })
        return checked(method, { headers: { 'content-type': 'multipart/form-data' }, body }, answer)
      },
    }
  }

  return { owner, url }
}

/** What the owner of a chat does in the app. */
export function inApp(client: SimulatorClient, number: number | string, action: string, text = '') {
  return client.call('POST', `https://web.telegram.org/chats/${String(number)}`, {
    body: new URLSearchParams({ action, text }),
  })
}

export function resultOf(answer: Answer): JsonObject {
  expect([answer.status, (answer.body as JsonObject)['ok']]).toEqual([200, true])
  return (answer.body as { result: JsonObject }).result
}

/** Status and words of a refusal. */
export function refusalOf(answer: Answer): [number, Json | undefined] {
  const { ok, error_code: code, description } = answer.body as JsonObject
  expect([ok, code]).toEqual([false, answer.status])
  return [answer.status, description]
}

export const fixture = (name: string): Promise<Buffer> =>
  readFile(new URL(`../fixtures/media/${name}`, import.meta.url))
