import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query'
import { client } from '../../api.js'
import type { CreatePostBody, Post } from '../../../sdk/index.js'
import { bodyOf, type Draft } from './draft.js'

/** `draft`: kept on the server, whatever is still wrong with it. `send`: by the draft's timing. */
export type Sending = { kind: 'draft' } | { kind: 'send' } | { kind: 'approval'; workflowId: string }

type Work = { draft: Draft; sending: Sending; slugs: readonly string[] }

/**
 * Saves a draft and sends it on its way. A post that was made stays the same post when a later step fails: `onMade` is
 * told of it, and the next try goes on with it.
 */
export function useSending(
  postId: string | null,
  onMade: (id: string) => void,
): UseMutationResult<Post, Error, Work> {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async ({ draft, sending, slugs }: Work) => {
      const body: CreatePostBody = { ...bodyOf(draft, slugs), ...timeOf(draft, sending) }
      const saved =
        postId === null ? await client.posts.create(body) : await client.posts.update(postId, body)
      onMade(saved.id)
      if (sending.kind === 'approval')
        return client.approvals.start(saved.id, { workflowId: sending.workflowId })
      if (sending.kind === 'send' && draft.timing === 'now') return client.posts.publish(saved.id)
      return saved
    },
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['posts'] }),
        queries.invalidateQueries({ queryKey: ['approvals'] }),
      ]),
  })
}

function timeOf(draft: Draft, { kind }: Sending): Partial<CreatePostBody> {
  if (kind === 'draft') return { saveAsDraft: true, scheduledFor: null }
  if (draft.timing === 'queue') return { saveAsDraft: false, queue: true }
  return { saveAsDraft: false, scheduledFor: draft.timing === 'at' ? draft.at : null }
}
