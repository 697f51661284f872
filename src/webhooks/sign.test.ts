import { expect, it } from 'vitest'
import { newSecret, signatureHeaders, withoutSignatures } from './sign.js'

const signed = {
  eventId: 'evt_1',
  deliveryId: 'dlv_1',
  eventType: 'post.published',
  body: '{"id":"evt_1"}',
  unixSeconds: 1_800_000_000,
  secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
  tries: 0,
}

it('signs the documented way with the whole secret, and as Standard Webhooks with the decoded part', () => {
  // Both computed with `openssl dgst -sha256 -mac HMAC` over the same bytes.
  const headers = signatureHeaders(signed)
  expect(headers['x-voxburst-signature']).toBe(
    't=1800000000,v2=b7fc1f9e54636be8569bc5ecbca1cedcacb3f0447e209a1a6cb35296137d694b',
  )
  expect(headers['webhook-signature']).toBe('v1,bN2M7PSNX474ObuUpgCBvzLMRmcOlQlhpmP6DDQ+H+4=')
})

it('takes turns with the last v2 while two secrets hold, so that one-signature verifiers accept by the second try', () => {
  const secrets = [newSecret(), newSecret()]
  const v2 = (tries: number, which: readonly string[]): string[] =>
    [
      ...(signatureHeaders({ ...signed, secrets: which, tries })['x-voxburst-signature'] ?? '').matchAll(
        /v2=(\w+)/g,
      ),
    ].map((match) => match[1] ?? '')
  const [present, former] = secrets.map((secret) => v2(0, [secret])[0])
  expect(v2(0, secrets)).toEqual([former, present])
  expect(v2(1, secrets)).toEqual([present, former])
  expect(v2(2, secrets)).toEqual([former, present])
})

it('keeps nothing of a signature in what is stored', () => {
  const kept = withoutSignatures(signatureHeaders(signed))
  expect(JSON.stringify(kept)).not.toMatch(/v1,|v2=|sha256=/)
  expect(kept['webhook-id']).toBe('evt_1')
})
