import { beforeEach, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../kit/json.js'
import { startSimulator } from '../../../../tests/support/simulator.js'
import {
  api,
  fixture,
  itemsOf,
  refusalOf,
  snippet,
  youtubeClient,
  type Creator,
  type Metadata,
} from '../../../../tests/support/youtube.js'
import type { FilmFacts } from '../../../sandbox/film-facts.js'
import { complaint } from './files.js'
import { simulator } from './index.js'
import { lengthOf } from './metadata.js'

/** What is said of a video, what becomes of it, who sees it, how it is changed. */
const client = await startSimulator(simulator)
const { signIn } = youtubeClient(client)
const film = await fixture('landscape-1280x720-4s-moov-last.mp4')
const advance = (ms: number): Promise<void> => client.control.advance(ms)
const inHours = async (hours: number): Promise<string> =>
  new Date(Date.parse((await client.control.clock()).now) + hours * 3_600_000).toISOString()

let ann: Creator
beforeEach(async () => {
  await client.control.reset()
  ann = await signIn({ username: 'ann' })
})
const statusOf = async (id: string, who = ann): Promise<JsonObject> =>
  (await who.about(id, 'status'))?.['status'] as JsonObject
const pageOf = (id: string, path = `watch?v=${id}`) => client.call('GET', `https://www.youtube.com/${path}`)

describe('metadata', () => {
  const refused = async (more: Metadata): Promise<unknown> => refusalOf(await ann.begin(1_000, more))

  it('a title has 1 to 100 characters and no angle brackets', async () => {
    for (const title of ['', ' ', 'a'.repeat(101), 'a < b', 'a > b'])
      expect([title, await refused({ snippet: { title } })]).toEqual([title, [400, 'invalidTitle']])
    expect((await ann.begin(1_000, { snippet: { title: '🍲'.repeat(100) } })).status).toBe(200)
  })

  it('a description has at most 5,000 bytes and no angle brackets', async () => {
    for (const description of ['é'.repeat(2_501), '<b>'])
      expect(await refused({ snippet: { description } })).toEqual([400, 'invalidDescription'])
    expect((await ann.begin(1_000, { snippet: { description: 'é'.repeat(2_500) } })).status).toBe(200)
  })

  it('tags have at most 500 characters together, with commas, and quotes around those with a blank', async () => {
    expect(lengthOf(['ab', 'c d'])).toBe('ab,"c d"'.length)
    const full = ['a'.repeat(496), 'b c']
    expect(lengthOf(full)).toBe(502)
    for (const tags of [full, ['<b>'], ['']])
      expect(await refused({ snippet: { tags } })).toEqual([400, 'invalidTags'])
    expect((await ann.begin(1_000, { snippet: { tags: ['a'.repeat(494), 'b c'] } })).status).toBe(200)
  })

  it('a category is one of those that anybody may choose', async () => {
    expect(await refused({ snippet: { categoryId: '' } })).toEqual([400, 'invalidVideoMetadata'])
    expect(await refused({ snippet: { categoryId: '18' } })).toEqual([400, 'invalidCategoryId'])
    const all = itemsOf(await ann.get('videoCategories', { part: 'snippet', regionCode: 'US' }))
    const open = all.filter((each) => (each['snippet'] as JsonObject)['assignable'] === true)
    expect([all.length, open.length]).toEqual([18, 15])
    expect(open.map(({ id }) => id)).toContain('22')
    expect(refusalOf(await ann.get('videoCategories', { part: 'snippet' }))).toEqual([
      400,
      'invalidParameter',
    ])
  })

  it('privacy, licence, language and time are ones that there are', async () => {
    expect(await refused({ status: { privacyStatus: 'secret' } })).toEqual([403, 'forbiddenPrivacySetting'])
    expect(await refused({ status: { license: 'mine' } })).toEqual([403, 'forbiddenLicenseSetting'])
    expect(await refused({ snippet: { defaultLanguage: 'english!' } })).toEqual([400, 'invalidVideoMetadata'])
    const publishAt = await inHours(1)
    expect(await refused({ status: { publishAt } })).toEqual([400, 'invalidPublishAt'])
    expect(await refused({ status: { privacyStatus: 'private', publishAt: 'tomorrow' } })).toEqual([
      400,
      'invalidPublishAt',
    ])
    const localizations = { de: { title: 'Suppe', description: '' } }
    const part = { part: 'snippet,status,localizations' }
    expect(refusalOf(await ann.begin(1_000, { localizations }, {}, part))).toEqual([
      400,
      'defaultLanguageNotSet',
    ])
    const named = { localizations, snippet: { defaultLanguage: 'en-GB' } }
    expect((await ann.begin(1_000, named, {}, part)).status).toBe(200)
  })

  it('part names what the body says, and the body says nothing else', async () => {
    expect(refusalOf(await ann.begin(1_000, {}, {}, { part: '' }))).toEqual([400, 'missingRequiredParameter'])
    expect(refusalOf(await ann.begin(1_000, {}, {}, { part: 'snippet,staus' }))).toEqual([400, 'unknownPart'])
    expect(refusalOf(await ann.begin(1_000, {}, {}, { part: 'snippet' }))).toEqual([400, 'unexpectedPart'])
    expect(refusalOf(await ann.begin(1_000, {}, {}, { notify: 'true' }))).toEqual([
      400,
      'unexpectedParameter',
    ])
    expect(refusalOf(await ann.begin(1_000, {}, {}, { notifySubscribers: 'no' }))).toEqual([
      400,
      'invalidParameter',
    ])
    expect(await refused({ snippet: { name: 'Soup' } })).toEqual([400, 'badRequest'])
    expect(await refused({ status: { embeddable: 'yes' } })).toEqual([400, 'badRequest'])
  })

  it('is read back as it was written, with what YouTube adds', async () => {
    const more: Metadata = {
      snippet: { title: 'Soup', description: 'Hot', tags: ['a b', 'c'], defaultLanguage: 'en' },
      status: {
        privacyStatus: 'unlisted',
        license: 'creativeCommon',
        embeddable: false,
        publicStatsViewable: false,
        containsSyntheticMedia: true,
        selfDeclaredMadeForKids: false,
      },
      paidProductPlacementDetails: { hasPaidProductPlacement: true },
      recordingDetails: { recordingDate: '2026-11-01T00:00:00Z' },
    }
    const id = await ann.video(film, more)
    await advance(500)
    const part =
      'snippet,status,contentDetails,recordingDetails,paidProductPlacementDetails,localizations,player,statistics'
    expect(await ann.about(id, part)).toMatchObject({
      ...more,
      snippet: { ...more.snippet, channelId: ann.id, channelTitle: 'Ann', liveBroadcastContent: 'none' },
      status: { ...more.status, uploadStatus: 'processed', madeForKids: false },
      contentDetails: { duration: 'PT4S', definition: 'hd', hasCustomThumbnail: false },
      localizations: { en: { title: 'Soup', description: 'Hot' } },
    })
    const page = (await pageOf(id)).text
    for (const words of ['Hot', 'Tags: a b, c', 'Altered or synthetic content', 'Includes paid promotion'])
      expect(page).toContain(words)
  })
})

describe('9. move uploadStatus uploaded → processed over time, with scripted failed/rejected', () => {
  it('is processed after a while', async () => {
    const id = await ann.video(film)
    expect(await ann.about(id, 'status,processingDetails')).toMatchObject({
      status: { uploadStatus: 'uploaded' },
      processingDetails: { processingStatus: 'processing' },
    })
    await advance(500)
    expect(await ann.about(id, 'status,processingDetails')).toMatchObject({
      status: { uploadStatus: 'processed' },
      processingDetails: { processingStatus: 'succeeded' },
    })
  })

  it.each(['conversion', 'invalidFile', 'emptyFile', 'tooSmall', 'codec', 'uploadAborted'])(
    'failed: %s',
    async (reason) => {
      const id = await ann.video(film, { snippet: { title: `Soup #failed_${reason}` } })
      expect(await statusOf(id)).toMatchObject({ uploadStatus: 'uploaded' })
      await advance(500)
      expect(await ann.about(id, 'status,processingDetails')).toMatchObject({
        status: { uploadStatus: 'failed', failureReason: reason },
        processingDetails: { processingStatus: 'failed' },
      })
      expect(await client.control.posts({ limit: 10 })).toEqual([])
      expect((await pageOf(id)).status).toBe(404)
    },
  )

  it.each([
    'copyright',
    'inappropriate',
    'duplicate',
    'termsOfUse',
    'uploaderAccountSuspended',
    'length',
    'claim',
    'uploaderAccountClosed',
    'trademark',
    'legal',
  ])('rejected: %s', async (reason) => {
    const id = await ann.video(film, { snippet: { description: `Soup #rejected_${reason}` } })
    await advance(500)
    expect(await statusOf(id)).toMatchObject({ uploadStatus: 'rejected', rejectionReason: reason })
    expect(await client.control.posts({ limit: 10 })).toEqual([])
  })

  it.each([
    ['portrait-4x5-1080x1350.jpg', 'invalidFile'],
    ['truncated.mp4', 'invalidFile'],
    ['wrong-codec-mpeg4-2s.mp4', 'codec'],
  ])('%s fails: %s', async (name, reason) => {
    const id = await ann.video(await fixture(name))
    await advance(500)
    expect(await statusOf(id)).toMatchObject({ uploadStatus: 'failed', failureReason: reason })
  })

  it.each(['landscape-640x360-2s.webm', 'square-640-3s-silent.mov', 'rotated-90-1280x720-4s.mp4'])(
    '%s goes well',
    async (name) => {
      const id = await ann.video(await fixture(name))
      await advance(500)
      expect(await statusOf(id)).toMatchObject({ uploadStatus: 'processed' })
    },
  )

  it('a channel that was not verified has a quarter of an hour, any other twelve', () => {
    const of = (seconds: number): FilmFacts => ({
      container: 'mp4',
      codec: 'avc',
      width: 1_280,
      height: 720,
      seconds,
      framesPerSecond: 25,
      bitsPerSecond: 1,
      sound: null,
    })
    const tooLong = { status: 'rejected', reason: 'length' }
    expect([complaint(of(900), false), complaint(of(901), false)]).toEqual([null, tooLong])
    expect([complaint(of(43_200), true), complaint(of(43_201), true)]).toEqual([null, tooLong])
  })
})

describe('who sees it', () => {
  it('public and unlisted open, also as a Short; private does not', async () => {
    for (const privacyStatus of ['public', 'unlisted']) {
      const id = await ann.video(film, { status: { privacyStatus } })
      expect(id).toMatch(/^[\w-]{11}$/)
      expect((await pageOf(id)).text).toContain('How we make it')
      expect((await pageOf(id, `shorts/${id}`)).status).toBe(200)
    }
    const id = await ann.video(film, { status: { privacyStatus: 'private' } })
    expect((await pageOf(id)).status).toBe(404)
    expect(await client.control.posts({ limit: 10 })).toHaveLength(3)
    const bea = await signIn({ username: 'bea' })
    expect(await bea.about(id, 'snippet')).toBeUndefined()
  })

  it('a private video with a time opens then', async () => {
    const publishAt = await inHours(1)
    const id = await ann.video(film, { status: { privacyStatus: 'private', publishAt } })
    expect(await statusOf(id)).toMatchObject({
      privacyStatus: 'private',
      publishAt: `${publishAt.slice(0, 19)}Z`,
    })
    expect((await pageOf(id)).status).toBe(404)
    await advance(3_600_000)
    const after = await signIn({ username: 'ann' })
    expect(await statusOf(id, after)).toMatchObject({ privacyStatus: 'public' })
    expect(await statusOf(id, after)).not.toHaveProperty('publishAt')
    expect((await pageOf(id)).status).toBe(200)
  })

  it('a time that is over opens it at once', async () => {
    const publishAt = await inHours(-1)
    const id = await ann.video(film, { status: { privacyStatus: 'private', publishAt } })
    expect(await statusOf(id)).toMatchObject({ privacyStatus: 'public' })
    const [video] = itemsOf(await ann.get('videos', { part: 'snippet', id }))
    expect(String((video?.['snippet'] as JsonObject)['publishedAt']) > publishAt).toBe(true)
  })

  it('9. force private when set to "unaudited"', async () => {
    const cleo = await signIn({ username: 'cleo' }, { client_id: 'unaudited-1' })
    const id = await cleo.video(film, { status: { privacyStatus: 'public' } })
    expect(await statusOf(id, cleo)).toMatchObject({ privacyStatus: 'private' })
    const publishAt = await inHours(1)
    const later = await cleo.video(film, { status: { privacyStatus: 'private', publishAt } })
    expect(await statusOf(later, cleo)).not.toHaveProperty('publishAt')
  })

  it('is made for kids when its author or its channel says so', async () => {
    const kids = await signIn({ username: 'kids', accountType: 'kids' })
    const id = await kids.video(film, { status: { selfDeclaredMadeForKids: false } })
    expect(await statusOf(id, kids)).toMatchObject({ madeForKids: true, selfDeclaredMadeForKids: false })
    const own = await ann.video(film, { status: { selfDeclaredMadeForKids: true } })
    expect(await statusOf(own)).toMatchObject({ madeForKids: true })
  })

  it('details of the file are for its owner alone', async () => {
    const id = await ann.video(film)
    const bea = await signIn({ username: 'bea' })
    expect(await bea.about(id, 'snippet')).toMatchObject({ snippet: { title: 'Soup' } })
    for (const part of ['fileDetails', 'processingDetails'])
      expect(refusalOf(await bea.get('videos', { part, id }))).toEqual([403, 'forbidden'])
  })
})

describe('changing and deleting', () => {
  const put = (body: JsonObject, part: string) =>
    ann.call('PUT', `${api}/videos?part=${encodeURIComponent(part)}`, { json: body })

  it('a part that is sent takes the place of the whole part', async () => {
    const id = await ann.video(film, { snippet: { tags: ['a'] }, status: { embeddable: false } })
    expect(refusalOf(await put({ id, snippet: { title: 'Stew' } }, 'snippet'))).toEqual([
      400,
      'invalidVideoMetadata',
    ])
    expect((await put({ id, snippet: { title: 'Stew', categoryId: '24' } }, 'snippet')).status).toBe(200)
    const after = await ann.about(id, 'snippet,status')
    expect(after).toMatchObject({
      snippet: { title: 'Stew', description: '', categoryId: '24' },
      status: { embeddable: false },
    })
    expect(after?.['snippet']).not.toHaveProperty('tags')
  })

  it('what was published cannot be scheduled any more', async () => {
    const id = await ann.video(film)
    const publishAt = await inHours(1)
    expect(refusalOf(await put({ id, status: { privacyStatus: 'private', publishAt } }, 'status'))).toEqual([
      400,
      'invalidPublishAt',
    ])
    const waiting = await ann.video(film, { status: { privacyStatus: 'private' } })
    expect(
      (await put({ id: waiting, status: { privacyStatus: 'private', publishAt } }, 'status')).status,
    ).toBe(200)
    expect((await put({ id: waiting, status: { privacyStatus: 'public' } }, 'status')).status).toBe(200)
    expect((await pageOf(waiting)).status).toBe(200)
    // People watch it from then on.
    await advance(86_400_000)
    const later = await signIn({ username: 'ann' })
    const { viewCount } = (await later.about(waiting, 'statistics'))?.['statistics'] as JsonObject
    expect(Number(viewCount)).toBeGreaterThan(0)
  })

  it('is for its owner, and a deleted video is gone from everywhere', async () => {
    const id = await ann.video(film)
    const bea = await signIn({ username: 'bea' })
    const remove = (who: Creator) => who.call('DELETE', `${api}/videos?id=${id}`)
    expect(refusalOf(await remove(bea))).toEqual([403, 'forbidden'])
    expect(await remove(ann)).toMatchObject({ status: 204, text: '' })
    expect(refusalOf(await remove(ann))).toEqual([404, 'videoNotFound'])
    expect(refusalOf(await put({ id, snippet }, 'snippet'))).toEqual([404, 'videoNotFound'])
    expect(await ann.about(id, 'id')).toBeUndefined()
    expect(await client.control.posts({ limit: 10 })).toEqual([])
  })
})
