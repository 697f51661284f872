import { describe, expect, it } from 'vitest'
import { startHouse, type PostView } from '../../../tests/support/house.js'
import { acme, linkedinRoom } from '../../../tests/support/linkedin-room.js'
import { uploadFixture } from '../../../tests/support/upload-fixture.js'

const house = await startHouse()
const { person, onPage, fault, publish, shown } = linkedinRoom(house)

describe('section 6: a lost answer', () => {
  it.each([
    ['lost_response', 'text', []],
    ['lost_request', 'text', []],
    ['server_error', 'text', []],
    ['lost_response', 'an image', ['card-1200x630.png', 'image/png']],
    ['lost_request', 'an image', ['card-1200x630.png', 'image/png']],
    ['lost_response', 'a video', ['landscape-1280x720-4s-moov-last.mp4', 'video/mp4']],
    ['lost_response', 'a document', ['two-pages.pdf', 'application/pdf']],
  ] as const)('1. %s to a page’s post of %s: it is out, once', async (kind, what, [file, type]) => {
    const media = file === undefined ? [] : [await uploadFixture(house, file, type)]
    const id = await onPage()
    await fault(id, kind)
    const { status } = await publish(id, { content: `Once ${kind} ${what}`, media })
    expect([status, (await shown(id)).length]).toEqual(['published', 1])
  })

  it('1. is looked for on the page that it was made for, whatever page is selected meanwhile', async () => {
    const id = await person({ pages: [acme, { id: '12345', name: 'Other' }] })
    const select = (pageId: string) => house.call('POST', `/v1/accounts/${id}/select-page`, { pageId })
    await select('12345')
    await fault(id, 'lost_response')
    const { id: postId } = await house.call<PostView>('POST', '/v1/posts', {
      content: 'Once',
      accountIds: [id],
    })
    await house.call('POST', `/v1/posts/${postId}/publish`)
    await expect.poll(async () => (await shown(id)).length).toBe(1)
    await select(acme.id)
    expect((await house.settled(postId)).status).toBe('published')
    expect(await shown(id)).toHaveLength(1)
  })

  it.each([
    ['lost_response', 1],
    ['lost_request', 0],
  ])(
    '2. %s to a person’s post is left to them; what they send again with fix is out once',
    async (kind, left) => {
      const id = await person()
      await fault(id, kind)
      const made = await publish(id, { content: 'Once' })
      expect(made.target?.error).toMatchObject({
        code: 'OUTCOME_UNKNOWN',
        message: expect.stringMatching(/use fix .*shows an app nothing of what a person posts/) as string,
      })
      expect(await shown(id)).toHaveLength(left)
      const target = made.target?.postPlatformId ?? ''
      await house.call('POST', `/v1/posts/${made.id}/platforms/${target}/fix`, { content: 'Once' })
      const fixed = await house.settled(made.id)
      const all = await shown(id)
      expect([fixed.status, all.length]).toEqual(['published', 1])
      expect(fixed.platforms[0]?.platformPostId).toBe(all[0]?.remoteId)
    },
  )

  it('4. a duplicate of what the person posted elsewhere is one', async () => {
    const id = await person()
    await fault(id, 'duplicate')
    const { target } = await publish(id, { content: 'Twice' })
    expect(target?.error).toMatchObject({
      code: 'DUPLICATE_CONTENT',
      details: { networkMessage: expect.stringContaining('Content is a duplicate of urn:li:') as string },
    })
  })

  it('section 9, line 3: the same text is refused for ten minutes, and taken afterwards', async () => {
    const id = await person()
    expect((await publish(id, { content: 'Daily special' })).status).toBe('published')
    expect((await publish(id, { content: 'Daily special' })).target?.error?.code).toBe('DUPLICATE_CONTENT')
    await house.advance(11 * 60_000)
    expect((await publish(id, { content: 'Daily special' })).status).toBe('published')
    expect(await shown(id)).toHaveLength(2)
  })
})
