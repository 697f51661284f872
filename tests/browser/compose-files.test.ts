import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { startDashboard } from '../support/dashboard.js'

const dashboard = await startDashboard()
await dashboard.account('bluesky', { username: 'lena', displayName: 'Lena’s Bakery' })
await dashboard.account('instagram', { username: 'lena', displayName: 'Lena in pictures' })

const fixture = (name: string): string => join(import.meta.dirname, '..', 'fixtures', 'media', name)
const photo = fixture('portrait-4x5-1080x1350.jpg')
const card = fixture('card-1200x630.png')

type Written = {
  status: string
  media: { altText: string | null }[]
  threadPosts: { content: string; media: { altText?: string }[] }[]
  platformOverrides: Record<string, { media?: string[]; contentType?: string }>
}
const newest = async (): Promise<Written | undefined> =>
  (await dashboard.call<{ data: Written[] }>('GET', '/v1/posts?limit=1')).data[0]

async function compose(page: Page, ...accounts: RegExp[]): Promise<Locator> {
  await page.goto('/posts/new')
  for (const name of accounts) await page.getByRole('checkbox', { name }).check({ force: true })
  return page.getByRole('group', { name: 'Pictures and videos', exact: true })
}

async function choose(page: Page, field: Locator, ...files: string[]): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await field.getByRole('button', { name: 'Choose files' }).click()
  await (await chooser).setFiles(files)
}

/** Drags files from the desktop onto something, as the browser itself gets them. */
async function dropFiles(page: Page, target: Locator, ...files: string[]): Promise<void> {
  await target.scrollIntoViewIfNeeded()
  const box = await target.boundingBox()
  if (box === null) throw new Error('What is dropped on is not there.')
  const session = await page.context().newCDPSession(page)
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', {
      type,
      ...at,
      data: { items: [], files, dragOperationsMask: 1 },
    })
}

/** What the page keeps of what is written. */
const kept = 'Object.values(localStorage).join()'

/** As the browser tells of a picture that is pasted into the text. */
const pastePicture = `(() => {
  const base64 = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC'
  const data = new DataTransfer()
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
  data.items.add(new File([bytes], 'pasted.png', { type: 'image/png' }))
  const area = document.querySelector('textarea')
  area.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
})()`

/** The names of the files in their order. */
async function order(field: Locator): Promise<string[]> {
  const grips = field.getByRole('button', { name: /^Move / })
  const names = await grips.evaluateAll((all) =>
    (all as unknown as { ariaLabel: string | null }[]).map(({ ariaLabel }) => ariaLabel ?? ''),
  )
  return names.map((name) => name.replace('Move ', ''))
}

test('files are dropped and pasted, put into another order by mouse and keyboard, cropped for one network, and go out so', async () => {
  const { page } = await dashboard.signedIn()
  const field = await compose(page, /Lena’s Bakery/, /Lena in pictures/)
  await dropFiles(page, field, photo, card)
  // Chosen in this order, whichever arrives first.
  await expect.poll(() => order(field)).toEqual(['portrait-4x5-1080x1350.jpg', 'card-1200x630.png'])
  await page.evaluate(pastePicture)
  await expect.poll(() => order(field)).toContain('pasted.png')
  await field.getByRole('button', { name: 'Remove pasted.png' }).click()
  await expect.poll(() => order(field)).toHaveLength(2)

  const [first = '', second = ''] = await order(field)
  const grip = (name: string): Locator => field.getByRole('button', { name: `Move ${name}`, exact: true })
  const files = field.getByRole('row')
  await files
    .nth(1)
    .dragTo(files.nth(0), { sourcePosition: { x: 60, y: 60 }, targetPosition: { x: 4, y: 60 } })
  await expect.poll(() => order(field)).toEqual([second, first])
  await grip(second).focus()
  await page.keyboard.press('Enter')
  await page
    .locator(':focus')
    .and(page.getByLabel(/^Insert between/))
    .waitFor()
  await page.keyboard.press('ArrowRight')
  await page
    .locator(':focus')
    .and(page.getByLabel(`Insert after ${first}`))
    .waitFor()
  await page.keyboard.press('Enter')
  await expect.poll(() => order(field)).toEqual([first, second])

  await field.getByRole('button', { name: /^Describe: portrait/ }).click()
  await page.getByLabel('Description').fill('A loaf of rye')
  await page.getByRole('button', { name: 'Crop' }).click()
  await page.getByRole('button', { name: /Use it for/ }).click()
  await page.getByRole('option', { name: 'Instagram' }).click()
  await page.getByRole('button', { name: /Shape/ }).click()
  await page.getByRole('option', { name: '1:1', exact: true }).click()
  await page.getByRole('button', { name: 'Save cropped picture' }).click()
  await page.getByText('Instagram has pictures of its own.').waitFor()
  await page.getByRole('radiogroup', { name: 'On Instagram as' }).getByText('Story').click()
  await page.getByText('A story takes one file. Make a story of each.').waitFor()
  const preview = page.getByRole('article', { name: 'Lena in pictures on Instagram' })
  await page.getByRole('tab', { name: 'Instagram', exact: true }).click()
  expect(await preview.getAttribute('data-layout')).toBe('story')
  await page.getByRole('radiogroup', { name: 'On Instagram as' }).getByText('Post').click()
  await page.getByText('A story takes one file.').waitFor({ state: 'detached' })
  expect(await preview.getAttribute('data-layout')).toBe('photo')
  await page.getByRole('button', { name: 'Publish now' }).click()
  await page.waitForURL(/\/posts\/post_[^/]+$/)
  const { INSTAGRAM } = (await newest())?.platformOverrides ?? {}
  expect(INSTAGRAM?.media).toHaveLength(2)
  expect((await newest())?.media).toHaveLength(2)
})

test('an upload that fails is tried again or taken off, one that is under way is cancelled, and a reload goes on with it', async () => {
  const { page } = await dashboard.signedIn()
  const field = await compose(page, /Lena’s Bakery/)
  await page.getByLabel('Text', { exact: true }).fill('Rye is back')
  const publish = page.getByRole('button', { name: 'Publish now' })
  const uploads = '**/media/uploads/**'

  await page.route(uploads, (route) => route.fulfill({ status: 400, body: 'Not today' }))
  await choose(page, field, photo)
  await field.getByRole('alert').waitFor()
  await page.getByText('A file did not arrive.').waitFor()
  expect(await publish.isDisabled()).toBe(true)
  await page.unroute(uploads)
  await field.getByRole('button', { name: /^Upload portrait.* again$/ }).click()
  await expect.poll(() => order(field)).toHaveLength(1)

  // An upload that stands still: it has left, and nobody answers.
  const left = page.waitForRequest(uploads)
  await page.route(uploads, () => undefined)
  await choose(page, field, card)
  await left
  await page.getByText('Files are still on their way.').waitFor()
  await field.getByRole('button', { name: 'Cancel the upload of card-1200x630.png' }).click()
  await expect.poll(() => publish.isEnabled()).toBe(true)
  const leftAgain = page.waitForRequest(uploads)
  await choose(page, field, card)
  await leftAgain
  await expect.poll(() => page.evaluate<string>(kept)).toContain('Rye is back')
  await page.unroute(uploads)
  await page.reload()
  await field.getByRole('button', { name: 'Move card-1200x630.png', exact: true }).waitFor()
  expect(await order(field)).toEqual(['portrait-4x5-1080x1350.jpg', 'card-1200x630.png'])
  expect(await page.getByLabel('Text', { exact: true }).inputValue()).toBe('Rye is back')

  // It came once: the next reload brings it as it is, and no other.
  await expect.poll(() => page.evaluate<string>(kept)).toMatch(/"media":\[\{[^\]]*\},\{/)
  await page.reload()
  await field.getByRole('button', { name: 'Move card-1200x630.png', exact: true }).waitFor()
  expect(await order(field)).toHaveLength(2)
})

test('a part of a thread has a picture with a description of its own, in the preview and on the network', async () => {
  const { page } = await dashboard.signedIn()
  await compose(page, /Lena’s Bakery/)
  await page.getByLabel('Text', { exact: true }).fill('Rye is back')
  await page.getByRole('button', { name: 'Make it a thread' }).click()
  await page.getByLabel('Text of post 2').fill('Here it is')
  const part = page.getByRole('group', { name: 'Pictures and videos of post 2' })
  await choose(page, part, photo)
  await part.getByRole('button', { name: /^Describe/ }).click()
  await page.getByLabel('Description').fill('A loaf on a board')
  await page.getByRole('button', { name: 'Done' }).click()
  const preview = page.getByRole('article', { name: /^Lena’s Bakery/ })
  await preview.locator('[data-part=post]').nth(1).getByRole('img', { name: 'A loaf on a board' }).waitFor()
  await page.getByRole('button', { name: 'Add a post to the thread' }).click()
  await page.getByLabel('Text of post 3').fill('And butter')
  await page.getByRole('button', { name: 'Move post 3 up' }).click()
  await publishes(page)
  expect(await newest()).toMatchObject({
    status: 'published',
    threadPosts: [
      { content: 'And butter', media: [] },
      { content: 'Here it is', media: [{ altText: 'A loaf on a board' }] },
    ],
  })
})

async function publishes(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Publish now' }).click()
  await page.waitForURL(/\/posts\/post_[^/]+$/)
  await dashboard.settled(page.url().split('/').at(-1) ?? '')
}
