import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import {
  BookOpen,
  LogOut,
  Menu as MenuIcon,
  Monitor,
  Moon,
  Plus,
  Search,
  Sun,
  UserRound,
  X,
} from 'lucide-react'
import { lazy, Suspense, useState, type ReactNode } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import { ButtonLink, IconButton } from '../components/button.js'
import { Menu } from '../components/menu.js'
import { Select } from '../components/fields.js'
import { Toasts } from '../components/toasts.js'
import { useSessionLost } from '../api.js'
import { useLive } from '../live.js'
import { pendingApprovalsQuery, workspacesQuery } from '../queries.js'
import { signOut, switchTo, useMe } from '../session.js'
import icon from '../icon.svg'
import { useTexts } from '../texts/texts.js'
import { CommandPalette } from './command-palette.js'
import { places } from './places.js'
import styles from './shell.module.css'
import { texts } from './shell.texts.js'
import { themes, useTheme } from './theme.js'

const SessionEnded = lazy(async () => ({ default: (await import('./session-ended.js')).SessionEnded }))

/** What stands around every page of somebody who is signed in. */
export function Shell(): ReactNode {
  const t = useTexts(texts)
  const [isMenuOpen, setMenuOpen] = useState(false)
  const [isPaletteOpen, setPaletteOpen] = useState(false)
  const isLive = useLive()
  const isLost = useSessionLost()
  const isSandbox = useMe().mode === 'sandbox'
  // A new page begins with the menu closed.
  const path = useRouterState({ select: ({ location }) => location.pathname })
  const [pathOfMenu, setPathOfMenu] = useState(path)
  if (pathOfMenu !== path) {
    setPathOfMenu(path)
    setMenuOpen(false)
  }
  return (
    <div className={styles['shell'] ?? ''}>
      <a href="#content" className={styles['skip'] ?? ''}>
        {t('skip')}
      </a>
      <header className={styles['top'] ?? ''}>
        <IconButton
          label={t('menu')}
          icon={isMenuOpen ? <X aria-hidden /> : <MenuIcon aria-hidden />}
          aria-expanded={isMenuOpen}
          onPress={() => setMenuOpen(!isMenuOpen)}
        />
        <Brand />
        <IconButton
          label={t('commands')}
          icon={<Search aria-hidden />}
          onPress={() => setPaletteOpen(true)}
        />
      </header>
      <div className={`${styles['side'] ?? ''} ${isMenuOpen ? (styles['open'] ?? '') : ''}`}>
        <div className={styles['brandRow'] ?? ''}>
          <Brand />
        </div>
        <WorkspaceChoice />
        <ButtonLink to="/posts/new" look="primary" icon={<Plus aria-hidden />}>
          {t('compose')}
        </ButtonLink>
        <AriaButton className={styles['searchButton'] ?? ''} onPress={() => setPaletteOpen(true)}>
          <Search aria-hidden />
          <span>{t('commands')}</span>
          <kbd>{isApple ? '⌘K' : 'Ctrl K'}</kbd>
        </AriaButton>
        <Navigation isSandbox={isSandbox} />
        <Person />
      </div>
      <main id="content" className={styles['main'] ?? ''} tabIndex={-1}>
        {isSandbox && <p className={styles['sandbox'] ?? ''}>{t('sandboxHint')}</p>}
        {!isLive && (
          <p role="status" className={styles['offline'] ?? ''}>
            {t('offline')}
          </p>
        )}
        <Outlet />
      </main>
      <CommandPalette isOpen={isPaletteOpen} onOpenChange={setPaletteOpen} isSandbox={isSandbox} />
      <Toasts />
      {isLost && (
        <Suspense>
          <SessionEnded />
        </Suspense>
      )}
    </div>
  )
}

const isApple = /Mac|iPhone|iPad/.test(navigator.platform)

function Brand(): ReactNode {
  return (
    <Link to="/" className={styles['brand'] ?? ''}>
      <img src={icon} alt="" width="26" height="26" />
      VoxBurst
    </Link>
  )
}

function Navigation({ isSandbox }: { isSandbox: boolean }): ReactNode {
  const t = useTexts(texts)
  const pending = useQuery(pendingApprovalsQuery).data?.pendingCount ?? 0
  const shown = places.filter((place) => place.isForSandbox !== true || isSandbox)
  return (
    <nav aria-label={t('main')} className={styles['nav'] ?? ''}>
      <ul role="list">
        {shown.map(({ to, text, Icon }) => (
          <li key={to}>
            <Link
              to={to}
              className={styles['place'] ?? ''}
              activeOptions={{ exact: to === '/' }}
              activeProps={{ 'aria-current': 'page' }}
            >
              <Icon aria-hidden />
              <span>{t(text)}</span>
              {to === '/approvals' && pending > 0 && (
                <span className={styles['count'] ?? ''}>
                  <span aria-hidden>{pending}</span>
                  <span className="visually-hidden">{t('pending', { count: pending })}</span>
                </span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** Which workspace one is in; shown to those who have several. */
function WorkspaceChoice(): ReactNode {
  const t = useTexts(texts)
  const me = useMe()
  const workspaces = useQuery(workspacesQuery).data?.data ?? []
  if (workspaces.length < 2) return <p className={styles['workspace'] ?? ''}>{me.workspaceName}</p>
  return (
    <Select
      label={t('workspace')}
      isLabelHidden
      value={me.workspaceId}
      options={workspaces.map(({ id, name }) => ({ value: id, label: name }))}
      onChange={(id) => void switchTo(id)}
    />
  )
}

const themeIcons = { system: Monitor, light: Sun, dark: Moon } as const

function Person(): ReactNode {
  const t = useTexts(texts)
  const { name, email } = useMe()
  const navigate = useNavigate()
  const [theme, setTheme] = useTheme()
  const leave = async (): Promise<void> => {
    await signOut()
    await navigate({ to: '/sign-in' })
  }
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system'
  const ThemeIcon = themeIcons[theme]
  return (
    <div className={styles['person'] ?? ''}>
      <Menu
        trigger={
          <AriaButton className={styles['personButton'] ?? ''} aria-label={t('you', { name: name ?? email })}>
            <UserRound aria-hidden />
            <span>{name ?? email}</span>
          </AriaButton>
        }
        actions={[
          {
            id: 'profile',
            label: t('profile'),
            icon: <UserRound aria-hidden />,
            run: () => void navigate({ to: '/settings/profile' }),
          },
          {
            id: 'reference',
            label: t('reference'),
            icon: <BookOpen aria-hidden />,
            run: () => window.open('/docs', '_blank', 'noopener'),
          },
          { id: 'leave', label: t('signOut'), icon: <LogOut aria-hidden />, run: () => void leave() },
        ]}
      />
      <IconButton
        label={`${t('theme')}: ${t(theme)}`}
        icon={<ThemeIcon aria-hidden />}
        onPress={() => setTheme(next)}
      />
    </div>
  )
}
