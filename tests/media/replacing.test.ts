import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { mediaFiles } from '../../src/media/media-file.js'
import { anAccount, aPost } from '../support/builders.js'
import { startMediaRoom, type MediaRoom } from '../support/media-room.js'
import { startSite, type Site } from '../support/outside.js'
import { sample } from '../support/samples.js'

let room: MediaRoom
let site: Site
let png: Buffer
let status = 200

beforeAll(async () => {
  png = await sample('card-1200x630.png')
  site = await startSite((_request, response) =>
    response.writeHead(status).end(status === 200 ? png : 'gone'),
  )
  room = await startMediaRoom()
})

/** A failed post is fixed with another picture; answers what its target would send. */
async function fixed(): Promise<{ id: string }[]> {
  const media = await room.upload(await sample('portrait-4x5-1080x1350.jpg'), 'image/jpeg')
  const account = await anAccount(room.db, room.home)
  const post = await aPost(room.db, room.home, {
    status: 'failed',
    media: [{ id: media.id }],
    targets: [{ account }],
  })
  const target = post.targets[0]?.id ?? ''
  const reply = await room.api('POST', `/v1/posts/${post.id}/platforms/${target}/fix`, {
    mediaUrl: 'https://cdn.example/new%20menu.png',
  })
  expect(reply).toMatchObject({ status: 200, body: { success: true, status: 'publishing' } })
  // What came before the answer: nothing was fetched yet. The site of this test speaks plain HTTP.
  expect(site.hits).toEqual([])
  await room.db.query({
    text: `update media set source_url = $1 where source_url like 'https:%'`,
    values: [`http://127.0.0.1:${String(site.port)}/new%20menu.png`],
  })
  const [row] = await room.db.query<{ media_fix: { id: string }[] }>({
    text: 'select media_fix from targets where id = $1',
    values: [target],
  })
  return row?.media_fix ?? []
}

it('a fix with another picture answers at once; the target waits until the picture is there', async () => {
  status = 200
  const refs = await fixed()
  const { workspaceId } = room.home
  expect(await mediaFiles(room.parts, workspaceId, refs)).toEqual({ kind: 'wait', inMs: 1_000 })
  await room.work()
  expect(await mediaFiles(room.parts, workspaceId, refs)).toMatchObject({
    kind: 'ok',
    files: [
      { id: refs[0]?.id, contentType: 'image/jpeg', filename: 'new menu.jpg', width: 1200, height: 630 },
    ],
  })
})

it('a fix with a dead address fails the target with a sentence that says what is wrong with it', async () => {
  site.hits.length = 0
  status = 404
  const refs = await fixed()
  await room.work()
  expect(await mediaFiles(room.parts, room.home.workspaceId, refs)).toEqual({
    kind: 'refused',
    error: {
      code: 'MEDIA_REJECTED',
      message: 'new menu.png cannot be used: The address answered 404. Is the file public?',
      details: { mediaId: refs[0]?.id },
    },
  })
})

it('files for networks that fetch have addresses that live by the server’s clock', async () => {
  const media = await room.upload(png, 'image/png')
  await room.advance(90 * 86_400_000)
  const found = await mediaFiles(room.parts, room.home.workspaceId, [{ id: media.id }])
  if (found.kind !== 'ok') throw new Error(found.kind)
  const url = (await found.files[0]?.publicUrl()) ?? ''
  expect((await room.get(url)).status).toBe(200)
  await room.advance(6 * 3_600_000 + 1)
  expect((await room.get(url)).status).toBe(403)
})

describe('a picture for a network that fetches', () => {
  it('is served as the smaller JPEG that was asked for, by an address that says so under its signature', async () => {
    const media = await room.upload(await sample('portrait-4x5-1080x1350.jpg'), 'image/jpeg')
    const found = await mediaFiles(room.parts, room.home.workspaceId, [{ id: media.id }])
    if (found.kind !== 'ok') throw new Error(found.kind)
    const url = (await found.files[0]?.publicUrl({ maxBytes: 30_000, maxWidth: 400 })) ?? ''
    const answer = await room.get(url)
    expect(answer.headers.get('content-type')).toBe('image/jpeg')
    expect(answer.bytes.length).toBeLessThanOrEqual(30_000)
    expect(answer.headers.get('content-length')).toBe(String(answer.bytes.length))
    expect((await sharp(answer.bytes).metadata()).width).toBeLessThanOrEqual(400)
    expect((await room.get(url, { range: 'bytes=0-9' })).bytes).toEqual(answer.bytes.subarray(0, 10))
    expect((await room.get(url.replace('30000', '70000'))).status).toBe(404)
  })

  it('is the one written anew where a person asked for that', async () => {
    const original = await sample('portrait-4x5-1080x1350.jpg')
    const media = await room.upload(original, 'image/jpeg')
    const found = await mediaFiles(room.parts, room.home.workspaceId, [{ id: media.id, reencode: true }])
    if (found.kind !== 'ok') throw new Error(found.kind)
    const [file] = found.files
    const answer = await room.get((await file?.publicUrl()) ?? '')
    expect(answer.bytes).toEqual(Buffer.from((await file?.bytes()) ?? []))
    expect(answer.bytes).not.toEqual(original)
  })

  it('has an address that gives nothing else, and for no longer, however it is written', async () => {
    const media = await room.upload(await sample('portrait-4x5-1080x1350.jpg'), 'image/jpeg')
    const found = await mediaFiles(room.parts, room.home.workspaceId, [{ id: media.id }])
    if (found.kind !== 'ok') throw new Error(found.kind)
    const url = new URL((await found.files[0]?.publicUrl({ maxBytes: 30_000 })) ?? '')
    const { expires, as } = Object.fromEntries(url.searchParams)
    url.searchParams.delete('as')
    url.searchParams.set('expires', `${String(expires)}\n${String(as)}`)
    expect((await room.get(url.href)).status).toBe(404)
    await room.advance(6 * 3_600_000 + 1)
    expect((await room.get(url.href)).status).toBe(404)
  })
})
