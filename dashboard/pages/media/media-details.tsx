import { useMutation } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import type { Media } from '../../../sdk/index.js'
import { client, queryClient } from '../../api.js'
import { ErrorNote, Note, useErrorMessage } from '../../components/asked.js'
import { Button, ButtonLink } from '../../components/button.js'
import { ConfirmDialog, Dialog } from '../../components/dialog.js'
import { TextArea } from '../../components/fields.js'
import { Row } from '../../components/page.js'
import { PostLines } from '../../components/post-lines.js'
import { say } from '../../components/toasts.js'
import { useMay } from '../../session.js'
import { useMoments } from '../../texts/moments.js'
import { useTexts } from '../../texts/texts.js'
import styles from './media.module.css'
import { texts } from './media-page.texts.js'
import { Thumbnail } from './thumbnail.js'
import { isOpen, isWaiting, usePostsOf } from './uses.js'
import { Uses } from './uses-list.js'

const afterwards = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ['media'] })

/** All that is known of a file, with its alt text to be changed. */
export function MediaDetails({ file, onClose }: { file: Media; onClose: () => void }): ReactNode {
  const t = useTexts(texts)
  const may = useMay()({ scope: 'media:write' })
  const [isAsking, setAsking] = useState(false)
  const remove = useMutation({
    mutationFn: () => client.media.delete(file.id),
    async onSuccess() {
      onClose()
      await afterwards()
    },
  })
  const uses = usePostsOf(file.id)
  const inTheWay = uses.data?.filter(isWaiting) ?? []
  const drafts = uses.data?.filter(isOpen) ?? []
  const { id, filename, url, status, validationResults } = file
  return (
    <Dialog
      title={filename}
      isOpen
      onClose={onClose}
      size="large"
      actions={
        <>
          {may && (
            <Button look="danger" onPress={() => setAsking(true)}>
              {t('delete')}
            </Button>
          )}
          {status === 'READY' && (
            <ButtonLink to="/posts/new" search={{ media: id }}>
              {t('use')}
            </ButtonLink>
          )}
        </>
      }
    >
      <div className={styles['details'] ?? ''}>
        <Thumbnail file={file} alt={file.altText ?? ''} />
        <div className={styles['about'] ?? ''}>
          {status === 'FAILED' && (
            <Note tone="error" title={t('FAILED')}>
              {validationResults.map(({ message }) => message).join(' ')}
            </Note>
          )}
          <Facts file={file} />
          {url !== null && (
            <a href={url} target="_blank" rel="noreferrer">
              {t('original')}
            </a>
          )}
          <AltText file={file} may={may} />
        </div>
      </div>
      <Uses query={uses} />
      {inTheWay.length > 0 ? (
        <Dialog title={t('keptTitle', { name: filename })} isOpen={isAsking} onClose={() => setAsking(false)}>
          <p>{t('inTheWay', { count: inTheWay.length })}</p>
          <PostLines posts={inTheWay} />
        </Dialog>
      ) : (
        <ConfirmDialog
          title={t('deleteTitle', { name: filename })}
          isOpen={isAsking}
          onClose={() => setAsking(false)}
          action={t('deleteAction')}
          isPending={remove.isPending}
          onConfirm={() => remove.mutate()}
        >
          <p>{t('deleteHint')}</p>
          {drafts.length > 0 && <Note tone="warning">{t('alsoIn', { count: drafts.length })}</Note>}
          {remove.isError && <ErrorNote error={remove.error} />}
        </ConfirmDialog>
      )}
    </Dialog>
  )
}

function Facts({ file }: { file: Media }): ReactNode {
  const t = useTexts(texts)
  const { at, number } = useMoments()
  const { contentType, sizeBytes, dimensions, durationMs, createdAt } = file
  const facts: [string, string][] = [
    [t('kind'), contentType],
    ...(sizeBytes === null ? [] : [[t('size'), sizeName(sizeBytes, number)] as [string, string]]),
    ...(dimensions === null ? [] : [[t('dimensions'), t('pixels', dimensions)] as [string, string]]),
    ...(durationMs === null
      ? []
      : [[t('length'), t('seconds', { seconds: Math.round(durationMs / 1_000) })] as [string, string]]),
    [t('added'), at(createdAt)],
  ]
  return (
    <dl className={styles['facts'] ?? ''}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt className="soft small">{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function sizeName(bytes: number, number: (value: number) => string): string {
  if (bytes < 1_000_000) return `${number(Math.max(1, Math.round(bytes / 1_000)))} kB`
  return `${number(Math.round(bytes / 100_000) / 10)} MB`
}

function AltText({ file, may }: { file: Media; may: boolean }): ReactNode {
  const t = useTexts(texts)
  const message = useErrorMessage()
  const [text, setText] = useState(file.altText ?? '')
  const save = useMutation({
    mutationFn: () => client.media.update(file.id, { altText: text === '' ? null : text }),
    async onSuccess() {
      await afterwards()
      say(t('saved'))
    },
  })
  return (
    <>
      <TextArea
        label={t('alt')}
        hint={t('altHint')}
        error={save.isError ? message(save.error) : null}
        value={text}
        onChange={setText}
        isDisabled={!may}
      />
      {may && (
        <Row>
          <Button
            isPending={save.isPending}
            isDisabled={text === (file.altText ?? '')}
            onPress={() => save.mutate()}
          >
            {t('save')}
          </Button>
        </Row>
      )}
    </>
  )
}
