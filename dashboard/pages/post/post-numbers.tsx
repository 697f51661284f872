import { useMutation, useQuery } from '@tanstack/react-query'
import { RefreshCw } from 'lucide-react'
import type { ReactNode } from 'react'
import { useLocale } from 'react-aria-components'
import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import type { PostAnalytics } from '../../../sdk/index.js'
import { client, queryClient } from '../../api.js'
import { Asked, ErrorNote } from '../../components/asked.js'
import { Button } from '../../components/button.js'
import { Row, Stack } from '../../components/page.js'
import { useMoments } from '../../texts/moments.js'
import { useTexts } from '../../texts/texts.js'
import styles from './post-page.module.css'
import { numbersQuery } from './post.queries.js'
import { texts } from './post.texts.js'

/** What people did with the post, as the networks tell it, and how that grew. */
export function PostNumbers({ postId }: { postId: string }): ReactNode {
  const t = useTexts(texts)
  const { at: say } = useMoments()
  const query = useQuery(numbersQuery(postId))
  const refresh = useMutation({
    mutationFn: () => client.analytics.refreshPost(postId),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['analytics', 'post', postId] }),
  })
  return (
    <Asked query={query}>
      {(numbers) => (
        <Stack>
          {refresh.isError && <ErrorNote error={refresh.error} />}
          {numbers.dataAvailable ? (
            <>
              <Figures numbers={numbers} />
              <Curve numbers={numbers} />
            </>
          ) : (
            <p className="soft">{t('noNumbers')}</p>
          )}
          <Row isSpread>
            <span className="soft small">
              {refresh.data?.refresh.map(({ message }) => message).join(' ') ??
                (numbers.collectedAt !== null && t('asOf', { at: say(numbers.collectedAt, 'short') }))}
            </span>
            <Button
              look="quiet"
              icon={<RefreshCw aria-hidden />}
              isPending={refresh.isPending}
              onPress={() => refresh.mutate()}
            >
              {t('refresh')}
            </Button>
          </Row>
        </Stack>
      )}
    </Asked>
  )
}

function Figures({ numbers }: { numbers: PostAnalytics }): ReactNode {
  const t = useTexts(texts)
  const { locale } = useLocale()
  return (
    <dl className={styles['figures'] ?? ''}>
      {numbers.reportedMetrics.map((metric) => (
        <div key={metric}>
          <dt>{t(metric)}</dt>
          <dd>{(numbers.metrics[metric] ?? 0).toLocaleString(locale)}</dd>
        </div>
      ))}
    </dl>
  )
}

/** One day alone is no curve. The figures above say the same in words, so that the picture is not read out. */
function Curve({ numbers }: { numbers: PostAnalytics }): ReactNode {
  const t = useTexts(texts)
  const { locale } = useLocale()
  const metric = numbers.reportedMetrics.includes('impressions') ? 'impressions' : 'engagements'
  const points = curveOf(numbers, metric)
  if (points.length < 2) return null
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' })
  return (
    <div className={styles['chart'] ?? ''} aria-hidden>
      <ResponsiveContainer width="100%" height="100%">
        <LineChart data={points} accessibilityLayer={false} margin={{ top: 8, right: 8, bottom: 0, left: 0 }}>
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            dataKey="at"
            tickFormatter={(at: string) => day.format(new Date(at))}
            stroke="var(--soft)"
            tickLine={false}
            fontSize={12}
          />
          <YAxis
            width={44}
            stroke="var(--soft)"
            tickLine={false}
            axisLine={false}
            fontSize={12}
            allowDecimals={false}
          />
          <Tooltip
            labelFormatter={(at) => day.format(new Date(String(at)))}
            contentStyle={{ background: 'var(--raised)', borderColor: 'var(--line)' }}
          />
          <Line
            dataKey="value"
            name={t(metric)}
            stroke="var(--accent)"
            strokeWidth={2}
            dot={false}
            isAnimationActive={false}
          />
        </LineChart>
      </ResponsiveContainer>
    </div>
  )
}

/** All networks together: each counts on with what it told last. */
function curveOf(
  { data }: PostAnalytics,
  metric: 'impressions' | 'engagements',
): { at: string; value: number }[] {
  const known = new Map<string, number>()
  const points = new Map<string, number>()
  for (const row of [...data].sort((one, other) => one.periodStart.localeCompare(other.periodStart))) {
    known.set(row.postPlatformId, row.metrics[metric] ?? 0)
    points.set(
      row.periodStart,
      [...known.values()].reduce((sum, each) => sum + each, 0),
    )
  }
  return [...points].map(([at, value]) => ({ at, value }))
}
