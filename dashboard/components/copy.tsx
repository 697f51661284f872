import { Check, Copy as CopyIcon } from 'lucide-react'
import { useRef, useState, type ReactNode } from 'react'
import { useTexts } from '../texts/texts.js'
import { Button } from './button.js'
import { texts } from './components.texts.js'
import styles from './copy.module.css'

/** A text to be taken elsewhere, as it is, with a button that copies it. */
export function CopyText({ label, text }: { label: string; text: string }): ReactNode {
  const t = useTexts(texts)
  const shown = useRef<HTMLPreElement>(null)
  const [isCopied, setCopied] = useState(false)
  const copy = async (): Promise<void> => {
    // The clipboard is there over https and on localhost alone; elsewhere the text is marked, to be copied by hand.
    if (shown.current !== null) getSelection()?.selectAllChildren(shown.current)
    await navigator.clipboard?.writeText(text)
    setCopied(true)
  }
  return (
    <div className={styles['copy'] ?? ''}>
      <span className={styles['label'] ?? ''}>{label}</span>
      <pre ref={shown} tabIndex={0} role="region" aria-label={label}>
        {text}
      </pre>
      <Button
        onPress={() => void copy()}
        icon={isCopied ? <Check aria-hidden /> : <CopyIcon aria-hidden />}
        aria-label={`${isCopied ? t('copied') : t('copy')}: ${label}`}
      >
        {isCopied ? t('copied') : t('copy')}
      </Button>
    </div>
  )
}
