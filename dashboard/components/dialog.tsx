import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { useTexts } from '../texts/texts.js'
import { Button, IconButton } from './button.js'
import styles from './dialog.module.css'
import { texts } from './components.texts.js'

type Props = {
  title: string
  isOpen: boolean
  onClose: () => void
  children: ReactNode
  /** Buttons, the one that goes on last. */
  actions?: ReactNode
  size?: 'small' | 'large'
}

/** A window over the page. Escape, the cross and a press beside it close it. On a phone it fills the screen's width. */
export function Dialog({ title, isOpen, onClose, children, actions, size = 'small' }: Props): ReactNode {
  const t = useTexts(texts)
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      isDismissable
      className={styles['ground'] ?? ''}
    >
      <Modal className={`${styles['modal'] ?? ''} ${styles[size] ?? ''}`}>
        <AriaDialog className={styles['dialog'] ?? ''}>
          <header className={styles['head'] ?? ''}>
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            <IconButton label={t('close')} icon={<X aria-hidden />} onPress={onClose} />
          </header>
          <div className={styles['body'] ?? ''}>{children}</div>
          {actions !== undefined && <footer className={styles['actions'] ?? ''}>{actions}</footer>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}

type ConfirmProps = {
  title: string
  isOpen: boolean
  onClose: () => void
  /** What will happen, in a sentence. */
  children: ReactNode
  /** The verb, e.g. “Delete post”. */
  action: string
  isPending?: boolean
  onConfirm: () => void
}

/** Asks before what cannot be taken back. */
export function ConfirmDialog({ action, isPending, onConfirm, children, ...props }: ConfirmProps): ReactNode {
  const t = useTexts(texts)
  return (
    <Dialog
      {...props}
      actions={
        <>
          <Button onPress={props.onClose}>{t('cancel')}</Button>
          <Button look="danger" isPending={isPending ?? false} onPress={onConfirm}>
            {action}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  )
}
