import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import {
  Text,
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components'
import { useTexts } from '../texts/texts.js'
import { IconButton } from './button.js'
import { texts } from './components.texts.js'
import styles from './toasts.module.css'

type Message = { text: string; isError: boolean }
const queue = new ToastQueue<Message>({ maxVisibleToasts: 3 })

/** Says that something was done. It goes away by itself, so it may hold nothing that a person must know. */
export function say(text: string): void {
  queue.add({ text, isError: false }, { timeout: 5_000 })
}

/** Says that something that was asked for could not be done; stays until it is closed. */
export function sayError(text: string): void {
  queue.add({ text, isError: true })
}

export function Toasts(): ReactNode {
  const t = useTexts(texts)
  return (
    <ToastRegion queue={queue} className={styles['region'] ?? ''} aria-label={t('notifications')}>
      {({ toast }) => (
        <Toast
          toast={toast}
          className={`${styles['toast'] ?? ''} ${toast.content.isError ? (styles['error'] ?? '') : ''}`}
        >
          <ToastContent className={styles['content'] ?? ''}>
            <Text slot="title">{toast.content.text}</Text>
          </ToastContent>
          <IconButton slot="close" label={t('close')} icon={<X aria-hidden />} />
        </Toast>
      )}
    </ToastRegion>
  )
}
