import { beforeEach, describe, expect, it } from 'vitest'
import {
  agent,
  bodyOf,
  errorOf,
  nameOf,
  redditClient,
  thingsOf,
  type Redditor,
} from '../../../../tests/support/reddit.js'
import { startSimulator, type Answer } from '../../../../tests/support/simulator.js'
import { simulator } from './index.js'

/** A test for each row of the errors that are known, met the way an app would meet it. */
const client = await startSimulator(simulator)
const { signIn, refresh } = redditClient(client)

let ann: Redditor
let bea: Redditor
beforeEach(async () => {
  await client.control.reset()
  ann = await signIn({ username: 'ann' })
  bea = await signIn({ username: 'bea' })
})
const published = async () => (await client.control.posts({ limit: 100 })).length

/** Each with its field, and nothing made. */
async function expectError(answer: Answer, code: string, field?: string): Promise<void> {
  const { json } = answer.body as { json: { errors: [string, string, string][] } }
  expect([answer.status, json.errors[0]?.[0]]).toEqual([200, code])
  if (field !== undefined) expect(json.errors[0]?.[2]).toBe(field)
}
const link = { kind: 'link', url: 'https://example.com/soup' }

describe('5. errors with HTTP 200', () => {
  it('RATELIMIT: who is new writes once in nine minutes; the text says how long, in its unit', async () => {
    const newcomer = await signIn({ username: 'newcomer', accountType: 'newcomer' })
    const post = nameOf(await newcomer.submit())
    const textOf = ({ body }: Answer) => (body as { json: { errors: string[][] } }).json.errors[0]?.[1]
    expect(textOf(await newcomer.submit())).toMatch(/Take a break for 9 minutes before trying again/)
    await client.control.advance(510_000)
    const late = await newcomer.comment(post, 'Hello')
    await expectError(late, 'RATELIMIT', 'ratelimit')
    expect(textOf(late)).toMatch(/Take a break for (29|30) seconds/)
    expect(await published()).toBe(1)
    await client.control.advance(30_000)
    expect(errorOf(await newcomer.submit())).toBeNull()
  })

  it('RATELIMIT and QUOTA_FILLED as faults: the post was not created', async () => {
    await client.fault('rate_limited', 'publish', { retryAfter: 240 })
    const answer = await ann.submit()
    await expectError(answer, 'RATELIMIT')
    expect(JSON.stringify(answer.body)).toMatch(/4 minutes.*"ratelimit":240/)
    await client.fault('rate_limited', 'publish')
    expect(bodyOf(await ann.submit())['json']).not.toHaveProperty('ratelimit')
    await client.fault('quota_exceeded', 'publish')
    await expectError(await ann.submit(), 'QUOTA_FILLED')
    expect(await published()).toBe(0)
  })

  it('ALREADY_SUB: the same link again in that community, whoever posted it, unless resubmit says so', async () => {
    expect(errorOf(await bea.submit({ ...link, sr: 'test' }))).toBeNull()
    const again = { ...link, sr: 'test', resubmit: 'false' }
    await expectError(await ann.submit(again), 'ALREADY_SUB', 'url')
    expect(errorOf(await ann.submit({ ...again, sr: 'pictures' }))).toBeNull()
    expect(errorOf(await ann.submit({ ...again, url: 'https://example.com/stew' }))).toBeNull()
    expect(errorOf(await ann.submit({ ...again, resubmit: 'true' }))).toBeNull()
    const strict = { ...link, sr: 'strict', title: '[soup] of the day' }
    expect(errorOf(await ann.submit(strict))).toBeNull()
    await expectError(await ann.submit(strict), 'ALREADY_SUB')
    await client.control.advance(31 * 86_400_000)
    const later = await signIn({ username: 'ann' })
    expect(errorOf(await later.submit(strict))).toBeNull()
  })

  it.each([
    ['SUBREDDIT_NOEXIST', 'sr', { sr: 'nowhere_at_all' }],
    ['SUBREDDIT_NOTALLOWED', 'sr', { sr: 'restricted' }],
    ['SUBREDDIT_NOTALLOWED', 'sr', { sr: 'u_bea' }],
    ['SUBREDDIT_REQUIRED', 'sr', { sr: '' }],
    ['BAD_SR_NAME', 'sr', { sr: 'soup & stew' }],
    ['BANNED_FROM_SUBREDDIT', 'sr', { sr: 'outcasts' }],
    ['NO_SELFS', 'sr', { sr: 'pictures' }],
    ['NO_LINKS', 'sr', { ...link, sr: 'textonly' }],
    ['NO_TEXT', 'title', { title: ' \n ' }],
    ['TOO_LONG', 'title', { title: 'a'.repeat(301) }],
    ['TOO_LONG', 'text', { text: 'a'.repeat(40_001) }],
    ['TOO_LONG', 'flair_text', { flair_text: 'a'.repeat(65) }],
    ['NO_URL', 'url', { kind: 'link' }],
    ['BAD_URL', 'url', { kind: 'link', url: 'soup' }],
    ['DOMAIN_BANNED', 'url', { kind: 'link', url: 'https://banned.example/soup' }],
    ['INVALID_OPTION', 'kind', { kind: 'film' }],
    ['MISSING_VIDEO_URLS', 'url', { kind: 'video', url: 'https://example.com/a.mp4' }],
    ['BAD_FLAIR_TEMPLATE_ID', 'flair', { sr: 'flaired', flair_id: 'no-such-template' }],
    // A moderators' template.
    ['BAD_FLAIR_TEMPLATE_ID', 'flair', { sr: 'flaired', flair_id: '1d3c0b4e-54a5-11ea-8d77-2e728ce88125' }],
    ['SUBMIT_VALIDATION_FLAIR_REQUIRED', 'flair', { sr: 'flaired', validate_on_submit: 'false' }],
    ['INVALID_CROSSPOST_THING', 'crosspost_fullname', { kind: 'crosspost', crosspost_fullname: 't3_zz' }],
  ])('%s (%s)', async (code, field, fields) => {
    await expectError(await ann.submit(fields), code, field)
    expect(await published()).toBe(0)
  })

  it('NO_IMAGES, NO_VIDEOS, GALLERIES_DISABLED: communities that take none', async () => {
    const image = await ann.upload('card-1200x630.png', 'image/png')
    const film = await ann.upload('rotated-90-1280x720-4s.mp4', 'video/mp4')
    const video = { kind: 'video', url: film.url, video_poster_url: image.url }
    await expectError(await ann.submit({ kind: 'image', url: image.url, sr: 'linksonly' }), 'NO_IMAGES')
    await expectError(await ann.submit({ ...video, sr: 'linksonly' }), 'NO_VIDEOS')
    const items = [{ media_id: image.id }, { media_id: image.id }]
    const gallery = await ann.json('/api/submit_gallery_post.json', { sr: 'linksonly', title: 'A', items })
    await expectError(gallery, 'GALLERIES_DISABLED', 'sr')
    expect(await published()).toBe(0)
  })

  it('lengths are counted in characters, and what is just short enough is taken', async () => {
    expect(errorOf(await ann.submit({ title: '🍲'.repeat(300), text: '🍲'.repeat(40_000) }))).toBeNull()
    const post = nameOf(await ann.submit())
    expect(errorOf(await ann.comment(post, '🍲'.repeat(10_000)))).toBeNull()
    await expectError(await ann.comment(post, 'a'.repeat(10_001)), 'TOO_LONG', 'text')
  })

  it('THREAD_LOCKED, DELETED_LINK, DELETED_COMMENT, TOO_OLD, NO_THING_ID, NO_TEXT: what cannot be answered', async () => {
    const post = nameOf(await ann.submit())
    const comment = nameOf(await bea.comment(post, 'Hello'))
    await expectError(await ann.comment(post, ' '), 'NO_TEXT', 'text')
    await expectError(await ann.comment('t3_zz', 'Hello'), 'NO_THING_ID')
    await client.fault('content_rejected', 'publish')
    await expectError(await ann.comment(post, 'Hello'), 'THREAD_LOCKED', 'parent')
    await bea.form('/api/del', { id: comment })
    await expectError(await ann.comment(comment, 'Hello'), 'DELETED_COMMENT')
    const gone = nameOf(await ann.submit())
    await ann.form('/api/del', { id: gone })
    await expectError(await bea.comment(gone, 'Hello'), 'DELETED_LINK')
    await client.control.advance(183 * 86_400_000)
    const later = await signIn({ username: 'ann' })
    await expectError(await later.comment(post, 'Hello'), 'TOO_OLD')
  })
})

describe('5. validation errors: HTTP 400', () => {
  const strict = { sr: 'strict', title: '[soup] of the day', text: 'With bread.' }

  it.each([
    ['TITLE_BLACKLISTED_STRING', 'title', { ...strict, title: '[soup] Giveaway' }],
    ['TITLE_REQUIRED', 'title', { ...strict, title: 'Soup of the day' }],
    ['TITLE_REGEX_REQUIREMENT', 'title', { ...strict, title: 'Soup [of the day]' }],
    ['MIN_LENGTH', 'title', { ...strict, title: '[soup]' }],
    ['MAX_LENGTH', 'title', { ...strict, title: `[soup] ${'a'.repeat(100)}` }],
    ['BODY_REQUIRED', 'body', { ...strict, text: '' }],
    ['BODY_MIN_LENGTH', 'body', { ...strict, text: 'Soup' }],
    ['BODY_MAX_LENGTH', 'body', { ...strict, text: 'a'.repeat(1_001) }],
    ['BODY_BLACKLISTED_STRING', 'body', { ...strict, text: 'At the casino' }],
    ['BODY_NOT_ALLOWED', 'body', { sr: 'bodiless', text: 'With bread.' }],
    ['LINK_WHITELIST', 'url', { ...strict, ...link, url: 'https://elsewhere.example/soup' }],
    ['LINK_BLACKLIST', 'url', { ...link, sr: 'bodiless', url: 'https://www.spam.example/' }],
    ['FLAIR_REQUIRED', 'flair', { sr: 'flaired' }],
  ])('SUBMIT_VALIDATION_%s (%s)', async (reason, field, fields) => {
    const answer = await ann.submit(fields)
    expect([answer.status, answer.body]).toEqual([
      400,
      {
        fields: [field],
        explanation: expect.any(String) as string,
        message: 'Bad Request',
        reason: `SUBMIT_VALIDATION_${reason}`,
        error_type: 'SUBMIT_VALIDATION_ERROR',
      },
    ])
    expect(await published()).toBe(0)
  })

  it('only for who asks with validate_on_submit', async () => {
    expect(errorOf(await ann.submit(strict))).toBeNull()
    expect(errorOf(await ann.submit({ ...strict, title: 'Soup', validate_on_submit: 'false' }))).toBeNull()
    expect(await published()).toBe(2)
  })

  it('content_rejected is one of them, or INVALID_OPTION for who does not ask', async () => {
    await client.fault('content_rejected', 'publish')
    expect(bodyOf(await ann.submit())).toMatchObject({ reason: 'SUBMIT_VALIDATION_TITLE_BLACKLISTED_STRING' })
    await client.fault('content_rejected', 'publish')
    await expectError(await ann.submit({ validate_on_submit: 'false' }), 'INVALID_OPTION')
  })
})

describe('5. errors of HTTP', () => {
  it('401 with invalid_token: wrong, ended once, ended for ever', async () => {
    for (const authorization of ['bearer wrong', 'Basic YTpi', ''])
      expect((await ann.submit({}, { authorization })).status).toBe(401)
    await client.fault('token_expired', 'publish')
    expect((await ann.submit()).status).toBe(401)
    expect((await ann.submit()).status).toBe(200)
    await client.fault('token_revoked', 'publish')
    const answer = await ann.submit()
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer realm="reddit", error="invalid_token"',
    ])
    expect((await ann.get('/api/v1/me')).status).toBe(401)
    expect((await refresh(ann.tokens['refresh_token'])).status).toBe(400)
    expect((await bea.submit()).status).toBe(200)
  })

  it('403 and 404: private, closed and unknown communities', async () => {
    const said = async (path: string) => {
      const { status, body } = await ann.get(path)
      return [status, (body as { reason?: string }).reason]
    }
    for (const call of ['/r/%/about', '/api/v1/%/post_requirements', '/r/%/new', '/r/%/api/link_flair_v2']) {
      expect(await said(call.replace('%', 'members'))).toEqual([403, 'private'])
      expect(await said(call.replace('%', 'gone'))).toEqual([404, 'banned'])
      expect(await said(call.replace('%', 'nowhere'))).toEqual([404, undefined])
    }
    expect(await said('/r/noflair/api/link_flair_v2')).toEqual([403, undefined])
    for (const sr of ['members', 'gone']) expect((await ann.submit({ sr })).status).toBe(404)
    expect((await ann.get('/api/v1/anything/at/all')).status).toBe(404)
  })

  it('IN_TIMEOUT: who is suspended reads, and writes nothing', async () => {
    const post = nameOf(await bea.submit())
    await client.control.createUser('reddit', { username: 'ann', suspended: true })
    for (const answer of [await ann.submit(), await ann.comment(post, 'Hello')])
      expect([answer.status, bodyOf(answer)['reason']]).toEqual([403, 'IN_TIMEOUT'])
    expect(thingsOf(await ann.get(`/api/info?id=${post}`))).toHaveLength(1)
  })

  it('429: a page, after a thousand calls of an app in ten minutes, or with retry-after', async () => {
    const { headers } = await ann.get('/api/v1/me')
    expect(headers.get('x-ratelimit-used')).toBe('1')
    const authorization = `bearer ${String(ann.tokens['access_token'])}`
    const ask = () =>
      client.call('GET', 'https://oauth.reddit.com/api/v1/me', {
        headers: { 'user-agent': agent, authorization },
      })
    await Promise.all(Array.from({ length: 998 }, ask))
    const last = await bea.get('/api/v1/me')
    expect([last.status, last.headers.get('x-ratelimit-remaining')]).toEqual([200, '0.0'])
    const refused = await ann.submit()
    expect([refused.status, refused.headers.get('content-type')]).toEqual([429, 'text/html; charset=UTF-8'])
    const reset = Number(refused.headers.get('x-ratelimit-reset'))
    expect(reset).toBeGreaterThan(500)
    expect(reset).toBeLessThanOrEqual(600)
    const other = await signIn({ username: 'ann' }, undefined, 'another')
    expect((await other.get('/api/v1/me')).status).toBe(200)
    await client.control.advance(reset * 1_000)
    expect((await ann.submit()).status).toBe(200)
    await client.fault('rate_limited', 'identity', { retryAfter: 4 })
    const slow = await ann.get('/api/v1/me')
    expect([slow.status, slow.headers.get('retry-after')]).toEqual([429, '4'])
  })

  it('503: a page, and nothing was made', async () => {
    await client.fault('server_error', 'publish')
    const answer = await ann.submit()
    expect([answer.status, answer.headers.get('content-type')]).toEqual([503, 'text/html; charset=UTF-8'])
    expect(await published()).toBe(0)
  })
})
