import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState, type FormEvent, type ReactNode } from 'react'
import type { UpdateWebhookBody, Webhook } from '../../../sdk/index.js'
import { client, queryClient } from '../../api.js'
import { Asked, ErrorNote, Note } from '../../components/asked.js'
import { Button, ButtonLink } from '../../components/button.js'
import { CopyText } from '../../components/copy.js'
import { ConfirmDialog, Dialog } from '../../components/dialog.js'
import { Card, Page, Row } from '../../components/page.js'
import { useMay } from '../../session.js'
import { useTexts } from '../../texts/texts.js'
import { Deliveries } from './deliveries.js'
import { OnOff } from './on-off.js'
import { WebhookFields, type WebhookForm } from './webhook-fields.js'
import styles from './webhooks.module.css'
import { texts } from './webhooks.texts.js'

const afterwards = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ['webhooks'] })

export function WebhookPage(): ReactNode {
  const t = useTexts(texts)
  const { webhookId } = useParams({ from: '/inside/webhooks/$webhookId' })
  const webhook = useQuery({
    queryKey: ['webhooks', webhookId],
    queryFn: ({ signal }) => client.webhooks.get(webhookId, { signal }),
  })
  return (
    <Page
      title={webhook.data === undefined ? t('title') : new URL(webhook.data.url).host}
      actions={<ButtonLink to="/webhooks">{t('back')}</ButtonLink>}
    >
      <Asked query={webhook}>
        {(known) => (
          <>
            <About webhook={known} />
            <Deliveries webhookId={known.id} />
          </>
        )}
      </Asked>
    </Page>
  )
}

function About({ webhook }: { webhook: Webhook }): ReactNode {
  const t = useTexts(texts)
  const navigate = useNavigate()
  const may = useMay()({ scope: 'webhooks:write' })
  const [open, setOpen] = useState<'edit' | 'rotate' | 'delete' | null>(null)
  const close = (): void => setOpen(null)
  const { id, url, events, disabledReason, failureCount } = webhook
  const test = useMutation({
    mutationFn: () => client.webhooks.test({ webhookId: id }),
    onSettled: afterwards,
  })
  const rotate = useMutation({ mutationFn: () => client.webhooks.rotateSecret(id), onSuccess: close })
  const remove = useMutation({
    mutationFn: () => client.webhooks.delete(id),
    async onSuccess() {
      await navigate({ to: '/webhooks' })
      await afterwards()
    },
  })
  return (
    <Card>
      <Row isSpread>
        <strong className={styles['url'] ?? ''}>{url}</strong>
        <OnOff webhook={webhook} isDisabled={!may} />
      </Row>
      <p className="soft small">
        {events.includes('*') ? t('all') : events.map((type) => nameOf(t, type)).join(', ')}
      </p>
      {disabledReason !== null && <Note tone="warning">{t('off', { why: disabledReason })}</Note>}
      {failureCount > 0 && <Note tone="warning">{t('failing', { count: failureCount })}</Note>}
      {test.data !== undefined && <TestOutcome delivery={test.data.data} />}
      {test.isError && <ErrorNote error={test.error} />}
      {rotate.data !== undefined && (
        <>
          <Note tone="warning">{t('secretHint')}</Note>
          <CopyText label={t('secret')} text={rotate.data.secret} />
        </>
      )}
      {may && (
        <Row>
          <Button isPending={test.isPending} onPress={() => test.mutate()}>
            {t('test')}
          </Button>
          <Button onPress={() => setOpen('edit')}>{t('edit')}</Button>
          <Button onPress={() => setOpen('rotate')}>{t('rotate')}</Button>
          <Button look="danger" onPress={() => setOpen('delete')}>
            {t('delete')}
          </Button>
        </Row>
      )}
      {open === 'edit' && <EditDialog webhook={webhook} onClose={close} />}
      <ConfirmDialog
        title={t('rotateTitle')}
        isOpen={open === 'rotate'}
        onClose={close}
        action={t('rotate')}
        isPending={rotate.isPending}
        onConfirm={() => rotate.mutate()}
      >
        <p>{t('rotateHint')}</p>
        {rotate.isError && <ErrorNote error={rotate.error} />}
      </ConfirmDialog>
      <ConfirmDialog
        title={t('deleteTitle')}
        isOpen={open === 'delete'}
        onClose={close}
        action={t('deleteAction')}
        isPending={remove.isPending}
        onConfirm={() => remove.mutate()}
      >
        <p>{t('deleteHint', { host: new URL(url).host })}</p>
        {remove.isError && <ErrorNote error={remove.error} />}
      </ConfirmDialog>
    </Card>
  )
}

type Tested = { success: boolean; statusCode: number | null; latencyMs: number | null; error: string | null }

function TestOutcome({ delivery }: { delivery: Tested }): ReactNode {
  const t = useTexts(texts)
  const { success, statusCode, latencyMs, error } = delivery
  if (success)
    return (
      <Note tone="good">
        <span role="status">{t('testGood', { status: String(statusCode), ms: latencyMs })}</span>
      </Note>
    )
  const why = error ?? t('answer', { status: String(statusCode) })
  return <Note tone="error">{t('testBad', { why })}</Note>
}

function EditDialog({ webhook, onClose }: { webhook: Webhook; onClose: () => void }): ReactNode {
  const t = useTexts(texts)
  const [form, setForm] = useState<WebhookForm>({ url: webhook.url, events: webhook.events })
  const save = useMutation({
    mutationFn: () => client.webhooks.update(webhook.id, form as UpdateWebhookBody),
    async onSuccess() {
      await afterwards()
      onClose()
    },
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <Dialog title={t('edit')} isOpen onClose={onClose}>
      <form onSubmit={submit} className={styles['form'] ?? ''}>
        <WebhookFields form={form} onChange={setForm} />
        {save.isError && <ErrorNote error={save.error} />}
        <Row>
          <Button
            type="submit"
            look="primary"
            isPending={save.isPending}
            isDisabled={form.events.length === 0}
          >
            {t('save')}
          </Button>
        </Row>
      </form>
    </Dialog>
  )
}

/** What an event is called; one that this page does not know keeps its own name. */
function nameOf(t: (key: keyof typeof texts.en) => string, type: string): string {
  return type in texts.en ? t(type as keyof typeof texts.en) : type
}
