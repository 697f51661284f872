import { createHmac, timingSafeEqual } from 'node:crypto'

/** Verifiers as receivers have them, written from the documents and not from our code. */

/** The TypeScript verifier of the integration guide: no trimming, the last of equal names counts. */
export function verifyAsGuide(payload: string, signature: string, secret: string): boolean {
  const parts = Object.fromEntries(signature.split(',').map((part) => part.split('=', 2) as [string, string]))
  const age = Math.floor(Date.now() / 1000) - parseInt(parts['t'] ?? '', 10)
  if (!(age <= 300)) return false
  const expected = createHmac('sha256', secret)
    .update(`${parts['t'] ?? ''}.${payload}`)
    .digest('hex')
  try {
    return timingSafeEqual(Buffer.from(expected, 'hex'), Buffer.from(parts['v2'] ?? '', 'hex'))
  } catch {
    return false
  }
}

/** The Python verifier of the examples, which also refuses what lies in the future. */
export function verifyAsPython(payload: string, signature: string, secret: string): boolean {
  const parts = new Map(
    signature.split(',').map((part) => {
      const at = part.indexOf('=')
      return [part.slice(0, at), part.slice(at + 1)]
    }),
  )
  const timestamp = parts.get('t') ?? ''
  if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) <= 300)) return false
  const expected = createHmac('sha256', Buffer.from(secret)).update(`${timestamp}.${payload}`).digest('hex')
  return expected === parts.get('v2')
}

/** Standard Webhooks, section "Verifying": the decoded secret over id.timestamp.body; one of several may match. */
export function verifyAsStandard(payload: string, headers: Record<string, string>, secret: string): boolean {
  const [id, timestamp] = [headers['webhook-id'] ?? '', headers['webhook-timestamp'] ?? '']
  if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) <= 300)) return false
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${payload}`).digest('base64')
  return (headers['webhook-signature'] ?? '').split(' ').some((each) => {
    const [version, signature] = each.split(',')
    return version === 'v1' && signature === expected
  })
}
