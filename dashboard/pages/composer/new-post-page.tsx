import { useNavigate, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Page } from '../../components/page.js'
import { say } from '../../components/toasts.js'
import { useTexts } from '../../texts/texts.js'
import { Composer } from './composer.js'
import { texts } from './composer.texts.js'
import { emptyDraft, isEmpty, type Draft } from './draft.js'

/** A new post. `at`, `account`, `text` and `media` (ids, with commas) of the address are put into it. */
export function NewPostPage(): ReactNode {
  const t = useTexts(texts)
  const navigate = useNavigate()
  const search = useSearch({ from: '/inside/posts/new' })
  return (
    <Page title={t('newPost')}>
      <Composer
        postId={null}
        initial={emptyDraft}
        adopt={(draft) => withSearch(draft, search)}
        onDone={(post, { kind }) => {
          if (kind === 'draft') {
            say(t('draftSaved'))
            void navigate({ to: '/posts/$postId/edit', params: { postId: post.id }, replace: true })
          } else void navigate({ to: '/posts/$postId', params: { postId: post.id } })
        }}
      />
    </Page>
  )
}

type Search = { at?: string; account?: string; text?: string; media?: string }

function withSearch(draft: Draft, { at, account, text, media }: Search): Draft {
  const more = media?.split(',').filter((id) => !draft.media.some((file) => file.id === id)) ?? []
  return {
    ...draft,
    ...(at === undefined || Number.isNaN(Date.parse(at)) ? {} : { timing: 'at', at }),
    ...(text !== undefined && isEmpty(draft) ? { content: text } : {}),
    accountIds: [...new Set([...draft.accountIds, ...(account?.split(',') ?? [])])],
    media: [...draft.media, ...more.map((id) => ({ id }))],
  }
}
