import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { FlaskConical } from 'lucide-react'
import type { ReactNode } from 'react'
import type { SandboxPost } from '../../../contract/sandbox.js'
import { accountName, Avatar, PlatformIcon, usePlatforms } from '../../components/account.js'
import { Asked } from '../../components/asked.js'
import { ButtonLink } from '../../components/button.js'
import { Select } from '../../components/fields.js'
import { Card, Empty, Page } from '../../components/page.js'
import { accountsQuery } from '../../queries.js'
import { sandbox } from '../../sandbox.js'
import { useMe } from '../../session.js'
import { useMoments } from '../../texts/moments.js'
import { useTexts } from '../../texts/texts.js'
import { Clock } from './clock.js'
import { Faults } from './faults.js'
import styles from './sandbox.module.css'
import { texts } from './sandbox.texts.js'

export function SandboxPage(): ReactNode {
  const t = useTexts(texts)
  const isSandbox = useMe().mode === 'sandbox'
  return (
    <Page title={t('title')} lead={t('lead')}>
      {isSandbox ? (
        <div className={styles['panel'] ?? ''}>
          <Posts />
          <div className={styles['side'] ?? ''}>
            <Faults />
            <Clock />
          </div>
        </div>
      ) : (
        <Card>
          <Empty icon={<FlaskConical />} title={t('notHere')}>
            {t('notHereHint')}
          </Empty>
        </Card>
      )}
    </Page>
  )
}

function Posts(): ReactNode {
  const t = useTexts(texts)
  const navigate = useNavigate({ from: '/sandbox-panel' })
  const { platform } = useSearch({ from: '/inside/sandbox-panel' })
  const { all } = usePlatforms()
  const posts = useQuery({
    queryKey: ['posts', 'sandbox', platform],
    queryFn: () => sandbox.listPosts({ platform, limit: 100 }),
    staleTime: 0,
  })
  return (
    <Card title={t('posts')}>
      <Select
        label={t('network')}
        options={[
          { value: '', label: t('allNetworks') },
          ...all.map(({ slug, name }) => ({ value: slug, label: name })),
        ]}
        value={platform ?? ''}
        onChange={(next) => void navigate({ search: next === '' ? {} : { platform: next }, replace: true })}
      />
      <Asked query={posts}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty
              icon={<FlaskConical />}
              title={t('noPosts')}
              action={<ButtonLink to="/posts/new">{t('write')}</ButtonLink>}
            >
              {t('noPostsHint')}
            </Empty>
          ) : (
            <ul role="list" className={styles['posts'] ?? ''}>
              {data.map((post) => (
                <PublicPost key={`${post.platform} ${post.remoteId}`} post={post} />
              ))}
            </ul>
          )
        }
      </Asked>
    </Card>
  )
}

function PublicPost({ post }: { post: SandboxPost }): ReactNode {
  const t = useTexts(texts)
  const { at } = useMoments()
  const network = usePlatforms().find(post.platform)?.name ?? post.platform
  const account = useQuery(accountsQuery).data?.find(({ id }) => id === post.accountId)
  const text = post.text === '' ? t('noText') : post.text
  return (
    <li className={styles['post'] ?? ''}>
      {account === undefined ? <PlatformIcon platform={post.platform} /> : <Avatar account={account} />}
      <div className={styles['words'] ?? ''}>
        <span>
          {account !== undefined && <strong>{accountName(account)} </strong>}
          <span className="soft small">
            {network} · {at(post.createdAt)}
            {post.parentId !== null && ` · ${t('reply')}`}
            {post.media.length > 0 && ` · ${t('media', { count: post.media.length })}`}
          </span>
        </span>
        <p className={styles['text'] ?? ''}>{text}</p>
      </div>
    </li>
  )
}
