import { Link } from '@tanstack/react-router'
import { GripVertical } from 'lucide-react'
import { useRef, type ReactNode } from 'react'
import { Button, useDrag, useDrop, isTextDropItem } from 'react-aria-components'
import type { Post } from '../../../sdk/index.js'
import { PlatformIcon } from '../../components/account.js'
import { signOf, StatusIcon } from '../../components/status.js'
import { useMoments } from '../../texts/moments.js'
import { useTexts } from '../../texts/texts.js'
import { useCalendar } from './calendar-context.js'
import styles from './calendar-page.module.css'
import { texts } from './calendar.texts.js'

const dragType = 'application/x-voxburst-post'

/**
 * A post in the grid. It is dragged by mouse from anywhere; its handle begins a drag with the keyboard, and opens a
 * dialog for fingers.
 */
export function Chip({ post, at }: { post: Post; at: string | null }): ReactNode {
  const t = useTexts(texts)
  const { at: say } = useMoments()
  const { mayMove, openMove, results } = useCalendar()
  const canMove = mayMove(post)
  const { dragProps, dragButtonProps, isDragging } = useDrag({
    hasDragButton: true,
    isDisabled: !canMove,
    getAllowedDropOperations: () => ['move'],
    getItems: () => [{ [dragType]: post.id, 'text/plain': post.content }],
  })
  const title = post.content === '' ? t('untitled') : post.content
  const engagements = results.get(post.id) ?? 0
  return (
    <div
      {...dragProps}
      className={styles['chip'] ?? ''}
      data-tone={signOf(post.status).tone}
      data-dragging={isDragging || undefined}
    >
      {canMove && (
        <Button
          {...dragButtonProps}
          className={styles['grip'] ?? ''}
          aria-label={t('move', { post: title.slice(0, 60) })}
          onPress={(press) => {
            dragButtonProps.onPress?.(press)
            if (press.pointerType === 'mouse' || press.pointerType === 'touch') openMove(post)
          }}
        >
          <GripVertical aria-hidden />
        </Button>
      )}
      <Link
        to="/posts/$postId"
        params={{ postId: post.id }}
        className={styles['chipLink'] ?? ''}
        draggable={false}
      >
        <span className={styles['chipHead'] ?? ''}>
          <StatusIcon status={post.status} />
          {at !== null && <time dateTime={at}>{say(at, 'time')}</time>}
          <span className={styles['networks'] ?? ''}>
            {[...new Set(post.platforms.map(({ platform }) => platform))].map((platform) => (
              <PlatformIcon key={platform} platform={platform} />
            ))}
          </span>
        </span>
        <span className={styles['chipText'] ?? ''}>{title}</span>
        {engagements > 0 && (
          <span className={styles['result'] ?? ''}>{t('engagements', { count: engagements })}</span>
        )}
      </Link>
    </div>
  )
}

type SpotProps = {
  label: string
  onDrop: (postId: string) => void
  isOff?: boolean
  className: string
  /** A press beside everything that stands in it. */
  onEmptyPress?: (() => void) | undefined
  children: ReactNode
}

/** A place in time that a post can be dropped on. */
export function Spot({ label, onDrop, isOff, className, onEmptyPress, children }: SpotProps): ReactNode {
  const ref = useRef<HTMLDivElement>(null)
  const { dropProps, isDropTarget } = useDrop({
    ref,
    isDisabled: isOff ?? false,
    getDropOperation: (types) => (types.has(dragType) ? 'move' : 'cancel'),
    onDrop: ({ items }) => {
      const item = items.find((each) => isTextDropItem(each) && each.types.has(dragType))
      if (item !== undefined && isTextDropItem(item)) void item.getText(dragType).then(onDrop)
    },
  })
  return (
    <div
      {...dropProps}
      ref={ref}
      role="group"
      aria-label={label}
      tabIndex={-1}
      className={className}
      data-target={isDropTarget || undefined}
      onClick={(event) => {
        if (event.target === event.currentTarget) onEmptyPress?.()
      }}
    >
      {children}
    </div>
  )
}
