import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Archive, Ban, Copy, PenLine, RotateCw, Send, Trash2, Undo2 } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { allows, type PostAction, type PostStatus } from '../../../contract/post-status.js'
import type { Post } from '../../../sdk/index.js'
import { client, queryClient } from '../../api.js'
import { useErrorMessage } from '../../components/asked.js'
import { Button, ButtonLink } from '../../components/button.js'
import { ConfirmDialog } from '../../components/dialog.js'
import { Menu, type MenuAction } from '../../components/menu.js'
import { say, sayError } from '../../components/toasts.js'
import { useMay } from '../../session.js'
import { useMoments } from '../../texts/moments.js'
import { useTexts } from '../../texts/texts.js'
import { texts } from './post.texts.js'

type Asking = 'publish' | 'cancel' | 'unpublish' | 'delete'

/** What may be done now, by the same table that the server goes by. */
export function PostActions({ post }: { post: Post }): ReactNode {
  const t = useTexts(texts)
  const message = useErrorMessage()
  const { at: moment } = useMoments()
  const navigate = useNavigate()
  const mayWrite = useMay()({ scope: 'posts:write' })
  const [asking, setAsking] = useState<Asking | null>(null)
  const act = useMutation({
    mutationFn: (run: () => Promise<unknown>) => run(),
    onError: (error) => sayError(message(error)),
    onSettled: () => {
      setAsking(null)
      void queryClient.invalidateQueries({ queryKey: ['posts'] })
    },
  })
  if (!mayWrite) return null
  const can = (action: PostAction): boolean => allows(post.status as PostStatus, action)

  const remove = async (): Promise<void> => {
    await client.posts.delete(post.id)
    queryClient.removeQueries({ queryKey: ['posts', post.id] })
    await navigate({ to: '/calendar' })
    say(t('deleted'))
  }
  const retry = async (): Promise<void> => {
    const { retriedPlatforms, skippedPlatforms } = await client.posts.retry(post.id)
    const [first] = retriedPlatforms
    if (first !== undefined) say(t('retried', { at: moment(first.nextRetryAt, 'time') }))
    else sayError(t('notRetried', { count: skippedPlatforms.length }))
  }
  const clone = async (): Promise<void> => {
    const { id } = await client.posts.clone(post.id)
    await navigate({ to: '/posts/$postId/edit', params: { postId: id } })
  }
  const archive = async (): Promise<void> => {
    await client.posts.update(post.id, { status: 'archived' })
    say(t('archived'))
  }

  const runs = {
    publish: () => client.posts.publish(post.id),
    cancel: () => client.posts.cancel(post.id),
    unpublish: () => client.posts.unpublish(post.id),
    delete: remove,
  }
  const more: (MenuAction & { isOffered: boolean })[] = [
    {
      id: 'clone',
      label: t('clone'),
      icon: <Copy aria-hidden />,
      isOffered: true,
      run: () => act.mutate(clone),
    },
    {
      id: 'cancel',
      label: t('cancelPost'),
      icon: <Ban aria-hidden />,
      isOffered: can('cancel') || can('endWait'),
      run: () => setAsking('cancel'),
    },
    {
      id: 'unpublish',
      label: t('unpublish'),
      icon: <Undo2 aria-hidden />,
      isOffered: can('unpublish'),
      run: () => setAsking('unpublish'),
    },
    {
      id: 'archive',
      label: t('archive'),
      icon: <Archive aria-hidden />,
      isOffered: can('archive'),
      run: () => act.mutate(archive),
    },
    {
      id: 'delete',
      label: t('delete'),
      icon: <Trash2 aria-hidden />,
      isOffered: can('delete'),
      isDanger: true,
      run: () => setAsking('delete'),
    },
  ]
  return (
    <>
      {can('publish') && (
        <Button icon={<Send aria-hidden />} onPress={() => setAsking('publish')}>
          {t('publish')}
        </Button>
      )}
      {can('retry') && (
        <Button
          icon={<RotateCw aria-hidden />}
          isPending={act.isPending && asking === null}
          onPress={() => act.mutate(retry)}
        >
          {t('retryAll')}
        </Button>
      )}
      {can('edit') && (
        <ButtonLink
          to="/posts/$postId/edit"
          params={{ postId: post.id }}
          look={can('retry') ? 'plain' : 'primary'}
          icon={<PenLine aria-hidden />}
        >
          {t('edit')}
        </ButtonLink>
      )}
      <Menu actions={more.filter(({ isOffered }) => isOffered)} />
      {asking !== null && (
        <ConfirmDialog
          title={t(`${asking}Title`)}
          isOpen
          onClose={() => setAsking(null)}
          action={t(asking === 'cancel' ? 'cancelPost' : asking)}
          isPending={act.isPending}
          onConfirm={() => act.mutate(runs[asking])}
        >
          {t(`${asking}Hint`)}
        </ConfirmDialog>
      )}
    </>
  )
}
