import { parseDate, toZoned } from '@internationalized/date'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { ScrollText } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { administrators } from '../../../contract/roles.js'
import type { AuditEntry } from '../../../sdk/index.js'
import { client } from '../../api.js'
import { Asked, Note } from '../../components/asked.js'
import { Button } from '../../components/button.js'
import { Select, TextField } from '../../components/fields.js'
import { ZoneNote } from '../../components/moment.js'
import { Card, Empty, Row } from '../../components/page.js'
import { useMay } from '../../session.js'
import { useMoments, useZone } from '../../texts/moments.js'
import { useRichTexts, useTexts } from '../../texts/texts.js'
import { deeds } from './audit-deeds.js'
import { texts } from './audit-log.texts.js'
import { Subject } from './audit-subject.js'
import styles from './settings-page.module.css'
import { memberName, membersQuery } from './workflows.js'

export function AuditLogPage(): ReactNode {
  const t = useTexts(texts)
  const may = useMay()({ scope: 'any', roles: administrators })
  return <Card title={t('title')}>{may ? <Log /> : <Note tone="info">{t('onlyAdmins')}</Note>}</Card>
}

function Log(): ReactNode {
  const t = useTexts(texts)
  const [actor, setActor] = useState('')
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const zone = useZone()
  const members = useQuery(membersQuery).data?.data ?? []
  const log = useInfiniteQuery({
    queryKey: ['audit-log', actor, from, to, zone],
    queryFn: async ({ signal, pageParam }) =>
      await client.auditLog.list(
        {
          limit: 50,
          ...(actor === '' ? {} : { actor }),
          ...(from === '' ? {} : { from: toZoned(parseDate(from), zone).toAbsoluteString() }),
          ...(to === '' ? {} : { to: dayAfter(to, zone) }),
          ...(pageParam === null ? {} : { cursor: pageParam }),
        },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ pagination }) => (pagination.has_more ? pagination.next_cursor : null),
    staleTime: 0,
  })
  return (
    <>
      <p className="soft">{t('lead')}</p>
      <ZoneNote />
      <div className={styles['inline'] ?? ''}>
        <Select
          label={t('who')}
          options={[
            { value: '', label: t('everybody') },
            ...members.map((member) => ({ value: member.userId, label: memberName(member) })),
          ]}
          value={actor}
          onChange={setActor}
        />
        <TextField label={t('from')} type="date" value={from} onChange={setFrom} />
        <TextField label={t('to')} type="date" value={to} onChange={setTo} />
      </div>
      <Asked query={log}>
        {({ pages }) => {
          const entries = pages.flatMap(({ data }) => data)
          if (entries.length === 0)
            return (
              <Empty icon={<ScrollText />} title={t('none')}>
                {t('noneHint')}
              </Empty>
            )
          return (
            <ul role="list" className={styles['lines'] ?? ''}>
              {entries.map((entry) => (
                <Entry key={entry.id} entry={entry} />
              ))}
            </ul>
          )
        }}
      </Asked>
      {log.hasNextPage && (
        <Row>
          <Button isPending={log.isFetchingNextPage} onPress={() => void log.fetchNextPage()}>
            {t('more')}
          </Button>
        </Row>
      )}
    </>
  )
}

/** The whole of the last day belongs to the time. */
function dayAfter(day: string, zone: string): string {
  return toZoned(parseDate(day).add({ days: 1 }), zone).toAbsoluteString()
}

function Entry({ entry }: { entry: AuditEntry }): ReactNode {
  const t = useTexts(texts)
  const rich = useRichTexts(deeds)
  const { at } = useMoments()
  const { actor, action, key, subjectId, completed, createdAt } = entry
  const who = actor.name ?? actor.email ?? t('somebody')
  const what = subjectId === null ? '' : <Subject id={subjectId} />
  return (
    <li className={styles['line'] ?? ''}>
      <span>
        <strong>{who}</strong> {rich(isKnown(action) ? action : 'other', { what: what as never, action })}
        {key !== null && <span className="soft small"> {t('byKey', { key: key.name ?? t('aKey') })}</span>}
        {!completed && <span className="soft small"> {t('unfinished')}</span>}
      </span>
      <time dateTime={createdAt} className="soft small">
        {at(createdAt)}
      </time>
    </li>
  )
}

function isKnown(action: string): action is keyof typeof deeds.en {
  return action in deeds.en
}
