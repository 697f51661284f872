import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { client } from '../../api.js'
import { Asked } from '../../components/asked.js'
import { Page } from '../../components/page.js'
import { say } from '../../components/toasts.js'
import { useTexts } from '../../texts/texts.js'
import { Composer } from './composer.js'
import { texts } from './composer.texts.js'
import { draftOf } from './draft.js'

/** A post that has not gone out yet, to be changed. */
export function EditPostPage(): ReactNode {
  const t = useTexts(texts)
  const navigate = useNavigate()
  const { postId } = useParams({ from: '/inside/posts/$postId/edit' })
  const post = useQuery({
    queryKey: ['posts', postId],
    queryFn: ({ signal }) => client.posts.get(postId, { signal }),
  })
  return (
    <Page title={t('editPost')}>
      <Asked query={post}>
        {(found) => (
          // What is being written is not overwritten by what the server tells meanwhile: `initial` is read once.
          <Composer
            key={postId}
            postId={postId}
            initial={draftOf(found)}
            onDone={(_post, { kind }) => {
              if (kind === 'draft') say(t('draftSaved'))
              else void navigate({ to: '/posts/$postId', params: { postId } })
            }}
          />
        )}
      </Asked>
    </Page>
  )
}
