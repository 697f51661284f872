import { useMutation } from '@tanstack/react-query'
import { allows, type PostStatus } from '../../../contract/post-status.js'
import type { Post } from '../../../sdk/index.js'
import { client, queryClient } from '../../api.js'
import { useErrorMessage } from '../../components/asked.js'
import { say, sayError } from '../../components/toasts.js'
import { useMay } from '../../session.js'
import { useMoments } from '../../texts/moments.js'
import { useTexts } from '../../texts/texts.js'
import { texts } from './calendar.texts.js'

export type Move = (post: Post, at: string) => void

/** Gives a post another time: seen at once, and taken back where the server refuses it. */
export function useMove(): { move: Move; mayMove: (post: Post) => boolean } {
  const t = useTexts(texts)
  const { at: moment } = useMoments()
  const message = useErrorMessage()
  const mayWrite = useMay()({ scope: 'posts:write' })
  const { mutate } = useMutation({
    mutationFn: ({ post, at }: { post: Post; at: string }) =>
      client.posts.update(post.id, {
        scheduledFor: at,
        ...(post.saveAsDraft ? { saveAsDraft: false } : {}),
      }),
    onMutate: async ({ post, at }) => {
      await queryClient.cancelQueries({ queryKey: ['posts'] })
      const before = queryClient.getQueriesData<Post[]>({ queryKey: ['posts', 'calendar'] })
      for (const [key, posts] of before) {
        if (posts === undefined) continue
        const moved = { ...post, scheduledFor: at, scheduledAt: at }
        queryClient.setQueryData(key, [...posts.filter(({ id }) => id !== post.id), moved])
      }
      return { before }
    },
    onSuccess: (post) => {
      if (post.scheduledFor !== null) say(t('moved', { at: moment(post.scheduledFor, 'short') }))
    },
    onError: (error, _change, context) => {
      for (const [key, posts] of context?.before ?? []) queryClient.setQueryData(key, posts)
      sayError(t('notMoved', { reason: message(error) }))
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['posts'] }),
  })
  return {
    move: (post, at) => {
      if (post.scheduledFor !== at) mutate({ post, at })
    },
    mayMove: ({ status }) => mayWrite && allows(status as PostStatus, 'schedule'),
  }
}
