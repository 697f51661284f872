import { beforeEach, describe, expect, it, vi } from 'vitest'
import { postLimits } from '../../contract/post-body.js'
import { connectors } from '../../src/app.js'
import { startHouse, type PostView } from '../support/house.js'
import { aPicture, aVideo, leastFile, takesPictures, uploadFixture } from '../support/upload-fixture.js'
import { needs } from '../support/needs.js'
import type { Exchange } from '../support/openapi.js'
import { specs } from '../support/specs.js'

/**
 * What it means to be a connector: every case runs for each of them, through the public API and over real sockets,
 * against the network's simulator. What it cannot cover is in the connector's own test.
 */
const house = await startHouse()
/** By slug: whether the network processes files after it has taken them, and is asked how far it is. */
const processesLater = new Map<string, boolean>()
for (const { slug, simulator } of connectors)
  processesLater.set(
    slug,
    (await simulator()).routes.some((route) => route.operation === 'status'),
  )
/** Networks whose later no is about what a video shows, not about the file. */
const reviewing = new Set(['snapchat'])
/** Calls by which an account is tested where one cannot tell. */
const callsOfTest: Record<string, number> = {
  facebook: 2, // The page's own token, and what the person still permits.
  mastodon: 2, // What the instance allows changes, and nothing else reads it anew.
  telegram: 2, // What everybody may in the chat, and what the bot may.
}
const callsTo = async (platform: string): Promise<number> =>
  (await house.call<{ data: unknown[] }>('GET', `/sandbox/requests?platform=${platform}&limit=10000`)).data
    .length
type Made = { post: PostView; accountId: string }

const uploaded = (filename: string, contentType: string, altText?: string): Promise<string> =>
  uploadFixture(house, filename, contentType, altText)

describe.each(connectors.map((connector) => [connector.slug, connector] as const))(
  '%s',
  (_slug, connector) => {
    const platform = connector.slug
    const { limits } = connector.rules
    const altTexts = ['A red boat', 'A blue lake']
    const together: unknown = expect.stringMatching(new RegExp(altTexts.join('.+')))
    const altText =
      limits.altText === null ? [null, null] : limits.altText.shared ? [together, together] : altTexts
    /** What every post of a network has that takes none without media. */
    let least: Promise<string> | undefined
    const hasPictures = takesPictures(connector)
    const media = async (): Promise<{ media?: string[] }> =>
      limits.media.required ? { media: [await (least ??= leastFile(house, connector))] } : {}
    const { repeatForMs = 0, looksAtMs, unlisted = [] } = connector.reconcileFor?.({}) ?? connector.reconcile
    const canTellOfVideos = looksAtMs.length > 0 || repeatForMs > 0
    const canTell = canTellOfVideos && !unlisted.includes('image')
    /** A network that tells by itself says what is out; that nothing is, it never says. */
    const canTellOfNone = canTell && connector.webhook === undefined
    let serial = 0

    beforeEach(async () => {
      await house.call('DELETE', '/sandbox/faults')
    })

    const fault = (kind: string, more: Record<string, unknown> = {}) =>
      house.call('POST', '/sandbox/faults', { platform, fault: kind, ...more })
    async function publish(
      body: Record<string, unknown> = {},
      meanwhile: () => Promise<unknown> = () => Promise.resolve(),
    ): Promise<Made> {
      serial += 1
      const { id: accountId } = await house.account(platform)
      await meanwhile()
      const post = await house.call<PostView>('POST', '/v1/posts', {
        content: `Case ${String(serial)}`,
        accountIds: [accountId],
        ...needs[platform],
        ...(body['media'] === undefined ? await media() : {}),
        ...body,
      })
      await house.call('POST', `/v1/posts/${post.id}/publish`)
      return { post: await house.settled(post.id), accountId }
    }
    /** What the public sees of an account. */
    const shown = async (accountId: string) =>
      (await house.posts(platform)).filter((each) => each.accountId === accountId)

    it('connects a made-up user through its own path, and tests it with as few calls as tell', async () => {
      const account = await house.account(platform, { displayName: 'Bistro' })
      const test = async (): Promise<number> => {
        const before = await callsTo(platform)
        const tested = await house.call<{ success: boolean }>('POST', `/v1/accounts/${account.id}/test`)
        expect(tested.success).toBe(true)
        return (await callsTo(platform)) - before
      }
      await test()
      expect(await test()).toBe(callsOfTest[platform] ?? 1)
    })

    it('publishes plain text, which is then on its public page', async () => {
      const { post, accountId } = await publish({
        content: 'Plain text with a link https://example.com/menu?a=1&b=2 & more',
      })
      expect(post).toMatchObject({ status: 'published', platforms: [{ status: 'published', error: null }] })
      expect(await shown(accountId)).toMatchObject([
        { text: 'Plain text with a link https://example.com/menu?a=1&b=2 & more' },
      ])
      // The sandbox's own page names who posted it.
      const list = await fetch(new URL(`/sandbox/${platform}`, house.url), {
        headers: { accept: 'text/html' },
      })
      expect(await list.text()).toMatch(/Plain text with a link[^<]*(<\/a>)?\s*<small>@/)
      // What goes to people is nobody else's to open.
      if (connector.recipients !== undefined) return
      const page = await fetch(post.platforms[0]?.platformPostUrl ?? '')
      expect([page.status, (await page.text()).includes('Plain text with a link')]).toEqual([200, true])
    })

    it('takes the longest text, and create refuses one character more with both numbers', async () => {
      // No post of ours is longer, however much a network takes.
      const max = Math.min(limits.text.max, postLimits.content)
      const longest = 'a'.repeat(max)
      const { post } = await publish({ content: longest })
      expect(post.status).toBe('published')
      const { id } = await house.account(platform)
      const refusal = await house.call<{ error: { code: string; details: object } }>(
        'POST',
        '/v1/posts',
        { content: `${longest}a`, accountIds: [id], ...needs[platform], ...(await media()) },
        { status: 400 },
      )
      expect(refusal.error).toMatchObject({
        code: 'VALIDATION_ERROR',
        details: {
          field: 'content',
          ...(max === limits.text.max ? { platform: platform.toUpperCase() } : {}),
          maxLength: max,
          actualLength: max + 1,
        },
      })
    })

    it('counts as the network does: emoji, scripts, links and mentions come out whole', async () => {
      const text = 'Crème brûlée 👩‍👩‍👧‍👦 日本語 @ada@mastodon.example #menu https://example.com/ünï'
      const { post, accountId } = await publish({ content: text })
      expect(post.status).toBe('published')
      expect((await shown(accountId))[0]?.text).toBe(text)
    })

    it.runIf(hasPictures)('publishes images in order, with their alt texts where there are any', async () => {
      const first = await uploaded('portrait-4x5-1080x1350.jpg', 'image/jpeg', 'A red boat')
      const other = limits.media.sameSize
        ? (['portrait-4x5-1080x1350.jpg', 'image/jpeg', 1080] as const)
        : (['photo-1200x900.webp', 'image/webp', 1200] as const)
      const second = await uploaded(other[0], other[1])
      const images = [first, { id: second, altText: 'A blue lake' }].slice(0, limits.media.image?.max)
      const { post, accountId } = await publish({ media: images })
      expect(post.status).toBe('published')
      expect((await shown(accountId))[0]?.media).toMatchObject(
        [
          { kind: 'image', altText: altText[0], width: 1080 },
          { kind: 'image', altText: altText[1], width: other[2] },
        ].slice(0, images.length),
      )
    })

    it.runIf(limits.media.video)('waits until a video is processed, then publishes it', async () => {
      const video = await aVideo(house, connector)
      const { post, accountId } = await publish({ media: [video] })
      expect(post.status).toBe('published')
      expect((await shown(accountId))[0]?.media).toMatchObject([{ kind: 'video' }])
    })

    it.runIf(limits.media.gif)('publishes a GIF', async () => {
      const gif = await uploaded('animated-480x270-2s.gif', 'image/gif')
      const { post, accountId } = await publish({ media: [gif] })
      expect(post.status).toBe('published')
      expect((await shown(accountId))[0]?.media).toHaveLength(1)
    })

    it.runIf(limits.media.video && processesLater.get(platform))(
      'a file that the network cannot process fails with a sentence, and fix uploads it again',
      async () => {
        const video = await aVideo(house, connector)
        await fault('processing_failed', { operation: 'status' })
        const { post } = await publish({ media: [video] })
        expect(post).toMatchObject({
          status: 'failed',
          platforms: [
            { error: { code: reviewing.has(platform) ? 'CONTENT_REJECTED' : 'PROCESSING_FAILED' } },
          ],
        })
        const target = post.platforms[0]?.postPlatformId ?? ''
        await house.call('POST', `/v1/posts/${post.id}/platforms/${target}/fix`, {
          content: `Again ${target}`,
        })
        expect((await house.settled(post.id)).status).toBe('published')
      },
    )

    it('a refused file is MEDIA_REJECTED, and fix with another address sends the post', async () => {
      const file = hasPictures
        ? await uploaded('portrait-4x5-1080x1350.jpg', 'image/jpeg')
        : await leastFile(house, connector)
      await fault('media_rejected', { operation: 'any' })
      const { post } = await publish({ media: [file] })
      expect(post).toMatchObject({ status: 'failed', platforms: [{ error: { code: 'MEDIA_REJECTED' } }] })
      const target = post.platforms[0]?.postPlatformId ?? ''
      // Only pictures can be written anew.
      const again = hasPictures ? { refreshMedia: true } : { content: `Again ${target}` }
      await house.call('POST', `/v1/posts/${post.id}/platforms/${target}/fix`, again)
      expect((await house.settled(post.id)).status).toBe('published')
    })

    it.runIf(limits.thread)('a thread hangs together, and its first comment under its head', async () => {
      const threadPosts = [{ content: 'Two' }, { content: 'Three' }]
      const { post, accountId } = await publish({
        content: 'One',
        threadPosts,
        ...(connector.comment === undefined ? {} : { firstComment: 'More below' }),
      })
      expect(post.status).toBe('published')
      await expect
        .poll(async () => (await shown(accountId)).length, { timeout: 10_000 })
        .toBe(connector.comment === undefined ? 3 : 4)
      const all = await shown(accountId)
      const idOf = (text: string): string | undefined => all.find((each) => each.text === text)?.remoteId
      expect(all.find((each) => each.text === 'Two')?.parentId).toBe(idOf('One'))
      expect(all.find((each) => each.text === 'Three')?.parentId).toBe(idOf('Two'))
      if (connector.comment !== undefined)
        expect(all.find((each) => each.text === 'More below')?.parentId).toBe(idOf('One'))
    })

    it.runIf(limits.thread)('a thread whose middle answer is lost is complete, each part once', async () => {
      const { id } = await house.account(platform)
      const threadPosts = [{ content: 'Two' }, { content: 'Three' }]
      const post = await house.call<PostView>('POST', '/v1/posts', {
        content: 'One',
        accountIds: [id],
        threadPosts,
        firstComment: null,
      })
      await fault('lost_response', { times: 2 })
      await house.call('POST', `/v1/posts/${post.id}/publish`)
      expect((await house.settled(post.id)).status).toBe('published')
      expect((await shown(id)).map((each) => each.text).sort()).toEqual(['One', 'Three', 'Two'])
    })

    describe('a lost answer', () => {
      /** Where the network can tell, the post is out once; where it cannot, a person is asked, and it is out at most once. */
      async function isTrue(
        { post, accountId }: Made,
        leftBehind: readonly (0 | 1)[],
        isTold = canTell,
      ): Promise<void> {
        const [target] = post.platforms
        const out = isTold
          ? { status: 'published', code: undefined }
          : { status: 'failed', code: 'OUTCOME_UNKNOWN' }
        expect({ status: post.status, code: target?.error?.code }).toEqual(out)
        expect(isTold ? [1] : leftBehind).toContain((await shown(accountId)).length)
      }

      it('leaves exactly one post', async () => {
        await fault('lost_response')
        await isTrue(await publish(), [1])
      })

      it.runIf(hasPictures)('to a post with an image leaves exactly one post', async () => {
        const image = await aPicture(house, connector)
        await fault('lost_response')
        await isTrue(await publish({ media: [image] }), [1])
      })

      it.runIf(limits.media.video)('to a post with a video leaves exactly one post', async () => {
        const video = await aVideo(house, connector)
        await fault('lost_response')
        await isTrue(await publish({ media: [video] }), [1], canTellOfVideos)
      })

      it('to a request that never arrived is sent again, or told as unknown', async () => {
        await fault('lost_request')
        await isTrue(await publish(), [0], canTellOfNone)
      })

      it('that is a server error leaves at most one post, and a true status', async () => {
        await fault('server_error')
        await isTrue(await publish(), [0, 1])
      })

      it.skipIf(canTellOfNone)(
        'is not sent again by retry, and by fix once a person has looked',
        async () => {
          await fault('lost_request')
          const { post, accountId } = await publish()
          const [target] = post.platforms
          expect(target?.error?.message).toMatch(/(Look at the account|Ask who it was for): .* use fix/)
          const retried = await house.call('POST', `/v1/posts/${post.id}/retry`)
          expect(JSON.stringify(retried)).toContain('outcome_unknown')
          expect(await shown(accountId)).toEqual([])
          await house.call('POST', `/v1/posts/${post.id}/platforms/${target?.postPlatformId ?? ''}/fix`, {
            content: 'Seen by a person',
          })
          expect((await house.settled(post.id)).status).toBe('published')
          expect(await shown(accountId)).toMatchObject([{ text: 'Seen by a person' }])
        },
      )
    })

    it('a refused connection is tried again by itself', async () => {
      await fault('refused_connection')
      expect((await publish()).post.status).toBe('published')
    })

    it('a rate limit is waited for as long as the network says', async () => {
      await fault('rate_limited', { retryAfter: 300 })
      const { post } = await publish()
      expect(post.status).toBe('published')
    })

    it('a rate limit that ends in an hour fails, and says when', async () => {
      await fault('rate_limited', { retryAfter: 3_600 })
      const { post } = await publish()
      expect(post).toMatchObject({ status: 'failed', platforms: [{ error: { code: 'RATE_LIMITED' } }] })
      expect(post.platforms[0]?.error?.details).toHaveProperty('retryAt')
    })

    it('a refused text fails with the network’s words, and fix sends other ones', async () => {
      await fault('content_rejected')
      const { post, accountId } = await publish()
      expect(post).toMatchObject({ status: 'failed', platforms: [{ error: { code: 'CONTENT_REJECTED' } }] })
      expect(post.platforms[0]?.error?.details).toHaveProperty('networkMessage')
      const target = post.platforms[0]?.postPlatformId ?? ''
      await house.call('POST', `/v1/posts/${post.id}/platforms/${target}/fix`, {
        content: `Better ${accountId}`,
      })
      expect((await house.settled(post.id)).status).toBe('published')
      expect(await shown(accountId)).toMatchObject([{ text: `Better ${accountId}` }])
    })

    it('an expired access token is refreshed, or ends the account where there is nothing to refresh', async () => {
      await fault('token_expired')
      const { post } = await publish()
      expect(post.status).toBe(connector.auth.refresh === undefined ? 'failed' : 'published')
    })

    it('a revoked access ends the account, and one event says so', async () => {
      const { post, accountId } = await publish({}, async () => {
        await fault('token_revoked')
        await fault('token_revoked', { operation: 'refresh' })
      })
      expect(post).toMatchObject({
        status: 'failed',
        platforms: [{ error: { code: 'ACCOUNT_DISCONNECTED' } }],
      })
      const account = await house.call<{ status: string }>('GET', `/v1/accounts/${accountId}`)
      expect(['expired', 'error']).toContain(account.status)
      // The list shows an event once no older transaction of the server is open; other files have some.
      const told = async (): Promise<number> => {
        const { data } = await house.call<{ data: { data: { accountId: string } }[] }>(
          'GET',
          '/v1/events?type=account.error&limit=500',
        )
        return data.filter((event) => event.data.accountId === accountId).length
      }
      await vi.waitUntil(async () => (await told()) > 0, { timeout: 20_000 })
      expect(await told()).toBe(1)
    })

    // A network that publishes no schemas has nothing here to be held against.
    const check = specs[platform]
    it.runIf(check)(
      'every request and answer of these cases is one that the network’s schemas allow',
      async () => {
        const { data } = await house.call<{ data: Exchange[] }>(
          'GET',
          `/sandbox/requests?platform=${platform}&limit=10000`,
        )
        expect(data.length).toBeGreaterThan(10)
        expect([...new Set(data.flatMap((each) => check?.(each) ?? []))]).toEqual([])
      },
    )

    it('no secret reaches the record of requests', async () => {
      const text = JSON.stringify(
        (await house.call<{ data: unknown[] }>('GET', `/sandbox/requests?platform=${platform}&limit=500`))
          .data,
      )
      const tokens = await house.db.query<{ id: string; tokens: Buffer }>({
        text: 'select id, tokens from accounts where platform = $1 and tokens is not null',
        values: [platform],
      })
      for (const row of tokens) {
        const { accessToken } = house.app.parts.seal.open(row.tokens, `tokens ${row.id}`) as {
          accessToken: string
        }
        expect(text.includes(accessToken)).toBe(false)
      }
    })
  },
)
