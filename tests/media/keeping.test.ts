import { beforeAll, describe, expect, it } from 'vitest'
import { anAccount, aPost, aWorkspace } from '../support/builders.js'
import { startMediaRoom, type MediaRoom, type MediaView } from '../support/media-room.js'
import { sample } from '../support/samples.js'

let room: MediaRoom
let jpeg: Buffer

beforeAll(async () => {
  room = await startMediaRoom()
  jpeg = await sample('portrait-4x5-1080x1350.jpg')
})

type Page = {
  data: MediaView[]
  media: MediaView[]
  pagination: { has_more: boolean; next_cursor: string | null }
}

async function list(query = ''): Promise<Page> {
  const reply = await room.api('GET', `/v1/media${query}`)
  if (reply.status !== 200) throw new Error(reply.text)
  return reply.body as Page
}

describe('listing', () => {
  it('goes through all files, newest first, page by page', async () => {
    const made: string[] = []
    for (let each = 0; each < 5; each += 1)
      made.push((await room.announce({ contentType: 'image/jpeg', sizeBytes: 10 })).mediaId)
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page: Page = await list(`?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`)
      expect(page.media).toEqual(page.data)
      seen.push(...page.data.map((media) => media.id))
      cursor = page.pagination.next_cursor
      expect(page.pagination.has_more).toBe(cursor !== null)
    } while (cursor !== null)
    expect(seen).toHaveLength(5)
    expect(new Set(seen)).toEqual(new Set(made))
    expect(seen).toEqual([...seen].sort().reverse())
  })

  it('takes a status in any case, and says which there are', async () => {
    const ready = await room.upload(jpeg, 'image/jpeg')
    expect((await list('?status=ready')).data.map((media) => media.id)).toEqual([ready.id])
    expect((await list('?status=PENDING')).data).toHaveLength(5)
    expect((await list('?status=FAILED')).data).toEqual([])
    const reply = await room.api('GET', '/v1/media?status=lost')
    expect(reply.status).toBe(400)
    expect(reply.text).toContain('PENDING, PROCESSING, READY, FAILED')
  })

  it('refuses a cursor that no list gave', async () => {
    expect(await room.api('GET', '/v1/media?cursor=abc')).toMatchObject({
      status: 400,
      body: { error: { code: 'VALIDATION_ERROR', details: { field: 'cursor' } } },
    })
  })
})

describe('alt text', () => {
  it('is given at the upload and changed later', async () => {
    const { mediaId } = await room.announce({ contentType: 'image/jpeg', sizeBytes: 10, altText: 'A boat' })
    expect((await room.media(mediaId)).altText).toBe('A boat')
    const changed = await room.api('PATCH', `/v1/media/${mediaId}`, { altText: 'A red boat' })
    expect(changed).toMatchObject({ status: 200, body: { altText: 'A red boat' } })
    const misspelt = await room.api('PATCH', `/v1/media/${mediaId}`, { altTxt: 'A boat' })
    expect(misspelt).toMatchObject({ status: 200, body: { altText: 'A red boat' } })
    await room.api('PATCH', `/v1/media/${mediaId}`, { altText: null })
    expect((await room.media(mediaId)).altText).toBeNull()
  })
})

describe('another workspace', () => {
  it('finds nothing of ours', async () => {
    const { mediaId } = await room.announce({ contentType: 'image/jpeg', sizeBytes: 10 })
    const theirs = await room.apiOf({ home: await aWorkspace(room.db) })
    const path = `/v1/media/${mediaId}`
    expect((await theirs('GET', path)).status).toBe(404)
    expect((await theirs('PATCH', path, { altText: 'mine' })).status).toBe(404)
    expect((await theirs('DELETE', path)).status).toBe(404)
    expect((await theirs('POST', `${path}/refresh-presign`)).status).toBe(404)
    expect((await theirs('GET', '/v1/media')).body).toMatchObject({ data: [] })
  })
})

describe('deleting', () => {
  it('removes the file from the store, with all that was made of it', async () => {
    await room.work()
    const before = await room.stored()
    const media = await room.upload(await sample('card-1200x630.png'), 'image/png')
    expect(await room.stored()).toHaveLength(before.length + 2)
    expect(await room.api('DELETE', `/v1/media/${media.id}`)).toMatchObject({
      status: 200,
      body: { success: true },
    })
    expect((await room.api('GET', `/v1/media/${media.id}`)).status).toBe(404)
    expect((await room.api('DELETE', `/v1/media/${media.id}`)).status).toBe(404)
    await room.work()
    expect(await room.stored()).toEqual(before)
  })

  it.each(['scheduled', 'publishing'] as const)('waits for a %s post that uses it', async (status) => {
    const media = await room.upload(jpeg, 'image/jpeg')
    const account = await anAccount(room.db, room.home)
    const post = await aPost(room.db, room.home, {
      status,
      media: [{ id: media.id }],
      targets: [{ account }],
    })
    expect(await room.api('DELETE', `/v1/media/${media.id}`)).toMatchObject({
      status: 409,
      body: {
        error: {
          code: 'CONFLICT',
          message: 'A post that is still to go out uses this file. Change or cancel it first.',
          details: { postIds: [post.id] },
        },
      },
    })
    expect((await room.media(media.id)).status).toBe('READY')
    await room.db.query({ text: `update posts set status = 'cancelled' where id = $1`, values: [post.id] })
    expect((await room.api('DELETE', `/v1/media/${media.id}`)).status).toBe(200)
  })

  it('waits for one in a later part of a thread, in an override, or in a fix that is on its way', async () => {
    const media = await room.upload(jpeg, 'image/jpeg')
    const post = await aPost(room.db, room.home, { status: 'scheduled' })
    for (const [table, column, value] of [
      ['posts', 'thread_posts', [{ sequence: 1, content: 'b', media: [{ id: media.id }] }]],
      ['posts', 'platform_overrides', { ACME: { media: [media.id] } }],
      ['targets', 'media_fix', [{ id: media.id }]],
    ] as const) {
      const where = table === 'posts' ? 'id' : 'post_id'
      const set = (to: string | null): Promise<unknown> =>
        room.db.query({
          text: `update ${table} set ${column} = $2 where ${where} = $1`,
          values: [post.id, to],
        })
      const [old] = await room.db.query<Record<string, unknown>>({
        text: `select ${column}::text as was from ${table} where ${where} = $1`,
        values: [post.id],
      })
      await set(JSON.stringify(value))
      expect((await room.api('DELETE', `/v1/media/${media.id}`)).status).toBe(409)
      await set((old?.['was'] ?? null) as string | null)
    }
    expect((await room.api('DELETE', `/v1/media/${media.id}`)).status).toBe(200)
  })
})
