import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { CircleCheck, OctagonAlert, TriangleAlert } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { client } from '../../api.js'
import { accountName, PlatformIcon } from '../../components/account.js'
import { useReason } from '../../texts/reasons.js'
import { useTexts } from '../../texts/texts.js'
import type { Account } from '../../../sdk/index.js'
import { texts } from './composer.texts.js'
import type { Draft } from './draft.js'
import styles from './preflight.module.css'
import { useTimes } from './times.js'
import { useWorkspace } from './use-composer.js'
import { useDebounced } from './use-debounced.js'

const signs = { GREEN: CircleCheck, YELLOW: TriangleAlert, RED: OctagonAlert } as const

type Props = { draft: Draft; accounts: readonly Account[] }

/** What speaks against posting to the picked accounts just then: quotas, repeats, closeness, refusals of late. */
export const Preflight = memo(function Preflight({ draft, accounts }: Props): ReactNode {
  const t = useTexts(texts)
  const reason = useReason()
  const times = useTimes()
  const { timeZone } = useWorkspace()
  const withTimes = (words: string): string =>
    words.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (at) => times.short(at, timeZone))
  const asked = useDebounced(
    JSON.stringify({
      accountIds: accounts.map(({ id }) => id).join(','),
      ...(draft.timing === 'at' && draft.at !== null ? { scheduledFor: draft.at } : {}),
      ...(draft.content.trim() === '' ? {} : { content: draft.content }),
    }),
    800,
  )
  const query = JSON.parse(asked) as { accountIds: string }
  const results = useQuery({
    queryKey: ['accounts', 'preflight', asked],
    queryFn: ({ signal }) => client.posts.preflight(query, { signal }),
    enabled: query.accountIds !== '',
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  }).data?.results
  if (accounts.length === 0 || results === undefined) return null
  const known = results.filter(({ accountId }) => accounts.some(({ id }) => id === accountId))
  const troubled = known.filter(({ tier }) => tier !== 'GREEN')
  return (
    <section className={styles['preflight'] ?? ''} aria-label={t('preflight')} aria-live="polite">
      {troubled.length === 0 && known.length > 0 && (
        <p className={styles['GREEN'] ?? ''}>
          <CircleCheck aria-hidden /> {t('preflightFine')}
        </p>
      )}
      {troubled.length > 0 && (
        <ul role="list">
          {troubled.map(({ accountId, tier, signals }) => {
            const Icon = signs[tier]
            const account = accounts.find(({ id }) => id === accountId)
            return (
              <li key={accountId}>
                <p className={styles[tier] ?? ''}>
                  <Icon aria-hidden />
                  <strong>{t(tier)}</strong>
                  {account !== undefined && (
                    <span className={styles['account'] ?? ''}>
                      <PlatformIcon platform={account.platform} />
                      {accountName(account)}
                    </span>
                  )}
                </p>
                <p className={styles['words'] ?? ''}>{withTimes(signals.map(reason).join(' '))}</p>
              </li>
            )
          })}
        </ul>
      )}
    </section>
  )
})
