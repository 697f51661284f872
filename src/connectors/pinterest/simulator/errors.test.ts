import { beforeEach, describe, expect, it } from 'vitest'
import {
  bodyOf,
  formOf,
  picture,
  pinterestClient,
  refusalOf,
  type Pinner,
} from '../../../../tests/support/pinterest.js'
import { startSimulator, type Answer } from '../../../../tests/support/simulator.js'
import { simulator } from './index.js'

/** A test for each row of the errors that are known, by its codes, met the way an app would meet it. */
const client = await startSimulator(simulator)
const { signIn, refresh } = pinterestClient(client)

let ann: Pinner
let bea: Pinner
beforeEach(async () => {
  await client.control.reset()
  ann = await signIn({ username: 'ann' })
  bea = await signIn({ username: 'bea' })
})
const idOf = (answer: Answer): string => String(bodyOf(answer)['id'])
const section = (pinner: Pinner, board: string) =>
  pinner.call('POST', `/boards/${board}/sections`, { json: { name: 'Soups' } })
const published = async () => (await client.control.posts({ limit: 10 })).length

it('400 / 1: what does not fit is named in the message', async () => {
  const answer = await ann.pin({ title: 'a'.repeat(101) })
  expect(refusalOf(answer)).toEqual([400, 1])
  expect(bodyOf(answer)['message']).toMatch(/title.*100/)
  const nothing = await ann.call('POST', '/pins', {
    body: 'no json',
    headers: { 'content-type': 'application/json' },
  })
  expect(refusalOf(nothing)).toEqual([400, 1])
  expect(await published()).toBe(0)
})

it('400 / 400: an analytics call that asks for what there is not', async () => {
  expect(refusalOf(await ann.call('GET', '/user_account/analytics?start_date=today&end_date=x'))).toEqual([
    400, 400,
  ])
})

it('401 / 2 Authentication failed.', async () => {
  for (const authorization of ['Bearer pina_wrong', 'Basic YTpi', ''])
    expect(refusalOf(await ann.pin({}, { headers: { authorization } }))).toEqual([401, 2])
})

it('401 / 2 when the access has ended in the settings, and the refresh token with it', async () => {
  await client.fault('token_revoked', 'publish')
  expect(refusalOf(await ann.pin())).toEqual([401, 2])
  expect(refusalOf(await ann.call('GET', '/user_account'))).toEqual([401, 2])
  expect(refusalOf(await refresh(ann.tokens['refresh_token']))).toEqual([400, 283])
  expect((await bea.pin()).status).toBe(201)
})

it('401 / 2 once is no end: the token goes on', async () => {
  await client.fault('token_expired', 'publish')
  expect(refusalOf(await ann.pin())).toEqual([401, 2])
  expect((await ann.pin()).status).toBe(201)
})

it('403 / 3 insufficient token permissions names what is missing', async () => {
  const reader = await signIn({ username: 'ann' }, 'app', ['user_accounts:read', 'boards:read', 'pins:read'])
  const answer = await reader.pin()
  expect(refusalOf(answer)).toEqual([403, 3])
  expect(bodyOf(answer)['message']).toMatch(/boards:write, pins:write/)
})

it('401 / 7 board or pin not ours, with a token that is well', async () => {
  expect(refusalOf(await ann.pin({ board_id: bea.board }))).toEqual([401, 7])
  const pin = idOf(await bea.pin())
  for (const method of ['GET', 'DELETE'])
    expect(refusalOf(await ann.call(method, `/pins/${pin}`))).toEqual([401, 7])
  expect((await ann.call('GET', '/user_account')).status).toBe(200)
  expect(await published()).toBe(1)
})

it('403 / 29 what an app or an account may not use', async () => {
  expect(refusalOf(await ann.call('GET', `/boards/${bea.board}`))).toEqual([403, 29])
  expect(refusalOf(await ann.pin({ media_source: { source_type: 'pin_url' } }))).toEqual([403, 29])
  expect(refusalOf(await ann.pin({ sponsor_id: bea.id }))).toEqual([403, 29])
})

it('403 / 403 of the whole account, which is suspended, until it is let in again', async () => {
  await client.control.createUser('pinterest', { username: 'ann', suspended: true })
  for (const answer of [await ann.pin(), await ann.call('GET', '/user_account')]) {
    expect(refusalOf(answer)).toEqual([403, 403])
    expect(bodyOf(answer)['message']).toContain('the user account')
  }
  await client.control.createUser('pinterest', { username: 'ann', suspended: false })
  expect((await ann.pin()).status).toBe(201)
})

it('403 / 403 a section on a board, or figures of a pin, that are not ours', async () => {
  expect(refusalOf(await section(ann, bea.board))).toEqual([403, 403])
  const pin = idOf(await bea.pin())
  const asked = `/pins/${pin}/analytics?start_date=2026-01-01&end_date=2026-01-02&metric_types=SAVE`
  expect(refusalOf(await ann.call('GET', asked))).toEqual([403, 403])
})

it('404 / 50 pin', async () => {
  expect(refusalOf(await ann.call('GET', '/pins/123'))).toEqual([404, 50])
  expect(refusalOf(await ann.pin({ parent_pin_id: '123' }))).toEqual([404, 50])
})

it('404 / 404 board or section, that was there or never was', async () => {
  expect(refusalOf(await ann.pin({ board_id: '123' }))).toEqual([404, 404])
  expect(refusalOf(await ann.pin({ board_section_id: '123' }))).toEqual([404, 404])
  await ann.pin()
  expect((await ann.call('DELETE', `/boards/${ann.board}`)).status).toBe(204)
  expect(refusalOf(await ann.pin())).toEqual([404, 404])
  // The pins went with it.
  expect(await published()).toBe(0)
})

it('409 / 409 while somebody else holds the board', async () => {
  await client.control.addFault({
    platform: 'pinterest',
    accountId: null,
    fault: 'slow',
    times: 1,
    operation: 'any',
    retryAfter: null,
    delayMs: 300,
  })
  const slow = section(ann, ann.board)
  await expect.poll(async () => (await client.control.listFaults()).length).toBe(0)
  const answer = await section(ann, ann.board)
  expect(refusalOf(answer)).toEqual([409, 409])
  expect(bodyOf(answer)['message']).toContain('exclusive access')
  expect((await slow).status).toBe(201)
  expect((await section(ann, ann.board)).status).toBe(201)
})

describe('429', () => {
  it('9. in the flavour of a rate: / 8, with the seconds to wait', async () => {
    await client.fault('rate_limited', 'publish', { retryAfter: 77 })
    const answer = await ann.pin()
    expect(refusalOf(answer)).toEqual([429, 8])
    expect(answer.headers.get('x-ratelimit-reset')).toBe('77')
    expect(bodyOf(answer)['message']).not.toMatch(/spam/i)
  })

  it('9. in the flavour of spam: / 30, and nothing to wait for', async () => {
    await client.fault('duplicate', 'publish')
    const answer = await ann.pin()
    expect(refusalOf(answer)).toEqual([429, 30])
    expect(bodyOf(answer)['message']).toMatch(/spam/i)
    expect(answer.headers.has('x-ratelimit-reset')).toBe(false)
    expect(await published()).toBe(0)
  })
})

it('500 / 500, and the pin may be asked for again', async () => {
  await client.fault('server_error', 'publish')
  expect(refusalOf(await ann.pin())).toEqual([500, 500])
  expect(await published()).toBe(0)
})

it('400 / 283 at the token endpoint', async () => {
  await client.fault('token_expired', 'refresh')
  expect(refusalOf(await refresh(ann.tokens['refresh_token']))).toEqual([400, 283])
  expect((await refresh(ann.tokens['refresh_token'])).status).toBe(200)
})

it('400 / 1 with the words of each kind of refusal that can be asked for', async () => {
  await client.fault('media_rejected', 'publish')
  const media = await ann.pin({ media_source: picture })
  expect(bodyOf(media)['message']).toContain('The image cannot be read')
  await client.fault('content_rejected', 'publish')
  expect(bodyOf(await ann.pin())['message']).not.toMatch(/image|video|media|cover|url/i)
})

it('the storage refuses in its own words: it knows neither tokens nor envelopes', async () => {
  const made = bodyOf(await ann.call('POST', '/media', { json: { media_type: 'video' } }))
  const send = () =>
    client.call('POST', String(made['upload_url']), {
      body: formOf(made['upload_parameters'] as Record<string, string>, Buffer.from('film')),
    })
  await client.fault('token_revoked', 'upload')
  await client.fault('server_error', 'upload')
  expect((await send()).body).toContain('<Code>SlowDown</Code>')
  await client.fault('media_rejected', 'upload')
  expect((await send()).body).toContain('<Code>EntityTooLarge</Code>')
  // What it cannot say waits for a call that can.
  expect(await client.control.listFaults()).toMatchObject([{ fault: 'token_revoked' }])
})
