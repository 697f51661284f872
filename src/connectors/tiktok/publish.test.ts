import { describe, expect, it } from 'vitest'
import { aFile, anItem, aReply, scripted } from '../../../tests/support/scripted-network.js'
import {
  begun,
  creator,
  film,
  no,
  ok,
  plan,
  publicId,
  status,
  uploadUrl,
  video,
} from '../../../tests/support/tiktok-answers.js'
import type { Json } from '../../kit/json.js'
import type { RenderedItem } from '../connector.js'
import type { PlatformReply } from '../platform-http.js'
import { prepare } from './prepare.js'
import { check, publish } from './publish.js'

/** Three chunks. */
const long = video({ sizeBytes: 3 * 5_242_880 + 2 })

describe('section 3b: a video is begun', () => {
  it('after asking what the account allows; the file is not sent yet where it is one chunk', async () => {
    const { ctx, asked } = scripted([creator, begun])
    const options = { allowComment: true, allowStitch: true, coverTimestampMs: 1_000, brandOrganic: true }
    expect(await prepare(film({ options }), ctx)).toEqual({
      kind: 'ready',
      plan: {
        kind: 'video',
        publishId: 'v_pub_file~v2-1.1',
        uploadUrl,
        begunAt: '2026-01-01T00:00:10.000Z',
        username: 'ann',
        privacy: 'PUBLIC_TO_EVERYONE',
        isTaken: false,
      },
    })
    expect(asked.map(({ url }) => new URL(url).pathname)).toEqual([
      '/v2/post/publish/creator_info/query/',
      '/v2/post/publish/video/init/',
    ])
    expect(asked[1]).toMatchObject({
      headers: { authorization: 'Bearer token', 'content-type': 'application/json; charset=UTF-8' },
      json: {
        post_info: {
          title: 'Hello',
          privacy_level: 'PUBLIC_TO_EVERYONE',
          disable_comment: false,
          disable_duet: true,
          // Asked for, but the account allows nobody to.
          disable_stitch: true,
          brand_content_toggle: false,
          brand_organic_toggle: true,
          video_cover_timestamp_ms: 1_000,
          is_aigc: false,
        },
        source_info: { source: 'FILE_UPLOAD', video_size: 3, chunk_size: 3, total_chunk_count: 1 },
      },
    })
  })

  it('once: prepared again, nothing is asked', async () => {
    const { ctx, asked } = scripted([creator, begun])
    const plans = [await prepare(film(), ctx), await prepare(film(), ctx)]
    expect(plans[1]).toEqual(plans[0])
    expect(asked).toHaveLength(2)
  })

  it('section 3e: a draft says nothing but what it is made of', async () => {
    const { ctx, asked } = scripted([begun])
    expect(await prepare(film({ options: { draft: true } }), ctx)).toMatchObject({ kind: 'ready' })
    expect(new URL(asked[0]?.url ?? '').pathname).toBe('/v2/post/publish/inbox/video/init/')
    expect(Object.keys(asked[0]?.json as object)).toEqual(['source_info'])
  })

  it.each<[string, PlatformReply[], Partial<RenderedItem>, string]>([
    ['no posts left, said with 200', [no(200, 'spam_risk_too_many_posts')], {}, 'QUOTA_EXCEEDED'],
    ['banned, said with 200', [no(200, 'spam_risk_user_banned_from_posting')], {}, 'ACCOUNT_SUSPENDED'],
    [
      'a privacy that is not offered',
      [creator],
      { options: { privacyLevel: 'FOLLOWER_OF_CREATOR' } },
      'PUBLISH_ERROR',
    ],
    [
      'longer than this account may',
      [creator],
      { media: [video({ durationMs: 300_001 })] },
      'MEDIA_REJECTED',
    ],
    ['the beginning is refused', [creator, no(403, 'privacy_level_option_mismatch')], {}, 'PUBLISH_ERROR'],
  ])('not at all: %s', async (_what, answers, change, code) => {
    const { ctx, asked } = scripted(answers)
    expect(await prepare(film(change), ctx)).toMatchObject({ kind: 'refused', error: { code } })
    expect(asked).toHaveLength(answers.length)
  })
})

describe('section 3c: bytes', () => {
  const prepareLong = (answers: PlatformReply[]) => {
    const given = scripted([creator, begun, ...answers])
    return { ...given, outcome: prepare(film({ media: [long] }), given.ctx) }
  }

  it('all chunks but the last go ahead, one after the other, without our access', async () => {
    const { asked, outcome } = prepareLong([aReply(206), aReply(206)])
    expect(await outcome).toMatchObject({ kind: 'ready', plan: { isTaken: false } })
    expect(asked.slice(2)).toMatchObject([
      { method: 'PUT', url: uploadUrl, headers: { 'content-range': 'bytes 0-5242879/15728642' } },
      { headers: { 'content-range': 'bytes 5242880-10485759/15728642' }, body: { length: 5_242_880 } },
    ])
    expect(asked[2]?.headers).not.toHaveProperty('authorization')
    expect(asked[2]?.creating).toBeUndefined()
  })

  it('one whose answer was lost is not sent twice where TikTok has it', async () => {
    const told = status('PROCESSING_UPLOAD', ',"uploaded_bytes":10485760')
    const { outcome, asked } = prepareLong([aReply(206), aReply(416), told])
    expect(await outcome).toMatchObject({ kind: 'ready' })
    expect(asked).toHaveLength(5)
  })

  it.each([
    ['the address has expired', [aReply(403)]],
    ['the upload is not known', [aReply(404)]],
    ['TikTok has less than we sent', [aReply(416), status('PROCESSING_UPLOAD', ',"uploaded_bytes":0')]],
  ])('begun anew where %s', async (_what, answers) => {
    const { outcome, kept } = prepareLong(answers)
    expect(await outcome).toMatchObject({ kind: 'processing' })
    expect(kept.has('video')).toBe(false)
  })

  it('5xx: waited for, and what is there stays', async () => {
    const { outcome, kept } = prepareLong([aReply(206), aReply(503)])
    expect(await outcome).toMatchObject({ kind: 'refused', cure: 'wait' })
    expect([...kept.keys()]).toEqual(['video', 'chunk-0'])
  })

  it('what was begun an hour ago is begun anew, unless all of it is there', async () => {
    const later = new Date('2026-01-01T01:00:11.000Z')
    const again = async (told: PlatformReply, ...more: PlatformReply[]) => {
      const { ctx } = scripted([creator, begun, told, ...more])
      await prepare(film(), ctx)
      return prepare(film(), { ...ctx, now: later })
    }
    const fresh = ok({ publish_id: 'v_pub_file~v2-1.2', upload_url: uploadUrl })
    expect(await again(status('PROCESSING_UPLOAD', ',"uploaded_bytes":0'), creator, fresh)).toMatchObject({
      plan: { publishId: 'v_pub_file~v2-1.2', isTaken: false },
    })
    expect(await again(status('PROCESSING_UPLOAD', ',"uploaded_bytes":3'))).toMatchObject({
      plan: { publishId: 'v_pub_file~v2-1.1', isTaken: true },
    })
  })
})

describe('the last chunk', () => {
  const sent = async (answers: PlatformReply[], change: object = {}) => {
    const { ctx, asked } = scripted(answers)
    return { outcome: await publish(film({ media: [long] }), { ...plan, ...change }, ctx), asked }
  }

  it('makes the post, with the remainder; what comes of it is asked afterwards', async () => {
    const { outcome, asked } = await sent([aReply(201)])
    expect(outcome).toMatchObject({ kind: 'processing', resume: { publishId: plan.publishId } })
    expect(asked).toMatchObject([
      { creating: true, headers: { 'content-range': 'bytes 10485760-15728641/15728642' } },
    ])
  })

  it('is not sent where it is known to be there', async () => {
    expect(await sent([], { isTaken: true })).toMatchObject({ outcome: { kind: 'processing' }, asked: [] })
  })

  it.each<[number, PlatformReply[], string]>([
    [416, [status('PROCESSING_UPLOAD', ',"uploaded_bytes":15728642')], 'processing'],
    [404, [status('PUBLISH_COMPLETE')], 'processing'],
    [403, [status('PROCESSING_UPLOAD', ',"uploaded_bytes":10485760')], 'refused'],
    [404, [no(400, 'invalid_publish_id')], 'unknown'],
    [416, [aReply(500)], 'unknown'],
    [400, [], 'refused'],
    [429, [], 'refused'],
    [206, [], 'unknown'],
    [503, [], 'unknown'],
  ])('%i (and then %j) is %s', async (code, more, kind) => {
    expect((await sent([aReply(code), ...more])).outcome.kind).toBe(kind)
  })
})

describe('section 3d: photos', () => {
  const photos = { kind: 'photos', username: 'ann', privacy: 'SELF_ONLY', isClosedToComments: true }
  const pair = [aFile(), aFile({ publicUrl: () => Promise.resolve('https://post.example/2.jpg') })]
  const sent = async (given: object, options = {}, answer = ok({ publish_id: 'p_pub_url~v2.1' })) => {
    const { ctx, asked } = scripted([answer])
    const outcome = await publish(anItem({ media: pair, options }), given as Json, ctx)
    return { outcome, json: asked[0]?.json, asked }
  }

  it('are fetched from us, in order, with title and text', async () => {
    const { json, outcome, asked } = await sent(photos, { title: 'Soup', photoCoverIndex: 1, isAigc: true })
    expect(json).toEqual({
      media_type: 'PHOTO',
      post_mode: 'DIRECT_POST',
      is_aigc: true,
      post_info: {
        title: 'Soup',
        description: 'Hello',
        privacy_level: 'SELF_ONLY',
        disable_comment: true,
        auto_add_music: false,
        brand_content_toggle: false,
        brand_organic_toggle: false,
      },
      source_info: {
        source: 'PULL_FROM_URL',
        photo_cover_index: 1,
        photo_images: ['https://post.example/media_1', 'https://post.example/2.jpg'],
      },
    })
    expect(asked[0]?.creating).toBe(true)
    expect(outcome).toMatchObject({ kind: 'processing', resume: { publishId: 'p_pub_url~v2.1' } })
  })

  it('section 3e: a draft leaves the choices to the person', async () => {
    const { json } = await sent({ ...photos, privacy: null })
    expect(json).toMatchObject({ post_mode: 'MEDIA_UPLOAD', post_info: { description: 'Hello' } })
    expect(JSON.stringify(json)).not.toMatch(/privacy|disable|music|brand/)
  })

  it.each([
    [1_080, 1_920, 20_971_520, undefined],
    [1_920, 1_080, 1, undefined],
    [4_032, 3_024, 1, { maxBytes: 20_971_520, maxWidth: 1_920, maxHeight: 1_080 }],
    [1_081, 1_920, 1, { maxBytes: 20_971_520, maxWidth: 1_080, maxHeight: 1_920 }],
    [1_080, 1_080, 20_971_521, { maxBytes: 20_971_520, maxWidth: 1_080, maxHeight: 1_920 }],
  ])('section 4: %i × %i of %i bytes is given as %j', async (width, height, sizeBytes, limit) => {
    const given: unknown[] = []
    const publicUrl = (made?: unknown) => {
      given.push(made)
      return Promise.resolve('https://post.example/1.jpg')
    }
    const { ctx } = scripted([ok({ publish_id: 'p_pub_url~v2.1' })])
    await publish(anItem({ media: [aFile({ width, height, sizeBytes, publicUrl })] }), photos, ctx)
    expect(given).toEqual([limit])
  })

  it.each<[PlatformReply, string]>([
    [no(403, 'url_ownership_unverified'), 'refused'],
    [no(400, 'a_code_of_another_day'), 'unknown'],
    [no(500, 'internal_error'), 'unknown'],
    [ok({}), 'unknown'],
  ])('an answer to them: %j is %s', async (answer, kind) => {
    expect((await sent(photos, {}, answer)).outcome.kind).toBe(kind)
  })
})

describe('section 3f: what becomes of it', () => {
  const resume = {
    publishId: 'v_pub_file~v2-1.1',
    kind: 'video',
    username: 'ann',
    privacy: 'PUBLIC_TO_EVERYONE',
    asked: 0,
    completeAt: null,
  }
  const checked = (answer: PlatformReply, change: object = {}, now = '2026-01-01T00:00:10.000Z') => {
    const { ctx } = scripted([answer], { now: new Date(now) })
    return check(anItem(), { ...resume, ...change }, ctx)
  }

  it.each([
    [0, 2_000],
    [2, 5_000],
    [3, 15_000],
    [9, 60_000],
  ])('asked %i times, it is asked again after %i ms', async (asked, checkInMs) => {
    expect(await checked(status('PROCESSING_UPLOAD'), { asked })).toMatchObject({
      kind: 'processing',
      checkInMs,
    })
  })

  it('section 9, line 4: an id beyond 2^53 is kept to the last digit', async () => {
    expect(await checked(status('PUBLISH_COMPLETE', publicId))).toEqual({
      kind: 'published',
      remoteId: '7412345678901234567',
      url: 'https://www.tiktok.com/@ann/video/7412345678901234567',
      data: { publishId: 'v_pub_file~v2-1.1', kind: 'video' },
    })
    expect(await checked(status('PUBLISH_COMPLETE', publicId), { kind: 'photos' })).toMatchObject({
      url: 'https://www.tiktok.com/@ann/photo/7412345678901234567',
    })
  })

  it('a complete post waits three minutes for its public id, then has the other one', async () => {
    const empty = status('PUBLISH_COMPLETE', ',"publicaly_available_post_id":[]')
    expect(await checked(empty)).toMatchObject({
      kind: 'processing',
      resume: { completeAt: '2026-01-01T00:00:10.000Z' },
    })
    const completeAt = '2026-01-01T00:00:10.000Z'
    expect(await checked(empty, { completeAt }, '2026-01-01T00:03:09.000Z')).toMatchObject({
      kind: 'processing',
    })
    expect(await checked(empty, { completeAt }, '2026-01-01T00:03:10.000Z')).toMatchObject({
      kind: 'published',
      remoteId: 'v_pub_file~v2-1.1',
      url: null,
    })
  })

  it.each([
    ['PUBLISH_COMPLETE', 'SELF_ONLY'],
    ['SEND_TO_USER_INBOX', null],
  ])('%s with privacy %s never has a public id', async (state, privacy) => {
    expect(await checked(status(state), { privacy })).toMatchObject({
      kind: 'published',
      remoteId: 'v_pub_file~v2-1.1',
      url: null,
    })
  })

  it.each<[string, PlatformReply, string]>([
    ['nothing that tells', no(500, 'internal_error'), 'processing'],
    ['a limit', no(429, 'rate_limit_exceeded'), 'processing'],
    ['an id that is not known', no(400, 'invalid_publish_id'), 'unknown'],
    ['access that is over', no(401, 'access_token_invalid'), 'unknown'],
    ['FAILED', status('FAILED', ',"fail_reason":"spam_risk_text"'), 'refused'],
  ])('an answer of %s', async (_what, answer, kind) => {
    expect((await checked(answer)).kind).toBe(kind)
  })

  it('photos that could not be fetched are tried once more', async () => {
    const answer = status('FAILED', ',"fail_reason":"photo_pull_failed"')
    const { ctx } = scripted([answer, answer])
    const cures = [await check(anItem(), resume, ctx), await check(anItem(), resume, ctx)]
    expect(cures).toMatchObject([{ cure: 'wait' }, { cure: 'edit', error: { code: 'MEDIA_REJECTED' } }])
  })

  it('what failed is begun anew by another try', async () => {
    const { ctx, kept } = scripted([status('FAILED', ',"fail_reason":"internal"')])
    await ctx.step('video', 'x', () => Promise.resolve(1))
    expect(await check(anItem(), resume, ctx)).toMatchObject({ kind: 'refused', cure: 'wait' })
    expect(kept.has('video')).toBe(false)
  })
})
