import { CircleAlert, TriangleAlert } from 'lucide-react'
import { memo, useState, type ReactNode } from 'react'
import { usePlatforms } from '../../components/account.js'
import { Button } from '../../components/button.js'
import { useReason } from '../../texts/reasons.js'
import { useTexts } from '../../texts/texts.js'
import { texts } from './composer.texts.js'
import styles from './findings.module.css'
import type { Finding } from './use-verdict.js'

type Props = { findings: readonly Finding[] }

/** More than these are shown when somebody asks for them: fifteen networks have much to say. */
const most = 6

/** What the networks say of a field, errors first; read out as it changes. */
export const Findings = memo(function Findings({ findings }: Props): ReactNode {
  const { find } = usePlatforms()
  const t = useTexts(texts)
  const reason = useReason()
  const [isOpen, setOpen] = useState(false)
  const sorted = [...findings].sort((one, other) => rank(one) - rank(other))
  // One or two more are shown at once: to ask for them takes as much room.
  const shown = isOpen || sorted.length <= most + 2 ? sorted : sorted.slice(0, most)
  return (
    <div aria-live="polite">
      {shown.length > 0 && (
        <ul role="list" className={styles['list'] ?? ''}>
          {shown.map(({ severity, code, message, platforms, field, suggestion, details }) => (
            <li key={`${severity} ${field} ${message}`} className={styles[severity] ?? ''}>
              {severity === 'error' ? <CircleAlert aria-hidden /> : <TriangleAlert aria-hidden />}
              <span>
                <span className="visually-hidden">{t(severity)}: </span>
                {platforms.length > 0 && (
                  <strong>{platforms.map((slug) => find(slug)?.name ?? slug).join(', ')}: </strong>
                )}
                {reason({ code, message, details })}
                {suggestion !== undefined && <span className={styles['more'] ?? ''}> {suggestion}</span>}
              </span>
            </li>
          ))}
        </ul>
      )}
      {shown.length < sorted.length && (
        <Button look="quiet" onPress={() => setOpen(true)}>
          {t('moreFindings', { count: sorted.length - shown.length })}
        </Button>
      )}
    </div>
  )
})

function rank({ severity }: Finding): number {
  return severity === 'error' ? 0 : 1
}
