import { useInfiniteQuery } from '@tanstack/react-query'
import { Send } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { client } from '../../api.js'
import { Asked } from '../../components/asked.js'
import { Button } from '../../components/button.js'
import { Select } from '../../components/fields.js'
import { ZoneNote } from '../../components/moment.js'
import { Card, Empty, Row } from '../../components/page.js'
import { useMay } from '../../session.js'
import { useTexts } from '../../texts/texts.js'
import { DeliveryLine } from './delivery-line.js'
import { RangeDialog } from './range-dialog.js'
import styles from './webhooks.module.css'
import { texts } from './webhooks.texts.js'

const shown = ['all', 'succeeded', 'failed', 'pending'] as const

/** What was sent to a webhook, and what it answered. */
export function Deliveries({ webhookId }: { webhookId: string }): ReactNode {
  const t = useTexts(texts)
  const may = useMay()({ scope: 'webhooks:write' })
  const [status, setStatus] = useState<(typeof shown)[number]>('all')
  const [isReplaying, setReplaying] = useState(false)
  const deliveries = useInfiniteQuery({
    queryKey: ['webhooks', webhookId, 'deliveries', status],
    queryFn: async ({ signal, pageParam }) =>
      await client.webhooks.listDeliveries(
        webhookId,
        {
          limit: 20,
          ...(status === 'all' ? {} : { status }),
          ...(pageParam === null ? {} : { cursor: pageParam }),
        },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ pagination }) => (pagination.has_more ? pagination.next_cursor : null),
    // Deliveries are no events of their own: what is on its way is looked at again.
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ data }) => data.some((each) => each.status === 'pending')) === true
        ? 2_000
        : false,
  })
  return (
    <Card title={t('log')} actions={may && <Button onPress={() => setReplaying(true)}>{t('range')}</Button>}>
      <ZoneNote />
      <div className={styles['filter'] ?? ''}>
        <Select
          label={t('show')}
          options={shown.map((value) => ({
            value,
            label: value === 'all' ? t('allDeliveries') : t(value),
          }))}
          value={status}
          onChange={setStatus}
        />
      </div>
      <Asked query={deliveries}>
        {({ pages }) => {
          const found = pages.flatMap(({ data }) => data)
          return found.length === 0 ? (
            <Empty icon={<Send />} title={t('noDeliveries')} />
          ) : (
            <ul role="list" className={styles['lines'] ?? ''}>
              {found.map((delivery) => (
                <DeliveryLine key={delivery.id} delivery={delivery} mayReplay={may} />
              ))}
            </ul>
          )
        }}
      </Asked>
      {deliveries.hasNextPage && (
        <Row>
          <Button isPending={deliveries.isFetchingNextPage} onPress={() => void deliveries.fetchNextPage()}>
            {t('more')}
          </Button>
        </Row>
      )}
      {isReplaying && <RangeDialog webhookId={webhookId} onClose={() => setReplaying(false)} />}
    </Card>
  )
}
