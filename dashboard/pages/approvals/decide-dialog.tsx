import { useMutation } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import type { PostInApproval } from '../../../sdk/index.js'
import { client, queryClient } from '../../api.js'
import { ErrorNote } from '../../components/asked.js'
import { Button } from '../../components/button.js'
import { Dialog } from '../../components/dialog.js'
import { TextArea } from '../../components/fields.js'
import { Stack } from '../../components/page.js'
import { say } from '../../components/toasts.js'
import { useTexts } from '../../texts/texts.js'
import { texts } from './approvals.texts.js'

export type Decision = 'approve' | 'reject'

type Props = { post: PostInApproval; decision: Decision; onClose: () => void }

/** Names the round and the step that were read: where the post was changed meanwhile, the server refuses. */
export function DecideDialog({ post, decision, onClose }: Props): ReactNode {
  const t = useTexts(texts)
  const [comment, setComment] = useState('')
  const isRejection = decision === 'reject'
  const { round, currentStep } = post.approval
  const decide = useMutation({
    mutationFn: () => {
      const read = { round, step: currentStep?.order ?? null }
      return isRejection
        ? client.approvals.rejectPost(post.id, { comment, ...read })
        : client.approvals.approvePost(post.id, { ...(comment.trim() === '' ? {} : { comment }), ...read })
    },
    onSuccess: () => {
      say(t(isRejection ? 'rejected' : 'approved'))
      onClose()
    },
    onSettled: () =>
      Promise.all(['approvals', 'posts'].map((noun) => queryClient.invalidateQueries({ queryKey: [noun] }))),
  })
  return (
    <Dialog
      title={t(isRejection ? 'rejectTitle' : 'approveTitle')}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button
            look="primary"
            isDisabled={isRejection && comment.trim() === ''}
            isPending={decide.isPending}
            onPress={() => decide.mutate()}
          >
            {t(isRejection ? 'sendBack' : 'approvePost')}
          </Button>
        </>
      }
    >
      <Stack>
        {decide.isError && <ErrorNote error={decide.error} />}
        <TextArea
          label={t(isRejection ? 'whatToMend' : 'note')}
          hint={t(isRejection ? 'mendHint' : 'noteHint')}
          value={comment}
          onChange={setComment}
          isRequired={isRejection}
          maxLength={2_000}
          autoFocus
        />
      </Stack>
    </Dialog>
  )
}
