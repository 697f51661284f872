import { useNavigate } from '@tanstack/react-router'
import { Plus, Search, type LucideIcon } from 'lucide-react'
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
import { Dialog } from '../components/dialog.js'
import { useTexts } from '../texts/texts.js'
import styles from './command-palette.module.css'
import { places } from './places.js'
import { texts } from './shell.texts.js'

type Props = { isOpen: boolean; onOpenChange: (isOpen: boolean) => void; isSandbox: boolean }
type Command = { id: string; label: string; Icon: LucideIcon; keys: string; run: () => void }

/** Ctrl+K: everywhere to go and everything to begin, by name. Also listens to the shortcuts that it lists. */
export function CommandPalette({ isOpen, onOpenChange, isSandbox }: Props): ReactNode {
  const t = useTexts(texts)
  const navigate = useNavigate()
  const { contains } = useFilter({ sensitivity: 'base' })
  const [isHelpOpen, setHelpOpen] = useState(false)
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
    { id: 'shortcuts', label: t('shortcuts'), Icon: Search, keys: '?', run: () => setHelpOpen(true) },
  ]
  useShortcuts(commands, () => onOpenChange(true))

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
                items={commands}
                aria-label={t('commands')}
                className={styles['list'] ?? ''}
                renderEmptyState={() => <p className="soft">{t('nothing')}</p>}
                onAction={(id) => {
                  onOpenChange(false)
                  commands.find((command) => command.id === id)?.run()
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
          {commands.map(({ id, label, keys }) => (
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

function Keys({ keys }: { keys: string }): ReactNode {
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
