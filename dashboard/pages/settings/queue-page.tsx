import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { X } from 'lucide-react'
import { useState, type FormEvent, type ReactNode } from 'react'
import type { QueueSlot } from '../../../sdk/index.js'
import { client, queryClient } from '../../api.js'
import { Asked, ErrorNote } from '../../components/asked.js'
import { Button, IconButton } from '../../components/button.js'
import { Select, TextField } from '../../components/fields.js'
import { ZoneNote } from '../../components/moment.js'
import { Card } from '../../components/page.js'
import { useMay } from '../../session.js'
import { useMoments } from '../../texts/moments.js'
import { useTexts } from '../../texts/texts.js'
import { texts } from './queue.texts.js'
import styles from './settings-page.module.css'

const week = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
type Weekday = (typeof week)[number]

const afterwards = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ['queue-slots'] })

export function QueuePage(): ReactNode {
  const t = useTexts(texts)
  const may = useMay()({ scope: 'posts:write' })
  const slots = useQuery({
    queryKey: ['queue-slots'],
    queryFn: ({ signal }) => client.queueSlots.list({ signal }),
  })
  return (
    <>
      <Card title={t('title')}>
        <Asked query={slots}>
          {({ data }) => (
            <>
              <p className="soft">{t('lead')}</p>
              <ZoneNote />
              {data.length === 0 && <p>{t('none')}</p>}
              {may && <AddSlots slots={data} />}
              <Week slots={data} may={may} />
            </>
          )}
        </Asked>
      </Card>
      {(slots.data?.data.length ?? 0) > 0 && <Places />}
    </>
  )
}

function useDayName(): (day: Weekday) => string {
  const { weekday } = useMoments()
  return (day) => weekday((week.indexOf(day) + 1) % 7)
}

const spans = { everyDay: week, weekdays: week.slice(0, 5), weekend: week.slice(5) } as const
type Choice = keyof typeof spans | Weekday

function AddSlots({ slots }: { slots: readonly QueueSlot[] }): ReactNode {
  const t = useTexts(texts)
  const dayName = useDayName()
  const [time, setTime] = useState('09:00')
  const [choice, setChoice] = useState<Choice>('weekdays')
  const add = useMutation({
    mutationFn: () => {
      const days = choice in spans ? spans[choice as keyof typeof spans] : [choice as Weekday]
      const isThere = (day: string): boolean => slots.some((slot) => slot.day === day && slot.time === time)
      const more = days.filter((day) => !isThere(day)).map((day) => ({ day, time }))
      return client.queueSlots.replace({
        slots: [...slots.map((slot) => ({ day: slot.day as Weekday, time: slot.time })), ...more],
      })
    },
    onSuccess: afterwards,
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    add.mutate()
  }
  return (
    <form onSubmit={submit} className={styles['inline'] ?? ''}>
      <TextField label={t('time')} type="time" value={time} onChange={setTime} isRequired />
      <Select
        label={t('days')}
        value={choice}
        onChange={setChoice}
        options={[
          ...(Object.keys(spans) as (keyof typeof spans)[]).map((value) => ({ value, label: t(value) })),
          ...week.map((value) => ({ value, label: dayName(value) })),
        ]}
      />
      <Button type="submit" look="primary" isPending={add.isPending}>
        {t('add')}
      </Button>
      {add.isError && <ErrorNote error={add.error} />}
    </form>
  )
}

function Week({ slots, may }: { slots: readonly QueueSlot[]; may: boolean }): ReactNode {
  const t = useTexts(texts)
  const dayName = useDayName()
  const remove = useMutation({
    mutationFn: (id: string) => client.queueSlots.delete(id),
    onSuccess: afterwards,
  })
  return (
    <>
      {remove.isError && <ErrorNote error={remove.error} />}
      <ul role="list" className={styles['week'] ?? ''} aria-label={t('week')}>
        {week.map((day) => {
          const times = slots.filter((slot) => slot.day === day)
          return (
            <li key={day}>
              <strong>{dayName(day)}</strong>
              {times.length === 0 && <span className="soft small">{t('nothing')}</span>}
              <ul role="list">
                {times
                  .toSorted((one, other) => one.time.localeCompare(other.time))
                  .map(({ id, time }) => (
                    <li key={id} className={styles['slot'] ?? ''}>
                      {time}
                      {may && (
                        <IconButton
                          label={t('remove', { day: dayName(day), time })}
                          icon={<X aria-hidden />}
                          isDisabled={remove.isPending}
                          onPress={() => remove.mutate(id)}
                        />
                      )}
                    </li>
                  ))}
              </ul>
            </li>
          )
        })}
      </ul>
    </>
  )
}

/** The next slots, and what they hold. */
function Places(): ReactNode {
  const t = useTexts(texts)
  const { at } = useMoments()
  const places = useQuery({
    queryKey: ['queue-slots', 'upcoming'],
    queryFn: ({ signal }) => client.queueSlots.listQueuePlaces({ limit: 8 }, { signal }),
  })
  return (
    <Card title={t('next')}>
      <Asked query={places}>
        {({ data }) => (
          <ul role="list" className={styles['lines'] ?? ''}>
            {data.map(({ scheduledFor, postId }) => {
              const when = at(scheduledFor)
              return (
                <li key={scheduledFor} className={styles['line'] ?? ''}>
                  <span>{when}</span>
                  {postId === null ? (
                    <span className="soft">{t('free')}</span>
                  ) : (
                    <Link
                      to="/posts/$postId"
                      params={{ postId }}
                      aria-label={`${t('taken')}: ${t('open', { when })}`}
                    >
                      {t('taken')}
                    </Link>
                  )}
                </li>
              )
            })}
          </ul>
        )}
      </Asked>
    </Card>
  )
}
