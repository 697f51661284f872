import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import {
  FileText,
  Keyboard,
  LogOut,
  Moon,
  Plus,
  Search,
  Settings,
  Sun,
  UserRound,
  type LucideIcon,
} from 'lucide-react'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import {
  Autocomplete,
  Dialog as AriaDialog,
  Input,
  Menu,
  MenuItem,
  Modal,
  ModalOverlay,
  SearchField,
  useFilter,
} from 'react-aria-components'
import { client } from '../api.js'
import { accountName } from '../components/account.js'
import { Dialog } from '../components/dialog.js'
import { parts } from '../pages/settings/settings-parts.js'
import { texts as settingsTexts } from '../pages/settings/settings.texts.js'
import { accountsQuery } from '../queries.js'
import { signOut } from '../session.js'
import { useTexts } from '../texts/texts.js'
import styles from './command-palette.module.css'
import { places } from './places.js'
import { texts } from './shell.texts.js'
import { useTheme } from './theme.js'

type Props = { isOpen: boolean; onOpenChange: (isOpen: boolean) => void; isSandbox: boolean }
type Command = { id: string; label: string; Icon: LucideIcon; keys: string; run: () => void }

/** Ctrl+K: everywhere to go and everything to begin, by name. Also listens to the shortcuts that it lists. */
export function CommandPalette({ isOpen, onOpenChange, isSandbox }: Props): ReactNode {
  const t = useTexts(texts)
  const navigate = useNavigate()
  const { contains } = useFilter({ sensitivity: 'base' })
  const [isHelpOpen, setHelpOpen] = useState(false)
  const ofSettings = useTexts(settingsTexts)
  const [theme, setTheme] = useTheme()
  const leave = async (): Promise<void> => {
    await signOut()
    await navigate({ to: '/sign-in' })
  }
  const commands: Command[] = [
    {
      id: 'compose',
      label: t('compose'),
      Icon: Plus,
      keys: 'n',
      run: () => void navigate({ to: '/posts/new' }),
    },
    ...places
      .filter((place) => place.isForSandbox !== true || isSandbox)
      .map(({ to, text, Icon, key }) => ({
        id: to,
        label: t(text),
        Icon,
        keys: `g ${key}`,
        run: () => void navigate({ to }),
      })),
    { id: 'shortcuts', label: t('shortcuts'), Icon: Keyboard, keys: '?', run: () => setHelpOpen(true) },
    ...parts.map(({ to, text }) => ({
      id: `part ${to}`,
      label: `${t('settings')}: ${ofSettings(text)}`,
      Icon: Settings,
      keys: '',
      run: () => void navigate({ to }),
    })),
    {
      id: 'theme',
      label: t(theme === 'dark' ? 'toLight' : 'toDark'),
      Icon: theme === 'dark' ? Sun : Moon,
      keys: '',
      run: () => setTheme(theme === 'dark' ? 'light' : 'dark'),
    },
    { id: 'leave', label: t('signOut'), Icon: LogOut, keys: '', run: () => void leave() },
  ]
  useShortcuts(commands, () => onOpenChange(true))
  const found = useFound(isOpen)
  const all = [...commands, ...found]

  return (
    <>
      <ModalOverlay
        isOpen={isOpen}
        onOpenChange={onOpenChange}
        isDismissable
        className={styles['ground'] ?? ''}
      >
        <Modal className={styles['modal'] ?? ''}>
          <AriaDialog aria-label={t('commands')} className={styles['dialog'] ?? ''}>
            <Autocomplete filter={(label, typed) => contains(label, typed)}>
              <SearchField autoFocus aria-label={t('search')} className={styles['search'] ?? ''}>
                <Search aria-hidden />
                <Input placeholder={t('search')} />
              </SearchField>
              <Menu
                items={all}
                aria-label={t('commands')}
                className={styles['list'] ?? ''}
                renderEmptyState={() => <p className="soft">{t('nothing')}</p>}
                onAction={(id) => {
                  onOpenChange(false)
                  all.find((command) => command.id === id)?.run()
                }}
              >
                {({ id, label, Icon, keys }) => (
                  <MenuItem id={id} textValue={label} className={styles['item'] ?? ''}>
                    <Icon aria-hidden />
                    <span>{label}</span>
                    <Keys keys={keys} />
                  </MenuItem>
                )}
              </Menu>
            </Autocomplete>
          </AriaDialog>
        </Modal>
      </ModalOverlay>
      <Dialog title={t('shortcuts')} isOpen={isHelpOpen} onClose={() => setHelpOpen(false)}>
        <dl className={styles['shortcuts'] ?? ''}>
          <div>
            <dt>{t('shortcutPalette')}</dt>
            <dd>
              <kbd>Ctrl K</kbd>
            </dd>
          </div>
          {commands
            .filter(({ keys }) => keys !== '')
            .map(({ id, label, keys }) => (
              <div key={id}>
                <dt>{keys.startsWith('g') ? t('shortcutGo', { page: label }) : label}</dt>
                <dd>
                  <Keys keys={keys} />
                </dd>
              </div>
            ))}
        </dl>
      </Dialog>
    </>
  )
}

/** The newest posts and all accounts, by name; asked for when somebody looks. */
function useFound(isLooking: boolean): Command[] {
  const t = useTexts(texts)
  const navigate = useNavigate()
  const posts = useQuery({
    queryKey: ['posts', 'newest'],
    queryFn: async ({ signal }) => (await client.posts.list({ limit: 100 }, { signal })).data,
    enabled: isLooking,
  }).data
  const accounts = useQuery({ ...accountsQuery, enabled: isLooking }).data
  return [
    ...(accounts ?? []).map((account) => ({
      id: account.id,
      label: t('foundAccount', { name: accountName(account) }),
      Icon: UserRound,
      keys: '',
      run: () => void navigate({ to: '/accounts/$accountId', params: { accountId: account.id } }),
    })),
    ...(posts ?? []).flatMap(({ id, content }) => {
      const text = content.trim()
      if (text === '') return []
      const label = t('foundPost', { text: text.length > 70 ? `${text.slice(0, 70)}…` : text })
      const run = () => void navigate({ to: '/posts/$postId', params: { postId: id } })
      return [{ id, label, Icon: FileText, keys: '', run }]
    }),
  ]
}

function Keys({ keys }: { keys: string }): ReactNode {
  if (keys === '') return null
  return (
    <span className={styles['keys'] ?? ''} aria-hidden>
      {keys.split(' ').map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
    </span>
  )
}

/** Single keys, but never while one types, and never with a modifier (WCAG 2.1.4: they need no field in focus). */
function useShortcuts(commands: readonly Command[], openPalette: () => void): void {
  const latest = useRef({ commands, openPalette })
  useEffect(() => {
    latest.current = { commands, openPalette }
  })
  useEffect(() => {
    let prefix = ''
    let forget: ReturnType<typeof setTimeout> | undefined
    const listen = (event: KeyboardEvent): void => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        latest.current.openPalette()
        return
      }
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return
      const keys = prefix === '' ? event.key : `${prefix} ${event.key}`
      clearTimeout(forget)
      prefix = ''
      const command = latest.current.commands.find((each) => each.keys === keys)
      if (command !== undefined) {
        event.preventDefault()
        command.run()
      } else if (event.key === 'g') {
        prefix = 'g'
        forget = setTimeout(() => (prefix = ''), 1_500)
      }
    }
    document.addEventListener('keydown', listen)
    return () => {
      clearTimeout(forget)
      document.removeEventListener('keydown', listen)
    }
  }, [])
}

/** Whether keys are for what is in focus: a field, or a window or list that is open. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest(
      'input, textarea, select, [contenteditable], [role=dialog], [role=menu], [role=listbox], [role=grid]',
    ) !== null
  )
}
