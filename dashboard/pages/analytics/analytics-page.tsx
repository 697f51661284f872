import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { ChartColumn, Download } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Account } from '../../../sdk/index.js'
import { accountName, usePlatforms } from '../../components/account.js'
import { Asked } from '../../components/asked.js'
import { Button, ButtonLink } from '../../components/button.js'
import { Select } from '../../components/fields.js'
import { Card, Empty, Page } from '../../components/page.js'
import { accountsQuery } from '../../queries.js'
import { useTexts } from '../../texts/texts.js'
import styles from './analytics.module.css'
import { texts } from './analytics.texts.js'
import { BestPosts } from './best-posts.js'
import { ByNetwork } from './by-network.js'
import { Figures } from './figures.js'
import {
  addUp,
  csvOf,
  granularityOf,
  measures,
  periods,
  pointsOf,
  useOverviews,
  useSeries,
  type Period,
} from './numbers.js'
import { OverTime } from './over-time.js'

export function AnalyticsPage(): ReactNode {
  const t = useTexts(texts)
  const accounts = useQuery(accountsQuery)
  return (
    <Asked query={accounts} waiting={<Page title={t('title')}>{null}</Page>}>
      {(all) =>
        all.length === 0 ? (
          <Page title={t('title')}>
            <Card>
              <Empty
                icon={<ChartColumn />}
                title={t('noAccounts')}
                action={
                  <ButtonLink to="/accounts" look="primary">
                    {t('connect')}
                  </ButtonLink>
                }
              >
                {t('noAccountsHint')}
              </Empty>
            </Card>
          </Page>
        ) : (
          <Numbers all={all} />
        )
      }
    </Asked>
  )
}

function Numbers({ all }: { all: readonly Account[] }): ReactNode {
  const t = useTexts(texts)
  const search = useSearch({ from: '/inside/analytics' })
  const period: Period =
    search.period !== undefined && search.period in periods ? (search.period as Period) : '30d'
  const ofPlatform = all.filter((each) => search.platform === undefined || each.platform === search.platform)
  const chosen = ofPlatform.filter(({ id }) => search.account === undefined || id === search.account)
  const accounts = chosen.length === 0 ? ofPlatform : chosen
  const { now, before } = useOverviews(
    period,
    accounts.map(({ id }) => id),
  )
  const series = useSeries(period, accounts)
  const points = addUp(series.data)
  const { find } = usePlatforms()
  const save = (): void => {
    const header = [t(granularityOf(period)), t('platform'), t('account'), ...measures.map((each) => t(each))]
    const rows = series.data.flatMap((each) => {
      const account = accounts.find(({ id }) => id === each.accountId)
      const names =
        account === undefined
          ? ['', '']
          : [find(account.platform)?.name ?? account.platform, accountName(account)]
      return pointsOf(each).map((point) => [
        point.date,
        ...names,
        ...measures.map((measure) => point[measure]),
      ])
    })
    download(csvOf(header, rows), `voxburst-analytics-${period}.csv`)
  }
  return (
    <Page
      title={t('title')}
      lead={t('lead')}
      actions={
        <Button icon={<Download aria-hidden />} isDisabled={series.isPending} onPress={save}>
          {t('export')}
        </Button>
      }
    >
      <Filters all={all} period={period} />
      <Asked query={now}>
        {(overview) => (
          <>
            <Figures overview={overview} before={before} />
            <OverTime
              points={points}
              series={series.data}
              isPending={series.isPending}
              unit={granularityOf(period)}
            />
            <div className={styles['pair'] ?? ''}>
              <ByNetwork overview={overview} />
              <BestPosts overview={overview} />
            </div>
          </>
        )}
      </Asked>
    </Page>
  )
}

function Filters({ all, period }: { all: readonly Account[]; period: Period }): ReactNode {
  const t = useTexts(texts)
  const { find } = usePlatforms()
  const navigate = useNavigate({ from: '/analytics' })
  const { platform, account } = useSearch({ from: '/inside/analytics' })
  const platforms = [...new Set(all.map((each) => each.platform))]
  const go = (change: { period?: string; platform?: string; account?: string }): void => {
    const all = { period, platform: platform ?? '', account: account ?? '', ...change }
    const search = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''))
    void navigate({ search, replace: true })
  }
  return (
    <div className={styles['filters'] ?? ''}>
      <Select
        label={t('period')}
        options={(Object.keys(periods) as Period[]).map((value) => ({ value, label: t(value) }))}
        value={period}
        onChange={(next) => go({ period: next })}
      />
      <Select
        label={t('platform')}
        options={[
          { value: '', label: t('allPlatforms') },
          ...platforms.map((value) => ({ value, label: find(value)?.name ?? value })),
        ]}
        value={platform ?? ''}
        onChange={(next) => go({ platform: next, account: '' })}
      />
      <Select
        label={t('account')}
        options={[
          { value: '', label: t('allAccounts') },
          ...all
            .filter((each) => platform === undefined || each.platform === platform)
            .map((each) => ({
              value: each.id,
              label: accountName(each),
              hint: find(each.platform)?.name ?? each.platform,
            })),
        ]}
        value={account ?? ''}
        onChange={(next) => go({ account: next })}
      />
    </div>
  )
}

function download(file: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
