import { Link, Outlet } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Page } from '../../components/page.js'
import { useTexts } from '../../texts/texts.js'
import { parts } from './settings-parts.js'
import styles from './settings-page.module.css'
import { texts } from './settings.texts.js'

/** The parts of the settings beside each other; each is a page of its own below. */
export function SettingsPage(): ReactNode {
  const t = useTexts(texts)
  return (
    <Page title={t('title')}>
      <div className={styles['settings'] ?? ''}>
        <nav aria-label={t('title')} className={styles['nav'] ?? ''}>
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
        <div className={styles['body'] ?? ''}>
          <Outlet />
        </div>
      </div>
    </Page>
  )
}
