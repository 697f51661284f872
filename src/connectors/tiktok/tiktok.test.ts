import { beforeEach, describe, expect, it } from 'vitest'
import { startHouse } from '../../../tests/support/house.js'
import { options, tiktokRoom, type File } from '../../../tests/support/tiktok-room.js'

/** What is TikTok’s own, through the public API and against its simulator. What all networks share is in the kit. */
const house = await startHouse()
const { fault, media, problems, publish, sent, shown, tokensOf } = tiktokRoom(house)
const everybody = options({ privacyLevel: 'PUBLIC_TO_EVERYONE' })

beforeEach(async () => {
  await house.call('DELETE', '/sandbox/faults')
})

const ofVideo = [
  'POST /v2/post/publish/creator_info/query/',
  'POST /v2/post/publish/video/init/',
  'PUT /video/',
]
const ofPhotos = ['POST /v2/post/publish/creator_info/query/', 'POST /v2/post/publish/content/init/']
const status = 'POST /v2/post/publish/status/fetch/'

describe('section 3: what can be posted', () => {
  const kinds: [what: string, names: File[], calls: string[], path: string][] = [
    ['an MP4', ['video'], ofVideo, 'video'],
    ['a MOV', ['mov'], ofVideo, 'video'],
    ['a WebM', ['webm'], ofVideo, 'video'],
    ['a video in chunks', ['long'], ofVideo, 'video'],
    ['a photo', ['photo'], ofPhotos, 'photo'],
    ['a WebP', ['webp'], ofPhotos, 'photo'],
    ['photos', ['photo', 'webp', 'photo'], ofPhotos, 'photo'],
  ]
  it.each(kinds)('%s', async (_what, names, calls, path) => {
    const account = await house.account('tiktok')
    const post = await publish(account.id, {
      content: 'Crème brûlée 🍮 #soup @ann',
      media: await media(...names),
      ...everybody,
    })
    expect(post).toMatchObject({ status: 'published', platforms: [{ error: null }] })
    const [target] = post.platforms
    const url = new URL(target?.platformPostUrl ?? '')
    expect(url.pathname).toMatch(new RegExp(`/www\\.tiktok\\.com/@[^/]+/${path}/\\d{19}$`))
    expect(url.pathname).toContain(target?.platformPostId)
    const made = (await sent(account.id))
      .map(({ call }) => call)
      .filter((call) => call.includes('publish') || call.startsWith('PUT'))
    expect([...new Set(made)]).toEqual([...calls, status])
    const [out] = await shown(account.id)
    expect(out).toMatchObject({ text: 'Crème brûlée 🍮 #soup @ann', remoteId: target?.platformPostId })
    expect(out?.media).toHaveLength(names.length)
    expect(await (await fetch(url)).text()).toContain('Crème brûlée')
  })

  it('section 9, line 3: a video goes in chunks, the last of them with the post’s own attempt', async () => {
    const { id } = await house.account('tiktok')
    const post = await publish(id, { content: 'Long', media: await media('long'), ...everybody })
    expect(post.status).toBe('published')
    const puts = (await sent(id)).filter(({ method }) => method === 'PUT')
    expect(puts.map((each) => each.status)).toEqual([206, 206, 201])
    expect(puts.every(({ headers }) => !('authorization' in headers))).toBe(true)
    expect(JSON.stringify(puts)).not.toMatch(/upload_token=[^&"]*[0-9a-f]{8}/)
  })

  it('settings go along, and all that others may do is off unless it was asked for', async () => {
    const { id } = await house.account('tiktok')
    const infoOf = async (given: object): Promise<unknown> => {
      await publish(id, { content: 'Set', media: await media('video'), ...options(given) })
      const init = (await sent(id)).filter(({ call }) => call.endsWith('/video/init/')).at(-1)
      return (init?.body as { post_info: unknown }).post_info
    }
    expect(await infoOf({ privacyLevel: 'SELF_ONLY' })).toEqual({
      title: 'Set',
      privacy_level: 'SELF_ONLY',
      disable_comment: true,
      disable_duet: true,
      disable_stitch: true,
      brand_content_toggle: false,
      brand_organic_toggle: false,
      is_aigc: false,
    })
    const all = { allowComment: true, allowDuet: true, allowStitch: true, brandContent: true, isAigc: true }
    expect(await infoOf({ ...all, coverTimestampMs: 500 })).toMatchObject({
      privacy_level: 'PUBLIC_TO_EVERYONE',
      disable_comment: false,
      disable_duet: false,
      disable_stitch: false,
      brand_content_toggle: true,
      video_cover_timestamp_ms: 500,
      is_aigc: true,
    })
  })

  it('photos have a title, a text, a cover and music', async () => {
    const { id } = await house.account('tiktok')
    const given = {
      title: 'Soups',
      photoCoverIndex: 1,
      autoAddMusic: true,
      privacyLevel: 'PUBLIC_TO_EVERYONE',
    }
    const post = await publish(id, {
      content: 'All of them',
      media: await media('photo', 'webp'),
      ...options(given),
    })
    expect(post.status).toBe('published')
    expect(await shown(id)).toMatchObject([{ text: 'Soups\n\nAll of them' }])
    const init = (await sent(id)).find(({ call }) => call.endsWith('/content/init/'))
    expect(init?.body).toMatchObject({
      post_info: { auto_add_music: true },
      source_info: { photo_cover_index: 1 },
    })
  })

  it.each<[File]>([['video'], ['photo']])(
    'section 3e: a %s as a draft: sent, and nothing public',
    async (name) => {
      const { id } = await house.account('tiktok')
      const post = await publish(id, {
        content: 'Later',
        media: await media(name),
        ...options({ draft: true }),
      })
      expect(post).toMatchObject({ status: 'published', platforms: [{ platformPostUrl: null }] })
      expect(post.platforms[0]?.platformPostId).toMatch(/inbox|^p_/)
      expect(await shown(id)).toEqual([])
    },
  )

  it('a post for the account alone is out without an address', async () => {
    const { id } = await house.account('tiktok')
    const post = await publish(id, {
      content: 'Mine',
      media: await media('video'),
      ...options({ privacyLevel: 'SELF_ONLY' }),
    })
    expect(post).toMatchObject({ status: 'published', platforms: [{ platformPostUrl: null }] })
    expect(await shown(id)).toMatchObject([{ remoteId: post.platforms[0]?.platformPostId }])
  })
})

describe('section 3a: the account is asked before each post', () => {
  const outcome = async (accountType: string, name: File, given: object) => {
    const { id } = await house.account('tiktok', { accountType })
    const post = await publish(id, { content: 'Asked', media: await media(name), ...options(given) })
    return { post, id, error: post.platforms[0]?.error }
  }

  it('section 9, line 2: a privacy that it does not offer is refused, and says which it does', async () => {
    const { error, id } = await outcome('private', 'video', { privacyLevel: 'PUBLIC_TO_EVERYONE' })
    expect(error).toMatchObject({ code: 'PUBLISH_ERROR' })
    expect(error?.message).toMatch(/FOLLOWER_OF_CREATOR/)
    expect((await sent(id)).map(({ call }) => call)).toEqual([ofVideo[0]])
  })

  it('a private account posts for its followers where nothing was chosen', async () => {
    const { post, id } = await outcome('private', 'video', {})
    expect(post.status).toBe('published')
    const init = (await sent(id)).find(({ call }) => call.endsWith('/video/init/'))
    expect(init?.body).toMatchObject({ post_info: { privacy_level: 'FOLLOWER_OF_CREATOR' } })
  })

  it('a video longer than the account may is refused before it is sent', async () => {
    const { error } = await outcome('short', 'video', {})
    expect(error).toMatchObject({ code: 'MEDIA_REJECTED', details: { maxSeconds: 3 } })
  })

  it('what the account has switched off stays off', async () => {
    const { post } = await outcome('comments_off', 'video', { allowComment: true })
    expect(post.status).toBe('published')
  })

  it('an account that TikTok has banned from posting says so', async () => {
    const { id } = await house.account('tiktok', { username: 'sue', suspended: true })
    const post = await publish(id, { content: 'No', media: await media('photo'), ...everybody })
    expect(post).toMatchObject({ status: 'failed', platforms: [{ error: { code: 'ACCOUNT_SUSPENDED' } }] })
    expect(await house.call('GET', `/v1/accounts/${id}`)).toMatchObject({ status: 'suspended' })
  })

  it('a day’s posts of all programs together are a quota', async () => {
    const { id } = await house.account('tiktok')
    await fault('quota_exceeded', { accountId: id, operation: 'any' })
    const post = await publish(id, { content: 'More', media: await media('video'), ...everybody })
    expect(post).toMatchObject({ status: 'failed', platforms: [{ error: { code: 'QUOTA_EXCEEDED' } }] })
  })
})

describe('section 3f: what fails late', () => {
  it.each([
    ['spam_risk_text', 'CONTENT_REJECTED'],
    ['duration_check_failed', 'MEDIA_REJECTED'],
    ['file_format_check_failed', 'PROCESSING_FAILED'],
    ['auth_removed', 'ACCOUNT_DISCONNECTED'],
  ])('fail_reason %s is %s, and nothing is out', async (reason, code) => {
    const { id } = await house.account('tiktok')
    const post = await publish(id, {
      content: `Bad #fail_${reason}`,
      media: await media('video'),
      ...everybody,
    })
    expect(post).toMatchObject({ status: 'failed', platforms: [{ error: { code } }] })
    expect(await shown(id)).toEqual([])
  })

  it('fail_reason internal is begun anew by itself, until it is given up', async () => {
    const { id } = await house.account('tiktok')
    const post = await publish(id, {
      content: 'Bad #fail_internal',
      media: await media('video'),
      ...everybody,
    })
    expect(post).toMatchObject({ status: 'failed', platforms: [{ error: { code: 'PLATFORM_UNAVAILABLE' } }] })
    const begun = (await sent(id)).filter(({ call }) => call.endsWith('/video/init/'))
    expect(begun.length).toBeGreaterThan(1)
  })
})

describe('connecting', () => {
  it('section 1: leads through the consent page and back; refresh uses its token up', async () => {
    const begun = await house.call<{ authorizationUrl: string }>('POST', '/v1/accounts/connect/tiktok', {})
    expect(begun.authorizationUrl).toContain('/sandbox/tiktok/www.tiktok.com/v2/auth/authorize/?client_key=')
    const done = await fetch(`${begun.authorizationUrl}&auto_user=harbour`)
    expect(await done.text()).toContain('is connected')
    const { data } = await house.call<{ data: { id: string; username: string }[] }>(
      'GET',
      '/v1/accounts?platform=tiktok',
    )
    const account = data.find(({ username }) => username === 'harbour')
    expect(account).toMatchObject({ status: 'active', accountType: 'creator' })
    const id = account?.id ?? ''
    const before = await tokensOf(id)
    await house.call('POST', `/v1/accounts/${id}/refresh`)
    expect((await tokensOf(id)).refreshToken).not.toBe(before.refreshToken)
    await house.call('POST', `/v1/accounts/${id}/refresh`)
    expect((await publish(id, { content: 'Fresh', media: await media('photo'), ...everybody })).status).toBe(
      'published',
    )
  })

  it('section 2: somebody who grants no profile is known by what may be posted', async () => {
    const scopes = ['user.info.basic', 'video.publish']
    const account = await house.account('tiktok', { username: 'shy', scopes })
    expect(account).toMatchObject({ username: 'shy' })
    const post = await publish(account.id, { content: 'Shy', media: await media('video'), ...everybody })
    expect(post.platforms[0]?.platformPostUrl).toContain('/@shy/video/')
  })

  it('takes tokens that are held already', async () => {
    const made = await house.account('tiktok', { username: 'mover' })
    const { accessToken, refreshToken } = await tokensOf(made.id)
    const { account } = await house.call<{ account: { id: string } }>('POST', '/v1/accounts/connect/tiktok', {
      credentials: { accessToken, refreshToken },
    })
    expect(account.id).toBe(made.id)
  })

  it('removing the account takes the access back', async () => {
    const { id } = await house.account('tiktok')
    await house.call('DELETE', `/v1/accounts/${id}`)
    await expect
      .poll(async () => (await sent(id)).map(({ call }) => call))
      .toContain('POST /v2/oauth/revoke/')
  })
})

it('every request and answer is one that TikTok’s pages allow', async () => {
  expect(await problems()).toEqual([])
})
