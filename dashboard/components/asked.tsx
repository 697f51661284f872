import type { UseQueryResult } from '@tanstack/react-query'
import { CircleAlert, SearchX, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { VoxBurstError } from '../../sdk/errors.js'
import { useReason } from '../texts/reasons.js'
import { useTexts } from '../texts/texts.js'
import styles from './asked.module.css'
import { Button, ButtonLink } from './button.js'
import { texts } from './components.texts.js'
import { Empty } from './page.js'

type Props<Data> = {
  query: UseQueryResult<Data>
  children: (data: Data) => ReactNode
  /** Stands there while nothing is known yet; a calm bar when absent. */
  waiting?: ReactNode
}

/** What was asked of the server: the answer, or that it is on its way, or what went wrong and a way to ask again. */
export function Asked<Data>({ query, children, waiting }: Props<Data>): ReactNode {
  const t = useTexts(texts)
  if (query.data !== undefined) return children(query.data)
  const status = query.error instanceof VoxBurstError ? query.error.status : undefined
  // Asking again would change neither.
  if (status === 404 || status === 403)
    return (
      <Empty
        icon={<SearchX />}
        title={t(status === 404 ? 'gone' : 'mayNot')}
        action={<ButtonLink to="/">{t('toHome')}</ButtonLink>}
      >
        {t(status === 404 ? 'goneHint' : 'mayNotHint')}
      </Empty>
    )
  if (query.isError)
    return (
      <ErrorNote
        error={query.error}
        title={t('failed')}
        action={<Button onPress={() => void query.refetch()}>{t('retry')}</Button>}
      />
    )
  return waiting ?? <Waiting />
}

/** Bars where text will be; read out as “Loading”. */
export function Waiting({ lines = 3 }: { lines?: number }): ReactNode {
  const t = useTexts(texts)
  return (
    <div className={styles['waiting'] ?? ''} role="status" aria-label={t('loading')}>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} className={styles['bar'] ?? ''} />
      ))}
    </div>
  )
}

type NoteProps = { error: unknown; title?: string; action?: ReactNode }

/** What the server refused, in its own words: they are written for people. */
export function ErrorNote({ error, title, action }: NoteProps): ReactNode {
  const t = useTexts(texts)
  const requestId = error instanceof VoxBurstError ? error.requestId : undefined
  const message = useErrorMessage()
  return (
    <Note
      tone="error"
      {...(title === undefined ? {} : { title })}
      {...(action === undefined ? {} : { action })}
    >
      {message(error)}
      {requestId !== undefined && <span className="soft small"> {t('requestId', { id: requestId })}</span>}
    </Note>
  )
}

/** Says an error as a person would want to read it. */
export function useErrorMessage(): (error: unknown) => string {
  const t = useTexts(texts)
  const reason = useReason()
  return (error) => {
    if (error instanceof VoxBurstError && (error.code === 'CONNECTION_FAILED' || error.code === 'TIMED_OUT'))
      return t('network')
    if (error instanceof VoxBurstError) return reason(error)
    return error instanceof Error ? error.message : String(error)
  }
}

type Tone = 'error' | 'warning' | 'info' | 'good'

/** A sentence with a coloured edge. Errors and warnings are read out as they appear. */
export function Note({
  tone,
  title,
  children,
  action,
}: {
  tone: Tone
  title?: string
  children: ReactNode
  action?: ReactNode
}): ReactNode {
  const isLoud = tone === 'error' || tone === 'warning'
  return (
    <div className={`${styles['note'] ?? ''} ${styles[tone] ?? ''}`} role={isLoud ? 'alert' : 'note'}>
      {tone === 'error' && <CircleAlert aria-hidden />}
      {tone === 'warning' && <TriangleAlert aria-hidden />}
      <div className={styles['words'] ?? ''}>
        {title !== undefined && <strong>{title}</strong>}
        <div>{children}</div>
      </div>
      {action}
    </div>
  )
}
