import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Plus, Webhook as WebhookIcon } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import type { Webhook } from '../../../sdk/index.js'
import { client } from '../../api.js'
import { Asked } from '../../components/asked.js'
import { Button } from '../../components/button.js'
import { Card, Empty, Page } from '../../components/page.js'
import { useMay } from '../../session.js'
import { useMoments } from '../../texts/moments.js'
import { useTexts } from '../../texts/texts.js'
import { CreateWebhookDialog } from './create-webhook-dialog.js'
import { OnOff } from './on-off.js'
import styles from './webhooks.module.css'
import { texts } from './webhooks.texts.js'

export function WebhooksPage(): ReactNode {
  const t = useTexts(texts)
  const may = useMay()({ scope: 'webhooks:write' })
  const [isCreating, setCreating] = useState(false)
  const webhooks = useQuery({
    queryKey: ['webhooks'],
    queryFn: async ({ signal }) => await client.webhooks.list({ limit: 100 }, { signal }),
  })
  const create = may && (
    <Button look="primary" icon={<Plus aria-hidden />} onPress={() => setCreating(true)}>
      {t('create')}
    </Button>
  )
  return (
    <Page title={t('title')} lead={t('lead')} actions={create}>
      <Card>
        <Asked query={webhooks}>
          {({ data }) =>
            data.length === 0 ? (
              <Empty icon={<WebhookIcon />} title={t('none')} action={create}>
                {may ? t('noneHint') : t('onlyAdmins')}
              </Empty>
            ) : (
              <ul role="list" className={styles['lines'] ?? ''}>
                {data.map((webhook) => (
                  <WebhookRow key={webhook.id} webhook={webhook} may={may} />
                ))}
              </ul>
            )
          }
        </Asked>
      </Card>
      {isCreating && <CreateWebhookDialog onClose={() => setCreating(false)} />}
    </Page>
  )
}

function WebhookRow({ webhook, may }: { webhook: Webhook; may: boolean }): ReactNode {
  const t = useTexts(texts)
  const { ago } = useMoments()
  const { id, url, events, lastDeliveryAt, failureCount } = webhook
  return (
    <li className={styles['line'] ?? ''}>
      <div>
        <Link to="/webhooks/$webhookId" params={{ webhookId: id }}>
          <strong>{url}</strong>
        </Link>
        <p className="soft small">
          {events.includes('*') ? t('all') : t('count', { count: events.length })} ·{' '}
          {lastDeliveryAt === null ? t('never') : t('last', { when: ago(lastDeliveryAt) })}
          {failureCount > 0 && ` · ${t('failing', { count: failureCount })}`}
        </p>
      </div>
      <OnOff webhook={webhook} isDisabled={!may} />
    </li>
  )
}
