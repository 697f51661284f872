import { createHmac } from 'node:crypto'
import { beforeEach, expect, it } from 'vitest'
import type { Notice } from '../connectors/connector.js'
import { startTestApp } from '../../tests/support/app.js'
import { FakeNetwork } from '../../tests/support/fake-network.js'
import { mountPlatformWebhooks } from './platform-webhooks.js'

const heard: { platform: string; notices: readonly Notice[] }[] = []
let hear: () => Promise<void> = () => Promise.resolve()
const at = new Date('2026-01-01T00:00:00.000Z')

const telling = new FakeNetwork()
telling.parts = {
  config: { required: { ACME_SECRET: 'Signs', ACME_TOKEN: 'Confirms' } },
  webhook: {
    verifyToken: (app) => app['ACME_TOKEN'] ?? '',
    secret: (app) => app['ACME_SECRET'] ?? '',
    read: (body) => [{ account: 'us', remoteId: (body as { id: string }).id, status: 'sent', at }],
  },
}
const mute = new FakeNetwork()
const app = await startTestApp({
  connectors: [telling.connector(), mute.connector('mute')],
  env: { ACME_SECRET: 'the secret', ACME_TOKEN: 'the word' },
  mount: (server, parts) =>
    mountPlatformWebhooks(server, parts, (platform, notices) => {
      heard.push({ platform, notices })
      return hear()
    }),
})
const url = `${app.url}/webhooks/platforms`

beforeEach(() => {
  heard.length = 0
  hear = () => Promise.resolve()
})

function signed(body: string, secret = 'the secret'): Record<string, string> {
  const signature = createHmac('sha256', secret).update(body).digest('hex')
  return { 'x-hub-signature-256': `sha256=${signature}`, 'content-type': 'application/json' }
}

const post = (body: string, headers: Record<string, string>, platform = 'acme'): Promise<Response> =>
  fetch(`${url}/${platform}`, { method: 'POST', headers, body })

async function confirmed(query: Record<string, string>): Promise<Response> {
  return fetch(`${url}/acme?${new URLSearchParams(query).toString()}`)
}

const asked = { 'hub.mode': 'subscribe', 'hub.challenge': '<b>1158201444', 'hub.verify_token': 'the word' }

it('gives the challenge back as plain text to whoever knows the verify token', async () => {
  const answer = await confirmed(asked)
  expect(answer.status).toBe(200)
  expect(await answer.text()).toBe('<b>1158201444')
  expect(answer.headers.get('content-type')).toContain('text/plain')
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
})

it.each([
  ['another token', { ...asked, 'hub.verify_token': 'a word' }],
  ['no token', { 'hub.mode': 'subscribe', 'hub.challenge': '1' }],
  ['another mode', { ...asked, 'hub.mode': 'unsubscribe' }],
  ['no challenge', { 'hub.mode': 'subscribe', 'hub.verify_token': 'the word' }],
])('confirms nothing to %s', async (_what, query: Record<string, string>) => {
  const answer = await confirmed(query)
  expect(answer.status).toBe(403)
  expect(await answer.text()).not.toContain('the word')
})

it('hears what is signed with the app’s secret over the bytes as they came', async () => {
  // Read and written again these would be other bytes.
  const body = '{ "id" : "wamid.\\u00e4",\n"at": 1.0 }'
  const answer = await post(body, signed(body))
  expect(answer.status).toBe(200)
  expect(await answer.json()).toEqual({ received: 1 })
  expect(heard).toEqual([
    { platform: 'acme', notices: [{ account: 'us', remoteId: 'wamid.ä', status: 'sent', at }] },
  ])
})

it.each([
  ['without a signature', 401, {}],
  ['with an empty one', 401, { 'x-hub-signature-256': '' }],
  ['with another secret', 403, signed('{"id":"1"}', 'another')],
  ['over another body', 403, signed('{"id":"2"}')],
  ['of another kind', 403, { 'x-hub-signature-256': 'sha1=0000' }],
])('hears nothing %s', async (_how, status, headers: Record<string, string>) => {
  const answer = await post('{"id":"1"}', headers)
  expect(answer.status).toBe(status)
  expect(await answer.text()).not.toContain('the secret')
  expect(heard).toEqual([])
})

it('refuses what is no JSON, and networks that tell nothing', async () => {
  expect((await post('<xml>', signed('<xml>'))).status).toBe(400)
  expect((await post('{}', signed('{}'), 'mute')).status).toBe(404)
  expect((await post('{}', signed('{}'), 'nobody')).status).toBe(404)
  expect((await fetch(`${url}/mute?hub.mode=subscribe`)).status).toBe(404)
  expect(heard).toEqual([])
})

it('does not acknowledge what could not be kept, so that it is told again', async () => {
  hear = () => Promise.reject(new Error('the disk is full'))
  expect((await post('{"id":"1"}', signed('{"id":"1"}'))).status).toBe(500)
})

it('takes nothing while the app has no secret', async () => {
  const live = await startTestApp({
    connectors: [telling.connector()],
    env: { VOXBURST_PLATFORMS: 'live' },
    mount: (server, parts) => mountPlatformWebhooks(server, parts, () => Promise.resolve()),
  })
  const path = `${live.url}/webhooks/platforms/acme`
  const answer = await fetch(path, { method: 'POST', headers: signed('{}', ''), body: '{}' })
  expect(answer.status).toBe(403)
  expect((await fetch(`${path}?hub.mode=subscribe&hub.challenge=1&hub.verify_token=`)).status).toBe(403)
})
