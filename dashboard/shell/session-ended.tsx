import type { ReactNode } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { SignInForm } from '../pages/sign-in/sign-in-form.js'
import { useMe } from '../session.js'
import { useTexts } from '../texts/texts.js'
import styles from './session-ended.module.css'
import { texts } from './shell.texts.js'

/** Over a page whose session has ended: it hides what is there, and loses nothing of what was typed. */
export function SessionEnded(): ReactNode {
  const t = useTexts(texts)
  const { email } = useMe()
  return (
    <ModalOverlay isOpen isKeyboardDismissDisabled className={styles['ground'] ?? ''}>
      <Modal className={styles['modal'] ?? ''}>
        <Dialog className={styles['dialog'] ?? ''}>
          <Heading slot="title" level={1}>
            {t('ended')}
          </Heading>
          <p className="soft">{t('endedHint')}</p>
          <SignInForm email={email} returnTo={`${location.pathname}${location.search}`} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
