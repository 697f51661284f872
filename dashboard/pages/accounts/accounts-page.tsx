import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Plus, UsersRound } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import type { Account } from '../../../sdk/index.js'
import { client } from '../../api.js'
import { AccountLine, accountName, PlatformIcon, usePlatforms } from '../../components/account.js'
import { Asked, ErrorNote, Note } from '../../components/asked.js'
import { Button, ButtonLink } from '../../components/button.js'
import { Switch } from '../../components/fields.js'
import { Card, Empty, Page, Stack } from '../../components/page.js'
import { Status } from '../../components/status.js'
import { accountsQuery } from '../../queries.js'
import { useMay } from '../../session.js'
import { useReason } from '../../texts/reasons.js'
import { useTexts } from '../../texts/texts.js'
import styles from './accounts-page.module.css'
import { texts } from './accounts.texts.js'
import { ConnectDialog } from './connect-dialog.js'
import { connecting, useConnect } from './connecting.js'
import { Quotas } from './quotas.js'
import { TokenLife } from './token-life.js'

export function AccountsPage(): ReactNode {
  const t = useTexts(texts)
  const navigate = useNavigate()
  const mayConnect = useMay()(connecting)
  const accounts = useQuery(accountsQuery)
  const [isConnecting, setConnecting] = useState(false)
  const [isShowingAll, setShowingAll] = useState(false)
  const disconnected = useQuery({
    queryKey: ['accounts', 'disconnected'],
    queryFn: async ({ signal }) =>
      await client.accounts.list({ status: 'DISCONNECTED', limit: 100 }, { signal }),
  }).data?.data
  const connect = mayConnect && (
    <Button look="primary" icon={<Plus aria-hidden />} onPress={() => setConnecting(true)}>
      {t('connect')}
    </Button>
  )
  return (
    <Page title={t('title')} lead={t('lead')} actions={connect}>
      <Outcome accounts={accounts.data ?? []} />
      <Asked query={accounts}>
        {(active) => {
          const shown = isShowingAll ? [...active, ...(disconnected ?? [])] : active
          if (shown.length === 0)
            return (
              <Card>
                <Empty icon={<UsersRound />} title={t('emptyTitle')} action={connect}>
                  {mayConnect ? t('emptyHint') : t('onlyAdmins')}
                </Empty>
              </Card>
            )
          return byNetwork(shown).map(([platform, group]) => (
            <Network key={platform} platform={platform} accounts={group} mayConnect={mayConnect} />
          ))
        }}
      </Asked>
      {disconnected !== undefined && disconnected.length > 0 && (
        <Switch isSelected={isShowingAll} onChange={setShowingAll}>
          {t('showDisconnected')}
        </Switch>
      )}
      <ConnectDialog
        isOpen={isConnecting}
        onClose={() => setConnecting(false)}
        onConnected={({ id }, warning) =>
          void navigate({
            to: '/accounts',
            search: { connected: id, ...(warning === undefined ? {} : { warning }) },
          })
        }
      />
    </Page>
  )
}

/** What came of connecting, after the network's page led back here. */
function Outcome({ accounts }: { accounts: readonly Account[] }): ReactNode {
  const t = useTexts(texts)
  const { connected, warning, error } = useSearch({ from: '/inside/accounts' })
  const account = accounts.find(({ id }) => id === connected)
  return (
    <>
      {error !== undefined && (
        <Note tone="error" title={t('notConnected')}>
          {error}
        </Note>
      )}
      {connected !== undefined && (
        <Note
          tone="good"
          action={
            <ButtonLink to="/posts/new" search={{ account: connected }}>
              {t('write')}
            </ButtonLink>
          }
        >
          <span role="status">
            {account === undefined ? t('connectedSomebody') : t('connected', { name: accountName(account) })}
          </span>
        </Note>
      )}
      {warning !== undefined && <Note tone="warning">{warning}</Note>}
    </>
  )
}

type NetworkProps = { platform: string; accounts: readonly Account[]; mayConnect: boolean }

function Network({ platform, accounts, mayConnect }: NetworkProps): ReactNode {
  const name = usePlatforms().find(platform)?.name ?? platform
  return (
    <section className={styles['group'] ?? ''} aria-label={name}>
      <h2>
        <PlatformIcon platform={platform} isNamed /> {name}
      </h2>
      <ul role="list" className={styles['accounts'] ?? ''}>
        {accounts.map((account) => (
          <AccountRow key={account.id} account={account} mayConnect={mayConnect} />
        ))}
      </ul>
    </section>
  )
}

function AccountRow({ account, mayConnect }: { account: Account; mayConnect: boolean }): ReactNode {
  const t = useTexts(texts)
  const reason = useReason()
  const navigate = useNavigate()
  const reconnect = useConnect(({ id }) => void navigate({ to: '/accounts', search: { connected: id } }))
  const isOut = account.status !== 'active'
  return (
    <li className={styles['account'] ?? ''}>
      <Link to="/accounts/$accountId" params={{ accountId: account.id }} className={styles['who'] ?? ''}>
        <AccountLine account={account} />
      </Link>
      <Stack gap="s">
        <span>
          <Status status={account.status} />
        </span>
        <span className="soft small">
          <TokenLife account={account} />
        </span>
      </Stack>
      {account.status !== 'disconnected' && <Quotas account={account} />}
      {account.isSharedAccount && <p className="soft small">{t('shared')}</p>}
      {isOut && (
        <div className={styles['trouble'] ?? ''}>
          {account.error !== null && <span className="small">{reason(account.error)}</span>}
          {mayConnect && (
            <Button
              isPending={reconnect.isPending}
              onPress={() => reconnect.mutate({ platform: account.platform })}
            >
              {t('reconnect')}
            </Button>
          )}
          {reconnect.isError && <ErrorNote error={reconnect.error} />}
        </div>
      )}
    </li>
  )
}

/** Grouped by network, in the order of their first accounts. */
function byNetwork(accounts: readonly Account[]): [string, Account[]][] {
  const groups = new Map<string, Account[]>()
  for (const account of accounts)
    groups.set(account.platform, [...(groups.get(account.platform) ?? []), account])
  return [...groups]
}
