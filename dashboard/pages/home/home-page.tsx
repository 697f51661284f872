import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import { ErrorNote, Waiting } from '../../components/asked.js'
import { ButtonLink } from '../../components/button.js'
import { Page } from '../../components/page.js'
import { accountsQuery } from '../../queries.js'
import { useMay } from '../../session.js'
import { useTexts } from '../../texts/texts.js'
import { Guide } from './guide.js'
import { latestQuery, outQuery } from './home.queries.js'
import { texts } from './home.texts.js'
import { Overview } from './overview.js'

/** The first run leads who may write to the first post; from then on, what needs somebody and what happens. */
export function HomePage(): ReactNode {
  const t = useTexts(texts)
  const mayWrite = useMay()({ scope: 'posts:write' })
  const accounts = useQuery(accountsQuery)
  const latest = useQuery(latestQuery)
  const out = useQuery(outQuery)
  const error = accounts.error ?? latest.error ?? out.error
  const isKnown = accounts.isSuccess && latest.isSuccess && out.isSuccess
  const isFirstRun = mayWrite && isKnown && out.data.length === 0
  return (
    <Page
      title={isFirstRun ? t('welcome') : t('title')}
      {...(isFirstRun ? { lead: t('welcomeLead') } : {})}
      actions={
        mayWrite &&
        isKnown &&
        !isFirstRun && (
          <ButtonLink to="/posts/new" icon={<Plus aria-hidden />}>
            {t('write')}
          </ButtonLink>
        )
      }
    >
      {error !== null && <ErrorNote error={error} />}
      {!isKnown && error === null && <Waiting lines={5} />}
      {isFirstRun && <Guide accounts={accounts.data} latest={latest.data} />}
      {isKnown && (!isFirstRun || latest.data !== null) && <Overview accounts={accounts.data} />}
    </Page>
  )
}
