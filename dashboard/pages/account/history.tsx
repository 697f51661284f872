import { useMutation, useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Backfill } from '../../../sdk/index.js'
import { client, queryClient } from '../../api.js'
import { Asked, ErrorNote } from '../../components/asked.js'
import { Button } from '../../components/button.js'
import { Meter } from '../../components/meter.js'
import { Card } from '../../components/page.js'
import { useMay } from '../../session.js'
import { useMoments } from '../../texts/moments.js'
import { useTexts } from '../../texts/texts.js'
import { connecting } from '../accounts/connecting.js'
import { texts } from './account.texts.js'

const onItsWay: readonly Backfill['status'][] = ['not_started', 'queued', 'running']

/** How far what the account posted before is read. */
export function History({ accountId }: { accountId: string }): ReactNode {
  const t = useTexts(texts)
  const may = useMay()(connecting)
  const queryKey = ['accounts', accountId, 'backfill']
  const backfill = useQuery({
    queryKey,
    queryFn: ({ signal }) => client.accounts.getBackfill(accountId, { signal }),
    // It is read in steps that no event tells of.
    refetchInterval: ({ state }) => (onItsWay.includes(state.data?.status ?? 'paused') ? 2_000 : false),
  })
  const again = useMutation({
    mutationFn: () => client.accounts.startBackfill(accountId),
    onSuccess: () => queryClient.invalidateQueries({ queryKey }),
  })
  const isDone = backfill.data?.status === 'completed'
  return (
    <Card
      title={t('history')}
      actions={
        may &&
        isDone && (
          <Button isPending={again.isPending} onPress={() => again.mutate()}>
            {t('readAgain')}
          </Button>
        )
      }
    >
      <Asked query={backfill}>
        {(known) => (
          <>
            <Meter
              label={t('historyOf', { posts: known.postsFound })}
              said={t('read', { percent: known.progress })}
              value={known.progress}
              max={100}
            />
            <p className="soft small">
              <Stage backfill={known} />
            </p>
          </>
        )}
      </Asked>
      {again.isError && <ErrorNote error={again.error} />}
    </Card>
  )
}

function Stage({ backfill }: { backfill: Backfill }): ReactNode {
  const t = useTexts(texts)
  const { ago, at } = useMoments()
  const { status, nextRunAt, since, reachedBackTo } = backfill
  const back = since ?? reachedBackTo
  return t(status, {
    when: nextRunAt === null ? '' : ago(nextRunAt),
    day: back === null ? '' : at(back, 'date'),
  })
}
