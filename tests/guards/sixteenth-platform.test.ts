import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, it } from 'vitest'
import { connectors } from '../../src/app.js'
import { template } from '../../src/connectors/_template/index.js'
import { startHouse, type PostView } from '../support/house.js'

/** One more platform, of which nothing but its folder and its place in the list of connectors says anything. */
const house = await startHouse({}, [...connectors, template])
const { call } = house
const received: { type: string; data: { id: string; status: string; platforms: { platform: string }[] } }[] =
  []
const hook = await startHook()

it('is listed with its limits, its options and how it is connected', async () => {
  const { data } = await call<{ data: { slug: string; limits: object; connect: object; options: object }[] }>(
    'GET',
    '/v1/platforms',
  )
  expect(data.find((each) => each.slug === 'template')).toMatchObject({
    limits: { text: { max: 280 } },
    connect: { kind: 'oauth' },
    options: { properties: { audience: {} } },
  })
})

it('is in the OpenAPI document with its options', async () => {
  const document = await call<{ info: { description: string }; components: { schemas: object } }>(
    'GET',
    '/api/openapi.json',
  )
  expect(document.info.description).toContain('| Template | `template` |')
  expect(document.components.schemas).toHaveProperty('TemplateOptions')
})

it('connects, publishes, fails, is retried and fixed, and tells it by webhook', async () => {
  await call('POST', '/v1/webhooks', { url: hook, events: ['*'] })
  const account = await house.account('template', { username: 'ann' })
  expect(await call('GET', `/v1/accounts/${account.id}`)).toMatchObject({
    platform: 'template',
    username: 'ann',
    status: 'active',
  })

  const published = await send('Hello from the sixteenth')
  expect(published).toMatchObject({ status: 'published', platforms: [{ platform: 'template' }] })
  const page = await fetch(published.platforms[0]?.platformPostUrl ?? '')
  expect(await page.text()).toContain('Hello from the sixteenth')

  await call('POST', '/sandbox/faults', { platform: 'template', fault: 'rate_limited', retryAfter: 3_600 })
  const limited = await send('Retried later')
  expect(limited).toMatchObject({ status: 'failed', platforms: [{ error: { code: 'RATE_LIMITED' } }] })
  await call('POST', `/v1/posts/${limited.id}/retry`)
  expect((await house.settled(limited.id)).status).toBe('published')

  await call('POST', '/sandbox/faults', { platform: 'template', fault: 'content_rejected' })
  const refused = await send('Refused at first')
  expect(refused).toMatchObject({ status: 'failed', platforms: [{ error: { code: 'CONTENT_REJECTED' } }] })
  const target = refused.platforms[0]?.postPlatformId ?? ''
  await call('POST', `/v1/posts/${refused.id}/platforms/${target}/fix`, { content: 'Taken at last' })
  expect((await house.settled(refused.id)).status).toBe('published')

  await call('POST', '/sandbox/faults', { platform: 'template', fault: 'lost_response' })
  expect((await send('Once and no more')).status).toBe('published')
  expect((await house.posts('template')).map((post) => post.text).sort()).toEqual([
    'Hello from the sixteenth',
    'Once and no more',
    'Retried later',
    'Taken at last',
  ])

  const told = (id: string): string[] =>
    received.filter((event) => event.data.id === id).map((event) => event.type)
  await expect.poll(() => told(limited.id).sort()).toEqual(['post.created', 'post.failed', 'post.published'])
  await expect.poll(() => told(account.id)).toEqual(['account.connected'])
  const final = received.find((event) => event.data.id === published.id && event.type === 'post.published')
  expect(final?.data).toMatchObject({ status: 'PUBLISHED', platforms: [{ platform: 'TEMPLATE' }] })
})

it('is refused beforehand what it does not take', async () => {
  const verdict = await call<{ platforms: Record<string, { valid: boolean; errors: { code: string }[] }> }>(
    'POST',
    '/v1/posts/validate',
    {
      content: 'x'.repeat(281),
      platforms: ['Template'],
    },
  )
  expect(verdict.platforms['template']?.errors.map((each) => each.code)).toContain('CONTENT_TOO_LONG')
  const refusal = await call<{ error: { details: object } }>(
    'POST',
    '/v1/posts',
    { content: 'x', platforms: ['TEMPLATE'], platformMetadata: { template: { audience: 'nobody' } } },
    { status: 400 },
  )
  expect(refusal.error.details).toMatchObject({ field: 'platformMetadata.TEMPLATE.audience' })
})

async function send(content: string): Promise<PostView> {
  const post = await call<PostView>('POST', '/v1/posts', { content, platforms: ['TEMPLATE'] })
  await call('POST', `/v1/posts/${post.id}/publish`)
  return house.settled(post.id)
}

async function startHook(): Promise<string> {
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      received.push(JSON.parse(body) as (typeof received)[number])
      response.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  afterAll(() => server.close())
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`
}
