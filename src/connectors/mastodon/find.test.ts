import { expect, it } from 'vitest'
import type { JsonObject } from '../../kit/json.js'
import type { LostAttempt, MediaFile, PublishContext, RenderedItem } from '../connector.js'
import { find } from './find.js'

const startedAt = new Date('2026-01-01T12:00:00.000Z')
const item: RenderedItem = {
  targetId: 'pp_1',
  sequence: 0,
  plannedAt: startedAt,
  text: 'Hello @ada@mastodon.example',
  media: [],
  options: {},
  contentType: null,
  previous: [],
}
const lost: LostAttempt = { plan: null, startedAt, deadlineAt: startedAt, lookNumber: 1, claimed: new Set() }
const picture = { ...item, text: '', media: [{} as MediaFile] }

/** A status as the instance shows it: `number` rises with time, a second each. */
const status = (number: number, more: JsonObject = {}): JsonObject => ({
  id: String(number),
  created_at: new Date(startedAt.getTime() + number * 1_000).toISOString(),
  content: `<p>Another ${String(number)}</p>`,
  media_attachments: [],
  in_reply_to_id: null,
  url: `https://mastodon.example/@ada/${String(number)}`,
  ...more,
})
const ours = {
  content:
    '<p>Hello <span class="h-card"><a href="https://mastodon.example/@ada">@<span>ada</span></a></span></p>',
}

/** An account with these statuses, listed as the instance does: newest first, 40 a page. */
function account(...statuses: JsonObject[]): PublishContext {
  const newestFirst = statuses.toSorted((one, other) => Number(other['id']) - Number(one['id']))
  return {
    data: { domain: 'mastodon.example', accountId: '7' },
    tokens: { accessToken: 'token' },
    http: ({ query = {} }) => {
      const before = Number(query['max_id'] ?? Infinity)
      const json = newestFirst.filter((each) => Number(each['id']) < before).slice(0, 40)
      return Promise.resolve({ status: 200, headers: {}, json, text: JSON.stringify(json) })
    },
  } as Partial<PublishContext> as PublishContext
}
const many = (count: number): JsonObject[] => Array.from({ length: count }, (_, n) => status(n + 1))

it('finds a status behind more than one page of newer ones, its mentions shown without their domain', async () => {
  const found = await find(item, lost, account(status(0, ours), ...many(100)))
  expect(found).toMatchObject({ kind: 'found', remoteId: '0', url: 'https://mastodon.example/@ada/0' })
})

it('says absent once it has read back to the attempt, and not before', async () => {
  const older = status(-120, ours)
  expect(await find(item, lost, account(older, ...many(100)))).toEqual({ kind: 'absent' })
  expect(await find(item, lost, account())).toEqual({ kind: 'absent' })
  expect((await find(item, lost, account(older, ...many(401)))).kind).toBe('cannotTell')
})

it('without the ids of the files, another number of them is another status', async () => {
  const withFile = status(1, { ...ours, media_attachments: [{ id: '9' }] })
  expect(await find(item, lost, account(withFile))).toEqual({ kind: 'absent' })
  const wanted = { ...item, media: [{} as MediaFile] }
  expect((await find(wanted, lost, account(withFile))).kind).toBe('found')
})

it('a status of files alone is like any other: only their ids are proof', async () => {
  const files = status(1, { content: '', media_attachments: [{ id: '9' }] })
  expect((await find(picture, lost, account(files))).kind).toBe('cannotTell')
  expect(await find(picture, lost, account(status(1)))).toEqual({ kind: 'absent' })
  const known = { ...lost, plan: { mediaIds: ['9'] } }
  expect((await find(picture, known, account(files))).kind).toBe('found')
})
