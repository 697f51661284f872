import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { openPage } from '../support/browser.js'
import { startServer } from '../support/server-process.js'

type Role = Parameters<Page['getByRole']>[0]

/** Somebody who goes by what is to be read on the page, and every step of whom is counted. */
function newcomer(page: Page) {
  let actions = 0
  const act = async (step: Promise<unknown>): Promise<void> => {
    actions += 1
    await step
  }
  return {
    count: () => actions,
    press: (role: Role, name: string, within: Page | Locator = page) =>
      act(within.getByRole(role, { name, exact: true }).first().click()),
    /** A mark to be set: what is pressed is the text beside it. */
    mark: (text: string, within: Page | Locator = page) =>
      act(within.getByText(text, { exact: true }).first().click()),
    type: (label: string, text: string, within: Page | Locator = page) =>
      act(within.getByLabel(label, { exact: true }).fill(text)),
    async chooseFile(button: string, file: string) {
      const chooser = page.waitForEvent('filechooser')
      await act(page.getByRole('button', { name: button }).click())
      await act((await chooser).setFiles(file))
    },
    reads: async (pattern: RegExp) =>
      pattern.exec(await page.getByText(pattern).first().innerText())?.[1] ?? '',
    sees: (text: string | RegExp, within: Page | Locator = page) => within.getByText(text).first().waitFor(),
  }
}

test('somebody who has never seen the product connects, writes, schedules and fixes in under 40 actions', async () => {
  const server = await startServer()
  const printed = (what: string): string =>
    new RegExp(`${what} +(\\S+)`).exec(server.output())?.[1] ?? `no ${what} was printed`
  const { page, problems } = await openPage()
  const person = newcomer(page)
  await page.goto(printed('Start here'))

  await person.type('E-mail', printed('Owner'))
  await person.type('Password', printed('Password'))
  await person.press('button', 'Sign in')
  await person.sees('Three steps to your first post')

  await person.press('button', 'Connect a sandbox account')
  const first = await person.reads(/^Connected: (.*)$/)
  await person.press('link', 'Accounts')
  await person.press('button', 'Connect account')
  await person.press('button', 'Mastodon')
  await person.press('button', 'Connect a sandbox account')
  await person.sees('Posts can go out from this account now')

  // The account that was just connected is chosen; the other one is there to be added.
  await person.press('link', 'Write a post')
  await person.mark(first, page.getByRole('region', { name: 'Accounts' }))
  await person.type('Text', 'Rye is back from today')
  await person.chooseFile('Choose files', 'tests/fixtures/media/portrait-4x5-1080x1350.jpg')
  await person.press('button', 'Describe: portrait-4x5-1080x1350.jpg')
  await person.type('Description', 'A loaf of rye')
  await person.press('button', 'Done')
  await person.mark('At a time')
  const bestTimes = page.getByRole('group', { name: 'Best times' })
  await person.press('button', await bestTimes.getByRole('button').first().innerText(), bestTimes)
  await person.press('button', 'Schedule')
  await person.sees('Scheduled')

  // In the sandbox things may be asked to go wrong, and time to pass.
  await person.press('link', 'Sandbox')
  await person.press('button', 'Server error What happens')
  await person.press('option', 'Text refused')
  await person.press('button', 'Add fault')
  await person.sees('Text refused on Bluesky, Publish, once')
  await person.press('button', 'One week on')
  const whatThePublicSees = page.getByRole('region', { name: 'What the public sees' })
  await person.sees('Rye is back from today', whatThePublicSees)

  await person.press('link', 'Home')
  const needsMe = page.getByRole('region', { name: 'Needs you' })
  await person.sees('Bluesky does not accept this post', needsMe)
  await person.press('link', 'Rye is back from today', needsMe)
  await person.press('button', 'Fix and send again')
  const dialog = page.getByRole('dialog', { name: 'Fix the post for Bluesky' })
  await person.type('Text', 'Rye is back', dialog)
  await person.press('button', 'Send again', dialog)
  await person.press('link', 'See it on the simulated Bluesky')
  await person.sees('Rye is back', whatThePublicSees)

  expect(person.count()).toBeLessThan(40)
  expect(person.count()).toBe(30)
  // Who one is was asked before anybody had signed in; browsers note the answer themselves.
  expect(problems).toEqual([expect.stringContaining('401')])
  await server.stop()
})
