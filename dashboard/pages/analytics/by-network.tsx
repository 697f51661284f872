import { lazy, Suspense, type ReactNode } from 'react'
import type { AnalyticsOverview } from '../../../sdk/index.js'
import { usePlatforms } from '../../components/account.js'
import { Waiting } from '../../components/asked.js'
import { Card } from '../../components/page.js'
import { Table } from '../../components/table.js'
import { useMoments } from '../../texts/moments.js'
import { useTexts } from '../../texts/texts.js'
import { texts } from './analytics.texts.js'

const BarChart = lazy(async () => ({ default: (await import('./charts.js')).Bars }))

/** The networks beside each other. */
export function ByNetwork({ overview }: { overview: AnalyticsOverview }): ReactNode {
  const t = useTexts(texts)
  const { number } = useMoments()
  const { find } = usePlatforms()
  const rows = overview.byPlatform.map((row) => ({ ...row, name: find(row.platform)?.name ?? row.platform }))
  const drawn = rows.filter(({ engagements }) => engagements > 0)
  return (
    <Card title={t('byNetwork')}>
      {rows.length === 0 ? (
        <p className="soft">{t('noBest')}</p>
      ) : (
        <>
          {drawn.length > 0 && (
            <Suspense fallback={<Waiting />}>
              <BarChart
                rows={drawn.map(({ name, engagements }) => ({ name, value: engagements }))}
                name={t('engagements')}
              />
            </Suspense>
          )}
          <Table
            label={t('byNetwork')}
            rows={rows}
            rowKey={({ platform }) => platform}
            columns={[
              { id: 'name', title: t('platform'), cell: ({ name }) => name },
              { id: 'posts', title: t('posts'), isNumber: true, cell: ({ posts }) => number(posts) },
              {
                id: 'impressions',
                title: t('impressions'),
                isNumber: true,
                // Some networks do not tell how often posts are seen.
                cell: ({ impressions, engagements }) =>
                  impressions === 0 && engagements > 0 ? '–' : number(impressions),
              },
              {
                id: 'engagements',
                title: t('engagements'),
                isNumber: true,
                cell: ({ engagements }) => number(engagements),
              },
            ]}
          />
        </>
      )}
    </Card>
  )
}
