import { expect, test } from 'vitest'
import { expectAccessible, startDashboard } from '../support/dashboard.js'

const dashboard = await startDashboard()
await dashboard.account('whatsapp', { displayName: 'Lena by phone' })
await dashboard.account('googlebusiness', { displayName: 'Lena on the map' })
const instagram = await dashboard.account('instagram', { displayName: 'Lena in pictures' })
const snapchat = await dashboard.account('snapchat', { displayName: 'Lena for a day' })

type Written = {
  id: string
  contentType: string | null
  platformMetadata: Record<string, unknown>
  platformOverrides: Record<string, unknown>
}

test('options are words under names, numbers with a comma, and a time by a clock elsewhere', async () => {
  const { page } = await dashboard.signedIn()
  await page.goto('/posts/new')
  await page.getByRole('checkbox', { name: /Lena by phone/ }).check({ force: true })
  await page.getByRole('checkbox', { name: /Lena on the map/ }).check({ force: true })
  await page.getByLabel('Text', { exact: true }).fill('Rye is back')

  // What has to be there is asked for where it is given, and the options open for it.
  await page.getByText('Say who it is sent to').waitFor()
  await page.getByRole('button', { name: 'Add To' }).click()
  await page.getByLabel('To 1', { exact: true }).fill('+49 421 123456')
  await page.getByText('Say who it is sent to').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: /Parameters: how/ }).click()
  await page.getByRole('option', { name: 'By name' }).click()
  await page.getByRole('button', { name: 'Add Parameters' }).click()
  await page.getByLabel('Name 1', { exact: true }).fill('loaf')
  await page.getByLabel('Value 1', { exact: true }).fill('rye')
  await page.getByRole('button', { name: 'Add Location' }).click()
  await page.getByLabel('Latitude').pressSequentially('53,0793')
  await page.getByLabel('Longitude').pressSequentially('8.8017')

  await page.getByRole('button', { name: 'Options for Google Business Profile' }).click()
  await page.getByRole('button', { name: 'Add Event' }).click()
  await page.getByLabel('Title', { exact: true }).last().fill('Open ovens')
  for (const [name, typed] of [
    ['Start', '241220311845'],
    ['End', '241220312200'],
  ] as const) {
    await page.getByRole('group', { name }).getByRole('spinbutton').first().click()
    await page.keyboard.type(typed)
  }
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Save draft' }).click()
  await page.getByRole('heading', { name: 'Edit post' }).waitFor()
  const { data } = await dashboard.call<{ data: Written[] }>('GET', '/v1/posts?limit=1')
  expect(data[0]?.platformMetadata).toMatchObject({
    WHATSAPP: {
      to: ['+49 421 123456'],
      parameters: { loaf: 'rye' },
      location: { latitude: 53.0793, longitude: 8.8017 },
    },
    GOOGLEBUSINESS: { event: { title: 'Open ovens', start: '2031-12-24T18:45', end: '2031-12-24T22:00' } },
  })
})

test('what an application called a story for all becomes something else on one network alone', async () => {
  const body = { content: 'Open ovens', contentType: 'STORY', accountIds: [instagram.id, snapchat.id] }
  const { id } = await dashboard.call<Written>('POST', '/v1/posts', { ...body, saveAsDraft: true })
  const { page } = await dashboard.signedIn()
  await page.goto(`/posts/${id}/edit`)
  const on = (network: string) => page.getByRole('radiogroup', { name: `On ${network} as` })
  await on('Snapchat').getByRole('radio', { name: 'Story', exact: true, checked: true }).waitFor()
  await on('Instagram').getByRole('radio', { name: 'Story', checked: true }).waitFor()
  await on('Instagram').getByText('Reel').click()
  await page.getByText(/contentType says REEL, but no video is attached/).waitFor()
  await page.getByRole('button', { name: 'Save draft' }).click()
  await page.getByText('Draft saved').waitFor()
  expect(await dashboard.call<Written>('GET', `/v1/posts/${id}`)).toMatchObject({
    contentType: null,
    platformOverrides: { INSTAGRAM: { contentType: 'REEL' }, SNAPCHAT: { contentType: 'STORY' } },
  })
})
