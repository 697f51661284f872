import { useMutation, useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { queryClient } from '../../api.js'
import { Asked, ErrorNote } from '../../components/asked.js'
import { Button } from '../../components/button.js'
import { Card, Row } from '../../components/page.js'
import { sandbox } from '../../sandbox.js'
import { useMoments } from '../../texts/moments.js'
import { useTexts } from '../../texts/texts.js'
import { texts } from './sandbox.texts.js'

const hourMs = 3_600_000
const steps = { hour: hourMs, day: 24 * hourMs, week: 7 * 24 * hourMs } as const
const stepNames = ['hour', 'day', 'week'] as const

/** The time of server and simulators, and ways to have it pass. */
export function Clock(): ReactNode {
  const t = useTexts(texts)
  const { at } = useMoments()
  const clock = useQuery({
    queryKey: ['sandbox', 'clock'],
    queryFn: () => sandbox.readClock(),
    refetchInterval: 30_000,
  })
  const advance = useMutation({
    mutationFn: (ms: number) => sandbox.advanceClock(ms),
    // Whatever was planned for that time happens now.
    onSuccess: () => queryClient.invalidateQueries(),
  })
  return (
    <Card title={t('clock')}>
      <p className="soft small">{t('clockLead')}</p>
      <Asked query={clock}>
        {({ now, offsetMs }) => (
          <p>
            <strong>{t('now', { now: at(now) })}</strong>
            <br />
            <span className="soft small">
              {offsetMs < hourMs ? t('real') : t('ahead', { hours: Math.round(offsetMs / hourMs) })}
            </span>
          </p>
        )}
      </Asked>
      {advance.isError && <ErrorNote error={advance.error} />}
      <Row>
        {stepNames.map((step) => (
          <Button
            key={step}
            isPending={advance.isPending && advance.variables === steps[step]}
            onPress={() => advance.mutate(steps[step])}
          >
            {t(step)}
          </Button>
        ))}
      </Row>
    </Card>
  )
}
