import { beforeEach, describe, expect, it } from 'vitest'
import {
  codesOf,
  dataOf,
  files,
  instagramClient,
  photo,
  textOf,
  type Person,
} from '../../../../tests/support/instagram.js'
import { startSimulator } from '../../../../tests/support/simulator.js'
import { simulator } from './index.js'

/** What others have to do with a post: comments under it, and who made it too. */
const client = await startSimulator(simulator, files)
const { person } = instagramClient(client)
const posts = () => client.control.posts({ platform: 'instagram', limit: 2_000 })
const story = { media_type: 'STORIES', image_url: photo.image_url }

let ann: Person
let bob: Person
beforeEach(async () => {
  await client.control.reset()
  ann = await person('instagram', { username: 'ann' })
  bob = await person('facebook', { username: 'bob' })
})

describe('collaborators', () => {
  it('are asked, and may say no', async () => {
    const id = await bob.publish({ ...photo, caption: 'Together', collaborators: '["ann","eve","stranger"]' })
    const invited = async () =>
      dataOf(await bob.get(`${id}/collaborators`)).map((each) => each['invite_status'])
    expect(await invited()).toEqual(['Pending', 'Pending', 'Pending'])
    const eve = await person('facebook', { username: 'eve' })
    const same = await person('facebook', { username: 'ann' })
    expect(dataOf(await same.get(`${ann.id}/collaboration_invites`))).toEqual([
      { media_id: id, caption: 'Together', media_owner_username: 'bob' },
    ])
    await same.post(`${ann.id}/collaboration_invites`, { media_id: id, accept: 'true' })
    expect(await invited()).toEqual(['Accepted', 'Pending', 'Pending'])
    expect(dataOf(await same.get(`${ann.id}/collaboration_invites`))).toEqual([])
    expect(
      codesOf(await eve.post(`${eve.id}/collaboration_invites`, { media_id: '17', accept: 'true' })),
    ).toEqual([100, 33])
  })
})

describe('comments', () => {
  const write = (id: string, message: string, edge = 'comments') => ann.post(`${id}/${edge}`, { message })

  it('stand under the media, newest first, with replies under them', async () => {
    const id = await ann.publish({ ...photo, caption: 'Soup' })
    const first = textOf(await write(id, 'First'), 'id')
    const second = textOf(await write(id, 'Second'), 'id')
    const reply = textOf(await write(first, 'Under it', 'replies'), 'id')
    const fields = 'id,text,username,timestamp'
    expect(dataOf(await ann.get(`${id}/comments`, { fields }))).toMatchObject([
      { id: second, text: 'Second', username: 'ann' },
      { id: first, text: 'First' },
    ])
    expect(dataOf(await ann.get(`${first}/replies`, { fields: 'id,parent_id' }))).toEqual([
      { id: reply, parent_id: first },
    ])
    expect((await ann.get(id, { fields: 'comments_count' })).body).toEqual({ comments_count: 2 })
    expect((await ann.get(first, { fields: 'text,from' })).body).toEqual({
      text: 'First',
      from: { id: ann.id, username: 'ann' },
    })
    expect((await posts()).map(({ parentId }) => parentId).sort()).toEqual([first, id, id, null].sort())
    const permalink = textOf(await ann.get(id, { fields: 'permalink' }), 'permalink')
    expect((await client.call('GET', permalink)).text).toContain('Second')
  })

  it('that are hidden are not seen', async () => {
    const id = await ann.publish(photo)
    const comment = textOf(await write(id, 'Hm'), 'id')
    expect((await ann.post(comment, { hide: 'true' })).body).toEqual({ success: true })
    expect((await ann.get(comment, { fields: 'hidden' })).body).toEqual({ hidden: true })
    expect((await posts()).map(({ remoteId }) => remoteId)).toEqual([id])
  })

  it.each([
    ['none', ''],
    ['301 characters', 'a'.repeat(301)],
    ['five hashtags', '#a #b #c #d #e'],
    ['two links', 'https://a.example https://b.example'],
    ['capitals alone', 'BUY SOUP NOW'],
  ])('with %s are refused', async (_what, message) => {
    const id = await ann.publish(photo)
    expect(codesOf(await write(id, message))).toEqual([100, undefined])
  })

  it.each(['a'.repeat(300), '#a #b #c #d', 'See https://a.example', 'OK A!', '👍'.repeat(300)])(
    'at the limits go through: %s',
    async (message) => {
      const id = await ann.publish(photo)
      const isShouting = message === 'OK A!'
      expect((await write(id, message)).status).toBe(isShouting ? 400 : 200)
    },
  )

  it('can be turned off, for what was there before too', async () => {
    const id = await ann.publish(photo)
    const [old] = dataOf(await ann.get(`${ann.id}/media`, { limit: '1', until: '1700000000' })).concat(
      dataOf(await ann.get(`${ann.id}/media`, { limit: '2' })).slice(1),
    )
    for (const each of [id, String(old?.['id'])]) {
      expect((await ann.post(each, { comment_enabled: 'false' })).body).toEqual({ success: true })
      expect((await ann.get(each, { fields: 'is_comment_enabled' })).body).toEqual({
        is_comment_enabled: false,
      })
      expect(codesOf(await write(each, 'Still?'))).toEqual([100, undefined])
      await ann.post(each, { comment_enabled: 'true' })
      expect((await write(each, 'Still?')).status).toBe(200)
    }
  })

  it('stand under no story, and under nobody else’s media', async () => {
    const [id, theirs] = [await ann.publish(story), await bob.publish(photo)]
    expect(codesOf(await write(id, 'Nice'))).toEqual([100, undefined])
    expect(codesOf(await write(theirs, 'Nice'))).toEqual([100, 33])
  })
})
