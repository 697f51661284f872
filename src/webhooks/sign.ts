import { createHmac } from 'node:crypto'
import { randomBytes } from 'node:crypto'

/** `whsec_` and 24 random bytes in base64, as Standard Webhooks has it. */
export function newSecret(): string {
  return `whsec_${randomBytes(24).toString('base64')}`
}

export type Signed = {
  eventId: string
  deliveryId: string
  eventType: string
  body: string
  unixSeconds: number
  secrets: readonly string[]
}

/**
 * Signature headers over exactly the bytes that are sent. `secrets` has the present one first. `t` is real time,
 * taken anew for every try. Parsers of the documents keep the last `v2`, which therefore is the present secret's.
 * Standard Webhooks: https://www.standardwebhooks.com, signature over `id.timestamp.body`.
 */
export function signatureHeaders(signed: Signed): Record<string, string> {
  const { body, eventId, secrets } = signed
  const t = String(signed.unixSeconds)
  const v2 = [...secrets]
    .reverse()
    .map((secret) => `v2=${createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')}`)
  const standard = secrets.map(
    (secret) =>
      `v1,${createHmac('sha256', standardKey(secret)).update(`${eventId}.${t}.${body}`).digest('base64')}`,
  )
  return {
    'x-voxburst-signature': [`t=${t}`, ...v2].join(','),
    'x-voxburst-delivery-id': signed.deliveryId,
    'x-voxburst-event': signed.eventType,
    'x-socialdispatch-signature': `sha256=${createHmac('sha256', secrets[0] ?? '')
      .update(body)
      .digest('hex')}`,
    'webhook-id': eventId,
    'webhook-timestamp': t,
    'webhook-signature': standard.join(' '),
  }
}

function standardKey(secret: string): Buffer {
  return Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
}
