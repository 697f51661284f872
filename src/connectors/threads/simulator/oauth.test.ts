import { beforeEach, describe, expect, it } from 'vitest'
import { startSimulator } from '../../../../tests/support/simulator.js'
import {
  allScopes,
  refusalOf,
  textOf,
  threadsClient,
  type Person,
} from '../../../../tests/support/threads.js'
import { simulator } from './index.js'

/** The first line of what a fair stand-in must do: consent and tokens. */
const client = await startSimulator(simulator)
const { consent, exchange, prolong, refresh, person } = threadsClient(client)
const { advance } = client.control
const hour = 3_600_000

let ann: Person
beforeEach(async () => {
  await client.control.reset()
  ann = await person({ username: 'ann' })
})

describe('1: #_ in callbacks, number-typed user_id, single-use code, 24 h rule on refresh', () => {
  it('ends the callback in #_ and brings the state back', async () => {
    const back = await consent()
    expect([back.hash, back.searchParams.get('state')]).toEqual(['#_', 's1'])
  })

  it('tells a person’s no in three parameters', async () => {
    const back = await consent({ auto: '', _answer: 'deny' })
    expect(Object.fromEntries(back.searchParams)).toEqual({
      error: 'access_denied',
      error_reason: 'user_denied',
      error_description: 'The user denied your request',
      state: 's1',
    })
  })

  it('sends user_id as a number that JavaScript cannot hold', async () => {
    const answer = await exchange((await consent({ auto_user: 'ann' })).searchParams.get('code') ?? '')
    expect(answer.text).toContain(`"user_id":${ann.id}}`)
    expect(BigInt(ann.id) > BigInt(Number.MAX_SAFE_INTEGER)).toBe(true)
  })

  it('takes a code once, for an hour, with the same address and app', async () => {
    const code = async () => (await consent()).searchParams.get('code') ?? ''
    const failed = {
      error_type: 'OAuthException',
      code: 400,
      error_message: 'Matching code was not found or was already used',
    }
    const first = await code()
    expect((await exchange(first)).status).toBe(200)
    expect(await exchange(first)).toMatchObject({ status: 400, body: failed })
    expect(await exchange(await code(), { client_id: '991' })).toMatchObject({ status: 400, body: failed })
    expect((await exchange(await code(), { redirect_uri: 'https://app.example/other' })).status).toBe(400)
    expect((await exchange(await code(), { client_secret: '' })).status).toBe(400)
    const late = await code()
    await advance(hour)
    expect(await exchange(late)).toMatchObject({ status: 400, body: failed })
  })

  it.each([
    [{ client_id: '' }, /app/],
    [{ scope: 'threads_content_publish' }, /threads_basic/],
    [{ scope: 'threads_basic,threads_everything' }, /threads_everything/],
    [{ response_type: 'token' }, /response_type/],
    [{ redirect_uri: 'here' }, /redirect_uri/],
  ])('does not ask for consent with %j', async (more, reason) => {
    const query = new URLSearchParams({
      client_id: '990',
      redirect_uri: 'https://app.example/callback',
      response_type: 'code',
      scope: allScopes.join(','),
      ...more,
    })
    const answer = await client.call('GET', `https://threads.net/oauth/authorize?${query.toString()}`)
    expect([answer.status, JSON.stringify(answer.body)]).toEqual([400, expect.stringMatching(reason)])
  })

  it('makes a short token long once, while it lives', async () => {
    const short = textOf(await exchange((await consent()).searchParams.get('code') ?? ''), 'access_token')
    const long = await prolong(short)
    expect(long.body).toMatchObject({ token_type: 'bearer', expires_in: 5_183_944 })
    expect(refusalOf(await prolong(textOf(long, 'access_token')))).toEqual([400, 100, undefined])
    await advance(hour)
    expect(refusalOf(await prolong(short))).toEqual([401, 190, 463])
  })

  it('refreshes a long token from a day after its birth to its end', async () => {
    expect(refusalOf(await refresh(ann.token))).toEqual([400, 100, undefined])
    await advance(24 * hour)
    const second = textOf(await refresh(ann.token), 'access_token')
    await advance(59 * 24 * hour)
    // The first has ended after sixty days, the second has a day left.
    expect(refusalOf(await refresh(ann.token))).toEqual([401, 190, 463])
    expect((await refresh(second)).status).toBe(200)
  })

  it('ends a private profile’s consent after 90 days, whatever was refreshed', async () => {
    const shy = await person({ accountType: 'private' })
    await advance(50 * 24 * hour)
    const second = textOf(await refresh(shy.token), 'access_token')
    await advance(40 * 24 * hour)
    expect(refusalOf(await refresh(second))).toEqual([401, 190, 463])
  })

  it('tells what a token may do', async () => {
    const told = await ann.get('debug_token', { input_token: ann.token })
    expect(told.body).toMatchObject({ data: { is_valid: true, user_id: ann.id, scopes: allScopes } })
    expect((await ann.get('debug_token', { input_token: 'x' })).body).toMatchObject({
      data: { is_valid: false },
    })
  })
})
