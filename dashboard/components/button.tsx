import { createLink } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import {
  Button as AriaButton,
  Link as AriaLink,
  ProgressBar,
  type ButtonProps,
  type LinkProps,
} from 'react-aria-components'
import { useTexts } from '../texts/texts.js'
import styles from './button.module.css'
import { texts } from './components.texts.js'
import { Tip } from './tip.js'

/** `primary`: what the page is for, once on a page. `danger`: what cannot be taken back. `quiet`: without a frame. */
export type Look = 'primary' | 'plain' | 'quiet' | 'danger'

type Props = Omit<ButtonProps, 'className' | 'style'> & { look?: Look; icon?: ReactNode; children: ReactNode }

/** While `isPending`, it keeps its width, cannot be pressed, and says so to screen readers. */
export function Button({ look = 'plain', icon, children, ...props }: Props): ReactNode {
  return (
    <AriaButton {...props} className={`${styles['button'] ?? ''} ${styles[look] ?? ''}`}>
      {icon}
      <span>{children}</span>
      {props.isPending === true && <Pending />}
    </AriaButton>
  )
}

/** Names the wait: the button announces it by this. */
function Pending(): ReactNode {
  const t = useTexts(texts)
  return <ProgressBar aria-label={t('pendingAction')} isIndeterminate className="visually-hidden" />
}

type IconProps = Omit<ButtonProps, 'className' | 'style' | 'children'> & { label: string; icon: ReactNode }

/** A button without words: its label is read out, and shown on hover and focus. */
export function IconButton({ label, icon, ...props }: IconProps): ReactNode {
  return (
    <Tip text={label}>
      <AriaButton
        {...props}
        aria-label={label}
        className={`${styles['button'] ?? ''} ${styles['icon'] ?? ''}`}
      >
        {icon}
      </AriaButton>
    </Tip>
  )
}

type LinkLook = Omit<LinkProps, 'className' | 'style' | 'children'> & {
  look?: Look
  icon?: ReactNode
  children?: ReactNode
}

function LinkWithLook({ look = 'plain', icon, children, ...props }: LinkLook): ReactNode {
  return (
    <AriaLink {...props} className={`${styles['button'] ?? ''} ${styles[look] ?? ''}`}>
      {icon}
      <span>{children}</span>
    </AriaLink>
  )
}

/** Leads to another page and looks like a button. */
export const ButtonLink = createLink(LinkWithLook)
