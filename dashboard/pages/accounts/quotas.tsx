import type { ReactNode } from 'react'
import type { Account } from '../../../sdk/index.js'
import { Meter } from '../../components/meter.js'
import { Stack } from '../../components/page.js'
import { useMoments } from '../../texts/moments.js'
import { useTexts } from '../../texts/texts.js'
import { texts } from './accounts.texts.js'

/** What the network still takes from an account, a bar for each thing that it counts. */
export function Quotas({ account }: { account: Account }): ReactNode {
  const t = useTexts(texts)
  const { number } = useMoments()
  if (account.quotas === undefined || account.quotas.length === 0)
    return <span className="soft small">{t('noQuota')}</span>
  return (
    <Stack gap="s">
      {account.quotas.map(({ name, limit, remaining, scheduled }) => (
        <Meter
          key={name}
          label={name}
          value={remaining}
          max={limit}
          isLow={remaining - scheduled < limit / 10}
          said={t(scheduled > 0 ? 'leftScheduled' : 'left', {
            remaining: number(remaining),
            limit: number(limit),
            scheduled: number(scheduled),
          })}
        />
      ))}
    </Stack>
  )
}
