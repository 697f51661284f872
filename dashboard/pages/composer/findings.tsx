import { CircleAlert, TriangleAlert } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { usePlatforms } from '../../components/account.js'
import { useTexts } from '../../texts/texts.js'
import { texts } from './composer.texts.js'
import styles from './findings.module.css'
import type { Finding } from './use-verdict.js'

type Props = { findings: readonly Finding[] }

/** What the networks say of a field, errors first; read out as it changes. */
export const Findings = memo(function Findings({ findings }: Props): ReactNode {
  const { find } = usePlatforms()
  const t = useTexts(texts)
  const sorted = [...findings].sort((one, other) => rank(one) - rank(other))
  return (
    <div aria-live="polite">
      {sorted.length > 0 && (
        <ul role="list" className={styles['list'] ?? ''}>
          {sorted.map(({ severity, message, platforms, field, suggestion }) => (
            <li key={`${severity} ${field} ${message}`} className={styles[severity] ?? ''}>
              {severity === 'error' ? <CircleAlert aria-hidden /> : <TriangleAlert aria-hidden />}
              <span>
                <span className="visually-hidden">{t(severity)}: </span>
                {platforms.length > 0 && (
                  <strong>{platforms.map((slug) => find(slug)?.name ?? slug).join(', ')}: </strong>
                )}
                {message}
                {suggestion !== undefined && <span className={styles['more'] ?? ''}> {suggestion}.</span>}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
})

function rank({ severity }: Finding): number {
  return severity === 'error' ? 0 : 1
}
