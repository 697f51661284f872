import type { Json, JsonObject } from '../../kit/json.js'
import type { MultipartPart, PlatformHttp, PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'

export type Caller = { http: PlatformHttp; tokens: { accessToken: string } }

/** A file as it is sent along with a call, under the name that the fields give it. */
export type SentFile = Extract<MultipartPart, { filename: string }>

/** One call of a bot. Its token is part of the address: addresses are never logged. */
export function call(
  { http, tokens }: Caller,
  method: string,
  fields: JsonObject,
  more: { files?: readonly SentFile[]; creating?: true; timeoutMs?: number } = {},
): Promise<PlatformReply> {
  const { files = [], ...rest } = more
  const body =
    files.length === 0
      ? { json: fields }
      : {
          multipart: [
            ...Object.entries(fields).map(([name, value]) => ({ name, value: asText(value) })),
            ...files,
          ],
        }
  const url = `https://api.telegram.org/bot${tokens.accessToken}/${method}`
  return http({ method: 'POST', url, ...body, ...rest })
}

/** A form has only words: what is more than one is written as JSON. */
function asText(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** What a call answered; undefined where it failed, or where the answer is not the Bot API's. */
export function resultOf(reply: PlatformReply): Json | undefined {
  const body = objectOf(reply.json)
  return reply.status === 200 && body['ok'] === true ? body['result'] : undefined
}

/** Telegram's own words for a failure; null where the answer is not the Bot API's. */
export function descriptionOf(reply: PlatformReply): string | null {
  const body = objectOf(reply.json)
  return body['ok'] === false && body['error_code'] === reply.status ? textOf(body['description']) : null
}

/** The supergroup that a group has become, where a failure says so. */
export function movedTo(reply: PlatformReply): number | null {
  const id = objectOf(objectOf(reply.json)['parameters'])['migrate_to_chat_id']
  return typeof id === 'number' ? id : null
}

/** A chat as calls name it: a number, or the @username of a public one. */
export function chatIdIn(value: Json | undefined): number | string | null {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value === '') return null
  return /^-?\d+$/.test(value) ? Number(value) : value
}
