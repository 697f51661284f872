import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { createClient } from '../../sdk/index.js'
import { startDashboard } from '../support/dashboard.js'

const dashboard = await startDashboard()
const client = createClient({ baseUrl: dashboard.url, apiKey: dashboard.key })
const { data: platforms } = await client.system.listPlatforms()

/** 24 lines of twelve numbered words, each five characters with the blank after it: where it is cut can be read. */
const text = Array.from({ length: 24 }, (_, line) =>
  Array.from({ length: 12 }, (_, word) => `w${String(line * 12 + word + 1).padStart(3, '0')}`).join(' '),
).join('\n')
const end = 'w288'

/** How many parts stick out; what is beside the picture in view waits in a place of its own. */
const partsBeside = (article: Element): number => {
  const box = article.getBoundingClientRect()
  const inside = [...article.querySelectorAll('*')].filter((each) => each.closest('ul') === null)
  return inside.filter((each) => {
    const { left, right } = each.getBoundingClientRect()
    return left < box.left - 1 || right > box.right + 1
  }).length
}
/** What is used of an element of the page. */
type Element = {
  getBoundingClientRect: () => { left: number; right: number }
  querySelectorAll: (of: string) => Iterable<Element>
  closest: (of: string) => unknown
}

/** What each network shows of it: how, the last word before the cut, and how many of five pictures at once. */
const expected: Record<string, [layout: string, last: string, pictures: number]> = {
  bluesky: ['microblog', end, 4],
  facebook: ['feed', 'w060', 5],
  googlebusiness: ['update', 'w020', 1],
  instagram: ['photo', 'w025', 5],
  linkedin: ['feed', 'w036', 4],
  mastodon: ['microblog', end, 4],
  pinterest: ['pin', 'w010', 5],
  // Its first line is the title.
  reddit: ['forum', 'w072', 5],
  // A story has no words.
  snapchat: ['story', '', 1],
  telegram: ['channel', end, 4],
  threads: ['microblog', end, 5],
  tiktok: ['video', 'w020', 5],
  twitter: ['microblog', 'w056', 4],
  whatsapp: ['message', 'w153', 1],
  // Its first line is the title, and pictures are no film.
  youtube: ['watch', 'w043', 0],
}

test('every network shows the same long post in its own way, cut at its place, and nothing sticks out', async () => {
  const media: string[] = []
  const data = new Uint8Array(await readFile('tests/fixtures/media/portrait-4x5-1080x1350.jpg'))
  for (let number = 1; number <= 5; number += 1) {
    const file = { data, filename: `${String(number)}.jpg`, contentType: 'image/jpeg', altText: 'A loaf' }
    media.push((await client.media.uploadFile(file, { intervalMs: 20 })).id)
  }
  const accounts: string[] = []
  for (const { slug } of platforms)
    accounts.push((await dashboard.account(slug, { username: 'lena', displayName: 'Lena’s Bakery' })).id)
  const { page } = await dashboard.signedIn()
  const search = new URLSearchParams({ text, account: accounts.join(','), media: media.join(',') })
  await page.goto(`/posts/new?${search.toString()}`)
  const shown: typeof expected = {}
  for (const { slug, name } of platforms) {
    await page.getByRole('tablist', { name: 'Networks' }).getByRole('tab', { name, exact: true }).click()
    const post = page.getByRole('article', { name: `Lena’s Bakery on ${name}` })
    await post.locator('[data-part=avatar]').first().waitFor()
    expect(await post.locator('[data-part=name]').first().innerText()).toMatch(/lena/i)
    const words = post.locator('[data-part=text]')
    const last = ((await words.count()) === 0 ? '' : await words.innerText()).match(/w\d{3}/g)?.at(-1) ?? ''
    if (last !== '') expect(await words.getAttribute('data-cut')).toBe(String(last !== end))
    const pictures = post.locator('[data-part=media]')
    shown[slug] = [
      String(await post.getAttribute('data-layout')),
      last,
      (await pictures.count()) === 0 ? 0 : Number(await pictures.getAttribute('data-count')),
    ]
    expect(await post.evaluate(partsBeside), `parts of ${slug} beside the post`).toBe(0)
  }
  expect(shown).toEqual(expected)
})

test('a thread hangs together, a card stands under an address, a poll under its question', async () => {
  const { id } = await dashboard.account('mastodon', { username: 'thread', displayName: 'Threader' })
  const { page } = await dashboard.signedIn()
  await page.goto(
    `/posts/new?${new URLSearchParams({ account: id, text: 'See https://bakery.example/menu' }).toString()}`,
  )
  const post = page.getByRole('article', { name: /^Threader/ })
  await post.locator('[data-part=link]').getByText('bakery.example').first().waitFor()
  await page.getByRole('button', { name: 'Make it a thread' }).click()
  await page.getByLabel('Text of post 2').fill('And the second part')
  await post.getByText('And the second part').waitFor()
  expect(await post.locator('[data-part=post]').count()).toBe(2)
  expect(await post.locator('[data-part=thread]').count()).toBe(1)
  await page.getByRole('button', { name: 'Options for Mastodon' }).click()
  await page.getByRole('button', { name: 'Add Poll' }).click()
  await page.getByLabel('Options 1', { exact: true }).fill('Rye')
  await page.getByLabel('Options 2', { exact: true }).fill('Spelt')
  await expect.poll(() => post.locator('[data-part=poll]').innerText()).toBe('Rye\nSpelt')
})

test('two accounts of one network have each their own room, and each its preview', async () => {
  const small = await dashboard.account('mastodon', { username: 'small@plain.example', displayName: 'Small' })
  const large = await dashboard.account('mastodon', {
    username: 'large@max1000.example',
    displayName: 'Large',
  })
  const { page } = await dashboard.signedIn()
  const search = { account: `${small.id},${large.id}`, text: 'Rye is back '.repeat(50) }
  await page.goto(`/posts/new?${new URLSearchParams(search).toString()}`)
  await page.getByText('Mastodon (Small): 100 characters too many').waitFor({ state: 'attached' })
  await page.getByText('Mastodon (Large): 600 of 1000, 400 left').waitFor({ state: 'attached' })
  await page.getByRole('article', { name: 'Large on Mastodon' }).waitFor()
  await page.getByRole('button', { name: /As on Mastodon of/ }).click()
  await page.getByRole('option', { name: 'Small' }).click()
  await page.getByRole('article', { name: 'Small on Mastodon' }).waitFor()
})
