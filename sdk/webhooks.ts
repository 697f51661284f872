import { VoxBurstError } from './errors.js'
import type { WebhookEvent } from './generated/types.js'

type GivenHeaders = Headers | Record<string, string | readonly string[] | undefined>

export type VerifyOptions = {
  /** How far its time may be from ours, either way; a recording of long ago is refused. 300 when absent. */
  toleranceSeconds?: number | undefined
  /** Unix milliseconds; the present when absent. */
  now?: number | undefined
}

type Signed = {
  time: string
  content: string
  key: Uint8Array<ArrayBuffer>
  signatures: Uint8Array<ArrayBuffer>[]
}

/**
 * The event of a webhook, if it is surely from the server; throws VoxBurstError `INVALID_SIGNATURE` otherwise. `payload`
 * is the body as it came, byte for byte: parsed and written again it is another one. Takes `X-VoxBurst-Signature` and
 * the headers of Standard Webhooks, and any of several secrets.
 */
export async function verifyWebhook(
  payload: string | Uint8Array,
  headers: GivenHeaders,
  secret: string | readonly string[],
  { toleranceSeconds = 300, now = Date.now() }: VerifyOptions = {},
): Promise<WebhookEvent> {
  const body = typeof payload === 'string' ? payload : new TextDecoder().decode(payload)
  const read = (name: string): string => headerOf(headers, name)
  const secrets = typeof secret === 'string' ? [secret] : secret
  const found = secrets.flatMap((each) => [ownForm(read, body, each), standardForm(read, body, each)])
  const signed = found.filter((each) => each !== undefined)
  if (signed.length === 0) throw refused('The request has no signature.')
  const isRecent = ({ time }: Signed): boolean => Math.abs(now / 1_000 - Number(time)) <= toleranceSeconds
  const recent = signed.filter(isRecent)
  if (recent.length === 0) throw refused('The signature is too old, or of the future.')
  for (const each of recent) if (await holds(each)) return JSON.parse(body) as WebhookEvent
  throw refused('The signature is not of this body with this secret.')
}

/** `t=SECONDS,v2=HEX`, several v2 while a secret is being replaced: over `t.body`, with the whole secret. */
function ownForm(read: (name: string) => string, body: string, secret: string): Signed | undefined {
  const parts = read('x-voxburst-signature').split(',')
  const valuesOf = (name: string): string[] =>
    parts
      .map((part) => part.trim())
      .flatMap((part) => (part.startsWith(`${name}=`) ? [part.slice(name.length + 1)] : []))
  const [time] = valuesOf('t')
  if (time === undefined) return undefined
  const signatures = valuesOf('v2').map(fromHex)
  return { time, content: `${time}.${body}`, key: new TextEncoder().encode(secret), signatures }
}

/** https://www.standardwebhooks.com: `v1,BASE64` over `id.timestamp.body`, with what follows `whsec_`, decoded. */
function standardForm(read: (name: string) => string, body: string, secret: string): Signed | undefined {
  const [id, time] = [read('webhook-id'), read('webhook-timestamp')]
  if (id === '' || time === '') return undefined
  const versions = read('webhook-signature').split(' ')
  const signatures = versions.flatMap((each) => (each.startsWith('v1,') ? [fromBase64(each.slice(3))] : []))
  return {
    time,
    content: `${id}.${time}.${body}`,
    key: fromBase64(secret.replace(/^whsec_/, '')),
    signatures,
  }
}

/** Web Crypto compares in constant time. */
async function holds({ content, key, signatures }: Signed): Promise<boolean> {
  if (key.length === 0) return false
  const hmac = { name: 'HMAC', hash: 'SHA-256' }
  const own = await crypto.subtle.importKey('raw', key, hmac, false, ['verify'])
  const bytes = new TextEncoder().encode(content)
  for (const each of signatures) if (await crypto.subtle.verify('HMAC', own, each, bytes)) return true
  return false
}

function headerOf(headers: GivenHeaders, name: string): string {
  if (headers instanceof Headers) return headers.get(name) ?? ''
  const [, value] = Object.entries(headers).find(([each]) => each.toLowerCase() === name) ?? []
  return typeof value === 'string' ? value : (value?.join(',') ?? '')
}

function fromHex(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text.match(/[0-9a-f]{2}/gi) ?? [], (byte) => Number.parseInt(byte, 16))
}

/** Empty for what is no base64. */
function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
  } catch {
    return new Uint8Array()
  }
}

function refused(message: string): VoxBurstError {
  return new VoxBurstError({ code: 'INVALID_SIGNATURE', message })
}
