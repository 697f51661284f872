import { useMutation, useQuery } from '@tanstack/react-query'
import { useState, type FormEvent, type ReactNode } from 'react'
import { weekdays } from '../../../contract/queue-slots.js'
import { client, queryClient } from '../../api.js'
import { accountName, PlatformIcon } from '../../components/account.js'
import { ErrorNote } from '../../components/asked.js'
import { Button } from '../../components/button.js'
import { Dialog } from '../../components/dialog.js'
import { useFieldErrors } from '../../components/field-errors.js'
import { Checkbox, Select, TextArea, TextField } from '../../components/fields.js'
import { Row } from '../../components/page.js'
import { accountsQuery } from '../../queries.js'
import { useMoments } from '../../texts/moments.js'
import { useTexts } from '../../texts/texts.js'
import { texts } from './recurrences.texts.js'
import styles from './settings-page.module.css'

const frequencies = ['daily', 'weekly', 'monthly'] as const
type Weekday = (typeof weekdays)[number]

/** A post that recurs: what it says, where, and when. */
export function RecurrenceDialog({ onClose }: { onClose: () => void }): ReactNode {
  const t = useTexts(texts)
  const { weekday } = useMoments()
  const accounts = useQuery(accountsQuery).data?.filter(({ status }) => status === 'active') ?? []
  const [name, setName] = useState('')
  const [content, setContent] = useState('')
  const [accountIds, setAccountIds] = useState<string[]>([])
  const [frequency, setFrequency] = useState<(typeof frequencies)[number]>('weekly')
  const [time, setTime] = useState('09:00')
  const [day, setDay] = useState<Weekday>('monday')
  const [dayOfMonth, setDayOfMonth] = useState('1')
  const create = useMutation({
    mutationFn: () =>
      client.recurrences.create({
        name,
        post: { content, accountIds },
        rule:
          frequency === 'daily'
            ? { frequency, time }
            : frequency === 'weekly'
              ? { frequency, time, days: [day] }
              : { frequency, time, dayOfMonth: Number(dayOfMonth) },
      }),
    async onSuccess() {
      await queryClient.invalidateQueries({ queryKey: ['recurrences'] })
      onClose()
    },
  })
  const { at, rest } = useFieldErrors(create.error, ['name', 'post.content', 'rule.time', 'rule.dayOfMonth'])
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    create.mutate()
  }
  return (
    <Dialog title={t('create')} isOpen onClose={onClose}>
      <form onSubmit={submit} className={styles['form'] ?? ''}>
        <TextField
          label={t('name')}
          hint={t('nameHint')}
          value={name}
          onChange={setName}
          error={at('name')}
          isRequired
          maxLength={200}
        />
        <TextArea
          label={t('text')}
          value={content}
          onChange={setContent}
          error={at('post.content')}
          isRequired
        />
        <fieldset className={styles['choices'] ?? ''}>
          <legend>{t('accounts')}</legend>
          <div className={styles['many'] ?? ''}>
            {accounts.map((account) => (
              <Checkbox
                key={account.id}
                isSelected={accountIds.includes(account.id)}
                onChange={(isIn) =>
                  setAccountIds(
                    isIn ? [...accountIds, account.id] : accountIds.filter((id) => id !== account.id),
                  )
                }
              >
                <PlatformIcon platform={account.platform} /> {accountName(account)}
              </Checkbox>
            ))}
          </div>
        </fieldset>
        <div className={styles['pair'] ?? ''}>
          <Select
            label={t('frequency')}
            value={frequency}
            onChange={setFrequency}
            options={frequencies.map((value) => ({ value, label: t(value) }))}
          />
          {frequency === 'weekly' && (
            <Select
              label={t('day')}
              value={day}
              onChange={setDay}
              options={weekdays.map((value, index) => ({ value, label: weekday((index + 1) % 7) }))}
            />
          )}
          {frequency === 'monthly' && (
            <TextField
              label={t('dayOfMonth')}
              hint={t('dayOfMonthHint')}
              value={dayOfMonth}
              onChange={setDayOfMonth}
              error={at('rule.dayOfMonth')}
              inputMode="numeric"
              isRequired
            />
          )}
          <TextField
            label={t('time')}
            type="time"
            value={time}
            onChange={setTime}
            error={at('rule.time')}
            isRequired
          />
        </div>
        {rest != null && <ErrorNote error={rest} />}
        <Row>
          <Button type="submit" look="primary" isPending={create.isPending}>
            {t('save')}
          </Button>
        </Row>
      </form>
    </Dialog>
  )
}
