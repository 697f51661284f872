import { createHmac, randomBytes } from 'node:crypto'

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
  /** The present one first, then a former one that still holds. */
  secrets: readonly string[]
  /** Tries that were made before. */
  tries: number
}

/**
 * Signature headers over exactly the bytes that are sent. `t` is real time, taken anew for every try. The verifiers
 * of the documents read one `v2`, the last: while two secrets hold they take turns at that place, so that a
 * receiver with either of them accepts by the second try.
 * Standard Webhooks: https://www.standardwebhooks.com, signature over `id.timestamp.body`; its verifiers try all.
 */
export function signatureHeaders(signed: Signed): Record<string, string> {
  const { body, eventId, secrets } = signed
  const t = String(signed.unixSeconds)
  const inTurn = signed.tries % 2 === 0 ? [...secrets].reverse() : secrets
  const v2 = inTurn.map((secret) => `v2=${createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')}`)
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

/** Headers as they may be kept: a signature in a log is one that somebody can send. */
export function withoutSignatures(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, name.endsWith('signature') ? '***' : value]),
  )
}

function standardKey(secret: string): Buffer {
  return Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
}
