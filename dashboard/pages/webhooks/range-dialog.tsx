import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent, type ReactNode } from 'react'
import { client, queryClient } from '../../api.js'
import { now } from '../../clock.js'
import { ErrorNote } from '../../components/asked.js'
import { Button } from '../../components/button.js'
import { DateTimeField } from '../../components/date-time-field.js'
import { Dialog } from '../../components/dialog.js'
import { ZoneNote } from '../../components/moment.js'
import { Row } from '../../components/page.js'
import { say } from '../../components/toasts.js'
import { useZone } from '../../texts/moments.js'
import { useTexts } from '../../texts/texts.js'
import styles from './webhooks.module.css'
import { texts } from './webhooks.texts.js'

/** Sends all events of a time again: after a receiver was down for longer than it is tried, say. */
export function RangeDialog({ webhookId, onClose }: { webhookId: string; onClose: () => void }): ReactNode {
  const t = useTexts(texts)
  const [from, setFrom] = useState(() => new Date(now() - 86_400_000).toISOString())
  const [to, setTo] = useState(() => new Date(now() + 60_000).toISOString())
  const zone = useZone()
  const replay = useMutation({
    mutationFn: () => client.webhooks.replayRange(webhookId, { from, to }),
    async onSuccess({ replayed }) {
      await queryClient.invalidateQueries({ queryKey: ['webhooks', webhookId] })
      say(t('rangeDone', { count: replayed }))
      onClose()
    },
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    replay.mutate()
  }
  return (
    <Dialog title={t('rangeTitle')} isOpen onClose={onClose}>
      <form onSubmit={submit} className={styles['form'] ?? ''}>
        <p className="soft">{t('rangeHint')}</p>
        <ZoneNote />
        <DateTimeField
          label={t('from')}
          value={from}
          timeZone={zone}
          onChange={(at) => setFrom(at ?? from)}
        />
        <DateTimeField label={t('to')} value={to} timeZone={zone} onChange={(at) => setTo(at ?? to)} />
        {replay.isError && <ErrorNote error={replay.error} />}
        <Row>
          <Button type="submit" look="primary" isPending={replay.isPending}>
            {t('rangeAction')}
          </Button>
        </Row>
      </form>
    </Dialog>
  )
}
