import { useMutation } from '@tanstack/react-query'
import { Check } from 'lucide-react'
import type { ReactNode } from 'react'
import { allows, type PostStatus } from '../../../contract/post-status.js'
import type { Account, Post } from '../../../sdk/index.js'
import { client, queryClient } from '../../api.js'
import { accountName, usePlatforms } from '../../components/account.js'
import { ErrorNote } from '../../components/asked.js'
import { Button, ButtonLink } from '../../components/button.js'
import { Card, Row } from '../../components/page.js'
import { Status } from '../../components/status.js'
import { sandbox } from '../../sandbox.js'
import { useMay, useMe } from '../../session.js'
import { useTexts } from '../../texts/texts.js'
import styles from './home-page.module.css'
import { texts } from './home.texts.js'

type Props = { accounts: readonly Account[]; latest: Post | null }

/**
 * From nothing to a post that is out, in three steps. How far one is, is read off what there is, so that it survives a
 * reload and ends by itself.
 */
export function Guide({ accounts, latest }: Props): ReactNode {
  const t = useTexts(texts)
  const steps = [
    { id: 'connect', isDone: accounts.length > 0, body: <Connect /> },
    {
      id: 'write',
      isDone: latest !== null,
      body: (
        <ButtonLink
          to="/posts/new"
          search={accounts[0] === undefined ? {} : { account: accounts[0].id }}
          look="primary"
        >
          {t('writeFirst')}
        </ButtonLink>
      ),
    },
    { id: 'publish', isDone: false, body: latest !== null && <Publish post={latest} /> },
  ] as const
  const current = steps.find(({ isDone }) => !isDone)
  return (
    <Card title={t('guide')}>
      <ol role="list" className={styles['steps'] ?? ''}>
        {steps.map((step, index) => (
          <li key={step.id} aria-current={step === current ? 'step' : undefined}>
            <span className={styles['mark'] ?? ''} data-done={step.isDone || undefined}>
              {step.isDone ? <Check aria-hidden /> : index + 1}
              {step.isDone && <span className="visually-hidden">{t('done')}</span>}
            </span>
            <div className={styles['step'] ?? ''}>
              <h3>{t(`${step.id}Title`)}</h3>
              {step.id === 'connect' && step.isDone ? (
                <p className="soft">
                  {t('connected', {
                    names: accounts.slice(0, 3).map(accountName).join(', '),
                    more: Math.max(0, accounts.length - 3),
                  })}
                </p>
              ) : (
                <p className="soft">{t(`${step.id}Hint`)}</p>
              )}
              {step === current && step.body}
            </div>
          </li>
        ))}
      </ol>
    </Card>
  )
}

/** In the sandbox with one press; else on the page for it. */
function Connect(): ReactNode {
  const t = useTexts(texts)
  const { mode } = useMe()
  const mayConnect = useMay()({ scope: 'accounts:write' })
  // The first words need no picture, and no page to be chosen.
  const first = usePlatforms().all.find(
    ({ limits, capabilities }) =>
      !(limits['media'] as { required?: boolean } | undefined)?.required && !capabilities.includes('pages'),
  )
  const connect = useMutation({
    mutationFn: (platform: string) => sandbox.connect({ platform }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['accounts'] }),
  })
  if (!mayConnect) return <p>{t('askAdmin')}</p>
  if (mode !== 'sandbox')
    return (
      <ButtonLink to="/accounts" look="primary">
        {t('connectAccount')}
      </ButtonLink>
    )
  return (
    <>
      {connect.isError && <ErrorNote error={connect.error} />}
      {first !== undefined && <p className="soft small">{t('madeUp', { network: first.name })}</p>}
      <Row>
        <Button
          look="primary"
          isDisabled={first === undefined}
          isPending={connect.isPending}
          onPress={() => {
            if (first !== undefined) connect.mutate(first.slug)
          }}
        >
          {t('connectSandbox')}
        </Button>
        <ButtonLink to="/accounts" look="quiet">
          {t('otherNetwork')}
        </ButtonLink>
      </Row>
    </>
  )
}

function Publish({ post }: { post: Post }): ReactNode {
  const t = useTexts(texts)
  const isSandbox = useMe().mode === 'sandbox'
  const publish = useMutation({
    mutationFn: () => client.posts.publish(post.id),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['posts'] }),
  })
  const canPublish = allows(post.status as PostStatus, 'publish') && post.accountIds.length > 0
  return (
    <>
      {publish.isError && <ErrorNote error={publish.error} />}
      <Row>
        <Status status={post.status} />
        {canPublish && (
          <Button look="primary" isPending={publish.isPending} onPress={() => publish.mutate()}>
            {t('publishNow')}
          </Button>
        )}
        <ButtonLink to="/posts/$postId" params={{ postId: post.id }} look={canPublish ? 'quiet' : 'primary'}>
          {t('openPost')}
        </ButtonLink>
        {isSandbox && post.status === 'scheduled' && (
          <ButtonLink to="/sandbox-panel" look="quiet">
            {t('letTimePass')}
          </ButtonLink>
        )}
      </Row>
    </>
  )
}
