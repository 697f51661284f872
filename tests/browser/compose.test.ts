import { readFile } from 'node:fs/promises'
import type { FileChooser } from 'playwright-core'
import { expect, test } from 'vitest'
import { createClient } from '../../sdk/index.js'
import { expectAccessible, startDashboard } from '../support/dashboard.js'

const dashboard = await startDashboard()
await dashboard.account('bluesky', { username: 'lena', displayName: 'Lena’s Bakery' })
await dashboard.account('mastodon', { username: 'lena', displayName: 'Lena on Mastodon' })
await dashboard.account('instagram', { username: 'lena', displayName: 'Lena in pictures' })

const client = createClient({ baseUrl: dashboard.url, apiKey: dashboard.key })
const inLibrary = {
  data: new Uint8Array(await readFile('tests/fixtures/media/portrait-4x5-1080x1350.jpg')),
  filename: 'bakery.jpg',
  contentType: 'image/jpeg',
}
await client.media.uploadFile(inLibrary, { intervalMs: 20 })

/** What the thing with the focus is called. */
const focused = `(() => {
  const { activeElement: at } = document
  const own = at.tagName === 'BUTTON' ? at.textContent : ''
  return [at.getAttribute('aria-label'), ...[...(at.labels ?? [])].map((each) => each.textContent), own].join(' ')
})()`

type Written = {
  content: string
  status: string
  scheduledFor: string | null
  platforms: { platform: string }[]
  media: { altText: string | null }[]
  platformOverrides: Record<string, { content?: string }>
}
const newest = async (): Promise<Written | undefined> =>
  (await dashboard.call<{ data: Written[] }>('GET', '/v1/posts?limit=1')).data[0]

test('somebody writes a post with a picture and a text of its own for one network, and schedules it; a reload loses nothing', async () => {
  const { page, problems } = await dashboard.signedIn()
  await page.getByRole('link', { name: 'New post' }).first().click()
  await page.getByRole('checkbox', { name: /Lena’s Bakery/ }).check({ force: true })
  await page.getByRole('checkbox', { name: /Lena on Mastodon/ }).check({ force: true })
  await page.getByLabel('Text', { exact: true }).fill('Rye is back '.repeat(26))
  // Counted as the network counts, and said by the server's rules beside the field.
  await page.getByText('Bluesky: 12 characters too many').waitFor({ state: 'attached' })
  await page.getByText('The text is 312 graphemes long; 300 are allowed.').waitFor()

  await page.getByRole('button', { name: 'Write another text for one network' }).click()
  await page.getByRole('menuitem', { name: 'Bluesky' }).click()
  await page.getByLabel('Text for Bluesky').fill('Rye is back')
  await page.getByText('The text is 312 graphemes long').waitFor({ state: 'detached' })

  const choose = async (files: Parameters<FileChooser['setFiles']>[0]): Promise<void> => {
    const chooser = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Choose files' }).click()
    await (await chooser).setFiles(files)
  }
  await choose('tests/fixtures/media/portrait-4x5-1080x1350.jpg')
  await choose({ name: 'notes.zip', mimeType: 'application/zip', buffer: Buffer.from('no picture') })
  await page.getByText('This kind of file cannot be uploaded.').waitFor()
  await page.getByRole('button', { name: 'Take notes.zip off the list' }).click()
  await page.getByRole('button', { name: /^Describe: portrait/ }).click()
  await page.getByLabel('Description').fill('A loaf of rye')
  await page.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('img', { name: 'A loaf of rye' }).first().waitFor()

  await page.getByText('At a time').click()
  await page.getByRole('spinbutton', { name: /^year/ }).click()
  await page.keyboard.type('2031')
  // What was written is in this browser before anything is sent.
  await expect.poll(() => page.evaluate<string>('JSON.stringify(localStorage)')).toContain('2031')
  await page.reload()
  await page.getByText('This is what you wrote').waitFor()
  await page.getByRole('tab', { name: 'Bluesky' }).first().click()
  expect(await page.getByLabel('Text for Bluesky').inputValue()).toBe('Rye is back')
  await expectAccessible(page)

  await page.getByRole('button', { name: 'Schedule' }).click()
  await page.waitForURL(/\/posts\/post_/)
  expect(await newest()).toMatchObject({
    content: 'Rye is back '.repeat(26),
    status: 'scheduled',
    scheduledFor: expect.stringMatching(/^2031-/),
    platforms: [{}, {}],
    media: [{ altText: 'A loaf of rye' }],
    platformOverrides: { BLUESKY: { content: 'Rye is back' } },
  })
  // Sent is sent: a new post begins empty.
  await page.getByRole('link', { name: 'New post' }).first().click()
  expect(await page.getByLabel('Text', { exact: true }).inputValue()).toBe('')
  expect(problems).toEqual([])
})

test('a post is written and sent by keyboard alone, with a poll that the network’s schema describes', async () => {
  const { page } = await dashboard.signedIn('editor')
  await page.goto('/posts/new')
  const press = async (key: string, times = 1): Promise<void> => {
    for (let time = 0; time < times; time += 1) await page.keyboard.press(key)
  }
  /** Goes on until the named thing has the focus; fails where the keyboard never gets there. */
  const tabTo = async (name: RegExp): Promise<void> => {
    for (let tries = 0; tries < 60; tries += 1) {
      const at = await page.evaluate<string>(focused)
      if (name.test(at)) return
      await press('Tab')
    }
    throw new Error(`The keyboard does not reach ${String(name)}`)
  }
  await page.getByRole('checkbox', { name: /Lena on Mastodon/ }).waitFor()
  await page.getByRole('heading', { name: 'New post' }).click()
  await tabTo(/Lena on Mastodon/)
  await press('Space')
  await tabTo(/^ ?Text/)
  await page.keyboard.type('Which loaf next?')
  await tabTo(/Options for Mastodon/)
  await press('Enter')
  await tabTo(/Add Poll/)
  await press('Enter')
  await tabTo(/Options 1/)
  await page.keyboard.type('Rye')
  await tabTo(/Options 2/)
  await page.keyboard.type('Spelt')
  await page
    .getByText(/is required/)
    .first()
    .waitFor()
  await tabTo(/Expires in/)
  await page.keyboard.type('86400')
  await page
    .getByText(/is required/)
    .first()
    .waitFor({ state: 'detached' })
  await tabTo(/Publish now/)
  await press('Enter')
  await page.waitForURL(/\/posts\/post_/)
  const post = await dashboard.settled(page.url().split('/').at(-1) ?? '')
  expect(post.status).toBe('published')
  expect(await newest()).toMatchObject({ content: 'Which loaf next?', platforms: [{ platform: 'mastodon' }] })
})

test('a draft is kept with all that is wrong with it, and is finished later', async () => {
  const { page } = await dashboard.signedIn()
  await page.goto('/posts/new')
  await page.getByRole('checkbox', { name: /Lena in pictures/ }).check({ force: true })
  await page.getByLabel('Text', { exact: true }).fill('Picture to come')
  await page.getByText('The network takes no post without an image or a video.').waitFor()
  await page.getByRole('button', { name: 'Save draft' }).click()
  await page.getByRole('heading', { name: 'Edit post' }).waitFor()
  expect(await newest()).toMatchObject({ content: 'Picture to come', status: 'draft' })
  await page.getByRole('button', { name: 'From the library' }).click()
  await page.getByText('bakery.jpg').click()
  await page.getByRole('button', { name: 'Add 1 file' }).click()
  await page
    .getByText('The network takes no post without an image or a video.')
    .waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Publish now' }).click()
  await page.waitForURL(/\/posts\/post_[^/]+$/)
  expect((await dashboard.settled(page.url().split('/').at(-1) ?? '')).status).toBe('published')
})
