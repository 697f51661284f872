import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Webhook } from '../../../sdk/index.js'
import { client, queryClient } from '../../api.js'
import { useErrorMessage } from '../../components/asked.js'
import { Switch } from '../../components/fields.js'
import { sayError } from '../../components/toasts.js'
import { useTexts } from '../../texts/texts.js'
import { texts } from './webhooks.texts.js'

/** Whether a webhook is called. */
export function OnOff({ webhook, isDisabled }: { webhook: Webhook; isDisabled: boolean }): ReactNode {
  const t = useTexts(texts)
  const message = useErrorMessage()
  const change = useMutation({
    mutationFn: (enabled: boolean) => client.webhooks.update(webhook.id, { enabled }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['webhooks'] }),
    onError: (error) => sayError(message(error)),
  })
  return (
    <Switch
      isSelected={change.isPending ? change.variables : webhook.enabled}
      onChange={(enabled) => change.mutate(enabled)}
      isDisabled={isDisabled}
      aria-label={t('onFor', { host: new URL(webhook.url).host })}
    >
      {t('on')}
    </Switch>
  )
}
