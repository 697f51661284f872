import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent, type ReactNode } from 'react'
import { VoxBurstError } from '../../../sdk/errors.js'
import type { CreateWebhookBody } from '../../../sdk/index.js'
import { client, queryClient } from '../../api.js'
import { ErrorNote, Note } from '../../components/asked.js'
import { Button } from '../../components/button.js'
import { CopyText } from '../../components/copy.js'
import { Dialog } from '../../components/dialog.js'
import { Row } from '../../components/page.js'
import { useTexts } from '../../texts/texts.js'
import { WebhookFields, type WebhookForm } from './webhook-fields.js'
import styles from './webhooks.module.css'
import { texts } from './webhooks.texts.js'

/** Asks where to call and of what, then shows the secret, once. */
export function CreateWebhookDialog({ onClose }: { onClose: () => void }): ReactNode {
  const t = useTexts(texts)
  const [form, setForm] = useState<WebhookForm>({ url: '', events: ['post.published', 'post.failed'] })
  const [isChecked, setChecked] = useState(false)
  const create = useMutation({
    mutationFn: () => client.webhooks.create(form as CreateWebhookBody),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['webhooks'] }),
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    setChecked(true)
    if (form.events.length > 0) create.mutate()
  }
  const secret = create.data?.secret
  const isOfUrl = create.error instanceof VoxBurstError && create.error.field === 'url'
  return (
    <Dialog
      title={t('create')}
      isOpen
      onClose={onClose}
      {...(secret === undefined ? {} : { actions: <Button onPress={onClose}>{t('done')}</Button> })}
    >
      {secret === undefined ? (
        <form onSubmit={submit} className={styles['form'] ?? ''}>
          <WebhookFields form={form} onChange={setForm} error={isOfUrl ? create.error?.message : undefined} />
          {isChecked && form.events.length === 0 && <Note tone="error">{t('chooseEvents')}</Note>}
          {create.isError && !isOfUrl && <ErrorNote error={create.error} />}
          <Row>
            <Button type="submit" look="primary" isPending={create.isPending}>
              {t('create')}
            </Button>
          </Row>
        </form>
      ) : (
        <>
          <Note tone="warning">{t('secretHint')}</Note>
          <CopyText label={t('secret')} text={secret} />
        </>
      )}
    </Dialog>
  )
}
