import { Minus, TrendingDown, TrendingUp } from 'lucide-react'
import type { ReactNode } from 'react'
import { useLocale } from 'react-aria-components'
import type { AnalyticsOverview } from '../../../sdk/index.js'
import { useTexts } from '../../texts/texts.js'
import styles from './analytics.module.css'
import { texts } from './analytics.texts.js'

type Props = { overview: AnalyticsOverview; before: AnalyticsOverview | undefined }

/** The totals of the period, each with its change against the period before. */
export function Figures({ overview, before }: Props): ReactNode {
  const t = useTexts(texts)
  const { locale } = useLocale()
  const whole = new Intl.NumberFormat(locale)
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })
  return (
    <dl className={styles['figures'] ?? ''}>
      <Figure
        title={t('posts')}
        said={whole.format(overview.totalPosts)}
        now={overview.totalPosts}
        before={before?.totalPosts}
      />
      <Figure
        title={t('impressions')}
        said={whole.format(overview.totalImpressions)}
        now={overview.totalImpressions}
        before={before?.totalImpressions}
      />
      <Figure
        title={t('engagements')}
        said={whole.format(overview.totalEngagements)}
        now={overview.totalEngagements}
        before={before?.totalEngagements}
      />
      <Figure
        title={t('engagementRate')}
        said={percent.format(overview.averageEngagementRate / 100)}
        now={overview.averageEngagementRate}
        before={before?.averageEngagementRate}
      />
    </dl>
  )
}

type FigureProps = { title: string; said: string; now: number; before: number | undefined }

function Figure({ title, said, now, before }: FigureProps): ReactNode {
  return (
    <div className={styles['figure'] ?? ''}>
      <dt className="soft small">{title}</dt>
      <dd>
        <span className={styles['number'] ?? ''}>{said}</span>
        <Change now={now} before={before} />
      </dd>
    </div>
  )
}

function Change({ now, before }: { now: number; before: number | undefined }): ReactNode {
  const t = useTexts(texts)
  const { locale } = useLocale()
  if (before === undefined || before === 0) return <span className="soft small">{t('noBefore')}</span>
  const share = now / before - 1
  const change = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(
    Math.abs(share),
  )
  if (Math.abs(share) < 0.005)
    return (
      <span className={`${styles['change'] ?? ''} soft small`}>
        <Minus aria-hidden /> {t('same')}
      </span>
    )
  const Icon = share > 0 ? TrendingUp : TrendingDown
  return (
    <span className={`${styles['change'] ?? ''} ${styles[share > 0 ? 'up' : 'down'] ?? ''} small`}>
      <Icon aria-hidden /> {t(share > 0 ? 'up' : 'down', { change })}
    </span>
  )
}
