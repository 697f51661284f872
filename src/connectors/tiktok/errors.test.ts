import { describe, expect, it } from 'vitest'
import { aReply } from '../../../tests/support/scripted-network.js'
import { failureOf, isRefusal, refusalOf } from './errors.js'

const said = (status: number, code: string) =>
  aReply(status, { data: {}, error: { code, message: 'TikTok’s own words', log_id: '2026L' } })

describe('section 5', () => {
  it.each([
    ['auth, refresh once', 401, 'access_token_invalid', 'ACCOUNT_DISCONNECTED', 'reconnect'],
    ['auth, reconnect', 401, 'scope_not_authorized', 'PERMISSION_DENIED', 'reconnect'],
    ['auth, reconnect', 400, 'scope_permission_missed', 'PERMISSION_DENIED', 'reconnect'],
    ['rate limit', 429, 'rate_limit_exceeded', 'RATE_LIMITED', 'wait'],
    ['quota, ~24 h', 403, 'spam_risk_too_many_posts', 'QUOTA_EXCEEDED', 'wait'],
    ['quota, ~24 h', 200, 'spam_risk_too_many_posts', 'QUOTA_EXCEEDED', 'wait'],
    ['quota, ~24 h', 403, 'spam_risk_too_many_pending_share', 'QUOTA_EXCEEDED', 'wait'],
    ['quota, ~24 h', 200, 'reached_active_user_cap', 'QUOTA_EXCEEDED', 'wait'],
    ['content, fix', 400, 'invalid_param', 'CONTENT_REJECTED', 'edit'],
    ['content, fix', 400, 'invalid_params', 'CONTENT_REJECTED', 'edit'],
    ['content, fix', 403, 'privacy_level_option_mismatch', 'PUBLISH_ERROR', 'edit'],
    ['app configuration', 403, 'unaudited_client_can_only_post_to_private_accounts', 'PUBLISH_ERROR', 'edit'],
    ['app configuration', 403, 'url_ownership_unverified', 'PUBLISH_ERROR', 'edit'],
    ['blocked account', 200, 'spam_risk_user_banned_from_posting', 'ACCOUNT_SUSPENDED', 'reconnect'],
    ['user action', 400, 'app_version_check_failed', 'PUBLISH_ERROR', 'edit'],
  ])('%s: %i %s is %s (%s)', (_row, status, network, code, cure) => {
    expect(isRefusal(said(status, network))).toBe(true)
    expect(refusalOf(said(status, network))).toMatchObject({
      kind: 'refused',
      cure,
      error: {
        code,
        networkCode: network,
        networkMessage: 'TikTok’s own words',
        httpStatus: status,
        details: { networkRequestId: '2026L' },
      },
    })
  })

  it.each([
    ['auth, reconnect', 'auth_removed', 'ACCOUNT_DISCONNECTED', 'reconnect'],
    ['quota, ~24 h', 'spam_risk_too_many_posts', 'QUOTA_EXCEEDED', 'wait'],
    ['content, fix', 'file_format_check_failed', 'PROCESSING_FAILED', 'edit'],
    ['content, fix', 'duration_check_failed', 'MEDIA_REJECTED', 'edit'],
    ['content, fix', 'frame_rate_check_failed', 'MEDIA_REJECTED', 'edit'],
    ['content, fix', 'picture_size_check_failed', 'MEDIA_REJECTED', 'edit'],
    ['content, fix', 'spam_risk_text', 'CONTENT_REJECTED', 'edit'],
    ['content, fix', 'spam_risk', 'CONTENT_REJECTED', 'edit'],
    ['media URL', 'video_pull_failed', 'MEDIA_REJECTED', 'edit'],
    ['media URL', 'photo_pull_failed', 'MEDIA_REJECTED', 'edit'],
    ['transient', 'internal', 'PLATFORM_UNAVAILABLE', 'wait'],
    ['blocked account', 'spam_risk_user_banned_from_posting', 'ACCOUNT_SUSPENDED', 'reconnect'],
    ['', 'publish_cancelled', 'PUBLISH_ERROR', 'edit'],
    ['', 'of_another_day', 'CONTENT_REJECTED', 'edit'],
  ])('%s: fail_reason %s is %s (%s)', (_row, reason, code, cure) => {
    expect(failureOf(reason)).toMatchObject({ cure, error: { code, networkCode: reason } })
  })

  it('transient: 500 internal_error is no refusal of a call that creates, and waited for elsewhere', () => {
    expect(isRefusal(said(500, 'internal_error'))).toBe(false)
    expect(refusalOf(said(500, 'internal_error'))).toMatchObject({
      cure: 'wait',
      error: { code: 'PLATFORM_UNAVAILABLE' },
    })
  })

  it('rate limit: a minute, or what a gateway says', () => {
    const limited = (headers: Record<string, string>) =>
      refusalOf(aReply(429, { error: { code: 'rate_limit_exceeded' } }, headers)).retryAfterMs
    expect([limited({}), limited({ 'retry-after': '300' })]).toEqual([60_000, 300_000])
  })
})
