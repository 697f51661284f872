import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Role } from '../../contract/roles.js'
import { openPage, type OpenPage } from './browser.js'
import { startHouse, type House } from './house.js'
import { aPerson, password } from './people.js'

const root = join(import.meta.dirname, '..', '..')

export type Dashboard = House & {
  workspaceId: string
  /** A page of somebody who has just signed in. */
  signedIn: (
    role?: Role,
    options?: Parameters<typeof openPage>[0],
    who?: Parameters<typeof aPerson>[2],
  ) => Promise<OpenPage>
}

/** The whole server with the dashboard as it was built (`npm run build`). */
export async function startDashboard(env: Record<string, string> = {}): Promise<Dashboard> {
  const dir = join(root, 'dist', 'dashboard')
  if (!existsSync(dir)) throw new Error('There is no dashboard to test: run `npm run build`.')
  const house = await startHouse({ VOXBURST_DASHBOARD_DIR: dir, ...env })
  const { workspaceId } = await house.call<{ workspaceId: string }>('GET', '/v1/auth/me')
  return {
    ...house,
    workspaceId,
    signedIn: async (role = 'owner', options = {}, who = {}) => {
      const { email } = await aPerson(house.db, [{ workspaceId, role }], who)
      const open = await openPage({ baseURL: house.url, locale: 'en-GB', ...options })
      await open.page.goto('/sign-in')
      await open.page.getByLabel('E-mail').fill(email)
      await open.page.getByLabel('Password').fill(password)
      await open.page.getByRole('button', { name: 'Sign in', exact: true }).click()
      await open.page.getByRole('link', { name: 'New post' }).first().waitFor()
      return open
    },
  }
}

export const settled = `(async () => {
  const running = () => document.getAnimations().filter(({ playState }) => playState === 'running')
  while (running().length > 0) await Promise.allSettled(running().map(({ finished }) => finished))
})()`
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds on a page as it stands, light and dark, wide and narrow; and nothing to be scrolled sideways. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [1280, 360]) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.setViewportSize({ width, height: 900 })
      // Colours of the other scheme come in by transitions, one generation of elements after the other.
      await page.evaluate(settled)
      await page.evaluate(axe)
      const found = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as {
          axe: { run: (where: object, options: object) => Promise<Found> }
        }
        // An announcement stays for seconds after what it names is gone: heard already, seen by nobody.
        const where = { exclude: ['[data-live-announcer]'] }
        const { violations } = await axe.run(where, {
          runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
        })
        return violations.map(
          ({ id, nodes }) =>
            `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(' | ')}`,
        )
      })
      expect(found, `${colorScheme} at ${String(width)} pixels`).toEqual([])
      const over = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      )
      expect(over, `pixels beside the page at ${String(width)}`).toBe(0)
    }
  await page.setViewportSize({ width: 1280, height: 900 })
}

type Found = { violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }
