import { beforeEach, describe, expect, it } from 'vitest'
import { startSimulator } from '../../../../tests/support/simulator.js'
import {
  at,
  dataOf,
  facebookClient,
  files,
  fixture,
  refusalOf,
  textOf,
  withFile,
  wordsOf,
  type Person,
} from '../../../../tests/support/facebook.js'
import { simulator } from './index.js'

/** Section 3 of the facts as far as words and photos go, comments, lists, edits and deletions. */
const client = await startSimulator(simulator, files)
const { person } = facebookClient(client)
const posts = () => client.control.posts({ platform: 'facebook', limit: 1_000 })
const picture = await fixture('card-1200x630.png')

let ann: Person
let page: Awaited<ReturnType<Person['asPage']>>
beforeEach(async () => {
  await client.control.reset()
  ann = await person()
  page = await ann.asPage()
})
const post = (fields: Record<string, string>) => page.post(`${page.id}/feed`, fields)
const photo = async (more: Record<string, string> = {}) =>
  textOf(
    await page.post(`${page.id}/photos`, withFile({ published: 'false', ...more }, 'source', picture)),
    'id',
  )
const attached = (...ids: string[]) => JSON.stringify(ids.map((media_fbid) => ({ media_fbid })))

describe('words and links', () => {
  it('a post is out at once, and its page shows it', async () => {
    const id = textOf(await post({ message: 'Soup <b>today</b>' }), 'id')
    expect(id).toMatch(new RegExp(`^${page.id}_\\d{16,}$`))
    const [shown] = await posts()
    expect(shown).toMatchObject({ remoteId: id, text: 'Soup <b>today</b>', parentId: null })
    const seen = await client.call('GET', shown?.url ?? '')
    expect([seen.status, seen.text]).toEqual([200, expect.stringContaining('Soup &#60;b&#62;today')])
    expect((await client.call('GET', `https://www.facebook.com/${page.id}`)).text).toContain('Soup')
  })

  it('read after write gives the fields of the new post', async () => {
    expect((await post({ message: 'Soup', fields: 'id,permalink_url,message' })).body).toEqual({
      id: expect.any(String) as string,
      permalink_url: expect.stringContaining(`https://www.facebook.com/${page.id}/posts/`) as string,
      message: 'Soup',
    })
  })

  it('a link is shown as a card', async () => {
    const id = textOf(await post({ link: 'https://example.com/soup' }), 'id')
    const { body } = await page.get(id, { fields: 'status_type,attachments{media_type,url}' })
    expect(body).toEqual({
      id,
      status_type: 'shared_story',
      attachments: { data: [{ media_type: 'link', url: 'https://example.com/soup' }] },
    })
  })

  it.each([
    [{ message: '' }, 197, undefined],
    [{ message: '', link: 'https://example.com/soup' }, 197, undefined],
    [{}, 197, undefined],
    [{ link: 'soup' }, 1_500, undefined],
    [{ link: 'https://m.facebook.com/soup' }, 100, 1_609_008],
    [{ message: 'Soup', targeting: 'all' }, 100, undefined],
    [{ message: 'Soup', tags: '1,2' }, 100, undefined],
    [{ message: 'Soup', place: 'here' }, 100, undefined],
    [{ message: 'Soup', published: 'maybe' }, 100, undefined],
    [{ message: 'Soup', scheduled_publish_time: '2000000000' }, 100, undefined],
    [{ message: 'a'.repeat(131), text_format_preset_id: '106018623298955' }, 100, undefined],
    [{ message: 'Soup', attached_media: '[{"media":"1"}]' }, 100, undefined],
    [{ message: 'Soup', attached_media: '[{"media_fbid":"1"}]' }, 100, 33],
  ])('refused: %j', async (fields, code, subcode) => {
    expect(refusalOf(await post(fields as Record<string, string>))).toEqual([400, code, subcode])
    expect(await posts()).toEqual([])
  })

  it('a photo of another page is none', async () => {
    const other = await (await person()).asPage()
    const theirs = withFile({ published: 'false' }, 'source', picture)
    const id = textOf(await other.post(`${other.id}/photos`, theirs), 'id')
    const refused = await post({ message: 'Soup', attached_media: attached(id) })
    expect(refusalOf(refused)).toEqual([400, 100, 33])
  })

  it('one letter more than the longest text is too long, as a name', async () => {
    const refused = await post({ message: 'a'.repeat(63_207) })
    expect([refusalOf(refused), wordsOf(refused)]).toEqual([
      [400, 100, undefined],
      '(#100) Name parameter too long',
    ])
  })

  it('the longest text, a place with people, a coloured background, a time in the past', async () => {
    for (const fields of [
      { message: 'a'.repeat(63_206) },
      { message: 'Soup', place: '110843418940484', tags: '["10220000000000000"]' },
      { message: 'Short', text_format_preset_id: '106018623298955' },
      { message: 'Old', backdated_time: '2026-01-01T10:00:00+0000' },
      { message: 'Near', targeting: '{"geo_locations":{"countries":["DE"]}}' },
    ])
      expect((await post(fields)).status).toBe(200)
  })

  it('one that is not published, or is for later, is not shown yet', async () => {
    await post({ message: 'Hidden', published: 'false' })
    const soon = String(Math.floor(Date.parse((await client.control.clock()).now) / 1_000) + 900)
    await post({ message: 'Later', published: 'false', scheduled_publish_time: soon })
    const shown = async () =>
      dataOf(await page.get(`${page.id}/published_posts`, { limit: '5' })).map(({ message }) => message)
    expect(await shown()).not.toEqual(expect.arrayContaining(['Hidden']))
    expect(await posts()).toEqual([])
    await client.control.advance(900_000)
    expect(await shown()).toEqual(expect.arrayContaining(['Later']))
  })
})

describe('photos', () => {
  it('one by its address is a post of its own', async () => {
    const { body } = await page.post(`${page.id}/photos`, {
      url: at('portrait-4x5-1080x1350.jpg'),
      caption: 'Soup',
      alt_text_custom: 'A bowl',
    })
    const { id, post_id: postId } = body as { id: string; post_id: string }
    expect(await posts()).toMatchObject([
      { remoteId: postId, text: 'Soup', media: [{ kind: 'image', altText: 'A bowl', width: 1_080 }] },
    ])
    expect((await page.get(id, { fields: 'page_story_id,alt_text_custom' })).body).toEqual({
      id,
      page_story_id: postId,
      alt_text_custom: 'A bowl',
    })
  })

  it('several go into one post, in their order, each with its alt text', async () => {
    const ids = [await photo({ alt_text_custom: 'One' }), await photo({ alt_text_custom: 'Two' })]
    expect((await page.get(ids[0] ?? '', { fields: 'page_story_id' })).body).toEqual({ id: ids[0] })
    const id = textOf(await post({ message: 'Both', attached_media: attached(...ids) }), 'id')
    const fields = 'attachments{media_type,target{id},subattachments{media_type,target{id}}}'
    const { body } = await page.get(id, { fields })
    const [album] = (body as { attachments: { data: { subattachments: { data: object[] } }[] } }).attachments
      .data
    expect(album).toMatchObject({ media_type: 'album' })
    expect(album?.subattachments.data).toEqual(
      ids.map((each) => ({ media_type: 'photo', target: { id: each } })),
    )
    expect((await posts())[0]).toMatchObject({ media: [{ altText: 'One' }, { altText: 'Two' }] })
  })

  it('one alone is the target of the attachment; `attached_media[0]` is another way to write it', async () => {
    const id = await photo()
    const made = await post({ message: 'One', 'attached_media[0]': `{"media_fbid":"${id}"}` })
    const { body } = await page.get(textOf(made, 'id'), {
      fields: 'attachments{media_type,target{id},media}',
    })
    const media = { image: { width: 1_200, height: 630 } }
    expect(body).toMatchObject({ attachments: { data: [{ media_type: 'photo', target: { id }, media }] } })
  })

  it.each(['photo-1200x900.webp', 'html-named.jpg', 'svg-named.jpg', 'truncated.jpg'])(
    '%s is no photo: 1366046',
    async (name) => {
      const refused = await page.post(`${page.id}/photos`, { url: at(name) })
      expect([refusalOf(refused), wordsOf(refused)]).toEqual([
        [400, 100, 1_366_046],
        expect.stringContaining('less than 4 MB'),
      ])
    },
  )

  it('a temporary one is gone after a day, another stays', async () => {
    const [temporary, kept] = [await photo({ temporary: 'true' }), await photo()]
    await client.control.advance(86_400_000)
    expect(refusalOf(await page.get(temporary))).toEqual([400, 100, 33])
    expect((await page.get(kept)).status).toBe(200)
  })

  it('neither address nor file, or a link beside them, is refused', async () => {
    expect(refusalOf(await page.post(`${page.id}/photos`, {}))).toEqual([400, 100, undefined])
    const both = await post({ link: 'https://example.com/', attached_media: attached(await photo()) })
    expect(refusalOf(both)).toEqual([400, 100, undefined])
  })
})

describe('comments', () => {
  it('stand under a post, and answers under comments', async () => {
    const id = textOf(await post({ message: 'Soup' }), 'id')
    const made = await page.post(`${id}/comments`, { message: 'First', fields: 'id,permalink_url' })
    expect(made.body).toEqual({
      id: expect.stringMatching(new RegExp(`^${id.split('_')[1] ?? ''}_\\d+$`)) as string,
      permalink_url: expect.stringContaining('comment_id=') as string,
    })
    const first = textOf(made, 'id')
    const answer = textOf(await page.post(`${first}/comments`, { message: 'Answer' }), 'id')
    const list = async (query = {}) =>
      dataOf(await page.get(`${id}/comments`, { fields: 'id,message,from', ...query })).map(
        (each) => each['id'],
      )
    expect(await list()).toEqual([first])
    expect((await page.get(first, { fields: 'comment_count' })).body).toEqual({ comment_count: 1, id: first })
    expect(await list({ filter: 'stream', order: 'reverse_chronological' })).toEqual([answer, first])
    expect(await posts()).toMatchObject([
      { remoteId: answer, parentId: first },
      { remoteId: first, parentId: id, text: 'First' },
      { remoteId: id },
    ])
  })

  it('need words or one attachment, and a page of one’s own', async () => {
    const id = textOf(await post({ message: 'Soup' }), 'id')
    expect(refusalOf(await page.post(`${id}/comments`, {}))).toEqual([400, 100, undefined])
    expect((await page.post(`${id}/comments`, { attachment_url: 'https://example.com/a.png' })).status).toBe(
      200,
    )
    expect(refusalOf(await page.post('1_2/comments', { message: 'Lost' }))).toEqual([400, 100, 33])
    const other = await (await person()).asPage()
    expect(refusalOf(await other.post(`${id}/comments`, { message: 'Theirs' }))).toEqual([400, 100, 33])
    expect(refusalOf(await ann.post(`${id}/comments`, { message: 'As ann' }))).toEqual([400, 200, undefined])
  })
})

describe('edits and deletions', () => {
  it('words are changed, of what the app made only', async () => {
    const id = textOf(await post({ message: 'Soop' }), 'id')
    expect((await page.post(id, { message: 'Soup' })).body).toEqual({ success: true })
    expect((await posts())[0]).toMatchObject({ text: 'Soup' })
    const [, old] = dataOf(await page.get(`${page.id}/published_posts`, { limit: '2' }))
    expect(refusalOf(await page.post(old?.['id'] as string, { message: 'No' }))).toEqual([
      400,
      200,
      undefined,
    ])
  })

  it('what is deleted is gone, and a second time it is 100/33', async () => {
    const id = textOf(await post({ message: 'Soup' }), 'id')
    const comment = textOf(await page.post(`${id}/comments`, { message: 'First' }), 'id')
    for (const each of [comment, id]) {
      expect((await page.remove(each)).body).toEqual({ success: true })
      expect(refusalOf(await page.remove(each))).toEqual([400, 100, 33])
      expect(refusalOf(await page.get(each))).toEqual([400, 100, 33])
    }
    expect(await posts()).toEqual([])
    const [old] = dataOf(await page.get(`${page.id}/published_posts`, { limit: '1' }))
    await page.remove(old?.['id'] as string)
    expect(dataOf(await page.get(`${page.id}/published_posts`, { limit: '1' }))).not.toEqual([old])
  })
})
