import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent, type ReactNode } from 'react'
import { client, queryClient } from '../../api.js'
import { ErrorNote } from '../../components/asked.js'
import { Button } from '../../components/button.js'
import { Dialog } from '../../components/dialog.js'
import { TextField } from '../../components/fields.js'
import { Row } from '../../components/page.js'
import { say } from '../../components/toasts.js'
import { useTexts } from '../../texts/texts.js'
import styles from './webhooks.module.css'
import { texts } from './webhooks.texts.js'

/** Sends all events of a time again: after a receiver was down for longer than it is tried, say. */
export function RangeDialog({ webhookId, onClose }: { webhookId: string; onClose: () => void }): ReactNode {
  const t = useTexts(texts)
  const [from, setFrom] = useState(() => local(Date.now() - 86_400_000))
  const [to, setTo] = useState(() => local(Date.now() + 60_000))
  const replay = useMutation({
    mutationFn: () =>
      client.webhooks.replayRange(webhookId, {
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
      }),
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
        <TextField label={t('from')} type="datetime-local" value={from} onChange={setFrom} isRequired />
        <TextField label={t('to')} type="datetime-local" value={to} onChange={setTo} isRequired />
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

/** As a field for date and time has it: the reader's clock, to the minute. */
function local(ms: number): string {
  const date = new Date(ms)
  return new Date(ms - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
