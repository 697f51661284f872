import { useMutation } from '@tanstack/react-query'
import { ImageUp } from 'lucide-react'
import { useEffect, useMemo, useState, type ReactNode } from 'react'
import { FileTrigger } from 'react-aria-components'
import type { Post, PostPlatform } from '../../../sdk/index.js'
import { client, queryClient } from '../../api.js'
import { ErrorNote, Note } from '../../components/asked.js'
import { Button } from '../../components/button.js'
import { Dialog } from '../../components/dialog.js'
import { Checkbox, TextArea, TextField } from '../../components/fields.js'
import { Stack } from '../../components/page.js'
import { say } from '../../components/toasts.js'
import { useReason } from '../../texts/reasons.js'
import { useTexts } from '../../texts/texts.js'
import styles from './post-page.module.css'
import { texts } from './post.texts.js'

type Props = { post: Post; target: PostPlatform; network: string; onClose: () => void }

/** New text or another picture for one account; the others stay as they are. */
export function FixDialog({ post, target, network, onClose }: Props): ReactNode {
  const t = useTexts(texts)
  const reason = useReason()
  const before = useMemo(() => textFor(post, target.platform), [post, target.platform])
  const [text, setText] = useState(before)
  const [picture, setPicture] = useState<File | null>(null)
  const [altText, setAltText] = useState('')
  const [isFresh, setFresh] = useState(false)
  const hasPicture = post.media.some(({ type }) => type === 'image')
  const fix = useMutation({
    mutationFn: async () => {
      const mediaId =
        picture === null
          ? null
          : (
              await client.media.uploadFile({
                data: picture,
                filename: picture.name,
                ...(altText === '' ? {} : { altText }),
              })
            ).id
      return client.posts.fixPlatform(post.id, target.id, {
        ...(text === before ? {} : { content: text }),
        ...(mediaId === null ? {} : { mediaId }),
        ...(isFresh && mediaId === null ? { refreshMedia: true } : {}),
      })
    },
    onSuccess: () => {
      say(t('sentAgain', { network }))
      onClose()
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['posts'] }),
  })
  return (
    <Dialog
      title={t('fixTitle', { network })}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button look="primary" isPending={fix.isPending} onPress={() => fix.mutate()}>
            {t('saveAndSend')}
          </Button>
        </>
      }
    >
      <Stack>
        {target.error !== null && <Note tone="error">{reason(target.error)}</Note>}
        {fix.isError && <ErrorNote error={fix.error} />}
        <TextArea
          label={t('text')}
          hint={t('textHint', { network })}
          rows={5}
          value={text}
          onChange={setText}
          autoFocus
        />
        <Picture file={picture} onChange={setPicture} hasPicture={hasPicture} />
        {picture !== null && (
          <TextField label={t('altText')} hint={t('altHint')} value={altText} onChange={setAltText} />
        )}
        {hasPicture && picture === null && (
          <Checkbox isSelected={isFresh} onChange={setFresh} hint={t('freshHint')}>
            {t('fresh')}
          </Checkbox>
        )}
      </Stack>
    </Dialog>
  )
}

function Picture({
  file,
  onChange,
  hasPicture,
}: {
  file: File | null
  onChange: (file: File | null) => void
  hasPicture: boolean
}): ReactNode {
  const t = useTexts(texts)
  const address = useMemo(() => (file === null ? null : URL.createObjectURL(file)), [file])
  useEffect(() => () => (address === null ? undefined : URL.revokeObjectURL(address)), [address])
  return (
    <div className={styles['upload'] ?? ''}>
      {address !== null && <img src={address} alt="" />}
      <FileTrigger
        acceptedFileTypes={['image/png', 'image/jpeg', 'image/webp', 'image/gif']}
        onSelect={(files) => onChange(files?.[0] ?? null)}
      >
        <Button icon={<ImageUp aria-hidden />}>{t(hasPicture ? 'otherPicture' : 'addPicture')}</Button>
      </FileTrigger>
      {file !== null && (
        <Button look="quiet" onPress={() => onChange(null)}>
          {t('keepPicture')}
        </Button>
      )}
    </div>
  )
}

/** What the account was sent: its network's own text where there is one. */
function textFor({ content, overrides }: Post, platform: string): string {
  const own = overrides[platform.toUpperCase()]
  const text = typeof own === 'object' && own !== null && 'content' in own ? own.content : undefined
  return typeof text === 'string' ? text : content
}
