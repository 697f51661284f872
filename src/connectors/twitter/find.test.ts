import { expect, it } from 'vitest'
import type { JsonObject } from '../../kit/json.js'
import type { LostAttempt, MediaFile, PublishContext, RenderedItem } from '../connector.js'
import { find } from './find.js'

const startedAt = new Date('2026-01-01T12:00:00.000Z')
const item: RenderedItem = {
  targetId: 'pp_1',
  sequence: 0,
  plannedAt: startedAt,
  text: 'Hello',
  media: [],
  options: {},
  contentType: null,
  previous: [],
}
const lost: LostAttempt = { plan: null, startedAt, deadlineAt: startedAt, lookNumber: 1, claimed: new Set() }
const withPicture = { ...item, media: [{} as MediaFile] }

const post = (number: number, more: JsonObject = {}): JsonObject => ({
  id: String(number),
  text: `Another ${String(number)}`,
  created_at: startedAt.toISOString(),
  ...more,
})
const pictured: JsonObject = {
  attachments: { media_keys: ['3_9'] },
  entities: {
    urls: [{ url: 'https://t.co/abc', expanded_url: 'https://x.com/ada/status/1/photo/1' }],
  },
}

/** A timeline of these pages, and what was asked of it. */
function timeline(...pages: JsonObject[][]): PublishContext {
  return {
    account: { id: 'acc_1', remoteId: '7', username: 'ada', displayName: null },
    tokens: { accessToken: 'token' },
    http: ({ query = {} }) => {
      const at = Number(query['pagination_token'] ?? 0)
      const next = at + 1 < pages.length ? { next_token: String(at + 1) } : {}
      const json = { data: pages[at] ?? [], meta: next }
      return Promise.resolve({ status: 200, headers: {}, json, text: JSON.stringify(json) })
    },
  } as Partial<PublishContext> as PublishContext
}

it('finds a post behind pages of newer ones', async () => {
  const found = await find(item, lost, timeline([post(3)], [post(2)], [post(1, { text: 'Hello' })]))
  expect(found).toMatchObject({ kind: 'found', remoteId: '1' })
})

it('says absent at the end of the timeline, and cannot tell before it', async () => {
  expect(await find(item, lost, timeline([post(2)], [post(1)]))).toEqual({ kind: 'absent' })
  const eleven = Array.from({ length: 11 }, (_, n) => [post(n)])
  expect((await find(item, lost, timeline(...eleven))).kind).toBe('cannotTell')
})

it('without the keys of the media, their number and the text have to agree; X’s own link to them is no text', async () => {
  const shown = timeline([post(1, { ...pictured, text: 'Hello https://t.co/abc' })])
  expect((await find(withPicture, lost, shown)).kind).toBe('found')
  expect(await find(item, lost, shown)).toEqual({ kind: 'absent' })
})

it('a post of media alone is like any other: only their keys are proof', async () => {
  const shown = timeline([post(1, { ...pictured, text: 'https://t.co/abc' })])
  const picture = { ...withPicture, text: '' }
  expect((await find(picture, lost, shown)).kind).toBe('cannotTell')
  expect((await find(picture, { ...lost, plan: { mediaKeys: ['3_9'] } }, shown)).kind).toBe('found')
})
