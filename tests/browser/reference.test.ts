import { expect, test } from 'vitest'
import { mountReferencePages } from '../../src/http/reference-pages.js'
import { startTestApp } from '../support/app.js'
import { openPage } from '../support/browser.js'

const app = await startTestApp({ mount: mountReferencePages })

test('the reference is drawn in a browser, within its policy and without an error', async () => {
  const { page, problems } = await openPage()
  await page.goto(`${app.url}/docs`)
  const operation = page.locator('#operations-Posts-createPost')
  await operation.waitFor()
  expect(await operation.innerText()).toContain('/v1/posts')
  await operation.locator('button').first().click()
  await operation.getByText('Request body').waitFor()
  expect(problems).toEqual([])
})

test('what a page’s policy forbids is noticed', async () => {
  const { page, problems } = await openPage()
  await page.goto(`${app.url}/docs`)
  await page.evaluate(`{
    const script = document.createElement('script')
    script.textContent = 'globalThis.isRun = true'
    document.body.append(script)
  }`)
  expect(await page.evaluate(() => 'isRun' in globalThis)).toBe(false)
  expect(problems).toEqual([expect.stringContaining('Content Security Policy')])
})
