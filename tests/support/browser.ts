import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { launchChromium } from './chromium.js'
import { endings } from './endings.js'

let shared: Promise<Browser> | undefined

/** A real Chromium for all tests of the file; it ends with it. */
export function openBrowser(): Promise<Browser> {
  shared ??= launch().catch((error: unknown) => {
    shared = undefined
    throw error
  })
  return shared
}

/** What a page had to complain of: errors of its scripts and in its console, and what its policy forbade. */
export type OpenPage = { page: Page; problems: string[] }

/** A page with cookies and storage of its own, for the running test. */
export async function openPage(options: BrowserContextOptions = {}): Promise<OpenPage> {
  const browser = await openBrowser()
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  onTestFinished(() => context.close())
  const problems: string[] = []
  const page = await context.newPage()
  page.on('pageerror', (error) => problems.push(error.message))
  // Violations of a Content-Security-Policy are errors of the console too.
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  return { page, problems }
}

async function launch(): Promise<Browser> {
  const browser = await launchChromium()
  endings.push(async () => {
    shared = undefined
    await browser.close()
  })
  return browser
}
