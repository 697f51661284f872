import { beforeEach, describe, expect, it } from 'vitest'
import { startHouse, type PostView } from '../../../tests/support/house.js'
import { uploadFixture } from '../../../tests/support/upload-fixture.js'

/** What is Telegram's own, through the public API and against its simulator. What all networks share is in the kit. */
const house = await startHouse()

beforeEach(async () => {
  await house.call('DELETE', '/sandbox/faults')
})

const fault = (kind: string, more: Record<string, unknown> = {}) =>
  house.call('POST', '/sandbox/faults', { platform: 'telegram', fault: kind, ...more })

async function publish(accountId: string, body: Record<string, unknown>): Promise<PostView> {
  const { id } = await house.call<PostView>('POST', '/v1/posts', { accountIds: [accountId], ...body })
  await house.call('POST', `/v1/posts/${id}/publish`)
  return house.settled(id)
}

type Sent = {
  url: string
  status: number | null
  headers: Record<string, string>
  body: Record<string, unknown>
}

/** What an account's connector sent, oldest first: its methods, and the requests. */
async function sent(accountId: string): Promise<(Sent & { method: string })[]> {
  const { data } = await house.call<{ data: (Sent & { accountId: string })[] }>(
    'GET',
    '/sandbox/requests?platform=telegram&limit=1000',
  )
  return data
    .filter((each) => each.accountId === accountId)
    .map((each) => ({ ...each, method: each.url.split('/').at(-1) ?? '' }))
    .reverse()
}

const shown = async (accountId: string) =>
  (await house.posts('telegram')).filter((each) => each.accountId === accountId)

/** The token that an account was connected with. */
async function tokenOf(accountId: string): Promise<string> {
  const [row] = await house.db.query<{ tokens: Buffer }>({
    text: 'select tokens from accounts where id = $1',
    values: [accountId],
  })
  const opened = house.app.parts.seal.open(row?.tokens ?? Buffer.alloc(0), `tokens ${accountId}`)
  return (opened as { accessToken: string }).accessToken
}

type Account = { id: string; username: string | null; platformUserId?: string }

/** An account whose files go along with its posts: connected by a program, without a channel for files. */
async function withoutStaging(more: Record<string, unknown> = {}): Promise<Account> {
  const made = await house.account('telegram', more)
  const credentials = { botToken: await tokenOf(made.id), chatId: `@${made.username}` }
  const { account } = await house.call<{ account: Account }>('POST', '/v1/accounts/connect/telegram', {
    credentials,
  })
  expect(account.id).toBe(made.id)
  return account
}

/** What the owner of an account's chat, or of its channel for files, does in the app. */
async function inTheApp(
  accountId: string,
  action: string,
  chat: 'chatId' | 'stagingChatId' = 'chatId',
): Promise<void> {
  const [row] = await house.db.query<{ id: string }>({
    text: 'select platform_data->>$2 as id from accounts where id = $1',
    values: [accountId, chat],
  })
  const page = `${house.url}/sandbox/telegram/web.telegram.org/chats/${row?.id ?? ''}`
  const body = new URLSearchParams({ action })
  expect((await fetch(page, { method: 'POST', body, redirect: 'manual' })).status).toBe(303)
}

const files = {
  photo: () => uploadFixture(house, 'card-1200x630.png', 'image/png'),
  webp: () => uploadFixture(house, 'photo-1200x900.webp', 'image/webp'),
  video: () => uploadFixture(house, 'landscape-1280x720-4s-moov-last.mp4', 'video/mp4'),
  animation: () => uploadFixture(house, 'animated-480x270-2s.gif', 'image/gif'),
  document: () => uploadFixture(house, 'two-pages.pdf', 'application/pdf'),
}
type File = keyof typeof files
const uploaded = (names: readonly File[]): Promise<string[]> =>
  Promise.all(names.map((name) => files[name]()))
const telegram = (options: object) => ({ platformMetadata: { TELEGRAM: options } })

describe('connecting', () => {
  it('is the chat, with its name, and the bot that posts there; no end of the access is told', async () => {
    const { id } = await house.account('telegram', { username: 'harbour', displayName: 'Harbour news' })
    expect(await house.call('GET', `/v1/accounts/${id}`)).toMatchObject({
      status: 'active',
      username: 'harbour',
      displayName: 'Harbour news',
      bot: 'harbour_bot',
      tokenExpiresAt: null,
    })
  })

  it('leads to a page of ours, since the network has none', async () => {
    const begun = await house.call<{ authorizationUrl: string }>('POST', '/v1/accounts/connect/telegram', {
      callbackUrl: 'http://localhost:9999/back',
    })
    const page = await (await fetch(begun.authorizationUrl)).text()
    for (const name of ['botToken', 'chatId', 'stagingChatId']) expect(page).toContain(`name="${name}"`)
  })

  it.each([
    ['a bot that may not post', { scopes: ['can_edit_messages'] }, 'may not post in'],
    ['a chat with one person', { accountType: 'private' }, 'one person'],
  ])('refuses %s, and says what to do', async (_who, more, says) => {
    const answer = await house.account('telegram', more).then(JSON.stringify, String)
    expect(answer).toContain(says)
  })

  it('refuses a bot that was thrown out, and says what to do', async () => {
    const made = await house.account('telegram', { username: 'thrown_out' })
    await inTheApp(made.id, 'kick')
    const credentials = { botToken: await tokenOf(made.id), chatId: '@thrown_out' }
    const refusal = await house.call<{ error: { message: string } }>(
      'POST',
      '/v1/accounts/connect/telegram',
      { credentials },
      { status: 400 },
    )
    expect(refusal.error.message).toContain('Add the bot again')
  })

  it.each([
    [{ botToken: '123:nobody', chatId: '@harbour' }, 'credentials.botToken'],
    [{ botToken: 'nonsense', chatId: '@harbour' }, 'credentials.botToken'],
    [{ botToken: '123:nobody' }, 'credentials.chatId'],
  ])('names the answer at fault in %j', async (credentials, field) => {
    const refusal = await house.call<{ error: { details: object; message: string } }>(
      'POST',
      '/v1/accounts/connect/telegram',
      { credentials },
      { status: 400 },
    )
    expect(refusal.error.details).toMatchObject({ field })
    expect(refusal.error.message).not.toContain('nobody')
  })

  it('names the chat that the bot does not find', async () => {
    const botToken = await tokenOf((await house.account('telegram')).id)
    const refusal = await house.call<{ error: { details: object } }>(
      'POST',
      '/v1/accounts/connect/telegram',
      { credentials: { botToken, chatId: '@nowhere_at_all' } },
      { status: 400 },
    )
    expect(refusal.error.details).toMatchObject({ field: 'credentials.chatId' })
    expect(JSON.stringify(refusal)).not.toContain(botToken)
  })
})

describe('what can be posted', () => {
  it.each<[File[], string]>([
    [['photo'], 'sendPhoto'],
    [['webp'], 'sendPhoto'],
    [['video'], 'sendVideo'],
    [['animation'], 'sendAnimation'],
    [['document'], 'sendDocument'],
    [['photo', 'video', 'webp'], 'sendMediaGroup'],
    [['document', 'document'], 'sendMediaGroup'],
  ])('%j: files go ahead and the post is small, or they go along with it', async (names, method) => {
    const media = await uploaded(names)
    const ahead = await house.account('telegram')
    expect((await publish(ahead.id, { content: 'Ahead', media })).status).toBe('published')
    const calls = await sent(ahead.id)
    expect(calls).toHaveLength(names.length + 1)
    expect(calls.at(-1)).toMatchObject({ method, headers: { 'content-type': 'application/json' } })

    const along = await withoutStaging()
    expect((await publish(along.id, { content: 'Along', media })).status).toBe('published')
    expect(await sent(along.id)).toMatchObject([{ method }])
    expect((await sent(along.id))[0]?.headers['content-type']).toContain('multipart/form-data')

    const [one] = await shown(ahead.id)
    const [other] = await shown(along.id)
    expect([one?.text, other?.text]).toEqual(['Ahead', 'Along'])
    expect(one?.media).toHaveLength(names.length)
    expect(other?.media.map(({ kind }) => kind)).toEqual(one?.media.map(({ kind }) => kind))
  })

  it('everything as files, a GIF among them', async () => {
    const { id } = await house.account('telegram')
    const media = await uploaded(['photo', 'animation'])
    expect(
      (await publish(id, { media, content: 'As they are', ...telegram({ asFiles: true }) })).status,
    ).toBe('published')
    expect(await shown(id)).toMatchObject([{ media: [{ kind: 'document' }, { kind: 'document' }] }])
  })

  it('a poll whose question is the text', async () => {
    const { id } = await house.account('telegram')
    const poll = { options: ['Soup', 'Salad'], openForSeconds: 600 }
    expect((await publish(id, { content: 'Lunch?', ...telegram({ poll }) })).status).toBe('published')
    expect((await sent(id)).at(-1)).toMatchObject({ method: 'sendPoll', body: { question: 'Lunch?' } })
  })

  it('marked-up text where that was asked for, and every sign as it is where not', async () => {
    const { id } = await house.account('telegram')
    const torn = await publish(id, { content: '<b>Bold', ...telegram({ parseMode: 'HTML' }) })
    expect(torn.platforms).toMatchObject([{ error: { code: 'CONTENT_REJECTED' } }])
    await publish(id, { content: '<b>Bold</b> &amp; more', ...telegram({ parseMode: 'HTML' }) })
    await publish(id, { content: '<b>Plain</b> & *more*' })
    expect((await shown(id)).map(({ text }) => text)).toEqual(['<b>Plain</b> & *more*', 'Bold & more'])
  })

  it('an answer to an earlier message of the chat', async () => {
    const { id } = await house.account('telegram')
    const first = await publish(id, { content: 'First' })
    const inReplyTo = first.platforms[0]?.platformPostId
    expect((await publish(id, { content: 'Second', ...telegram({ inReplyTo }) })).status).toBe('published')
    expect((await shown(id)).map(({ parentId }) => parentId)).toEqual([inReplyTo, null])
  })

  it('to a private channel, whose messages have an address for members', async () => {
    const { id } = await house.account('telegram', { accountType: 'private_channel' })
    const post = await publish(id, { content: 'Among us' })
    expect(post.platforms[0]?.platformPostUrl).toMatch(/\/t\.me\/c\/\d+\/\d+$/)
  })

  it.each(['group', 'supergroup'])('to a %s', async (accountType) => {
    const { id } = await house.account('telegram', { accountType })
    expect((await publish(id, { content: 'Hello all' })).status).toBe('published')
    expect(await shown(id)).toHaveLength(1)
  })

  it('many at once: what the chat does not take yet waits its turn, and nothing is there twice', async () => {
    const { id } = await house.account('telegram')
    const texts = Array.from({ length: 26 }, (_none, index) => `Number ${String(index)}`)
    const posts = await Promise.all(
      texts.map((content) => house.call<PostView>('POST', '/v1/posts', { accountIds: [id], content })),
    )
    await Promise.all(posts.map((post) => house.call('POST', `/v1/posts/${post.id}/publish`)))
    for (const post of posts) expect((await house.settled(post.id)).status).toBe('published')
    expect((await sent(id)).map(({ status }) => status)).toContain(429)
    expect((await shown(id)).map(({ text }) => text).sort()).toEqual(texts.sort())
  })
})

describe('a lost answer at every call that makes a post', () => {
  const poll = telegram({ poll: { options: ['Yes', 'No'] } })
  const calls: [method: string, staging: boolean, media: File[], more: object][] = [
    ['sendMessage', false, [], {}],
    ['sendPoll', false, [], poll],
    ...[true, false].flatMap((staging): [string, boolean, File[], object][] => [
      ['sendPhoto', staging, ['photo'], {}],
      ['sendVideo', staging, ['video'], {}],
      ['sendAnimation', staging, ['animation'], {}],
      ['sendDocument', staging, ['document'], {}],
      ['sendMediaGroup', staging, ['photo', 'photo'], {}],
    ]),
  ]
  it.each(
    calls.flatMap(([method, staging, media, more]) =>
      (['lost_response', 'lost_request'] as const).map((kind) => ({ method, staging, media, more, kind })),
    ),
  )('$method, files ahead: $staging, $kind', async ({ method, staging, media, more, kind }) => {
    const { id } = staging ? await house.account('telegram') : await withoutStaging()
    await fault(kind, { accountId: id })
    const post = await publish(id, { content: 'Once at most', media: await uploaded(media), ...more })
    expect(post).toMatchObject({ status: 'failed', platforms: [{ error: { code: 'OUTCOME_UNKNOWN' } }] })
    const message = post.platforms[0]?.error?.message ?? ''
    expect(message).toMatch(/Look at the account: if it is there, leave it; if not, use fix/)
    expect(message).toMatch(/lets a bot neither read what is in a chat nor send a message a second time/)
    expect((await sent(id)).filter((each) => each.method === method && each.status === null)).toHaveLength(1)
    await house.advance(3_600_000)
    expect(await shown(id)).toHaveLength(kind === 'lost_response' ? 1 : 0)
  })

  it('an album that stops half-way is not called a failure that left nothing behind', async () => {
    const along = await withoutStaging()
    await fault('processing_failed', { accountId: along.id, operation: 'publish' })
    const post = await publish(along.id, { content: 'Two', media: await uploaded(['photo', 'photo']) })
    expect(post).toMatchObject({ status: 'failed', platforms: [{ error: { code: 'OUTCOME_UNKNOWN' } }] })
    expect(post.platforms[0]?.error?.message).toContain('one after the other')
    expect(await shown(along.id)).toHaveLength(1)
  })
})

describe('a chat that changes', () => {
  it('from a group to a supergroup is followed, and the post is there once', async () => {
    const { id } = await house.account('telegram', { accountType: 'group' })
    await publish(id, { content: 'Before' })
    await inTheApp(id, 'upgrade')
    const [photo = ''] = await uploaded(['photo'])
    expect((await publish(id, { content: 'After', media: [photo] })).status).toBe('published')
    expect(
      (await sent(id)).filter(({ method }) => method === 'sendPhoto').map(({ status }) => status),
    ).toEqual([200, 400, 200])
    expect((await shown(id)).map(({ text }) => text)).toEqual(['After', 'Before'])
    // Tested, the account knows where the chat is now.
    await house.call('POST', `/v1/accounts/${id}/test`)
    await publish(id, { content: 'Straight there' })
    expect((await sent(id)).at(-2)?.method).not.toBe('sendMessage')
    expect((await sent(id)).at(-1)).toMatchObject({ method: 'sendMessage', status: 200 })
  })

  it.each(['kick', 'leave', 'restrict', 'delete'])(
    'because its owner did %s ends the account, until everything is as it was',
    async (action) => {
      const made = await house.account('telegram', { username: `owner_${action}` })
      await inTheApp(made.id, action)
      expect(await publish(made.id, { content: 'Too late' })).toMatchObject({
        status: 'failed',
        platforms: [{ error: { code: 'PERMISSION_DENIED' } }],
      })
      expect(await house.call('GET', `/v1/accounts/${made.id}`)).toMatchObject({ status: 'error' })
      await inTheApp(made.id, 'restore')
      expect((await house.account('telegram', { username: made.username })).id).toBe(made.id)
      expect((await publish(made.id, { content: 'Back again' })).status).toBe('published')
    },
  )

  it('for files leaves the account alive: its files go along', async () => {
    const { id } = await house.account('telegram', { username: 'moved_files' })
    await inTheApp(id, 'delete', 'stagingChatId')
    expect((await publish(id, { content: 'Along', media: await uploaded(['photo']) })).status).toBe(
      'published',
    )
    expect((await sent(id)).map(({ method, status }) => [method, status])).toEqual([
      ['sendPhoto', 403],
      ['sendPhoto', 200],
    ])
  })
})

it('files are ahead of their time, so that the post is a small request when it is due', async () => {
  const { id } = await house.account('telegram')
  const media = await uploaded(['video'])
  const scheduledFor = new Date(Date.now() + 30 * 60_000)
  const clock = await house.call<{ now: string }>('GET', '/sandbox/clock')
  scheduledFor.setTime(Date.parse(clock.now) + 30 * 60_000)
  await house.call('POST', '/v1/posts', { accountIds: [id], content: 'Film', media, scheduledFor })
  // The numbers of the account may be read meanwhile.
  const films = async () => (await sent(id)).filter(({ method }) => method === 'sendVideo')
  await house.advance(20 * 60_000)
  await expect.poll(async () => (await films()).length, { timeout: 20_000 }).toBe(1)
  expect(await shown(id)).toEqual([])
  await house.advance(10 * 60_000)
  await expect.poll(async () => (await shown(id)).length, { timeout: 20_000 }).toBe(1)
  expect((await films()).map(({ headers }) => headers['content-type']?.split(';')[0])).toEqual([
    'multipart/form-data',
    'application/json',
  ])
})
