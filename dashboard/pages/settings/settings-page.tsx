import { Link, Outlet, useLocation } from '@tanstack/react-router'
import { useEffect, useRef, type ReactNode } from 'react'
import { Page } from '../../components/page.js'
import { useTexts } from '../../texts/texts.js'
import { parts } from './settings-parts.js'
import styles from './settings-page.module.css'
import { texts } from './settings.texts.js'

/** The parts of the settings beside each other; each is a page of its own below. */
export function SettingsPage(): ReactNode {
  const t = useTexts(texts)
  const { pathname } = useLocation()
  const shown = parts.find(({ to }) => to === pathname.replace(/\/$/, ''))
  const name = shown === undefined ? undefined : t(shown.text)
  const nav = useRef<HTMLElement>(null)
  const body = useRef<HTMLDivElement>(null)
  const before = useRef(pathname)
  useEffect(() => {
    // Where it is narrow the parts stand in a row, of which a few are seen.
    const current = nav.current?.querySelector('[aria-current]')
    current?.scrollIntoView({ block: 'nearest', inline: 'center' })
    if (before.current !== pathname) body.current?.focus({ preventScroll: true })
    before.current = pathname
  }, [pathname])
  return (
    <Page title={t('title')} part={name}>
      <div className={styles['settings'] ?? ''}>
        <nav ref={nav} aria-label={t('title')} className={styles['nav'] ?? ''}>
          <ul role="list">
            {parts.map(({ to, text }) => (
              <li key={to}>
                <Link
                  to={to}
                  className={styles['part'] ?? ''}
                  activeOptions={{ exact: true }}
                  activeProps={{ 'aria-current': 'page' }}
                >
                  {t(text)}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <div ref={body} role="group" aria-label={name} tabIndex={-1} className={styles['body'] ?? ''}>
          <Outlet />
        </div>
      </div>
    </Page>
  )
}
