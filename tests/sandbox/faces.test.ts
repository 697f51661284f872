import { expect, it } from 'vitest'
import { connectors } from '../../src/app.js'
import { startHouse } from '../support/house.js'

const house = await startHouse()
/** An address of a picture there holds the token of the bot. */
const faceless = ['telegram']
/** What is pictured is chosen first. */
const pictureOfChoice = ['googlebusiness', 'facebook']

const faceOf = async (address: string | null): Promise<string> => {
  const answer = await fetch(address ?? 'about:blank')
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/svg+xml'])
  return answer.text()
}

it.each(connectors.map(({ slug }) => slug))('%s: a browser is shown whose account it is', async (slug) => {
  const pages = pictureOfChoice.includes(slug) ? { pages: [{ id: '4711', name: 'Lena bakes' }] } : {}
  const connected = await house.account(slug, { username: 'lena', displayName: 'Lena bakes', ...pages })
  const read = async () =>
    (await house.call<{ avatarUrl: string | null }>('GET', `/v1/accounts/${connected.id}`)).avatarUrl
  if (pictureOfChoice.includes(slug)) {
    const { pages: choice } = await house.call<{ pages: { id: string }[] }>(
      'GET',
      `/v1/accounts/${connected.id}/pages`,
    )
    await house.call('POST', `/v1/accounts/${connected.id}/select-page`, { pageId: choice[0]?.id })
    await house.call('POST', `/v1/accounts/${connected.id}/test`)
  }
  const avatarUrl = await read()
  if (faceless.includes(slug)) return expect(avatarUrl).toBeNull()
  expect(avatarUrl).toContain(`/sandbox/${slug}/`)
  expect(await faceOf(avatarUrl)).toBe(await faceOf(avatarUrl))
  const [kept] = await house.db.query<{ avatar_url: string }>({
    text: 'select avatar_url from accounts where id = $1',
    values: [connected.id],
  })
  expect(kept?.avatar_url).not.toContain('/sandbox/')
})

it('nobody at an address has no face there', async () => {
  const { status } = await fetch(
    `${house.url}/sandbox/twitter/pbs.twimg.com/profile_images/1/photo_normal.jpg`,
  )
  expect(status).toBe(404)
})
