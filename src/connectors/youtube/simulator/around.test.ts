import { beforeEach, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../kit/json.js'
import { startSimulator } from '../../../../tests/support/simulator.js'
import {
  api,
  fixture,
  itemsOf,
  refusalOf,
  related,
  uploads,
  youtubeClient,
  type Creator,
} from '../../../../tests/support/youtube.js'
import { simulator } from './index.js'

/** What stands around a video: its thumbnail, playlists, captions and comments. */
const client = await startSimulator(simulator)
const { signIn } = youtubeClient(client)
const film = await fixture('landscape-1280x720-4s-moov-last.mp4')
const picture = await fixture('card-1200x630.png')
const advance = (ms: number): Promise<void> => client.control.advance(ms)

let ann: Creator
let video: string
beforeEach(async () => {
  await client.control.reset()
  ann = await signIn({ username: 'ann' })
  video = await ann.video(film)
})

describe('thumbnails', () => {
  const set = (bytes: Buffer, type = 'image/png', id = video, who = ann, uploadType = 'media') =>
    who.call('POST', `${uploads}/thumbnails/set?videoId=${id}&uploadType=${uploadType}`, {
      bytes,
      headers: { 'content-type': type },
    })

  it('a picture is shown with the video', async () => {
    expect((await set(picture)).body).toMatchObject({ kind: 'youtube#thumbnailSetResponse' })
    expect(await ann.about(video, 'contentDetails')).toMatchObject({
      contentDetails: { hasCustomThumbnail: true },
    })
    const [post] = await client.control.posts({ limit: 1 })
    expect(post?.media).toMatchObject([
      { kind: 'video', width: 1_280, height: 720 },
      { kind: 'image', width: 1_200, height: 630, bytes: picture.length },
    ])
    expect((await set(await fixture('portrait-4x5-1080x1350.jpg'), 'image/jpeg')).status).toBe(200)
  })

  it('is a JPEG or PNG that can be read, of at most 50 MB', async () => {
    expect(refusalOf(await set(await fixture('photo-1200x900.webp'), 'image/webp'))).toEqual([
      400,
      'badContent',
    ])
    expect(refusalOf(await set(await fixture('photo-1200x900.webp')))).toEqual([400, 'invalidImage'])
    expect(refusalOf(await set(await fixture('truncated.jpg'), 'image/jpeg'))).toEqual([400, 'invalidImage'])
    expect(refusalOf(await set(Buffer.alloc(0)))).toEqual([400, 'mediaBodyRequired'])
    expect(refusalOf(await set(Buffer.alloc(52_428_801)))).toEqual([413, 'uploadTooLarge'])
    expect(refusalOf(await set(picture, 'image/png', video, ann, 'multipart'))).toEqual([
      400,
      'invalidParameter',
    ])
  })

  it('is for one’s own video, on a channel that may', async () => {
    expect(refusalOf(await set(picture, 'image/png', 'nothing'))).toEqual([404, 'videoNotFound'])
    const bea = await signIn({ username: 'bea', accountType: 'unverified' })
    expect(refusalOf(await set(picture, 'image/png', video, bea))).toEqual([403, 'forbidden'])
    const own = await bea.video(film)
    expect(refusalOf(await set(picture, 'image/png', own, bea))).toEqual([403, 'forbidden'])
  })
})

describe('playlists', () => {
  const insert = (playlistId: string, videoId: string, who = ann) =>
    who.call('POST', `${api}/playlistItems?part=snippet`, {
      json: { snippet: { playlistId, resourceId: { kind: 'youtube#video', videoId } } },
    })
  const make = (title: string, description = '', privacyStatus = 'unlisted') =>
    ann.call('POST', `${api}/playlists?part=snippet,status`, {
      json: { snippet: { title, description }, status: { privacyStatus } },
    })
  const mine = () => ann.get('playlists', { part: 'snippet,contentDetails', mine: 'true', maxResults: '50' })

  it('a channel has two, those that it was given, and those that it makes', async () => {
    await client.control.createUser('youtube', { username: 'ann', pages: [{ id: 'PL1', name: 'Stews' }] })
    expect((await make('Soups')).body).toMatchObject({
      snippet: { title: 'Soups' },
      status: { privacyStatus: 'unlisted' },
    })
    const titles = itemsOf(await mine()).map(({ snippet }) => (snippet as JsonObject)['title'])
    expect(titles).toEqual(['Recipes', 'Behind the scenes', 'Stews', 'Soups'])
    const bea = await signIn({ username: 'bea' })
    const theirs = await bea.get('playlists', { part: 'id', channelId: ann.id })
    expect(itemsOf(theirs)).toHaveLength(3)
    expect(refusalOf(await bea.get('playlists', { part: 'id' }))).toEqual([400, 'missingRequiredParameter'])
    expect(refusalOf(await bea.get('playlists', { part: 'id', mine: 'true', id: 'PL1' }))).toEqual([
      400,
      'incompatibleParameters',
    ])
  })

  it('a title has up to 150 characters, a description up to 5,000', async () => {
    expect(refusalOf(await make(' '))).toEqual([400, 'playlistTitleRequired'])
    expect(refusalOf(await make('a'.repeat(151)))).toEqual([400, 'invalidPlaylistSnippet'])
    expect(refusalOf(await make('a', 'b'.repeat(5_001)))).toEqual([400, 'invalidPlaylistSnippet'])
    expect((await make('a'.repeat(150), 'b'.repeat(5_000))).status).toBe(200)
  })

  it('a video is in a playlist once: 409 videoAlreadyInPlaylist', async () => {
    const [{ id: playlist }] = itemsOf(await mine()) as [JsonObject]
    const first = await insert(String(playlist), video)
    expect(first.body).toMatchObject({ snippet: { playlistId: playlist, position: 0, title: 'Soup' } })
    expect(refusalOf(await insert(String(playlist), video))).toEqual([409, 'videoAlreadyInPlaylist'])
    const items = await ann.get('playlistItems', {
      part: 'contentDetails,status',
      playlistId: String(playlist),
    })
    expect(itemsOf(items)).toMatchObject([
      { contentDetails: { videoId: video }, status: { privacyStatus: 'public' } },
    ])
    const page = await client.call('GET', `https://www.youtube.com/watch?v=${video}`)
    expect(page.text).toContain('In the playlist Recipes')
  })

  it('both have to be there, and the playlist one’s own', async () => {
    const [{ id: playlist }] = itemsOf(await mine()) as [JsonObject]
    expect(refusalOf(await insert('PLnothing', video))).toEqual([404, 'playlistNotFound'])
    expect(refusalOf(await insert(String(playlist), 'nothing'))).toEqual([404, 'videoNotFound'])
    const bea = await signIn({ username: 'bea' })
    expect(refusalOf(await insert(String(playlist), video, bea))).toEqual([403, 'playlistItemsNotAccessible'])
    const failed = await ann.video(film, { snippet: { title: 'Soup #failed_codec' } })
    await advance(500)
    expect(refusalOf(await insert(String(playlist), failed))).toEqual([404, 'videoNotFound'])
  })

  it('what is in a private one is for its owner alone', async () => {
    const hidden = ((await make('Drafts', '', 'private')).body as JsonObject)['id']
    const bea = await signIn({ username: 'bea' })
    const items = (who: Creator) => who.get('playlistItems', { part: 'id', playlistId: String(hidden) })
    expect(refusalOf(await items(bea))).toEqual([403, 'playlistItemsNotAccessible'])
    expect(itemsOf(await items(ann))).toEqual([])
    expect(itemsOf(await bea.get('playlists', { part: 'id', id: String(hidden) }))).toEqual([])
  })
})

describe('captions', () => {
  const about = (more: JsonObject = {}): JsonObject => ({
    snippet: { videoId: video, language: 'en', name: 'English', isDraft: false, ...more },
  })
  const insert = (sent: ReturnType<typeof related>) =>
    ann.call('POST', `${uploads}/captions?uploadType=multipart&part=snippet`, sent)

  it.each(['captions.srt', 'captions.vtt'])(
    '%s is served with its video, a language and name once',
    async (name) => {
      const file = await fixture(name)
      expect((await insert(related(about(), file))).body).toMatchObject({
        kind: 'youtube#caption',
        snippet: { videoId: video, language: 'en', name: 'English', status: 'serving' },
      })
      expect(refusalOf(await insert(related(about(), file)))).toEqual([409, 'captionExists'])
      expect((await insert(related(about({ name: 'Other' }), file, 'a-b_c'))).status).toBe(200)
      expect(itemsOf(await ann.get('captions', { part: 'snippet', videoId: video }))).toHaveLength(2)
      const page = await client.call('GET', `https://www.youtube.com/watch?v=${video}`)
      expect(page.text).toContain('Captions: English (en)')
    },
  )

  it('needs a file with times, a language that there is, a name of up to 150 characters', async () => {
    const file = await fixture('captions.srt')
    expect(refusalOf(await insert(related(about(), Buffer.alloc(0))))).toEqual([400, 'contentRequired'])
    expect(refusalOf(await insert(related(about({ language: 'e' }), file)))).toEqual([400, 'invalidMetadata'])
    expect(refusalOf(await insert(related(about({ name: 'a'.repeat(151) }), file)))).toEqual([
      400,
      'nameTooLong',
    ])
    expect(refusalOf(await insert(related(about({ videoId: 'nothing' }), file)))).toEqual([
      404,
      'videoNotFound',
    ])
    expect((await insert(related(about(), Buffer.from('Only words')))).body).toMatchObject({
      snippet: { status: 'failed', failureReason: 'unknownFormat' },
    })
  })

  it('comes as multipart/related: JSON first, then the file, and nothing else', async () => {
    const file = await fixture('captions.srt')
    const whole = related(about(), file)
    const cut = { ...whole, bytes: whole.bytes?.subarray(0, 100) ?? Buffer.alloc(0) }
    const [head, tail] = [
      whole.bytes?.subarray(0, -4) ?? Buffer.alloc(0),
      Buffer.from('\r\n\r\nmore\r\n--b0undary--\r\n'),
    ]
    const third = { ...whole, bytes: Buffer.concat([head, tail]) }
    for (const sent of [cut, third, { bytes: file, headers: { 'content-type': 'application/octet-stream' } }])
      expect(refusalOf(await insert(sent))).toEqual([400, 'badRequest'])
    expect(refusalOf(await insert(related({ snippet: { videoId: video } }, file)))).toEqual([
      400,
      'badRequest',
    ])
  })
})

describe('comments', () => {
  const say = (textOriginal: string, videoId = video, who = ann) =>
    who.call('POST', `${api}/commentThreads?part=snippet`, {
      json: { snippet: { videoId, topLevelComment: { snippet: { textOriginal } } } },
      headers: { 'x-voxburst-account': 'acc_1' },
    })
  const listed = (query: Record<string, string> = {}) =>
    ann.get('commentThreads', { part: 'snippet', videoId: video, order: 'time', ...query })

  it('are there at once, newest first, and counted', async () => {
    await say('First')
    await advance(1_000)
    const second = await say('Second')
    expect(second.body).toMatchObject({
      kind: 'youtube#commentThread',
      snippet: { videoId: video, topLevelComment: { snippet: { textOriginal: 'Second' } } },
    })
    const texts = itemsOf(await listed()).map(
      ({ snippet }) => ((snippet as JsonObject)['topLevelComment'] as JsonObject)['snippet'] as JsonObject,
    )
    expect(texts.map(({ textOriginal }) => textOriginal)).toEqual(['Second', 'First'])
    expect(await ann.about(video, 'statistics')).toMatchObject({ statistics: { commentCount: '2' } })
    const posts = await client.control.posts({ limit: 10 })
    expect(posts).toMatchObject([
      { accountId: 'acc_1', text: 'Second', parentId: video },
      { text: 'First', parentId: video },
      { remoteId: video, parentId: null },
    ])
    const page = await client.call('GET', `https://www.youtube.com/watch?v=${video}`)
    expect(page.text).toContain('First')
  })

  it('403 commentsDisabled on kids/private videos', async () => {
    for (const status of [{ privacyStatus: 'private' }, { selfDeclaredMadeForKids: true }]) {
      const id = await ann.video(film, { status })
      expect(refusalOf(await say('Hello', id))).toEqual([403, 'commentsDisabled'])
      expect((await ann.about(id, 'statistics'))?.['statistics']).not.toHaveProperty('commentCount')
    }
  })

  it('have words, not too many, on a video that is there', async () => {
    expect(refusalOf(await say(' '))).toEqual([400, 'commentTextRequired'])
    expect(refusalOf(await say('a'.repeat(10_001)))).toEqual([400, 'commentTextTooLong'])
    expect(refusalOf(await say('Hello', 'nothing'))).toEqual([404, 'videoNotFound'])
    expect(refusalOf(await listed({ order: 'best' }))).toEqual([400, 'invalidParameter'])
  })
})
