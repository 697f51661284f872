import { describe, expect, it } from 'vitest'
import { anItem, aReply, scripted } from '../../../tests/support/scripted-network.js'
import type { JsonObject } from '../../kit/json.js'
import type { PublishOutcome } from '../connector.js'
import { failureOf, isRefusal, refusalOf } from './errors.js'
import { publish } from './publish.js'

const said = (code: number, more: JsonObject = {}) => ({
  error: { message: `(#${String(code)}) No`, type: 'OAuthException', code, fbtrace_id: 'A', ...more },
})
const answerTo = (status: number, code: number, more: JsonObject = {}): Promise<PublishOutcome> =>
  publish(anItem({ recipient: '49151' }), null, scripted([{ status, json: said(code, more) }]).ctx)

const dayMs = 24 * 3_600_000

describe('what WhatsApp answers to a message, by the rows of its list of errors', () => {
  it.each([
    [0, 'auth', 'ACCOUNT_DISCONNECTED', 'reconnect'],
    [3, 'permission', 'PERMISSION_DENIED', 'reconnect'],
    [4, 'rate limit', 'RATE_LIMITED', 'wait'],
    [10, 'permission', 'PERMISSION_DENIED', 'reconnect'],
    [33, 'number deleted', 'PERMISSION_DENIED', 'reconnect'],
    [100, 'parameter', 'PUBLISH_ERROR', 'edit'],
    [190, 'auth', 'ACCOUNT_DISCONNECTED', 'reconnect'],
    [200, 'permission', 'PERMISSION_DENIED', 'reconnect'],
    [299, 'permission', 'PERMISSION_DENIED', 'reconnect'],
    [368, 'blocked', 'ACCOUNT_SUSPENDED', 'reconnect'],
    [80007, 'rate limit', 'RATE_LIMITED', 'wait'],
    [130429, 'throughput', 'RATE_LIMITED', 'wait'],
    [131005, 'permission', 'PERMISSION_DENIED', 'reconnect'],
    [131008, 'parameter missing', 'PUBLISH_ERROR', 'edit'],
    [131009, 'value invalid', 'CONTENT_REJECTED', 'edit'],
    [131031, 'locked', 'ACCOUNT_SUSPENDED', 'reconnect'],
    [131037, 'display name', 'ACCOUNT_SUSPENDED', 'reconnect'],
    [131042, 'payment', 'ACCOUNT_SUSPENDED', 'reconnect'],
    [131045, 'not registered', 'ACCOUNT_SUSPENDED', 'reconnect'],
    [131048, 'spam limit', 'QUOTA_EXCEEDED', 'wait'],
    [131051, 'type', 'PUBLISH_ERROR', 'edit'],
    [131053, 'media', 'MEDIA_REJECTED', 'edit'],
    [131057, 'maintenance', 'PLATFORM_UNAVAILABLE', 'wait'],
    [131063, 'use marketing_messages', 'PUBLISH_ERROR', 'edit'],
    [131064, 'template violations', 'QUOTA_EXCEEDED', 'wait'],
    [132000, 'parameter count', 'CONTENT_REJECTED', 'edit'],
    [132001, 'no template', 'CONTENT_REJECTED', 'edit'],
    [132005, 'too long', 'CONTENT_TOO_LONG', 'edit'],
    [132007, 'policy', 'CONTENT_REJECTED', 'edit'],
    [132012, 'parameter format', 'CONTENT_REJECTED', 'edit'],
    [132015, 'paused', 'CONTENT_REJECTED', 'edit'],
    [132016, 'disabled', 'CONTENT_REJECTED', 'edit'],
    [132068, 'flow blocked', 'CONTENT_REJECTED', 'edit'],
    [132069, 'flow throttled', 'RATE_LIMITED', 'wait'],
    [133016, 'registered too often', 'RATE_LIMITED', 'wait'],
    [2494100, 'maintenance', 'PLATFORM_UNAVAILABLE', 'wait'],
  ])('%i: %s', async (code, _why, ours, cure) => {
    const outcome = await answerTo(400, code)
    expect(outcome).toMatchObject({ kind: 'refused', cure, error: { code: ours, networkCode: String(code) } })
    // It stops the message for all.
    expect(outcome).not.toHaveProperty('ofRecipient')
  })

  it.each([
    [130403, 'blocked by the business'],
    [130472, 'experiment'],
    [130497, 'country'],
    [131021, 'sender is recipient'],
    [131026, 'undeliverable'],
    [131047, '24 h window'],
    [131049, 'pacing'],
    [131050, 'opted out'],
    [131056, 'pair rate'],
  ])('%i: %s, of one person: the others are written to', async (code) => {
    expect(await answerTo(400, code)).toMatchObject({ kind: 'refused', ofRecipient: true })
  })

  it.each([
    [400, 1, 'invalid request or server error'],
    [400, 2, 'downtime'],
    [400, 131000, 'unknown error'],
    [400, 131016, 'service unavailable'],
    [500, 131000, 'unknown error'],
    [503, 2, 'downtime'],
    [400, 999999, 'a code that no list has'],
  ])('%i with %i: %s, so that the message may be out', async (status, code) => {
    expect(await answerTo(status, code)).toMatchObject({ kind: 'unknown' })
  })

  it.each([
    [500, 131045, 'ACCOUNT_SUSPENDED'],
    [503, 131057, 'PLATFORM_UNAVAILABLE'],
    [404, 132001, 'CONTENT_REJECTED'],
    [403, 368, 'ACCOUNT_SUSPENDED'],
  ])('its code decides, whatever the HTTP status: %i with %i', async (status, code, ours) => {
    expect(await answerTo(status, code)).toMatchObject({
      kind: 'refused',
      error: { code: ours, httpStatus: status },
    })
  })

  it('131049 is waited for a day, 131056 a moment, the others as Graph says', async () => {
    expect(await answerTo(400, 131049)).toMatchObject({ retryAfterMs: dayMs })
    expect(await answerTo(400, 131056)).toMatchObject({ retryAfterMs: 6_000 })
    const usage = { 'x-business-use-case-usage': '{"7":[{"estimated_time_to_regain_access":12}]}' }
    expect(refusalOf(aReply(400, said(130429), usage))).toMatchObject({ retryAfterMs: 12 * 60_000 })
    expect(refusalOf(aReply(429, said(130429), { 'retry-after': '90' }))).toMatchObject({
      retryAfterMs: 90_000,
    })
  })

  it('131048 says no time: the number is not asked again by itself', async () => {
    expect(await answerTo(400, 131048)).not.toHaveProperty('retryAfterMs')
  })
})

it('the details say what the code does not', async () => {
  const more = {
    error_data: { messaging_product: 'whatsapp', details: 'body: number of localizable_params (1)' },
  }
  expect(await answerTo(400, 132000, more)).toMatchObject({
    error: { networkMessage: '(#132000) No: body: number of localizable_params (1)' },
  })
})

it('a message that did not arrive is told by the same codes', () => {
  const told = {
    code: 131026,
    title: 'Message undeliverable',
    message: 'Message undeliverable',
    error_data: { details: 'Message Undeliverable.' },
  }
  expect(failureOf(told)).toEqual({
    code: 'CONTENT_REJECTED',
    message: 'The number is not on WhatsApp, or its WhatsApp cannot take this message.',
    networkCode: '131026',
    networkMessage: 'Message undeliverable: Message Undeliverable.',
  })
  expect(failureOf({ code: 131000, title: 'Something went wrong' })).toMatchObject({
    code: 'PLATFORM_UNAVAILABLE',
    networkCode: '131000',
    networkMessage: 'Something went wrong',
  })
  expect(failureOf(undefined)).toMatchObject({ code: 'PLATFORM_UNAVAILABLE' })
})

it('an answer that is not Graph’s is no refusal', () => {
  expect(isRefusal(aReply(400))).toBe(false)
  expect(isRefusal(aReply(404, { html: 'no' }))).toBe(false)
})
