import type { ReactNode } from 'react'
import { eventTypes, type EventType } from '../../../contract/events.js'
import { Checkbox, TextField } from '../../components/fields.js'
import { useTexts } from '../../texts/texts.js'
import styles from './webhooks.module.css'
import { texts } from './webhooks.texts.js'

export type WebhookForm = { url: string; events: string[] }

/** Tests reach every webhook and cannot be chosen. */
const kinds = (Object.keys(eventTypes) as EventType[]).filter((type) => type !== 'webhook.test')
const nouns = ['post', 'account', 'media', 'webhook'] as const

type Props = { form: WebhookForm; onChange: (form: WebhookForm) => void; error?: string | undefined }

/** Where to call, and of what: events by the noun that they are about. */
export function WebhookFields({ form, onChange, error }: Props): ReactNode {
  const t = useTexts(texts)
  const { url, events } = form
  const isAll = events.includes('*')
  return (
    <>
      <TextField
        label={t('url')}
        hint={t('urlHint')}
        type="url"
        value={url}
        onChange={(next) => onChange({ url: next, events })}
        placeholder="https://example.com/webhooks"
        isRequired
        error={error}
      />
      <fieldset className={styles['choices'] ?? ''}>
        <legend>{t('events')}</legend>
        <Checkbox isSelected={isAll} onChange={(next) => onChange({ url, events: next ? ['*'] : [] })}>
          {t('everything')}
        </Checkbox>
        {!isAll &&
          nouns.map((noun) => (
            <fieldset key={noun} className={styles['group'] ?? ''}>
              <legend>{t(noun)}</legend>
              {kinds
                .filter((type) => type.startsWith(`${noun}.`))
                .map((type) => (
                  <Checkbox
                    key={type}
                    isSelected={events.includes(type)}
                    onChange={(isIn) =>
                      onChange({
                        url,
                        events: isIn ? [...events, type] : events.filter((each) => each !== type),
                      })
                    }
                  >
                    {t(type)} <code className="soft">{type}</code>
                  </Checkbox>
                ))}
            </fieldset>
          ))}
      </fieldset>
    </>
  )
}
