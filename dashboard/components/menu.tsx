import { Ellipsis } from 'lucide-react'
import type { ReactNode } from 'react'
import { Menu as AriaMenu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import { useTexts } from '../texts/texts.js'
import { IconButton } from './button.js'
import { texts } from './components.texts.js'
import styles from './menu.module.css'

export type MenuAction = {
  id: string
  label: string
  icon?: ReactNode
  isDanger?: boolean
  isDisabled?: boolean
  run: () => void
}

type Props = { actions: readonly MenuAction[]; label?: string; trigger?: ReactNode }

/** Further actions behind three dots, or behind a button of one's own. */
export function Menu({ actions, label, trigger }: Props): ReactNode {
  const t = useTexts(texts)
  return (
    <MenuTrigger>
      {trigger ?? <IconButton label={label ?? t('menu')} icon={<Ellipsis aria-hidden />} />}
      <Popover className={styles['popover'] ?? ''} placement="bottom end">
        <AriaMenu
          className={styles['menu'] ?? ''}
          items={actions}
          disabledKeys={actions.filter(({ isDisabled }) => isDisabled === true).map(({ id }) => id)}
          onAction={(key) => actions.find(({ id }) => id === key)?.run()}
        >
          {(action) => (
            <MenuItem
              id={action.id}
              textValue={action.label}
              className={`${styles['item'] ?? ''} ${action.isDanger === true ? (styles['danger'] ?? '') : ''}`}
            >
              {action.icon}
              {action.label}
            </MenuItem>
          )}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  )
}
