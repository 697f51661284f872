import { queryOptions, useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import type { Account } from '../../../sdk/index.js'
import { client, queryClient } from '../../api.js'
import { AccountLine, accountName, usePlatforms, type Platform } from '../../components/account.js'
import { Asked, ErrorNote, Note } from '../../components/asked.js'
import { Button, ButtonLink } from '../../components/button.js'
import { ConfirmDialog } from '../../components/dialog.js'
import { Card, Page, Row } from '../../components/page.js'
import { Status } from '../../components/status.js'
import { say } from '../../components/toasts.js'
import { useMay } from '../../session.js'
import { useMoments } from '../../texts/moments.js'
import { useReason } from '../../texts/reasons.js'
import { useTexts } from '../../texts/texts.js'
import { connecting, useConnect } from '../accounts/connecting.js'
import { Quotas } from '../accounts/quotas.js'
import { TokenLife } from '../accounts/token-life.js'
import styles from './account-page.module.css'
import { texts } from './account.texts.js'
import { BestTimes } from './best-times.js'
import { Destination } from './destination.js'
import { History } from './history.js'
import { Playlists } from './playlists.js'
import { RecentPosts } from './recent-posts.js'

const accountQuery = (id: string) =>
  queryOptions({
    queryKey: ['accounts', id],
    queryFn: ({ signal }) => client.accounts.get(id, { signal }),
  })

export function AccountPage(): ReactNode {
  const t = useTexts(texts)
  const { accountId } = useParams({ from: '/inside/accounts/$accountId' })
  const account = useQuery(accountQuery(accountId))
  const { find } = usePlatforms()
  return (
    <Page
      title={account.data === undefined ? t('title') : accountName(account.data)}
      actions={<ButtonLink to="/accounts">{t('back')}</ButtonLink>}
    >
      <Asked query={account}>
        {(known) => <AccountParts account={known} platform={find(known.platform)} />}
      </Asked>
    </Page>
  )
}

function AccountParts({
  account,
  platform,
}: {
  account: Account
  platform: Platform | undefined
}): ReactNode {
  const t = useTexts(texts)
  const reason = useReason()
  const { at } = useMoments()
  const can = (name: string): boolean => platform?.capabilities.includes(name) === true
  const isConnected = account.status !== 'disconnected'
  return (
    <>
      <Card>
        <Row isSpread>
          <AccountLine account={account} />
          <Status status={account.status} />
        </Row>
        {account.error !== null && <Note tone="error">{reason(account.error)}</Note>}
        <dl className={styles['facts'] ?? ''}>
          <div>
            <dt>{t('life')}</dt>
            <dd>
              <TokenLife account={account} />
            </dd>
          </div>
          <div>
            <dt>{t('since')}</dt>
            <dd>{at(account.connectedAt, 'date')}</dd>
          </div>
          {account.accountType !== null && (
            <div>
              <dt>{t('kind')}</dt>
              <dd>{t(account.accountType)}</dd>
            </div>
          )}
        </dl>
        <Deeds account={account} network={platform?.name ?? account.platform} canRefresh={can('refresh')} />
      </Card>
      {isConnected && (
        <div className={styles['grid'] ?? ''}>
          <Card title={t('quotas')}>
            <Quotas account={account} />
          </Card>
          {can('pages') && <Destination account={account} />}
          {account.needsPlaylistReauth !== undefined && <Playlists account={account} />}
          <BestTimes accountId={account.id} />
          {can('history') && <History accountId={account.id} />}
        </div>
      )}
      <RecentPosts accountId={account.id} />
    </>
  )
}

type DeedsProps = { account: Account; network: string; canRefresh: boolean }

function Deeds({ account, network, canRefresh }: DeedsProps): ReactNode {
  const t = useTexts(texts)
  const navigate = useNavigate()
  const mayConnect = useMay()(connecting)
  const [isAsking, setAsking] = useState(false)
  const { id, platform } = account
  const afterwards = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ['accounts'] })
  const test = useMutation({ mutationFn: () => client.accounts.test(id), onSettled: afterwards })
  const refresh = useMutation({
    mutationFn: () => client.accounts.refresh(id),
    onSuccess: () => say(t('refreshed')),
    onSettled: afterwards,
  })
  const disconnect = useMutation({
    mutationFn: () => client.accounts.disconnect(id),
    async onSuccess() {
      setAsking(false)
      await afterwards()
    },
  })
  const reconnect = useConnect((made) => void navigate({ to: '/accounts', search: { connected: made.id } }))
  const failed = [test, refresh, reconnect].find(({ isError }) => isError)
  const isConnected = account.status !== 'disconnected'
  return (
    <>
      {test.data !== undefined &&
        (test.data.success ? (
          <Note tone="good">
            <span role="status">
              {t('tested', {
                name: test.data.details?.displayName ?? test.data.details?.username ?? accountName(account),
              })}
            </span>
          </Note>
        ) : (
          <Note tone="error" title={t('testFailed')}>
            {test.data.message}
          </Note>
        ))}
      {failed !== undefined && <ErrorNote error={failed.error} />}
      <Row>
        {isConnected && (
          <Button isPending={test.isPending} onPress={() => test.mutate()}>
            {t('test')}
          </Button>
        )}
        {isConnected && mayConnect && canRefresh && (
          <Button isPending={refresh.isPending} onPress={() => refresh.mutate()}>
            {t('refresh')}
          </Button>
        )}
        {mayConnect && (
          <Button isPending={reconnect.isPending} onPress={() => reconnect.mutate({ platform })}>
            {t('reconnect')}
          </Button>
        )}
        {isConnected && mayConnect && (
          <Button look="danger" onPress={() => setAsking(true)}>
            {t('disconnect')}
          </Button>
        )}
      </Row>
      <ConfirmDialog
        title={t('disconnectTitle', { name: accountName(account) })}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        action={t('disconnectAction')}
        isPending={disconnect.isPending}
        onConfirm={() => disconnect.mutate()}
      >
        <p>{t('disconnectHint', { network })}</p>
        {disconnect.isError && <ErrorNote error={disconnect.error} />}
      </ConfirmDialog>
    </>
  )
}
