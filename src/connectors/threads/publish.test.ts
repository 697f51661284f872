import { expect, it } from 'vitest'
import { anItem, scripted } from '../../../tests/support/scripted-network.js'
import { NoAnswer } from '../platform-http.js'
import { check, comment, publish } from './publish.js'

const plan = { containerId: '99' }
const under = { remoteId: '31', url: null, data: null }
const notReady = {
  status: 400,
  json: { error: { code: 24, error_subcode: 4279009, message: 'Media Not Found' } },
}

it('one creating call publishes the container; its id is recorded before anything else is asked', async () => {
  const { ctx, asked } = scripted(() => ({ json: { id: '17' } }))
  const outcome = await publish(anItem(), plan, ctx)
  expect(outcome).toMatchObject({ kind: 'processing', resume: { mediaId: '17' } })
  expect(asked).toEqual([
    {
      method: 'POST',
      url: 'https://graph.threads.net/v1.0/7/threads_publish',
      form: { creation_id: '99', access_token: 'token' },
      creating: true,
    },
  ])
})

it('then the address is read; one that is not told, or cannot be had, is none', async () => {
  const permalink = 'https://www.threads.net/@ann/post/C1'
  const resume = { mediaId: '17', asked: 0 }
  const told = scripted(() => ({ json: { id: '17', permalink } }))
  expect(await check(anItem(), resume, told.ctx)).toEqual({
    kind: 'published',
    remoteId: '17',
    url: permalink,
  })
  const untold = scripted(() => ({ json: { id: '17' } }))
  expect(await check(anItem(), resume, untold.ctx)).toEqual({ kind: 'published', remoteId: '17', url: null })

  const away = scripted(() => new NoAnswer('reset'))
  const again = await check(anItem(), resume, away.ctx)
  expect(again).toMatchObject({ kind: 'processing', resume: { mediaId: '17', asked: 1 } })
  const last = await check(anItem(), { mediaId: '17', asked: 2 }, away.ctx)
  expect(last).toEqual({ kind: 'published', remoteId: '17', url: null })
})

it('a container that was found published is looked for, not published again', async () => {
  const { ctx, asked } = scripted(() => ({ json: { id: '17' } }))
  const out = { ...plan, isOut: true }
  expect((await publish(anItem(), out, ctx)).kind).toBe('unknown')
  expect((await comment(anItem(), under, ctx, out)).kind).toBe('unknown')
  expect(asked).toEqual([])
})

it('a comment is out with the answer', async () => {
  const { ctx } = scripted(() => ({ json: { id: '18' } }))
  expect(await comment(anItem(), under, ctx, plan)).toEqual({ kind: 'published', remoteId: '18', url: null })
})

it('9.2 a container that is not ready is tried again, and after ten minutes another is made', async () => {
  const { ctx, kept } = scripted(() => notReady)
  kept.set('container-0', { madeFrom: '', value: { id: '99', madeAt: '' } })
  expect(await publish(anItem(), plan, ctx)).toMatchObject({ kind: 'refused', cure: 'wait' })
  expect(kept.has('container-0')).toBe(true)
  const later = { ...ctx, now: new Date(ctx.now.getTime() + 11 * 60_000) }
  expect(await publish(anItem(), plan, later)).toMatchObject({ kind: 'refused', cure: 'wait' })
  expect(kept.has('container-0')).toBe(false)
})
