import { diffWordsWithSpace } from 'diff'
import type { ReactNode } from 'react'
import { useQuery } from '@tanstack/react-query'
import type { Media, Post } from '../../../sdk/index.js'
import { accountName, usePlatforms } from '../../components/account.js'
import { Note } from '../../components/asked.js'
import { useMoments } from '../../texts/moments.js'
import { Stack } from '../../components/page.js'
import { accountsQuery } from '../../queries.js'
import { useTexts } from '../../texts/texts.js'
import { useMedia } from '../composer/use-media.js'
import { Thumbnail } from '../media/thumbnail.js'
import styles from './approvals-page.module.css'
import { texts } from './approvals.texts.js'
import { changedFiles, changedWords, type Seen } from './what-changed.js'

type Props = { before: Seen; post: Post }

/** What the post said in the round before beside what it says now: words, files, accounts and time. Nothing where it says the same. */
export function Changes({ before, post }: Props): ReactNode {
  const t = useTexts(texts)
  const platforms = usePlatforms()
  const nameOf = (place: string | number): string =>
    typeof place === 'number'
      ? t('part', { number: place })
      : place === 'text' || place === 'firstComment'
        ? t(place)
        : (platforms.find(place)?.name ?? place)
  const facts = useFacts(before, post)
  const words = changedWords(before, post)
  const files = changedFiles(before, post)
  const count = facts.length + words.length + files.length
  return (
    <Stack>
      {count === 0 && <Note tone="info">{t('unchanged')}</Note>}
      {[...facts, ...words.map((each) => ({ ...each, name: nameOf(each.place) }))].map((each) => (
        <Words key={each.name} {...each} />
      ))}
      {files.map((each) => (
        <Files
          key={each.place}
          {...each}
          name={each.place === 'text' ? t('media') : t('mediaOf', { name: nameOf(each.place) })}
        />
      ))}
    </Stack>
  )
}

type Pair<Side> = { name: string; before: Side; now: Side }

/** When and where it is to go out, where that was another one. */
function useFacts(before: Seen, post: Post): Pair<string>[] {
  const t = useTexts(texts)
  const { at: say } = useMoments()
  const accounts = useQuery(accountsQuery).data ?? []
  const at = (time: string | null): string => (time === null ? t('noTime') : say(time, 'full'))
  const names = (ids: readonly string[]): string =>
    ids
      .map((id) => accounts.find((each) => each.id === id))
      .map((account) => (account === undefined ? t('goneAccount') : accountName(account)))
      .join(', ')
  const facts: Pair<string>[] = []
  if (before.scheduledFor !== undefined && before.scheduledFor !== post.scheduledFor)
    facts.push({ name: t('time'), before: at(before.scheduledFor), now: at(post.scheduledFor) })
  if (before.accountIds !== undefined && before.accountIds.join() !== post.accountIds.join())
    facts.push({ name: t('accounts'), before: names(before.accountIds), now: names(post.accountIds) })
  return facts
}

function Words({ name, before, now }: Pair<string>): ReactNode {
  const parts = diffWordsWithSpace(before, now)
  return (
    <Sides
      name={name}
      before={
        <p className={styles['words'] ?? ''}>
          {parts.map((part, index) =>
            part.added ? null : part.removed ? <del key={index}>{part.value}</del> : part.value,
          )}
        </p>
      }
      now={
        <p className={styles['words'] ?? ''}>
          {parts.map((part, index) =>
            part.removed ? null : part.added ? <ins key={index}>{part.value}</ins> : part.value,
          )}
        </p>
      }
    />
  )
}

type FileSide = { id: string; alt: string | null }

function Files({ name, before, now }: Pair<FileSide[]>): ReactNode {
  const known = useMedia([...before, ...now].map(({ id }) => id))
  return (
    <Sides
      name={name}
      before={<Pictures files={before} others={now} known={known} mark="removed" />}
      now={<Pictures files={now} others={before} known={known} mark="added" />}
    />
  )
}

type PicturesProps = {
  files: readonly FileSide[]
  others: readonly FileSide[]
  known: Record<string, Media>
  mark: 'added' | 'removed'
}

function Pictures({ files, others, known, mark }: PicturesProps): ReactNode {
  const t = useTexts(texts)
  if (files.length === 0) return <p className="soft">{t('noFiles')}</p>
  return (
    <ol role="list" className={styles['pictures'] ?? ''}>
      {files.map(({ id, alt }) => {
        const file = known[id]
        const other = others.find((each) => each.id === id)
        return (
          <li key={id} data-mark={other === undefined ? mark : undefined}>
            {file === undefined ? (
              <span>{t('goneFile')}</span>
            ) : (
              <Thumbnail file={file} alt={file.filename} />
            )}
            {other === undefined && <strong className="small">{t(mark)}</strong>}
            {other !== undefined && other.alt !== alt && (
              <span className="small">{t('altIs', { alt: alt ?? t('noAlt') })}</span>
            )}
          </li>
        )
      })}
    </ol>
  )
}

function Sides({ name, before, now }: Pair<ReactNode>): ReactNode {
  const t = useTexts(texts)
  return (
    <section aria-label={name}>
      <h3>{name}</h3>
      <div className={styles['pair'] ?? ''}>
        <div className={styles['side'] ?? ''}>
          <p className="soft small">{t('before')}</p>
          {before}
        </div>
        <div className={styles['side'] ?? ''}>
          <p className="soft small">{t('now')}</p>
          {now}
        </div>
      </div>
    </section>
  )
}
