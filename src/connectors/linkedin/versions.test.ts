import { expect, it } from 'vitest'
import { startHouse, type PostView } from '../../../tests/support/house.js'

/** A server that speaks a version of the API which LinkedIn has ended. */
const house = await startHouse({ LINKEDIN_API_VERSION: '202501' })

it('section 9, line 2: says that the operator has to act, and leaves the account alone', async () => {
  const { id } = await house.account('linkedin')
  const post = await house.call<PostView>('POST', '/v1/posts', { content: 'Too old', accountIds: [id] })
  await house.call('POST', `/v1/posts/${post.id}/publish`)
  const [target] = (await house.settled(post.id)).platforms
  expect(target?.error).toMatchObject({
    code: 'PLATFORM_UNAVAILABLE',
    message: expect.stringContaining('LINKEDIN_API_VERSION') as string,
    details: { networkCode: 'NONEXISTENT_VERSION' },
  })
  expect(await house.call('GET', `/v1/accounts/${id}`)).toMatchObject({ status: 'active', error: null })
})
