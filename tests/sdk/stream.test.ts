import { expect, it } from 'vitest'
import { createClient, type StreamMessage } from '../../sdk/index.js'
import { startHouse } from '../support/house.js'

const house = await startHouse()
const account = await house.account('mastodon')
const client = createClient({ baseUrl: house.url, apiKey: house.key, backoffMs: 10 })
const draft = async (): Promise<string> =>
  (await client.posts.create({ content: 'A draft', accountIds: [account.id], saveAsDraft: true })).id
const postOf = (message: StreamMessage | undefined): unknown =>
  message?.kind === 'event' ? (message.event.data as { id?: string }).id : undefined

/** Walks a stream until a message fits; answers what came. */
async function until(
  messages: AsyncIterator<StreamMessage>,
  fits: (message: StreamMessage) => boolean,
): Promise<StreamMessage[]> {
  const came: StreamMessage[] = []
  for (let next = await messages.next(); next.done !== true; next = await messages.next()) {
    came.push(next.value)
    if (fits(next.value)) return came
  }
  throw new Error('The stream ended')
}

it('goes on by itself when the connection is cut, with every event once', async () => {
  const stopping = new AbortController()
  const messages = client.stream({ signal: stopping.signal })[Symbol.asyncIterator]()
  const waiting = until(messages, (message) => message.kind === 'event')
  await expect.poll(() => house.app.parts.feed.openOf(workspaceId)).toBe(1)
  const made = [await draft()]
  await waiting
  house.app.server.server.closeAllConnections()
  for (let count = 0; count < 3; count += 1) made.push(await draft())
  const came = await until(messages, (message) => postOf(message) === made.at(-1))
  expect(came.map(postOf).filter((id) => id !== undefined)).toEqual(made.slice(1))
  expect(came).toContainEqual({ kind: 'change', changed: null })
  const next = messages.next()
  stopping.abort()
  for (let ended = await next; ended.done !== true; ended = await messages.next());
  await expect.poll(() => house.app.parts.feed.openOf(workspaceId)).toBe(0)
})

it('goes on from an event that it is given', async () => {
  const { lastEventId } = await client.webhooks.openStream()
  const id = await draft()
  const messages = client.stream({ lastEventId: lastEventId ?? '' })[Symbol.asyncIterator]()
  await until(messages, (message) => postOf(message) === id)
  await messages.return?.()
})

it('ends with what the server refuses: a key that does not hold', async () => {
  const { id, key } = await client.apiKeys.create({ name: 'Follower', scopes: ['webhooks:read'] })
  const follower = createClient({ baseUrl: house.url, apiKey: key, backoffMs: 10 })
  const walked = (async () => {
    for await (const message of follower.stream()) void message
  })()
  await expect.poll(() => house.app.parts.feed.openOf(workspaceId)).toBeGreaterThan(0)
  await client.apiKeys.delete(id)
  await expect(walked).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
})

const { workspaceId } = await client.system.me()
