import { useState, type ReactNode } from 'react'
import type { Post } from '../../../sdk/index.js'
import { useNow } from '../../clock.js'
import { Button } from '../../components/button.js'
import { DateTimeField } from '../../components/date-time-field.js'
import { Dialog } from '../../components/dialog.js'
import { useZone, zoneName } from '../../texts/moments.js'
import { useTexts } from '../../texts/texts.js'
import { texts } from './calendar.texts.js'
import type { Move } from './use-move.js'

type Props = { post: Post; onClose: () => void; onMove: Move }

/** Another time for a post, to the minute. */
export function MoveDialog({ post, onClose, onMove }: Props): ReactNode {
  const now = useNow()
  const t = useTexts(texts)
  const zone = useZone()
  const [at, setAt] = useState(post.scheduledFor)
  const isPast = at !== null && Date.parse(at) < now
  return (
    <Dialog
      title={t('moveTitle')}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button
            look="primary"
            isDisabled={at === null || isPast}
            onPress={() => {
              if (at !== null) onMove(post, at)
              onClose()
            }}
          >
            {t('movePost')}
          </Button>
        </>
      }
    >
      <p>{post.content === '' ? t('untitled') : post.content}</p>
      <DateTimeField
        label={t('moveWhen', { zone: zoneName(zone) })}
        value={at}
        timeZone={zone}
        onChange={setAt}
        error={isPast ? t('past') : null}
      />
    </Dialog>
  )
}
