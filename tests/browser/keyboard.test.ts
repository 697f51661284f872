import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { startDashboard } from '../support/dashboard.js'

const dashboard = await startDashboard()

/** What is wrong with how the focus shows: null where it has a mark to be seen, and nothing stands over it. */
const hidden = `(() => {
  const at = document.activeElement
  // A window that has just opened has the focus itself: nothing else is to be seen.
  if (at === null || at === document.body || at.getAttribute('role') === 'dialog') return null
  const name = at.getAttribute('aria-label') ?? at.textContent
  // What screen readers alone see has its mark on what stands for it; a field in a frame, on the frame.
  const marked = at.closest('[data-focus-visible], [data-focused], [data-focus-within]') ?? at
  const isMarked = [at, at.parentElement, marked, ...marked.children].some((each) => {
    const { outlineStyle, boxShadow } = getComputedStyle(each)
    return outlineStyle !== 'none' || boxShadow !== 'none'
  })
  if (!isMarked && !marked.hasAttribute('data-focused')) return 'without a mark: ' + name
  const { left, top, right, bottom } = marked.getBoundingClientRect()
  const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2)
  return marked.contains(over) || over?.contains(marked) ? null : 'under something: ' + name
})()`

function keyboard(page: Page) {
  const lost = new Set<string>()
  const look = async (): Promise<void> => {
    const wrong = await page.evaluate<string | null>(hidden)
    if (wrong !== null) lost.add(wrong)
  }
  const press = async (key: string): Promise<void> => {
    await page.keyboard.press(key)
    await look()
  }
  const hasFocus = (target: Locator): Promise<boolean> =>
    target.evaluate((element) => element.ownerDocument.activeElement === element)
  return {
    press,
    type: (text: string) => page.keyboard.type(text),
    /** Goes on until the thing has the focus; fails where the keyboard never gets there. */
    async tabTo(target: Locator, key = 'Tab') {
      await target.waitFor({ state: 'attached' })
      for (let presses = 0; presses < 50; presses += 1) {
        if (await hasFocus(target)) return
        await press(key)
      }
      throw new Error(`The keyboard does not reach ${String(target)}`)
    },
    /** By the palette, which is open everywhere. */
    async goTo(name: string) {
      await press('Control+k')
      await page.getByRole('searchbox', { name: 'Where to, or what to do?' }).waitFor()
      await page.keyboard.type(name)
      await page.getByRole('menuitem', { name }).first().waitFor()
      await press('ArrowDown')
      await press('Enter')
      await page.getByRole('heading', { name, level: 1 }).waitFor()
    },
    /** What was never to be seen while it had the focus. */
    lost,
  }
}

test('accounts are connected, a post is written, scheduled and mended by keyboard alone, and the focus is always to be seen', async () => {
  const { page, problems } = await dashboard.signedIn('owner')
  const keys = keyboard(page)
  const button = (name: string | RegExp, within: Page | Locator = page): Locator =>
    within.getByRole('button', { name, exact: typeof name === 'string' }).first()

  await keys.tabTo(button('Connect a sandbox account'))
  await keys.press('Enter')
  await page.getByText(/^Connected: /).waitFor()
  await keys.goTo('Accounts')
  await keys.tabTo(button('Connect account'))
  await keys.press('Enter')
  await keys.tabTo(page.getByRole('searchbox', { name: 'Search networks' }))
  await keys.type('masto')
  await keys.tabTo(button('Mastodon', page.getByRole('dialog')))
  await keys.press('Enter')
  await keys.tabTo(button('Connect a sandbox account'))
  await keys.press('Enter')
  await page.getByText('Posts can go out from this account now').waitFor()

  await keys.goTo('New post')
  for (const network of [/^Bluesky/, /^Mastodon/]) {
    await keys.tabTo(page.getByRole('checkbox', { name: network }))
    await keys.press('Space')
  }
  await keys.tabTo(page.getByLabel('Text', { exact: true }))
  await keys.type('Rye is back from today')
  await keys.tabTo(page.getByRole('radio', { name: 'Now' }))
  await keys.press('ArrowRight')
  await keys.tabTo(button('Schedule'))
  await keys.press('Enter')
  await page.getByText('Scheduled', { exact: true }).first().waitFor()

  await keys.goTo('Sandbox')
  await keys.tabTo(button(/What happens/))
  await keys.press('Enter')
  await keys.type('Text')
  await keys.press('Enter')
  await keys.tabTo(button('Add fault'))
  await keys.press('Enter')
  await page.getByText('Text refused on Bluesky, Publish, once').waitFor()
  await keys.tabTo(button('One day on'))
  await keys.press('Enter')
  const publicly = page.getByRole('region', { name: 'What the public sees' })
  await publicly.getByText('Rye is back from today').waitFor()

  await keys.goTo('Home')
  const needs = page.getByRole('region', { name: 'Needs you' })
  await keys.tabTo(needs.getByRole('link', { name: 'Rye is back from today' }))
  await keys.press('Enter')
  await keys.tabTo(button('Fix and send again'))
  await keys.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Fix the post for Bluesky' })
  await keys.tabTo(dialog.getByLabel('Text'))
  await keys.press('Control+a')
  await keys.type('Rye is back')
  await keys.tabTo(button('Send again', dialog))
  await keys.press('Enter')
  await page.getByRole('link', { name: 'See it on the simulated Bluesky' }).waitFor()
  expect(await dashboard.posts('bluesky')).toMatchObject([{ text: 'Rye is back' }])
  expect([...keys.lost]).toEqual([])
  expect(problems).toEqual([])
})
