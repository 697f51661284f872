import { describe, expect, it } from 'vitest'
import { aReply, scripted } from '../../../tests/support/scripted-network.js'
import { film, no, ok, picture, plan, reviewed, stories } from '../../../tests/support/snapchat-answers.js'
import type { JsonObject } from '../../kit/json.js'
import type { RenderedItem } from '../connector.js'
import type { PlatformReply } from '../platform-http.js'
import { check } from './check.js'
import { pauseAfter, publish } from './publish.js'

const storyPlan = { ...plan, kind: 'STORY', isVideo: false }

describe('section 3d: the post', () => {
  const cases: [string, RenderedItem, JsonObject, string, JsonObject][] = [
    ['a Story', picture(), storyPlan, 'stories', { media_id: 'm1' }],
    [
      'a Spotlight',
      film(),
      plan,
      'spotlights',
      { media_id: 'm1', description: 'Hello', locale: 'en_US', skip_save_to_profile: false },
    ],
    [
      'a Spotlight with its settings',
      film({ options: { locale: 'de_DE', skipSaveToProfile: true, title: 'Not this' } }),
      plan,
      'spotlights',
      { media_id: 'm1', description: 'Hello', locale: 'de_DE', skip_save_to_profile: true },
    ],
    [
      'a Saved Story',
      film(),
      { ...plan, kind: 'SAVED_STORY' },
      'saved_stories',
      { saved_stories: [{ title: 'Hello', snap_sources: [{ media_id: 'm1' }] }] },
    ],
    [
      'a Saved Story with a title',
      film({ options: { title: 'Soups' } }),
      { ...plan, kind: 'SAVED_STORY' },
      'saved_stories',
      { saved_stories: [{ title: 'Soups', snap_sources: [{ media_id: 'm1' }] }] },
    ],
  ]
  it.each(cases)('%s', async (_what, item, given, path, json) => {
    const { ctx, asked } = scripted([ok()])
    await publish(item, given, ctx)
    expect(asked).toEqual([
      {
        method: 'POST',
        url: `https://businessapi.snapchat.com/v1/public_profiles/7/${path}`,
        headers: { authorization: 'Bearer token' },
        json,
        creating: true,
      },
    ])
  })

  it('a Saved Story is out with its id, and its profile as its address', async () => {
    const made = ok({ saved_stories: [{ sub_request_status: 'SUCCESS', saved_story: { id: 'x1' } }] })
    expect(await publish(film(), { ...plan, kind: 'SAVED_STORY' }, scripted([made]).ctx)).toEqual({
      kind: 'published',
      remoteId: 'x1',
      url: 'https://www.snapchat.com/add/ann',
      data: { kind: 'SAVED_STORY' },
    })
  })
})

describe('a Spotlight is looked at by Snapchat', () => {
  const begun = async (answers: PlatformReply[]) => {
    const network = scripted([ok({ spotlight_id: 's1' }), ...answers])
    const outcome = await publish(film(), plan, network.ctx)
    if (outcome.kind !== 'processing') throw new Error('Not processing')
    return { ...network, outcome }
  }

  it('LIVE: it is out at its own address', async () => {
    const { ctx, outcome, asked } = await begun([reviewed('LIVE')])
    expect(outcome.checkInMs).toBe(5_000)
    expect(await check(film(), outcome.resume, ctx)).toEqual({
      kind: 'published',
      remoteId: 's1',
      url: 'https://www.snapchat.com/spotlight/s1',
      data: { kind: 'SPOTLIGHT' },
    })
    expect(asked[1]?.url).toBe('https://businessapi.snapchat.com/v1/public_profiles/7/spotlights/s1')
  })

  it('REJECTED is a failure of the content, and another try uploads anew', async () => {
    const { ctx, outcome, kept } = await begun([reviewed('REJECTED')])
    kept.set('media', { madeFrom: '', value: null })
    expect(await check(film(), outcome.resume, ctx)).toMatchObject({
      kind: 'refused',
      cure: 'edit',
      error: { code: 'CONTENT_REJECTED' },
    })
    expect(kept.has('media')).toBe(false)
  })

  it('SUBMITTED for three minutes counts as published, with a warning; an answer that is lost as SUBMITTED', async () => {
    const { ctx, outcome } = await begun([reviewed('SUBMITTED'), aReply(503), reviewed('SUBMITTED')])
    const again = await check(film(), outcome.resume, ctx)
    expect(again).toMatchObject({ kind: 'processing', checkInMs: 10_000 })
    ctx.now = new Date('2026-01-01T00:03:09.000Z')
    expect(await check(film(), outcome.resume, ctx)).toMatchObject({ kind: 'processing' })
    ctx.now = new Date('2026-01-01T00:03:10.000Z')
    expect(await check(film(), outcome.resume, ctx)).toMatchObject({
      kind: 'published',
      remoteId: 's1',
      warnings: [{ code: 'IN_REVIEW' }],
    })
  })
})

describe('a Story has no id in its answer: the one that is new is it', () => {
  const looks = async (...answers: (PlatformReply | Error)[]) => {
    const { ctx, asked } = scripted([ok(), ...answers])
    let outcome = await publish(picture(), storyPlan, ctx)
    while (outcome.kind === 'processing') {
      ctx.now = new Date(ctx.now.getTime() + outcome.checkInMs)
      outcome = await check(picture(), outcome.resume, ctx)
    }
    expect(asked).toHaveLength(answers.length + 1)
    return outcome
  }
  const old = { id: 'old' }
  const out = { kind: 'published', url: 'https://www.snapchat.com/add/ann', data: { kind: 'STORY' } }

  it('after some seconds, when it is listed', async () => {
    expect(await looks(stories(old), stories({ id: 'n1' }, old))).toEqual({ ...out, remoteId: 'n1' })
  })
  it('two new ones: it is out, and which one it is is not known', async () => {
    expect(await looks(stories({ id: 'n2' }, { id: 'n1' }, old))).toEqual({ ...out, remoteId: null })
  })
  it('one of them a video: it is the picture', async () => {
    expect(await looks(stories({ id: 'n2', type: 'VIDEO' }, { id: 'n1' }))).toEqual({
      ...out,
      remoteId: 'n1',
    })
  })
  it('on none of three lists: it is out all the same', async () => {
    expect(await looks(stories(old), stories(old), stories(old))).toEqual({ ...out, remoteId: null })
  })
  it('lists that do not come are waited for, three minutes', async () => {
    const away = [aReply(503), new Error('away'), aReply(429), aReply(401)]
    const listed = await looks(stories(old), ...away, stories({ id: 'n1' }, old))
    expect(listed).toEqual({ ...out, remoteId: 'n1' })
    expect(await looks(...away, ...away.slice(0, 3))).toEqual({ ...out, remoteId: null })
  })
  it('what was there before is not known: nothing is looked at', async () => {
    const { ctx, asked } = scripted([ok()])
    const made = await publish(picture(), { ...storyPlan, before: null }, ctx)
    if (made.kind !== 'processing') throw new Error(made.kind)
    expect(await check(picture(), made.resume, ctx)).toEqual({ ...out, remoteId: null })
    expect(asked).toHaveLength(1)
  })
})

describe('section 5 at the call that makes a post', () => {
  const outcomeOf = async (reply: PlatformReply, more: PlatformReply[] = []) => {
    const network = scripted([reply, ...more])
    network.kept.set('media', { madeFrom: '', value: null })
    return { outcome: await publish(film(), plan, network.ctx), ...network }
  }

  it('400 `MEDIA_PROCESSING`: the post is asked for again after 5, 9, 16, 30 s, not the upload', async () => {
    const { outcome, kept } = await outcomeOf(no(400, 'MEDIA_PROCESSING'))
    expect(outcome).toMatchObject({
      kind: 'refused',
      cure: 'wait',
      retryAfterMs: 5_000,
      error: { code: 'PLATFORM_UNAVAILABLE', networkCode: 'MEDIA_PROCESSING' },
    })
    expect(kept.has('media')).toBe(true)
    expect([0, 4_999, 5_000, 14_000, 30_000, 60_000].map(pauseAfter)).toEqual([
      5_000, 5_000, 9_000, 16_000, 30_000, 30_000,
    ])
  })

  it('400 `MEDIA_PROCESSING` for more than half an hour: the file cannot be processed', async () => {
    const { ctx, kept } = scripted([no(400, 'MEDIA_PROCESSING')], {
      now: new Date('2026-01-01T00:30:11.000Z'),
    })
    kept.set('media', { madeFrom: '', value: null })
    expect(await publish(film(), plan, ctx)).toMatchObject({
      kind: 'refused',
      cure: 'edit',
      error: { code: 'PROCESSING_FAILED' },
    })
    expect(kept.has('media')).toBe(false)
  })

  it('`MEDIA_EXPIRED`: redo from 3a', async () => {
    const { outcome, kept } = await outcomeOf(no(200, 'MEDIA_EXPIRED'))
    expect(outcome).toMatchObject({ kind: 'refused', cure: 'wait', error: { code: 'PLATFORM_UNAVAILABLE' } })
    expect(kept.has('media')).toBe(false)
  })

  it('a file that Snapchat does not accept: the next try uploads anew', async () => {
    const { outcome, kept } = await outcomeOf(no(400, 'INVALID_MEDIA'))
    expect(outcome).toMatchObject({ kind: 'refused', cure: 'edit', error: { code: 'MEDIA_REJECTED' } })
    expect(kept.has('media')).toBe(false)
  })

  it.each([
    ['`MEDIA_POSTING_ALREADY_IN_PROGRESS`: unknown outcome', no(200, 'MEDIA_POSTING_ALREADY_IN_PROGRESS')],
    ['the same with 400', no(400, 'MEDIA_POSTING_ALREADY_IN_PROGRESS')],
    ['5xx: unknown outcome on 3d', aReply(503)],
    ['a fault of Snapchat’s own, said with 200', no(200, 'INTERNAL_ERROR')],
    ['an answer that is none', aReply(200)],
  ])('%s', async (_row, reply) => {
    const { outcome, asked } = await outcomeOf(reply)
    expect(outcome).toMatchObject({ kind: 'unknown', error: { code: 'OUTCOME_UNKNOWN' } })
    expect(asked).toHaveLength(1)
  })

  it('an entry that is refused by itself, in an answer that says SUCCESS or PARTIAL', async () => {
    for (const request_status of ['SUCCESS', 'PARTIAL', 'ERROR']) {
      const saved_stories = [{ sub_request_status: 'ERROR', sub_request_error_reason: 'Bad title' }]
      const reply = aReply(200, { request_status, saved_stories })
      const { ctx } = scripted([reply])
      expect(await publish(film(), { ...plan, kind: 'SAVED_STORY' }, ctx)).toMatchObject({
        kind: 'refused',
        cure: 'edit',
        error: { code: 'CONTENT_REJECTED', networkMessage: 'Bad title' },
      })
    }
  })
})
