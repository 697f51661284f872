import { useMutation } from '@tanstack/react-query'
import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button as AriaButton, Disclosure, DisclosurePanel } from 'react-aria-components'
import type { Delivery } from '../../../sdk/index.js'
import { client, queryClient } from '../../api.js'
import { ErrorNote } from '../../components/asked.js'
import { Button } from '../../components/button.js'
import { Status } from '../../components/status.js'
import { say } from '../../components/toasts.js'
import { useMoments } from '../../texts/moments.js'
import { useTexts } from '../../texts/texts.js'
import styles from './webhooks.module.css'
import { texts } from './webhooks.texts.js'

/** One delivery in a line; opened, what went out and what came back. */
export function DeliveryLine({ delivery, mayReplay }: { delivery: Delivery; mayReplay: boolean }): ReactNode {
  const t = useTexts(texts)
  const { at, ago } = useMoments()
  const { id, webhookId, eventType, status, statusCode, latencyMs, createdAt, attempts, nextRetryAt } =
    delivery
  const event = eventType in texts.en ? t(eventType as keyof typeof texts.en) : eventType
  const when = at(createdAt)
  const replay = useMutation({
    mutationFn: () => client.webhooks.replayDelivery(webhookId, id),
    async onSuccess() {
      await queryClient.invalidateQueries({ queryKey: ['webhooks', webhookId] })
      say(t('replayed'))
    },
  })
  const facts = [
    statusCode === null ? status !== 'pending' && t('noAnswer') : t('answer', { status: String(statusCode) }),
    latencyMs !== null && t('took', { ms: latencyMs }),
    attempts.length > 1 && t('tries', { count: attempts.length }),
    nextRetryAt !== null && t('nextTry', { when: ago(nextRetryAt) }),
  ].filter((fact) => typeof fact === 'string')
  return (
    <li className={styles['delivery'] ?? ''}>
      <Disclosure>
        <div className={styles['summary'] ?? ''}>
          <AriaButton slot="trigger" className={styles['trigger'] ?? ''}>
            <ChevronRight aria-hidden />
            <span>
              <strong>{event}</strong>
              <br />
              <span className="soft small">{[when, ...facts].join(' · ')}</span>
            </span>
          </AriaButton>
          <Status status={status} />
          {mayReplay && (
            <Button
              isPending={replay.isPending}
              aria-label={t('replayLabel', { event, when })}
              onPress={() => replay.mutate()}
            >
              {t('replay')}
            </Button>
          )}
        </div>
        {replay.isError && <ErrorNote error={replay.error} />}
        <DisclosurePanel className={styles['panel'] ?? ''}>
          <Exchange delivery={delivery} />
        </DisclosurePanel>
      </Disclosure>
    </li>
  )
}

function Exchange({ delivery }: { delivery: Delivery }): ReactNode {
  const t = useTexts(texts)
  const { at } = useMoments()
  const { url, request, responseBody, error, attempts } = delivery
  const headers = Object.entries(request?.headers ?? {}).map(([name, value]) => `${name}: ${value}`)
  const answer = [error, responseBody].filter((each) => each !== null && each !== '').join('\n\n')
  return (
    <>
      <h3>{t('request')}</h3>
      <pre role="region" aria-label={t('request')} tabIndex={0}>
        {request === null
          ? t('notKept')
          : [`POST ${url}`, ...headers, '', JSON.stringify(request.body, null, 2)].join('\n')}
      </pre>
      <h3>{t('response')}</h3>
      <pre role="region" aria-label={t('response')} tabIndex={0}>
        {answer === '' ? t('empty') : answer}
      </pre>
      {attempts.length > 1 && (
        <>
          <h3>{t('attempts')}</h3>
          <ol className={styles['attempts'] ?? ''}>
            {attempts.map((attempt) => (
              <li key={attempt.at}>
                {at(attempt.at)}:{' '}
                {attempt.error ??
                  (attempt.statusCode === null
                    ? t('noAnswer')
                    : t('answer', { status: String(attempt.statusCode) }))}
              </li>
            ))}
          </ol>
        </>
      )}
    </>
  )
}
