import { expect, it } from 'vitest'
import { uploadFixture } from '../support/upload-fixture.js'
import { startHouse, type PostView } from '../support/house.js'

const house = await startHouse()

it('a refused post that is fixed with a dead address fails again, with a sentence, once the address was given up', async () => {
  const account = await house.account('mastodon')
  await house.call('POST', '/sandbox/faults', { platform: 'mastodon', fault: 'content_rejected' })
  const post = await house.call<PostView>('POST', '/v1/posts', {
    content: 'New menu',
    accountIds: [account.id],
  })
  await house.call('POST', `/v1/posts/${post.id}/publish`)
  const failed = await house.settled(post.id)
  expect(failed.status).toBe('failed')

  const target = failed.platforms[0]?.postPlatformId ?? ''
  const answer = await house.call('POST', `/v1/posts/${post.id}/platforms/${target}/fix`, {
    mediaUrl: 'https://127.0.0.1:1/dead.jpg',
  })
  expect(answer).toMatchObject({ success: true, status: 'publishing' })
  for (let tries = 1; tries < 5; tries += 1) {
    await expect.poll(() => fetchTries(), { timeout: 10_000 }).toBe(tries)
    await house.advance(60_000)
  }
  const ended = await house.settled(post.id)
  expect(ended.status).toBe('failed')
  expect(ended.platforms[0]?.error).toMatchObject({
    code: 'MEDIA_REJECTED',
    message:
      'dead.jpg cannot be used: The address refused the connection. It was tried 5 times. Is the file public?',
  })
  expect(await house.posts('mastodon')).toEqual([])
})

it('a file that the network refuses at its upload is shown as a try, with the network’s words', async () => {
  const account = await house.account('twitter')
  const mediaId = await uploadFixture(house, 'portrait-4x5-1080x1350.jpg', 'image/jpeg')
  const fault = { platform: 'twitter', fault: 'media_rejected', operation: 'upload' }
  await house.call('POST', '/sandbox/faults', fault)
  const post = await house.call<PostView>('POST', '/v1/posts', {
    content: 'With a photo',
    accountIds: [account.id],
    media: [mediaId],
  })
  await house.call('POST', `/v1/posts/${post.id}/publish`)
  const failed = await house.settled(post.id)
  expect(failed).toMatchObject({ status: 'failed', platforms: [{ error: { code: 'MEDIA_REJECTED' } }] })
  const { data } = await house.call<{ data: { response: { errors: { message: string }[] } }[] }>(
    'GET',
    '/sandbox/requests?platform=twitter&limit=1',
  )
  const said = data[0]?.response.errors[0]?.message
  expect(said).toBeTruthy()
  expect(failed.platforms[0]?.attempts).toEqual([
    {
      number: 1,
      startedAt: expect.stringMatching(/Z$/) as string,
      endedAt: expect.stringMatching(/Z$/) as string,
      outcome: 'refused',
      error: failed.platforms[0]?.error,
      networkCode: 'invalid-request',
      networkMessage: said,
      httpStatus: 400,
    },
  ])
})

async function fetchTries(): Promise<number | undefined> {
  const [row] = await house.db.query<{ tries: number }>({ text: 'select tries from media' })
  return row?.tries
}
