import { expect, it } from 'vitest'
import { aFile, anItem, scripted } from '../../../tests/support/scripted-network.js'
import { NoAnswer } from '../platform-http.js'
import { check, comment, publish } from './publish.js'

const plan = { poster: '1784', containerId: '99' }
const under = { remoteId: '31', url: null, data: null }
const picture = anItem({ media: [aFile()] })
const no = (code: number, error_subcode: number) => ({
  status: 400,
  json: { error: { code, error_subcode, message: 'No' } },
})

it('one creating call publishes the container; its id is recorded before anything else is asked', async () => {
  const { ctx, asked } = scripted(() => ({ json: { id: '17' } }))
  expect(await publish(picture, plan, ctx)).toMatchObject({ kind: 'processing', resume: { mediaId: '17' } })
  expect(asked).toEqual([
    {
      method: 'POST',
      url: 'https://graph.instagram.com/v25.0/1784/media_publish',
      form: { creation_id: '99', access_token: 'token' },
      creating: true,
    },
  ])
})

it('9.6 then the address is read, three times where it is late or the post said to be missing', async () => {
  const permalink = 'https://www.instagram.com/p/C1/'
  const out = { kind: 'published', remoteId: '17', url: permalink, data: { kind: 'image' } }
  const told = scripted(() => ({ json: { id: '17', permalink } }))
  expect(await check(picture, { mediaId: '17', asked: 0 }, told.ctx)).toEqual(out)
  expect(told.asked[0]).toMatchObject({ method: 'GET', query: { fields: 'id,permalink' } })

  for (const late of [{ json: { id: '17' } }, no(100, 33), new NoAnswer('reset')]) {
    const { ctx } = scripted(() => late)
    const again = await check(picture, { mediaId: '17', asked: 0 }, ctx)
    expect(again).toMatchObject({ kind: 'processing', resume: { mediaId: '17', asked: 1 }, checkInMs: 2_000 })
    expect(await check(picture, { mediaId: '17', asked: 2 }, ctx)).toEqual({ ...out, url: null })
  }
})

it('a container that was found published is looked for, not published again', async () => {
  const { ctx, asked } = scripted(() => ({ json: { id: '17' } }))
  expect((await publish(picture, { ...plan, isOut: true }, ctx)).kind).toBe('unknown')
  expect(asked).toEqual([])
})

it('a comment is out with the answer', async () => {
  const { ctx, asked } = scripted(() => ({ json: { id: '18' } }))
  expect(await comment(anItem({ text: 'First' }), under, ctx)).toEqual({
    kind: 'published',
    remoteId: '18',
    url: null,
  })
  expect(asked[0]).toMatchObject({
    url: 'https://graph.instagram.com/v25.0/31/comments',
    form: { message: 'First' },
    creating: true,
  })
  const refused = scripted(() => no(4, 2207051))
  expect(await comment(anItem(), under, refused.ctx)).toMatchObject({ kind: 'refused', cure: 'edit' })
  const lost = scripted(() => ({ status: 500 }))
  expect((await comment(anItem(), under, lost.ctx)).kind).toBe('unknown')
})

it('9.3 a container that is not ready is tried again, and after ten minutes another is made', async () => {
  const { ctx, kept } = scripted(() => no(9007, 2207027))
  kept.set('container-0', { madeFrom: '', value: { id: '99', madeAt: '' } })
  expect(await publish(picture, plan, ctx)).toMatchObject({ kind: 'refused', cure: 'wait' })
  expect(kept.has('container-0')).toBe(true)
  const later = { ...ctx, now: new Date(ctx.now.getTime() + 11 * 60_000) }
  expect(await publish(picture, plan, later)).toMatchObject({ kind: 'refused', cure: 'wait' })
  expect(kept.has('container-0')).toBe(false)
})

it.each([
  ['gone, as one that is published may be', 24, 2207008],
  ['expired', -2, 2207020],
  ['of a post beyond the quota', 9, 2207042],
])('a container that is said to be %s is kept, however late', async (_what, code, subcode) => {
  const { ctx, kept } = scripted(() => no(code, subcode))
  kept.set('container-0', { madeFrom: '', value: { id: '99', madeAt: '' } })
  const later = { ...ctx, now: new Date(ctx.now.getTime() + 11 * 60_000) }
  expect(await publish(picture, plan, later)).toMatchObject({ kind: 'refused', cure: 'wait' })
  expect(kept.has('container-0')).toBe(true)
})
