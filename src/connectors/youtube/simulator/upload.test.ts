import { beforeEach, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../kit/json.js'
import { startSimulator, type Answer } from '../../../../tests/support/simulator.js'
import {
  fixture,
  itemsOf,
  padded,
  refusalOf,
  sessionOf,
  unit,
  uploads,
  youtubeClient,
  type Creator,
} from '../../../../tests/support/youtube.js'
import { simulator } from './index.js'

/** 9. Run a resumable upload exactly: from its session to the resource, and every way to get lost between them. */
const client = await startSimulator(simulator)
const { call, signIn } = youtubeClient(client)
const film = await fixture('landscape-1280x720-4s-moov-last.mp4')
const long = padded(film, 3 * unit + 1_000)
const day = 86_400_000

let ann: Creator
beforeEach(async () => {
  await client.control.reset()
  ann = await signIn({ username: 'ann' })
})
const begun = async (bytes = long.length, headers = {}, who = ann): Promise<string> =>
  sessionOf(await who.begin(bytes, {}, headers))
const stored = ({ status, headers }: Answer): [number, string | null] => [status, headers.get('range')]
const posts = async (): Promise<number> => (await client.control.posts({ limit: 100 })).length
const uploadsOf = async (who = ann): Promise<number> => {
  const playlistId = who.id.replace(/^UC/, 'UU')
  return itemsOf(await who.get('playlistItems', { part: 'id', playlistId, maxResults: '50' })).filter(
    ({ id }) => id !== undefined,
  ).length
}

describe('Location', () => {
  it('comes with an empty body, and nothing is there before the last byte', async () => {
    const answer = await ann.begin(long.length)
    expect(answer).toMatchObject({ status: 200, text: '' })
    expect(sessionOf(answer)).toMatch(
      /^https:\/\/www\.googleapis\.com\/upload\/youtube\/v3\/videos\?uploadType=resumable&part=snippet%2Cstatus&upload_id=/,
    )
    expect(stored(await ann.put(sessionOf(answer), long.subarray(0, unit), 0, long.length))).toEqual([
      308,
      `bytes=0-${String(unit - 1)}`,
    ])
    expect(await posts()).toBe(0)
  })

  it('is begun with a type and a size that a film can have, and a name that a file can have', async () => {
    const type = (each: string) => ann.begin(1_000, {}, { 'x-upload-content-type': each })
    expect(refusalOf(await type('image/png'))).toEqual([400, 'badContent'])
    expect(refusalOf(await type(''))).toEqual([400, 'badContent'])
    expect((await type('application/octet-stream')).status).toBe(200)
    const size = (each: string) => ann.begin(-1, {}, { 'x-upload-content-length': each })
    expect(refusalOf(await size('274877906945'))).toEqual([413, 'uploadTooLarge'])
    expect(refusalOf(await size('0'))).toEqual([400, 'mediaBodyRequired'])
    expect(refusalOf(await size('many'))).toEqual([400, 'badRequest'])
    expect((await size('274877906944')).status).toBe(200)
    const slug = (each: string) => ann.begin(1_000, {}, { slug: each })
    expect(refusalOf(await slug('../a.mp4'))).toEqual([400, 'invalidFilename'])
    expect(refusalOf(await slug('a'.repeat(256)))).toEqual([400, 'invalidFilename'])
    expect((await slug('a.mp4')).status).toBe(200)
    expect(refusalOf(await ann.begin(1_000, {}, {}, { uploadType: 'multipart' }))).toEqual([
      400,
      'invalidParameter',
    ])
  })
})

describe('308 + Range', () => {
  it('says what is there, and takes what comes next and nothing else', async () => {
    const session = await begun()
    expect(stored(await ann.ask(session, long.length))).toEqual([308, null])
    const second = (at: number) => ann.put(session, long.subarray(at, at + unit), at, long.length)
    expect(refusalOf(await second(unit))).toEqual([416, 'requestedRangeNotSatisfiable'])
    expect(stored(await second(0))).toEqual([308, `bytes=0-${String(unit - 1)}`])
    expect(refusalOf(await second(0))).toEqual([416, 'requestedRangeNotSatisfiable'])
    expect(refusalOf(await ann.ask(session, 17))).toEqual([416, 'requestedRangeNotSatisfiable'])
    expect(stored(await ann.ask(session, '*'))).toEqual([308, `bytes=0-${String(unit - 1)}`])
    const rest = await ann.put(session, long.subarray(unit), unit, long.length)
    expect(rest.status).toBe(201)
    expect(rest.body).toMatchObject({ kind: 'youtube#video', status: { uploadStatus: 'uploaded' } })
  })

  it('the range has to be what the bytes are', async () => {
    const session = await begun()
    const range = (value: string) =>
      ann.put(session, long.subarray(0, unit), 0, long.length, { 'content-range': value })
    for (const value of [
      `bytes 0-9/${String(long.length)}`,
      'bytes 0-262143',
      'items 0-262143/1',
      'bytes 5-1/9',
    ])
      expect([value, (await range(value)).status]).toEqual([value, 400])
    expect((await range(`bytes 0-${String(unit - 1)}/${String(unit - 1)}`)).status).toBe(416)
    const { status } = await ann.put(session, long.subarray(0, unit), 0, long.length, {
      'content-type': 'image/png',
    })
    expect(status).toBe(400)
    expect(stored(await ann.ask(session, long.length))).toEqual([308, null])
  })

  it('bytes without a range are the whole file, as large as was said', async () => {
    const session = await begun(film.length)
    const { 'content-range': _none, ...headers } = { 'content-range': '', 'content-type': 'video/mp4' }
    expect(refusalOf(await ann.call('PUT', session, { bytes: film.subarray(1), headers }))).toEqual([
      416,
      'requestedRangeNotSatisfiable',
    ])
    expect((await ann.call('PUT', session, { bytes: film, headers })).status).toBe(201)
    const unsaid = sessionOf(await ann.begin(-1))
    expect((await ann.put(unsaid, long.subarray(0, unit), 0, long.length)).status).toBe(308)
    expect((await ann.put(unsaid, long.subarray(unit), unit, long.length)).status).toBe(201)
  })
})

describe('partial persistence', () => {
  it('of a choppy line half gets lost, of the last piece too', async () => {
    const bea = await signIn({ username: 'bea', accountType: 'choppy' })
    const session = await begun(long.length, {}, bea)
    const send = (at: number) => bea.put(session, long.subarray(at), at, long.length)
    expect(stored(await send(0))).toEqual([308, `bytes=0-${String(unit - 1)}`])
    expect(stored(await send(unit))).toEqual([308, `bytes=0-${String(2 * unit - 1)}`])
    expect(stored(await bea.ask(session, long.length))).toEqual([308, `bytes=0-${String(2 * unit - 1)}`])
    const after = await send(2 * unit)
    const have = Number(/\d+$/.exec(after.headers.get('range') ?? '')?.[0]) + 1
    expect([after.status, have]).toEqual([308, 2 * unit + Math.floor((unit + 1_000) / 2)])
    let answer = after
    for (
      let at = have;
      answer.status === 308;
      at = Number(/\d+$/.exec(answer.headers.get('range') ?? '')?.[0]) + 1
    )
      answer = await send(at)
    expect(answer.status).toBe(201)
    // Every byte arrived where it belongs: it is a film, of the size it had.
    await client.control.advance(500)
    const id = String((answer.body as JsonObject)['id'])
    expect(await bea.about(id, 'status,fileDetails')).toMatchObject({
      status: { uploadStatus: 'processed' },
      fileDetails: {
        fileSize: String(long.length),
        durationMs: expect.stringMatching(/^4\d{3}$/) as unknown,
      },
    })
  })

  it('a server that fails at a piece has taken half of it', async () => {
    const session = await begun()
    await client.fault('server_error', 'upload')
    const answer = await ann.put(session, long.subarray(0, 2 * unit), 0, long.length)
    expect(refusalOf(answer)).toEqual([503, 'backendError'])
    expect(stored(await ann.ask(session, long.length))).toEqual([308, `bytes=0-${String(unit - 1)}`])
    expect((await ann.put(session, long.subarray(unit), unit, long.length)).status).toBe(201)
  })
})

describe('256 KiB rule', () => {
  it('every piece but the last is a multiple of 262,144 bytes', async () => {
    const session = await begun()
    for (const size of [1, unit - 1, unit + 1]) {
      const answer = await ann.put(session, long.subarray(0, size), 0, long.length)
      expect([size, answer.status, answer.text]).toEqual([size, 400, expect.stringContaining('262144')])
    }
    expect(stored(await ann.ask(session, long.length))).toEqual([308, null])
    expect((await ann.put(session, long.subarray(0, 2 * unit), 0, long.length)).status).toBe(308)
    expect((await ann.put(session, long.subarray(2 * unit), 2 * unit, long.length)).status).toBe(201)
  })
})

describe('single use', () => {
  it('a session that has its video answers with it, whatever comes', async () => {
    const session = await begun(film.length)
    const first = await ann.put(session, film)
    const id = (first.body as JsonObject)['id']
    for (const again of [await ann.put(session, film), await ann.ask(session, film.length)])
      expect(again).toMatchObject({ status: 200, body: { id } })
    expect(await posts()).toBe(1)
    const all = await Promise.all([begun(film.length), begun(film.length)])
    for (const each of all) await ann.put(each, film)
    expect(await posts()).toBe(3)
  })

  it('last pieces that come at once make one video', async () => {
    const session = await begun(film.length)
    const all = await Promise.all(Array.from({ length: 12 }, () => ann.put(session, film)))
    const ids = all.flatMap(({ status, body }) => (status < 300 ? [(body as JsonObject)['id']] : []))
    expect(new Set(ids).size).toBe(1)
    expect(await posts()).toBe(1)
  })
})

describe('expiry to 404', () => {
  it('seven days after it began', async () => {
    const session = await begun(film.length)
    await client.control.advance(7 * day - 60_000)
    const bea = await signIn({ username: 'ann' })
    expect(stored(await bea.ask(session, film.length))).toEqual([308, null])
    await client.control.advance(60_000)
    expect(refusalOf(await bea.ask(session, film.length))).toEqual([404, 'notFound'])
    expect(refusalOf(await bea.put(session, film))).toEqual([404, 'notFound'])
    expect(refusalOf(await bea.ask(`${uploads}/videos?upload_id=nobody`, 1))).toEqual([404, 'notFound'])
  })
})

describe('whose it is', () => {
  it('the address is enough; a token that comes along has to be alive and the same person’s', async () => {
    const session = await begun(film.length)
    const bea = await signIn({ username: 'bea' })
    expect(refusalOf(await bea.put(session, film))).toEqual([403, 'forbidden'])
    const dead = { authorization: 'Bearer dead' }
    expect(refusalOf(await ann.put(session, film, 0, film.length, dead))).toEqual([401, 'authError'])
    const bare = await call('PUT', session, { bytes: film, headers: { 'content-type': 'video/mp4' } })
    expect(bare.status).toBe(201)
  })
})

describe('survive the client dying between last byte and answer', () => {
  it('a lost answer: the video is there, once, and the session tells', async () => {
    const session = await begun(film.length, { slug: 'vb_1.mp4' })
    await client.fault('lost_response', 'publish')
    await expect(ann.put(session, film)).rejects.toThrow()
    const { status, body } = await ann.ask(session, film.length)
    expect([status, await posts()]).toEqual([200, 1])
    expect(await ann.about(String((body as JsonObject)['id']), 'fileDetails')).toMatchObject({
      fileDetails: { fileName: 'vb_1.mp4', fileSize: String(film.length) },
    })
  })

  it('a lost request: nothing is there, and the session goes on', async () => {
    const session = await begun(film.length)
    await client.fault('lost_request', 'publish')
    await expect(ann.put(session, film)).rejects.toThrow()
    expect(stored(await ann.ask(session, film.length))).toEqual([308, null])
    expect(await posts()).toBe(0)
    expect((await ann.put(session, film)).status).toBe(201)
  })

  it('a failing server at the last byte: the answer says no, and the video is there', async () => {
    const session = await begun(film.length)
    await client.fault('server_error', 'publish')
    expect(refusalOf(await ann.put(session, film))).toEqual([503, 'backendError'])
    expect((await ann.ask(session, film.length)).status).toBe(200)
    expect(await posts()).toBe(1)
    expect((await ann.put(session, film)).status).toBe(200)
    expect(await uploadsOf()).toBe(50)
  })

  it('a lost answer to the beginning makes nothing', async () => {
    await client.fault('lost_response', 'upload')
    await expect(ann.begin(film.length)).rejects.toThrow()
    expect(await posts()).toBe(0)
  })
})

it('a new video costs the same after many as after few', async () => {
  const cost = async (): Promise<number> => {
    const before = client.rowsListed()
    const id = await ann.video(film)
    await ann.about(id, 'status')
    return client.rowsListed() - before
  }
  const first = await cost()
  for (let count = 0; count < 10; count += 1) await ann.video(film)
  expect(await cost()).toBe(first)
})
