import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Plus, Repeat } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { weekdays } from '../../../contract/queue-slots.js'
import type { Recurrence } from '../../../sdk/index.js'
import { client, queryClient } from '../../api.js'
import { Asked, ErrorNote } from '../../components/asked.js'
import { Button } from '../../components/button.js'
import { ConfirmDialog } from '../../components/dialog.js'
import { ZoneNote } from '../../components/moment.js'
import { Card, Empty, Row } from '../../components/page.js'
import { useMay } from '../../session.js'
import { useMoments } from '../../texts/moments.js'
import { useTexts } from '../../texts/texts.js'
import { RecurrenceDialog } from './recurrence-dialog.js'
import { texts } from './recurrences.texts.js'
import styles from './settings-page.module.css'

const afterwards = async (): Promise<void> => {
  await Promise.all(
    ['recurrences', 'posts'].map((noun) => queryClient.invalidateQueries({ queryKey: [noun] })),
  )
}

export function RecurrencesPage(): ReactNode {
  const t = useTexts(texts)
  const may = useMay()({ scope: 'posts:write' })
  const [isCreating, setCreating] = useState(false)
  const recurrences = useQuery({
    queryKey: ['recurrences'],
    queryFn: async ({ signal }) => {
      const all: Recurrence[] = []
      for await (const each of client.recurrences.list({ limit: 100 }, { signal })) all.push(each)
      return all
    },
  })
  return (
    <Card
      title={t('title')}
      actions={
        may && (
          <Button look="primary" icon={<Plus aria-hidden />} onPress={() => setCreating(true)}>
            {t('create')}
          </Button>
        )
      }
    >
      <p className="soft">{t('lead')}</p>
      <ZoneNote />
      <Asked query={recurrences}>
        {(all) =>
          all.length === 0 ? (
            <Empty icon={<Repeat />} title={t('none')}>
              {t('noneHint')}
            </Empty>
          ) : (
            <ul role="list" className={styles['lines'] ?? ''}>
              {all.map((each) => (
                <li key={each.id} className={styles['line'] ?? ''}>
                  <Line recurrence={each} may={may} />
                </li>
              ))}
            </ul>
          )
        }
      </Asked>
      {isCreating && <RecurrenceDialog onClose={() => setCreating(false)} />}
    </Card>
  )
}

function Line({ recurrence, may }: { recurrence: Recurrence; may: boolean }): ReactNode {
  const t = useTexts(texts)
  const { at } = useMoments()
  const ruleName = useRuleName()
  const [isEnding, setEnding] = useState(false)
  const { id, name, paused, nextAt, nextPostId, lastError, rule, post } = recurrence
  const turn = useMutation({
    mutationFn: () => client.recurrences.update(id, { paused: !paused }),
    onSuccess: afterwards,
  })
  const end = useMutation({ mutationFn: () => client.recurrences.delete(id), onSuccess: afterwards })
  const next = paused ? t('paused') : nextAt === null ? t('over') : t('next', { when: at(nextAt) })
  return (
    <>
      <div>
        <strong>{name}</strong>
        <p className="small">{String(post['content'] ?? '')}</p>
        <p className="soft small">
          {ruleName(rule)} ·{' '}
          {nextPostId === null ? (
            next
          ) : (
            <Link to="/posts/$postId" params={{ postId: nextPostId }}>
              {next}
            </Link>
          )}
        </p>
        {lastError !== null && <ErrorNote error={lastError.message} />}
        {turn.isError && <ErrorNote error={turn.error} />}
      </div>
      {may && (
        <Row>
          <Button
            aria-label={t(paused ? 'resumeLabel' : 'pauseLabel', { name })}
            isPending={turn.isPending}
            onPress={() => turn.mutate()}
          >
            {t(paused ? 'resume' : 'pause')}
          </Button>
          <Button look="danger" aria-label={t('endLabel', { name })} onPress={() => setEnding(true)}>
            {t('end')}
          </Button>
        </Row>
      )}
      <ConfirmDialog
        title={t('endTitle', { name })}
        isOpen={isEnding}
        onClose={() => setEnding(false)}
        action={t('endAction')}
        isPending={end.isPending}
        onConfirm={() => end.mutate()}
      >
        <p>{t('endHint')}</p>
        {end.isError && <ErrorNote error={end.error} />}
      </ConfirmDialog>
    </>
  )
}

function useRuleName(): (rule: Recurrence['rule']) => string {
  const t = useTexts(texts)
  const { weekday } = useMoments()
  return ({ frequency, time, days, dayOfMonth }) => {
    if (frequency === 'weekly') {
      const named = (days as (typeof weekdays)[number][]).map((day) =>
        weekday((weekdays.indexOf(day) + 1) % 7),
      )
      return t('saysWeekly', { days: named.join(', '), time: String(time) })
    }
    return frequency === 'monthly'
      ? t('saysMonthly', { day: String(dayOfMonth), time: String(time) })
      : t('saysDaily', { time: String(time) })
  }
}
