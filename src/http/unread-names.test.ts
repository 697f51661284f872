import { expect, it } from 'vitest'
import { startTestApp } from '../../tests/support/app.js'

const app = await startTestApp()

it('a name that nobody reads comes back as a warning from every endpoint, with the one that was meant', async () => {
  const hook = { url: 'https://shop.example/hook', events: ['*'], secret: 'mine' }
  const made = await app.api('POST', '/v1/webhooks', hook, { 'Idempotency-Key': 'hook' })
  const { id, warnings } = made.body as { id: string; warnings: unknown }
  expect(warnings).toEqual([
    { code: 'UNKNOWN_FIELD', message: 'secret is not known here and is left out.', field: 'secret' },
  ])
  const again = await app.api('POST', '/v1/webhooks', hook, { 'Idempotency-Key': 'hook' })
  expect(again.body).toEqual(made.body)
  expect((await app.api('PATCH', `/v1/webhooks/${id}`, { enable: false })).body).toMatchObject({
    enabled: true,
    warnings: [{ message: 'enable is not known here and is left out. Did you mean enabled?' }],
  })
  expect((await app.api('GET', '/v1/posts?acountId=acc_1&limit=1')).body).toMatchObject({
    data: [],
    warnings: [{ message: 'acountId is not known here and is left out. Did you mean accountId?' }],
  })
})

it('a reply to names that are all known has no warnings', async () => {
  expect((await app.api('GET', '/v1/accounts?limit=1')).body).not.toHaveProperty('warnings')
  expect((await app.api('POST', '/v1/workspaces', { name: 'Two' })).body).not.toHaveProperty('warnings')
})
